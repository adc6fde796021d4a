// Changes of marked words: one step of undo each, formatting and citations kept.

import { pm } from "../../django_prose_editor/editor.js";
import { endOfSentence } from "./places.js";
import { select, show } from "./reveal.js";

/** How many letters two texts have in common at their ends, first and last. */
function common(one, other) {
  const most = Math.min(one.length, other.length);
  let first = 0;
  while (first < most && one[first] === other[first]) first += 1;
  let last = 0;
  while (last < most - first && one.at(-1 - last) === other.at(-1 - last)) last += 1;
  return [first, last];
}

/** The citations and line breaks between two positions of a text block. */
function leaves(doc, from, to) {
  const found = [];
  doc.nodesBetween(from, to, (node) => { if (node.isLeaf && !node.isText) found.push(node); });
  return found;
}

function put(editor, { from, to }, words) {
  const { state, schema, view } = editor;
  const { doc } = state;
  const inside = from < to ? doc.resolve(from).marksAcross(doc.resolve(to)) : doc.resolve(from).marks();
  const text = words ? [schema.text(words, inside ?? [])] : [];
  const content = pm.model.Fragment.from([...text, ...leaves(doc, from, to)]);
  view.dispatch(pm.history.closeHistory(state.tr.replaceWith(from, to, content)));
  return content.size;
}

/** Put words in place of those between two positions, and select them; only what differs changes. */
export function replace(editor, { from, to }, words) {
  const { doc } = editor.state;
  const hasLeaves = leaves(doc, from, to).length > 0;
  const [first, last] = hasLeaves ? [0, 0] : common(doc.textBetween(from, to, "", ""), words);
  const size = put(editor, { from: from + first, to: to - last }, words.slice(first, words.length - last));
  select(editor, { from, to: from + first + size + last });
}

/** Put words before a position, formatted as what follows, and select them. */
export function insert(editor, { from }, words) {
  const { state, schema, view } = editor;
  const marks = state.doc.nodeAt(from)?.marks ?? [];
  const text = schema.text(words, marks);
  view.dispatch(pm.history.closeHistory(state.tr.insert(from, text)));
  select(editor, { from, to: from + words.length });
}

/** Open the search for a reference behind the sentence that a position stands in. */
export function citeAfter(editor, { from }, sentence) {
  const end = endOfSentence(editor.state.doc, from, sentence);
  // Without the focus, which comes a moment later and would close the search.
  editor.commands.setTextSelection(end);
  show(editor, end);
  editor.commands.pickCitation();
}
