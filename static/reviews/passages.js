// The passages of an edition, numbered from 0 by the rule of articles/passages.py: each heading,
// paragraph, list item, cell or caption that has words of its own, outside of lists of contents.

const KINDS = new Set(["h1", "h2", "h3", "h4", "p", "li", "dt", "dd", "td", "th", "caption",
  "figcaption", "blockquote"]);
const PARTING = new Set([...KINDS, "br"]); // part the words before them from those after
// What Python's str.split() takes for white space.
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;

function kindOf(element) { return element.localName; }

function isCitation(element) {
  return kindOf(element) === "sup" && element.classList.contains("citation");
}

function* elementsIn(element) {
  if (kindOf(element) === "nav") return;
  if (KINDS.has(kindOf(element))) yield element;
  for (const child of element.children) yield* elementsIn(child);
}

function* pieces(element) {
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) yield node.data;
    else if (node.nodeType === Node.ELEMENT_NODE && PARTING.has(kindOf(node))) yield " ";
    else if (node.nodeType === Node.ELEMENT_NODE && !isCitation(node)) yield* pieces(node);
  }
}

/** The text nodes of a passage's own words, without citations and the passages inside it. */
export function* textNodesIn(element) {
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) yield node;
    else if (node.nodeType === Node.ELEMENT_NODE && !PARTING.has(kindOf(node)) && !isCitation(node)) {
      yield* textNodesIn(node);
    }
  }
}

function ownText(element) {
  return [...pieces(element)].join("").replace(SPACE, " ").trim();
}

/** List the passages of a region: their numbers, kinds, elements and words without citations. */
export function passagesIn(region) {
  return [...elementsIn(region)]
    .map((element) => ({ element, kind: kindOf(element), text: ownText(element) }))
    .filter(({ text }) => text)
    .map((passage, number) => ({ number, ...passage }));
}
