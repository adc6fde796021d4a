// Mends: what is done for the writer in one click, in the text or in a plain field.

import { citeAfter, insert, replace } from "../editor/mending.js";

const GONE = "The words are not there any more; nothing was changed. The checks look again.";

/** Type words into a plain field, so that the browser can undo it. */
function typeInto(input, { from, to }, words) {
  input.focus();
  input.setSelectionRange(from, to);
  const isTyped = document.execCommand?.("insertText", false, words);
  if (!isTyped) {
    input.setRangeText(words, from, to, "end");
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  input.setSelectionRange(from, from + words.length);
}

const IN_EDITOR = {
  replace: (editor, range, { text }) => replace(editor, range, text),
  insert: (editor, range, { text }) => insert(editor, range, text),
  cite: (editor, range, { sentence }) => citeAfter(editor, range, sentence),
};
const IN_FIELD = {
  replace: (input, range, { text }) => typeInto(input, range, text),
  insert: (input, { from }, { text }) => typeInto(input, { from, to: from }, text),
};
const DONE = {
  replace: (text) => `Put in its place: ${text}`,
  insert: (text) => `Put in: ${text}`,
  cite: () => "",
};

/** Mend a finding's words. Gives what to say about it. */
export function mend(finding, { act, text }) {
  const range = finding.range();
  const [acts, target] = finding.editor ? [IN_EDITOR, finding.editor.editor] : [IN_FIELD, finding.input];
  if (!range || !target || !acts[act]) return { isDone: false, said: GONE };
  acts[act](target, range, { text, sentence: finding.sentence });
  return { isDone: true, said: DONE[act](text) };
}
