// Finds citation numbers that stand in a text as characters: [1-3], (1,3), superscripts.

const RANGE = "\\d{1,3}(?:\\s*[-‐–—,;]\\s*\\d{1,3})*";
const LEAF = "\ufffc";
const WIDEST = 50; // numbers of a range
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const POWER_OF = /(?:^|[^\d.])10$|(?:^|[\s/·(])(?:[mkcdµμn]?m|[km]?g|s|h|x|n|r|R|Χ|χ)$/u;
const AROUND = 40; // characters of text shown beside a number

/** The numbers that a mark stands for, 1,3-5; none where a range runs backwards. */
export function expand(mark) {
  const numbers = [];
  for (const part of mark.split(/\s*[,;]\s*/)) {
    const ends = part.split(/\s*[-‐–—]\s*/).map(Number);
    const [first, last] = [ends[0], ends.at(-1)];
    if (ends.length > 2 || last < first || last - first > WIDEST) return [];
    for (let number = first; number <= last; number += 1) numbers.push(number);
  }
  return [...new Set(numbers)];
}

function plain(raised) {
  return raised.replace(/[⁰¹²³⁴-⁹]/g, (digit) => RAISED.indexOf(digit)).replaceAll("⁻", "-");
}

function* matches(text, pattern) {
  for (const found of text.matchAll(pattern)) {
    yield { start: found.index, end: found.index + found[0].length, mark: found[1] };
  }
}

const BRACKETS = new RegExp(`\\[\\s*(${RANGE})\\s*\\]`, "g");
const PARENTHESES = new RegExp(`\\(\\s*(${RANGE})\\s*\\)`, "g");
const RAISED_DIGITS = /([¹²³⁰⁴-⁹]+(?:[,⁻–-][¹²³⁰⁴-⁹]+)*)/g;

/** Whether raised digits are a power of what stands before, or the mass of the element behind. */
function isCalculated(text, start, end) {
  return POWER_OF.test(text.slice(0, start)) || /^\p{L}/u.test(text.slice(end));
}

/** Runs of superscript text, and raised digits. */
function* superscripts(node, text) {
  const runs = [];
  node.forEach((child, offset) => {
    if (!child.isText || !child.marks.some(({ type }) => type.name === "superscript")) return;
    if (runs.at(-1)?.end === offset) runs.at(-1).end += child.nodeSize;
    else runs.push({ start: offset, end: offset + child.nodeSize });
  });
  const isWhole = new RegExp(`^\\s*(${RANGE})\\s*,?\\s*$`);
  for (const { start, end } of runs) {
    const mark = isWhole.exec(text.slice(start, end))?.[1];
    if (mark && !isCalculated(text, start, end)) yield { start, end, mark };
  }
  for (const found of matches(text, RAISED_DIGITS)) {
    if (!isCalculated(text, found.start, found.end)) yield { ...found, mark: plain(found.mark) };
  }
}

export const inBrackets = (_node, text) => matches(text, BRACKETS);
const STYLES = [inBrackets, superscripts, (_node, text) => matches(text, PARENTHESES)];

function placesIn(node, at, find, known) {
  const text = node.textBetween(0, node.content.size, "", LEAF);
  const places = [];
  for (const { start, end, mark } of find(node, text)) {
    const numbers = expand(mark);
    if (!numbers.some((number) => known.has(number))) continue;
    // A citation stands without a space before it.
    const space = /\S[ \u00a0]+$/.exec(text.slice(0, start));
    const from = space ? start - space[0].length + 1 : start;
    const before = (start > AROUND ? "…" : "") + text.slice(Math.max(0, start - AROUND), start);
    const after = text.slice(end, end + AROUND) + (end + AROUND < text.length ? "…" : "");
    places.push({ from: at + 1 + from, to: at + 1 + end, numbers, words: {
      before: before.replaceAll(LEAF, ""), mark: text.slice(start, end), after: after.replaceAll(LEAF, "") } });
  }
  return places;
}

/**
 * The places in some texts where known numbers are cited, in the one way in which they cite most
 * of them: {places, style}.
 *
 * A text is {doc, from, to}, and ``list`` where a part of it is to be left out; each place names
 * its ``text``. ``styles`` are the ways to try.
 */
export function findNumbers(texts, known, styles = STYLES) {
  const byStyle = styles.map((style) => {
    const places = [];
    for (const text of texts) {
      text.doc.nodesBetween(text.from, text.to, (node, at) => {
        if (text.list && at >= text.list.from && at < text.list.to) return false;
        if (node.isTextblock) places.push(...placesIn(node, at, style, known).map((place) => ({ ...place, text })));
        return !node.isTextblock;
      });
    }
    return { style, places, reach: new Set(places.flatMap(({ numbers }) => numbers)).size };
  });
  return byStyle.reduce((best, other) => (other.reach > best.reach ? other : best));
}
