// Places of a text as the server names them, as positions in an editor's document.

/** The innermost text blocks, as the server counts them: an empty caption is none. */
export function textBlocks(doc) {
  const blocks = [];
  doc.descendants((node, at) => {
    if (!node.isTextblock) return true;
    if (node.type.name !== "tableCaption" || node.content.size) blocks.push({ node, at });
    return false;
  });
  return blocks;
}

/** The words of a text block, in which citations and line breaks have no length. */
export function textOf(node) { return node.textBetween(0, node.content.size, "", ""); }

/** The position of an offset in a block's text. */
export function positionIn({ node, at }, offset, isEnd) {
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

/** The server counts characters, browsers count units of UTF-16. */
function units(text, characters) {
  if (!/[\ud800-\udbff]/.test(text)) return characters;
  let at = 0;
  for (let left = characters; left > 0 && at < text.length; left -= 1) {
    at += text.codePointAt(at) > 0xffff ? 2 : 1;
  }
  return at;
}

/** Where words stand in a text, nearest to an offset; null where they don't. */
export function nearest(text, words, offset) {
  if (!words) return null;
  let best = -1;
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    if (best < 0 || Math.abs(at - offset) < Math.abs(best - offset)) best = at;
    else break; // from here on they only stand farther away
  }
  return best < 0 ? null : [best, best + words.length];
}

function folded(words) { return words.split(/\s+/).join(" ").trim(); }

/**
 * The span of a text that a place names, in units of UTF-16, or the words of its quote nearest to
 * there; null where neither is.
 */
export function spanIn(text, { start = null, end = null, quote = "" }) {
  const from = units(text, start ?? 0);
  const to = units(text, end ?? start ?? 0);
  if (start !== null && (!quote || folded(text.slice(from, to)) === folded(quote))) return [from, to];
  return nearest(text, quote, from) ?? nearest(text, quote.trim(), from);
}

/** Find the block of a place and the span in it; in other blocks where its words have moved. */
function blockOf(blocks, place) {
  const first = place.block ?? 0;
  const order = [...blocks.keys()].sort((one, other) => Math.abs(one - first) - Math.abs(other - first));
  for (const at of order) {
    const { start, end } = at === first ? place : {};
    if (at !== first && !place.quote) break;
    const span = spanIn(textOf(blocks[at].node), { start, end, quote: place.quote });
    if (span) return { block: blocks[at], span };
  }
  return null;
}

/**
 * A place of a document, {block, start, end, quote}, as {from, to}; null where its words are not
 * there. ``blocks`` are the document's, where the caller has them.
 */
export function locate(doc, place, blocks = textBlocks(doc)) {
  const found = blockOf(blocks, place);
  if (!found) return null;
  const from = positionIn(found.block, found.span[0], false);
  return { from, to: Math.max(from, positionIn(found.block, found.span[1], true)) };
}

/** Where the sentence that holds a position ends, behind the citations that stand there. */
export function endOfSentence(doc, position, sentence) {
  const $at = doc.resolve(position);
  const block = { node: $at.parent, at: $at.before() };
  const text = textOf(block.node);
  const offset = textOf($at.parent.cut(0, $at.parentOffset)).length;
  const span = nearest(text, sentence, offset) ?? nearest(text, sentence.trim(), offset);
  let end = positionIn(block, span ? span[1] : text.length, true);
  while (doc.nodeAt(end)?.type.name === "citation") end += 1;
  return end;
}
