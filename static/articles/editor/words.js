// How long a text is, and how long it takes to read.

const WORDS_A_MINUTE = 200;

/** Count the words of a document: what white space parts, with a letter or a digit in it. */
export function countWords(doc) {
  const text = doc.textBetween(0, doc.content.size, "\n", " ");
  return (text.match(/\S*[\p{L}\p{N}]\S*/gu) ?? []).length;
}

/** Say how long a document is. */
export function describeLength(doc) {
  const words = countWords(doc);
  const minutes = Math.max(1, Math.round(words / WORDS_A_MINUTE));
  const shown = `${words.toLocaleString("en")} ${words === 1 ? "word" : "words"}`;
  return words ? `${shown}, about ${minutes} ${minutes === 1 ? "minute" : "minutes"} to read` : shown;
}
