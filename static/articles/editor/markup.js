// Between a draft's HTML and the editor's document. In the editor each table stands in a frame with
// its caption, so that the caption is a text block of its own; in the HTML it is a plain table.

import { pm } from "../../django_prose_editor/editor.js";

const FRAME = "table-frame";
const CAPTION = "table-caption";

function inert(html) {
  return new DOMParser().parseFromString(`<body>${html}`, "text/html").body;
}

/** Put a table into a frame with its caption. Changes the DOM in place. */
export function frameTable(table) {
  const made = table.ownerDocument;
  const frame = made.createElement("div");
  frame.className = FRAME;
  const caption = made.createElement("div");
  caption.className = CAPTION;
  const given = table.querySelector(":scope > caption");
  if (given) {
    caption.append(...given.childNodes);
    given.remove();
  }
  table.replaceWith(frame);
  frame.append(caption, table);
}

function unframe(frame) {
  const table = frame.querySelector(":scope > table");
  const words = frame.querySelector(`:scope > .${CAPTION}`);
  const caption = document.createElement("caption");
  caption.append(...words.childNodes);
  splitHead(table);
  if (caption.childNodes.length) table.prepend(caption);
  frame.replaceWith(table);
}

/** Rows of nothing but header cells lead the table; other header cells head their row. */
function splitHead(table) {
  const body = table.querySelector(":scope > tbody");
  const head = document.createElement("thead");
  for (const row of [...body.rows]) {
    if ([...row.cells].some((cell) => cell.tagName !== "TH")) break;
    head.append(row);
  }
  if (head.rows.length) body.before(head);
  for (const cell of table.querySelectorAll("th")) {
    cell.setAttribute("scope", head.contains(cell) ? "col" : "row");
  }
  for (const cell of table.querySelectorAll("td, th")) unwrapOnly(cell);
  if (!body.rows.length) body.remove();
}

/** The one paragraph of a cell or list item needs no element of its own. */
function unwrapOnly(holder) {
  const first = holder.firstElementChild;
  if (first?.tagName !== "P" || holder.querySelectorAll(":scope > p").length > 1) return;
  first.replaceWith(...first.childNodes);
}

/** Read HTML as a document of a schema, and give it as JSON. */
export function read(html, schema) {
  const root = inert(html);
  for (const table of root.querySelectorAll("table")) {
    if (!table.parentElement.closest("table")) frameTable(table);
    else table.replaceWith(...[...table.querySelectorAll("caption, td, th")].flatMap(paragraphs));
  }
  return pm.model.DOMParser.fromSchema(schema).parse(root).toJSON();
}

function paragraphs(cell) {
  const paragraph = cell.ownerDocument.createElement("p");
  paragraph.append(...cell.childNodes);
  return [paragraph];
}

/** Write a document as the draft's HTML; empty where it holds nothing. */
export function write(doc) {
  const isEmpty = doc.childCount === 1 && doc.firstChild.isTextblock
    && doc.firstChild.type.name === "paragraph" && doc.firstChild.content.size === 0;
  if (isEmpty) return "";
  const root = document.createElement("div");
  root.append(pm.model.DOMSerializer.fromSchema(doc.type.schema).serializeFragment(doc.content));
  for (const frame of root.querySelectorAll(`.${FRAME}`)) unframe(frame);
  for (const item of root.querySelectorAll("li")) unwrapOnly(item);
  const last = root.lastElementChild;
  if (last?.tagName === "P" && !last.childNodes.length) last.remove();
  return root.innerHTML;
}

/** Write the one paragraph of an inline document as HTML. */
export function writeInline(doc) {
  const root = document.createElement("div");
  const serialiser = pm.model.DOMSerializer.fromSchema(doc.type.schema);
  root.append(serialiser.serializeFragment(doc.firstChild.content));
  return root.innerHTML;
}
