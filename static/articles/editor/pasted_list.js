// Finds in a text a list of references and the numbers that cite it, and makes citations of them.

import { pm } from "../../django_prose_editor/editor.js";

const HEADING = /^\s*(?:\d{1,2}\.?\s+)?(?:references?|reference list|bibliography|literature(?: cited)?|works cited|sources)\s*:?\s*$/i;
const NUMBERED = /^\s*\[?(\d{1,3})[\].)]\s+\S/;
const LOOKS_CITED = /\b(?:1[5-9]|20)\d\d\b|\b10\.\d{4,9}\/\S|\bPMID\b|\bin press\b/i;
const LEAST = 25; // characters of a reference
const LEAF = "\ufffc";

function textOf(node) { return node.textBetween(0, node.content.size, "\n", (leaf) => (leaf.type.name === "hardBreak" ? "\n" : LEAF)); }

/** The blocks at the top of a document that lie in a range, list items each by themselves. */
function blocksIn(doc, { from, to }) {
  const blocks = [];
  doc.forEach((node, at) => {
    if (at + node.nodeSize <= from || at >= to) return;
    if (node.type.name !== "orderedList") return void blocks.push({ node, at, text: textOf(node) });
    node.forEach((item, offset, index) => blocks.push({
      node: item, at: at + 1 + offset, text: textOf(item), number: node.attrs.start + index, list: { node, at },
    }));
  });
  return blocks;
}

function isTitle({ node, text }) { return ["heading", "paragraph"].includes(node.type.name) && HEADING.test(text); }

function looksLikeReference({ text }) { return text.length >= LEAST && LOOKS_CITED.test(text); }

/** The blocks below the last heading that says so, up to the next heading. */
function belowTitle(blocks) {
  const at = blocks.findLastIndex(isTitle);
  if (at < 0) return null;
  const after = blocks.slice(at + 1);
  const end = after.findIndex(({ node }) => node.type.name === "heading");
  return { title: blocks[at], entries: end < 0 ? after : after.slice(0, end) };
}

/** The blocks at the end that count from 1. */
function atTheEnd(blocks) {
  const numbers = blocks.map(({ number, text }) => number ?? Number(NUMBERED.exec(text)?.[1] ?? NaN));
  const at = numbers.lastIndexOf(1);
  return at < 0 ? null : { title: null, entries: blocks.slice(at) };
}

function withLines(entries) {
  const isMarked = entries.some(({ number, text }) => number || NUMBERED.test(text));
  let line = 1;
  return entries.map((entry, at) => {
    const number = entry.number ?? (isMarked ? null : at + 1);
    const text = entry.text.replaceAll(LEAF, "").trim().replace(/\n\s*\n+/g, "\n");
    const sent = number ? `${number}. ${text}` : text;
    const first = line;
    line += sent.split("\n").length;
    return { ...entry, sent, first, last: line - 1 };
  });
}

/** A list of references in a range: its entries, its title, the text to read; null for none. */
export function findList(doc, range) {
  const blocks = blocksIn(doc, range).filter(({ text }) => text.trim());
  const found = belowTitle(blocks) ?? atTheEnd(blocks);
  const isOne = found?.entries.length
    && found.entries.filter(looksLikeReference).length * 2 > found.entries.length
    && found.entries.every(({ node }) => ["paragraph", "listItem"].includes(node.type.name));
  if (!isOne) return null;
  const entries = withLines(found.entries);
  const [first, last] = [found.title ?? entries[0], entries.at(-1)];
  const from = (first.list ?? first).at;
  const end = last.list ?? last;
  return { title: found.title, entries, from, to: end.at + end.node.nodeSize,
    text: entries.map(({ sent }) => sent).join("\n") };
}

/** Write a document anew where a list stood: what could not be read stays, with its number. */
function withoutList(tr, list, isRead) {
  const { paragraph } = tr.doc.type.schema.nodes;
  const left = list.entries.filter((entry) => !isRead(entry));
  const nodes = left.flatMap(({ node, number }) => {
    if (node.type === paragraph) return [node];
    return node.children.map((child, at) => (at || child.type !== paragraph ? child
      : paragraph.create(null, pm.model.Fragment.from(child.type.schema.text(`${number}. `)).append(child.content))));
  });
  if (left.length && list.title) nodes.unshift(list.title.node);
  const isAll = list.from === 0 && list.to === tr.doc.content.size;
  if (!nodes.length && isAll) nodes.push(paragraph.create());
  return nodes.length ? tr.replaceWith(list.from, list.to, nodes) : tr.delete(list.from, list.to);
}

function inPlaceOf(place, refs, schema) {
  const known = place.numbers.filter((number) => refs.has(number));
  const rest = place.numbers.filter((number) => !refs.has(number));
  const nodes = [...new Set(known.map((number) => refs.get(number)))]
    .map((ref) => schema.nodes.citation.create({ ref }));
  return rest.length ? [...nodes, schema.text(`[${rest.join(",")}]`)] : nodes;
}

/**
 * A transaction that makes citations of the numbers at some places of an editor's text, and takes
 * what was read of a list out where it stands there. Undoing takes it back in one step.
 *
 * ``refs`` are the library's numbers by the list's.
 */
export function converted({ state, schema }, { list, places, refs, isRead }) {
  const tr = pm.history.closeHistory(state.tr);
  // From the end, so that the places before stay where they are.
  const steps = [...places.map((place) => ({ at: place.from, act: () => (
    tr.replaceWith(place.from, place.to, inPlaceOf(place, refs, schema))) })),
  ...(list ? [{ at: list.from, act: () => withoutList(tr, list, isRead) }] : [])];
  for (const { act } of steps.toSorted((one, other) => other.at - one.at)) act();
  return tr;
}

/** Take a transaction back, or do it again, in an editor whose text stands as it did then. */
export function turn({ isDestroyed, state, view }, { before, doc, steps, docs }, isDone) {
  if (isDestroyed || !state.doc.eq(isDone ? before : doc)) return;
  const tr = pm.history.closeHistory(state.tr);
  const inverted = steps.map((step, at) => step.invert(docs[at])).toReversed();
  for (const step of isDone ? steps : inverted) tr.step(step);
  view.dispatch(tr);
}
