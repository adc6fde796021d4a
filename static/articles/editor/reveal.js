// Show a place of the text: scroll to it, focus the editor and select it.

import { locate, textBlocks } from "./places.js";

/** Bring a position into sight. */
export function show(editor, position) {
  const dom = editor.view.domAtPos(position).node;
  const element = dom.nodeType === Node.TEXT_NODE ? dom.parentElement : dom;
  element.scrollIntoView({ block: "center" });
}

/** Select {from, to}, and bring it into sight. */
export function select(editor, { from, to }) {
  editor.chain().focus().setTextSelection({ from, to }).scrollIntoView().run();
  show(editor, from);
}

/** Select a range that is known, or a place: a span of a block, or where its quote stands. */
export function reveal(editor, { range = null, ...place }) {
  if (range) return select(editor, range);
  const blocks = textBlocks(editor.state.doc);
  const block = blocks[place.block ?? 0];
  const found = locate(editor.state.doc, place, blocks) ?? (block && { from: block.at + 1, to: block.at + 1 });
  return found ? select(editor, found) : editor.commands.focus();
}
