// Show a place of the text: scroll to it, focus the editor and select it.

/** The innermost text blocks, as the server counts them: an empty caption is none. */
function textBlocks(doc) {
  const blocks = [];
  doc.descendants((node, at) => {
    if (!node.isTextblock) return true;
    if (node.type.name !== "tableCaption" || node.content.size) blocks.push({ node, at });
    return false;
  });
  return blocks;
}

/** The position of an offset in a block's text, in which citations have no length. */
function positionIn({ node, at }, offset, isEnd) {
  let left = offset;
  let position = at + 1;
  node.forEach((child, within) => {
    if (left < 0) return;
    const length = child.isText ? child.text.length : 0;
    if (left < length || (isEnd && left === length)) {
      position = at + 1 + within + left;
      left = -1;
    } else {
      left -= length;
      position = at + 1 + within + child.nodeSize;
    }
  });
  return position;
}

function textOf(node) { return node.textBetween(0, node.content.size, "", ""); }

/** Select a place: a span of a text block, or the first place where a quote stands. */
export function reveal(editor, { block = 0, start = null, end = null, quote = "" }) {
  const blocks = textBlocks(editor.state.doc);
  const words = quote?.trim() ?? "";
  let found = blocks[block ?? 0];
  let [from, to] = [start ?? 0, end ?? start ?? 0];
  const isThere = found && (!words || textOf(found.node).includes(words)
    || textOf(found.node).slice(from, to).includes(words));
  if (!isThere && words) {
    found = blocks.find(({ node }) => textOf(node).includes(words)) ?? found;
    const at = found ? textOf(found.node).indexOf(words) : -1;
    [from, to] = at < 0 ? [0, 0] : [at, at + words.length];
  }
  if (!found) return editor.commands.focus();
  const selection = { from: positionIn(found, from, false), to: positionIn(found, to, true) };
  if (selection.to < selection.from) selection.to = selection.from;
  editor.chain().focus().setTextSelection(selection).scrollIntoView().run();
  const dom = editor.view.domAtPos(selection.from).node;
  const element = dom.nodeType === Node.TEXT_NODE ? dom.parentElement : dom;
  return element.scrollIntoView({ block: "center" });
}
