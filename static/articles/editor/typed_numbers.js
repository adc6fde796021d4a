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

const STYLES = [
  (_node, text) => matches(text, BRACKETS),
  superscripts,
  (_node, text) => matches(text, PARENTHESES),
];

function placesIn(node, at, find, known) {
  const text = node.textBetween(0, node.content.size, "", LEAF);
  const places = [];
  for (const { start, end, mark } of find(node, text)) {
    const numbers = expand(mark);
    if (!numbers.some((number) => known.has(number))) continue;
    // A citation stands without a space before it.
    const space = /\S[ \u00a0]+$/.exec(text.slice(0, start));
    const from = space ? start - space[0].length + 1 : start;
    places.push({ from: at + 1 + from, to: at + 1 + end, numbers, words: {
      before: text.slice(Math.max(0, start - AROUND), start).replaceAll(LEAF, ""),
      mark: text.slice(start, end), after: text.slice(end, end + AROUND).replaceAll(LEAF, "") } });
  }
  return places;
}

/**
 * The places in a document, outside a list, where numbers of the list are cited, in the one way
 * in which the text cites most of them.
 */
export function findNumbers(doc, { from, to }, list, known) {
  const byStyle = STYLES.map((find) => {
    const places = [];
    doc.nodesBetween(from, to, (node, at) => {
      if (at >= list.from && at < list.to) return false;
      if (node.isTextblock) places.push(...placesIn(node, at, find, known));
      return !node.isTextblock;
    });
    return { places, reach: new Set(places.flatMap(({ numbers }) => numbers)).size };
  });
  return byStyle.reduce((best, other) => (other.reach > best.reach ? other : best)).places;
}
