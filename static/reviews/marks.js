// Marks the words that findings are about, over the text: highlights of the browser, which change
// nothing in the signed words. Browsers without them show the notes alone.

import { textNodesIn } from "./passages.js";

const ALL = "findings";
const NOW = "finding-now";

function folded(words) { return words.split(/\s+/).filter(Boolean).join(" "); }

/** The words of a passage with single spaces, and for each letter the node and offset it is from. */
function lettersOf(element) {
  const [letters, places] = [[], []];
  for (const node of textNodesIn(element)) {
    [...node.data].reduce((offset, letter) => {
      const isSpace = /\s/.test(letter);
      if (!isSpace || (letters.length && letters.at(-1) !== " ")) {
        for (const unit of (isSpace ? " " : letter).split("")) {
          letters.push(unit);
          places.push({ node, offset });
        }
      }
      return offset + letter.length;
    }, 0);
  }
  return { text: letters.join(""), places };
}

/**
 * The words of a finding in a passage, its sentence where no words are named; null if not there.
 * ``found`` keeps where words were found, so that those of the next finding are sought behind.
 */
function rangeIn(element, { quote, sentence }, found) {
  const { text, places } = lettersOf(element);
  const [words, around] = [folded(quote), folded(sentence)];
  const key = `${around}\n${words}`;
  const from = found.get(key) ?? Math.max(text.indexOf(around), 0);
  const sought = words || around;
  const [at, { length }] = [text.indexOf(sought, from), sought];
  if (at < 0 || !length) return null;
  found.set(key, at + length);
  const [first, last] = [places[at], places[at + length - 1]];
  const range = document.createRange();
  range.setStart(first.node, first.offset);
  range.setEnd(last.node, last.offset + 1);
  return range;
}

/** Mark the words of all findings beside a text, and let those of the note at hand stand out. */
export function mountMarks(beside, passages) {
  if (!("highlights" in CSS)) return;
  const all = new Highlight();
  const now = new Highlight();
  now.priority = 1;
  for (const note of beside.querySelectorAll(".note[data-passage]")) {
    const passage = passages[note.dataset.passage];
    const found = new Map();
    const ranges = passage ? [...note.querySelectorAll(".found")]
      .map(({ dataset }) => rangeIn(passage.element, dataset, found)).filter(Boolean) : [];
    for (const range of ranges) all.add(range);
    const shine = (isOn) => ranges.forEach((range) => (isOn ? now.add(range) : now.delete(range)));
    for (const kind of ["pointerenter", "focusin"]) note.addEventListener(kind, () => shine(true));
    for (const kind of ["pointerleave", "focusout"]) note.addEventListener(kind, () => shine(false));
  }
  CSS.highlights.set(ALL, all);
  CSS.highlights.set(NOW, now);
}
