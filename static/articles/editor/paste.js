// Cleans what is pasted from word processors and web pages: it is built anew, in the schema, and
// what was dropped or changed is counted and told.

import { disarmed, styleOf } from "./disarm.js";
import { frameTable } from "./markup.js";
import { Report } from "./report.js";
import { LEADS } from "./schema.js";

const MARKS = { STRONG: "strong", B: "strong", EM: "em", I: "em", DFN: "em", VAR: "em", SUB: "sub", SUP: "sup" };
const HEADINGS = { H1: "h2", H2: "h2", H3: "h3", H4: "h4", H5: "h4", H6: "h4" };
const DROPPED = {
  SCRIPT: "script", IFRAME: "embedded page", FRAME: "embedded page", OBJECT: "embedded page", EMBED: "embedded page",
  IMG: "image", PICTURE: "image", SVG: "image", CANVAS: "image", "V:IMAGEDATA": "image", "V:SHAPE": "image",
  VIDEO: "video or sound", AUDIO: "video or sound",
  INPUT: "form field", SELECT: "form field", TEXTAREA: "form field", BUTTON: "form field",
  HR: "line", MATH: "formula",
};
const SILENT = new Set(["STYLE", "HEAD", "META", "LINK", "TITLE", "BASE", "TEMPLATE", "NOSCRIPT", "COL", "COLGROUP", "XML", "XMP", "AREA", "MAP"]);
const BLOCKS = new Set(("ADDRESS ARTICLE ASIDE CENTER DD DETAILS DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM HEADER "
  + "HGROUP LEGEND MAIN NAV P PRE SECTION SUMMARY").split(" "));
const VOIDS = { CITE: "data-ref", DIV: "data-call-to-action", FIGURE: "data-image" };
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;
const BULLET = /^[^\p{L}\p{N}]|^[o§]$/u;

function setting(style, name) {
  return new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]+)`).exec(style)?.[1].trim() ?? "";
}

/** Rebuilds pasted nodes as blocks of the schema. */
class Rebuilding {
  constructor(report) {
    this.report = report;
    this.made = document.implementation.createHTMLDocument("").body;
    this.holder = this.made;
    this.open = null;
    this.marks = [];
    this.href = null;
    this.lists = [];
    this.inTable = false;
    this.isPre = false;
  }

  element(tag) { return this.made.ownerDocument.createElement(tag); }

  walkAll(node) { for (const child of node.childNodes) this.walk(child); }

  walk(node) {
    if (node.nodeType === Node.TEXT_NODE) this.text(node.data);
    else if (node.nodeType === Node.ELEMENT_NODE) this.elementOf(node);
  }

  text(words) {
    const clean = words.replace(CONTROL, "");
    if (clean !== words) this.report.drop("control character", words.length - clean.length);
    if (!clean || (!this.open && !/[^ \t\r\n]/.test(clean))) return;
    const lines = this.isPre ? clean.split(/\r\n?|\n/) : [clean];
    lines.forEach((line, at) => {
      if (at > 0) this.leaf(this.element("br"));
      if (line) this.leaf(this.made.ownerDocument.createTextNode(line));
    });
  }

  leaf(node) {
    let wrapped = node;
    for (const mark of this.marks) {
      const outer = this.element(mark);
      outer.append(wrapped);
      wrapped = outer;
    }
    if (this.href) {
      const link = this.element("a");
      link.setAttribute("href", this.href);
      link.append(wrapped);
      wrapped = link;
    }
    this.open ??= this.holder.appendChild(this.element("p"));
    this.open.append(wrapped);
  }

  elementOf(node) {
    const tag = node.tagName.toUpperCase();
    const style = styleOf(node);
    if (SILENT.has(tag) || tag.startsWith("O:") || this.isHidden(node, style)) return;
    if (DROPPED[tag]) return void this.report.drop(DROPPED[tag]);
    this.note(node, style);
    if (VOIDS[tag] && /^[0-9]{1,19}$/.test(node.getAttribute(VOIDS[tag]) ?? "")) this.embed(node, tag);
    else if (tag === "BR") this.lineBreak(node);
    else if (tag === "TABLE") this.table(node);
    else if (tag === "UL" || tag === "OL") this.list(node, tag);
    else if (HEADINGS[tag]) this.heading(node, tag);
    else if (tag === "BLOCKQUOTE") this.within("blockquote", node);
    else if (tag === "LI") this.item(node);
    else if (BLOCKS.has(tag)) this.block(node, tag, style);
    else this.inline(node, tag, style);
  }

  isHidden(node, style) {
    if (/mso-list\s*:\s*ignore/.test(style)) return true;
    if (/mso-element\s*:\s*comment-list/.test(style) || node.classList.contains("MsoCommentReference")) {
      this.report.drop("comment");
      return true;
    }
    return setting(style, "display") === "none" || setting(style, "mso-hide") === "all";
  }

  note(node, style) {
    if (/(?:^|;)\s*(?:color|background(?:-color)?|font-family|font-size)\s*:/.test(style) || node.tagName === "FONT") {
      this.report.look("colours and fonts");
    }
    if (/text-align\s*:\s*(?:center|right|justify)/.test(style) || node.hasAttribute("align")) this.report.look("alignment");
    if (/text-decoration[^;]*underline/.test(style) || node.tagName === "U" || node.tagName === "INS") this.report.look("underlining");
    if (/text-decoration[^;]*line-through/.test(style) || /^(S|STRIKE|DEL)$/.test(node.tagName)) {
      this.report.change("struck-through words are kept as plain words: look whether they should stay");
    }
  }

  embed(node, tag) {
    const made = this.element(tag.toLowerCase());
    made.setAttribute(VOIDS[tag], node.getAttribute(VOIDS[tag]));
    if (tag === "CITE") return this.leaf(made);
    this.open = null;
    return this.holder.append(made);
  }

  lineBreak(node) {
    // Word processors and browsers end pastes with breaks that are no lines.
    if (!this.open || /apple-interchange/i.test(node.className)) return;
    this.leaf(this.element("br"));
  }

  /** Walk children into a new element of the holder. */
  within(tag, node) {
    const before = { holder: this.holder, lists: this.lists };
    const made = this.holder.appendChild(this.element(tag));
    Object.assign(this, { holder: made, open: null, lists: [] });
    this.walkAll(node);
    Object.assign(this, before, { open: null });
    if (!made.hasChildNodes() && tag !== "td" && tag !== "th") made.remove();
    return made;
  }

  /** Walk children into one text block, whatever blocks they hold. */
  textBlock(tag, node) {
    this.lists = [];
    this.open = this.holder.appendChild(this.element(tag));
    this.open.dataset.isOne = "yes";
    this.walkAll(node);
    const made = this.open;
    made.removeAttribute("data-is-one");
    this.open = null;
    if (!made.textContent.trim() && !made.querySelector("cite")) made.remove();
  }

  heading(node, tag) {
    const level = HEADINGS[tag];
    if (this.open?.dataset.isOne) return this.walkAll(node);
    if (level.toUpperCase() !== tag) {
      this.report.change(`headings of level ${tag[1]} became level ${level[1]}`);
    }
    return this.textBlock(level, node);
  }

  block(node, tag, style) {
    if (this.open?.dataset.isOne) {
      if (this.open.hasChildNodes()) this.text(" ");
      this.walkAll(node);
      if (this.open.hasChildNodes()) this.text(" ");
      return;
    }
    this.open = null;
    const level = /mso-list\s*:[^;]*level(\d+)/.exec(style);
    if (tag === "P" && level) return void this.wordItem(node, Number(level[1]));
    if (tag === "P" || tag === "DT" || tag === "PRE") this.lists = [];
    if (tag === "P" && node.className === "MsoTitle") {
      this.report.change("the title became a heading of level 2");
      return void this.textBlock("h2", node);
    }
    const before = { marks: this.marks, isPre: this.isPre };
    if (tag === "DT") this.marks = [...this.marks, "strong"];
    if (tag === "PRE") this.isPre = true;
    this.walkAll(node);
    Object.assign(this, before, { open: null });
  }

  /** A paragraph that Word shows as a list item: find its list by its level. */
  wordItem(node, level) {
    const depth = Math.min(Math.max(level, 1), 9);
    const marker = markerOf(node);
    const tag = BULLET.test(marker) ? "ul" : "ol";
    this.lists.length = Math.min(this.lists.length, depth);
    if (this.lists.at(-1) && this.lists.length === depth && this.lists.at(-1).localName !== tag) this.lists.pop();
    while (this.lists.length < depth) {
      const holder = this.lists.at(-1)?.lastElementChild ?? this.holder;
      const isLast = this.lists.length === depth - 1;
      const list = holder.appendChild(this.element(isLast ? tag : "ul"));
      const start = Number.parseInt(marker, 10);
      if (isLast && tag === "ol" && start > 1) list.setAttribute("start", start);
      if (!isLast) list.append(this.element("li"));
      this.lists.push(list);
    }
    const { lists, holder } = this;
    this.holder = lists.at(-1).appendChild(this.element("li"));
    this.walkAll(node);
    Object.assign(this, { holder, lists, open: null });
  }

  list(node, tag) {
    if (this.open?.dataset.isOne) return this.walkAll(node);
    // Google Docs and old Word put a list beside the item that it belongs to.
    const beside = /^(UL|OL)$/.test(node.parentElement?.tagName) && this.holder.lastElementChild;
    const before = this.holder;
    if (beside) this.holder = beside;
    const made = this.within(tag.toLowerCase(), node);
    this.holder = before;
    const start = Number.parseInt(node.getAttribute("start") ?? "", 10);
    if (tag === "OL" && start > 1) made.setAttribute("start", start);
    for (const child of [...made.children]) {
      if (child.tagName === "LI") continue;
      const item = this.element("li");
      child.replaceWith(item);
      item.append(child);
    }
    return made;
  }

  item(node) {
    if (this.open?.dataset.isOne) return this.walkAll(node);
    if (!/^(UL|OL)$/.test(this.holder.tagName)) return this.block(node, "DIV", "");
    return this.within("li", node);
  }

  inline(node, tag, style) {
    const before = { marks: this.marks, href: this.href };
    this.marks = this.marksOf(tag, style);
    if (tag === "A" && node.hasAttribute("href")) this.href = this.leadsTo(node);
    this.walkAll(node);
    Object.assign(this, before);
  }

  marksOf(tag, style) {
    const marks = new Set(this.marks);
    if (MARKS[tag]) marks.add(MARKS[tag]);
    const weight = setting(style, "font-weight");
    if (/^(bold|[6-9]00)/.test(weight)) marks.add("strong");
    if (/^(normal|[1-4]00)/.test(weight)) marks.delete("strong");
    const slant = setting(style, "font-style");
    if (/^(italic|oblique)/.test(slant)) marks.add("em");
    if (slant === "normal") marks.delete("em");
    const height = setting(style, "vertical-align");
    if (height === "super" || height === "sub") marks.add(height === "super" ? "sup" : "sub");
    return [...marks];
  }

  leadsTo(link) {
    let href = link.getAttribute("href").trim();
    const wrapped = /^https:\/\/www\.google\.com\/url\?(?:.*&)?q=([^&]+)/.exec(href);
    if (wrapped) href = unescaped(wrapped[1]);
    if (LEADS.test(href)) return href;
    this.report.drop("link that leads nowhere");
    return this.href;
  }

  table(node) {
    if (this.open?.dataset.isOne) return this.walkAll(node);
    this.open = null;
    this.lists = [];
    const rows = [...node.rows].filter((row) => row.cells.length);
    if (this.inTable || rows.every((row) => row.cells.length === 1) || node.getAttribute("role") === "presentation") {
      if (this.inTable || node.getAttribute("role") === "presentation") this.report.change("tables within tables, or for layout, became paragraphs");
      else this.report.change("tables of one column became paragraphs");
      return rows.forEach((row) => [...row.cells].forEach((cell) => { this.walkAll(cell); this.open = null; }));
    }
    this.inTable = true;
    const table = this.holder.appendChild(this.element("table"));
    const { holder } = this;
    this.holder = table;
    if (node.caption) this.textBlock("caption", node.caption);
    rows.forEach((row) => this.row(row, table, row.parentElement.tagName === "THEAD"));
    Object.assign(this, { holder, inTable: false, open: null });
    this.headed(table);
    return frameTable(table);
  }

  row(row, table, isHead) {
    this.holder = table.appendChild(this.element("tr"));
    for (const cell of row.cells) {
      const made = this.within(isHead || cell.tagName === "TH" ? "th" : "td", cell);
      for (const name of ["colspan", "rowspan"]) {
        const many = Number.parseInt(cell.getAttribute(name) ?? "1", 10);
        if (many > 1 && many <= 50) made.setAttribute(name, many);
      }
    }
  }

  /** Word processors head no columns: a first row in bold does. */
  headed(table) {
    const cells = [...(table.querySelector("tr")?.children ?? [])];
    const isBold = (cell) => cell.textContent.trim() && [...cell.querySelectorAll("p")].every((words) =>
      [...words.childNodes].every((part) => part.nodeName === "STRONG" || !part.textContent.trim()));
    if (table.querySelector("th") || !cells.length || !cells.every(isBold)) return;
    for (const cell of cells) {
      const head = this.element("th");
      for (const { name, value } of cell.attributes) head.setAttribute(name, value);
      head.append(...cell.childNodes);
      for (const bold of head.querySelectorAll("strong")) bold.replaceWith(...bold.childNodes);
      cell.replaceWith(head);
    }
    this.report.change("a first row in bold became the table’s header row");
  }
}

function unescaped(url) {
  try {
    return decodeURIComponent(url);
  } catch {
    return "";
  }
}

function markerOf(paragraph) {
  for (const span of paragraph.querySelectorAll("[data-pasted-style]")) {
    if (/mso-list\s*:\s*ignore/.test(styleOf(span))) return span.textContent.trim();
  }
  return "";
}

/** Give the words of all text blocks as one paragraph, a line each. */
function asOneLine(root) {
  const line = root.ownerDocument.createElement("p");
  for (const block of root.querySelectorAll("p, h2, h3, h4, .table-caption")) {
    if (!block.textContent.trim() && !block.querySelector("cite")) continue;
    if (line.hasChildNodes()) line.append(root.ownerDocument.createElement("br"));
    line.append(...block.childNodes);
  }
  return line.outerHTML;
}

/** Take out the control characters of pasted plain text. */
export function cleanText(text) { return text.replace(CONTROL, ""); }

/** Bring pasted HTML into the schema: the HTML, and a note of what was dropped or changed. */
export function cleanPasted(html, { isInline }) {
  const isOurs = html.includes("data-pm-slice");
  const { html: harmless, isTooDeep } = disarmed(html);
  if (isOurs && !isInline) return { html: harmless, note: "" };
  const report = new Report();
  if (isTooDeep) report.change("it was nested too deeply: only its words are kept");
  const rebuilding = new Rebuilding(report);
  rebuilding.walkAll(new DOMParser().parseFromString(harmless, "text/html").body);
  const root = rebuilding.made;
  for (const paragraph of root.querySelectorAll("p:empty")) if (!paragraph.closest("td, th")) paragraph.remove();
  if (!isInline) return { html: root.innerHTML, note: report.sentence() };
  if (root.querySelector("h2, h3, h4, li, td, blockquote, p ~ p")) report.becameLines();
  for (const embed of root.querySelectorAll("div[data-call-to-action], figure")) {
    report.drop(embed.tagName === "DIV" ? "call to action" : "image");
  }
  return { html: asOneLine(root), note: isOurs ? "" : report.sentence() };
}
