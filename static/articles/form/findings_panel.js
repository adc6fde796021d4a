// The list of findings beside the text: filled without jumps, and filtered by where the cursor is.

import { element } from "../editor/picker.js";

const LONGEST_CHIP = 40; // characters

export class FindingsPanel {
  #shown = null;
  #waiting = null;
  #filter = null; // the ids of what is at the cursor, where only these are shown
  #here = new Set();

  constructor({ filled }) {
    this.dom = document.getElementById("findings");
    this.count = document.getElementById("findings-count");
    this.#shown = this.dom.innerHTML;
    this.filled = filled;
    this.dom.addEventListener("focusout", (event) => {
      if (!this.dom.contains(event.relatedTarget)) setTimeout(() => this.#fill());
    });
  }

  /** Show the newest findings; at once, or when nobody is in the middle of them. */
  show(html, { atOnce = false } = {}) {
    this.#waiting = html;
    this.#fill(atOnce);
  }

  /** Say how many there are, or why that is not known. */
  say(words) {
    if (this.count.textContent !== words) this.count.textContent = words;
  }

  /** What is listed for a finding now. */
  itemOf(finding) { return finding && document.getElementById(finding.id); }

  /** The open finding that is listed behind one, or before it where it is the last. */
  after({ id }) {
    const open = [...this.dom.querySelectorAll(".finding")].filter((item) => !item.closest(".settled"));
    const at = open.findIndex((item) => item.id === id);
    return (open[at + 1] ?? open[at - 1])?.id;
  }

  /** Put the focus on a finding of the list; on what is settled where it is gone. */
  focus(id) {
    (document.getElementById(id) ?? this.dom.querySelector(".settled > summary") ?? this.dom).focus();
  }

  /** Let the finding that is looked at stand out, in sight where the list scrolls by itself. */
  light(finding) {
    for (const item of this.dom.querySelectorAll(".looked-at")) item.classList.remove("looked-at");
    const item = this.itemOf(finding);
    if (!item) return;
    item.classList.add("looked-at");
    for (let fold = item.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    const side = this.dom.closest(".writing-side");
    if (getComputedStyle(side).position !== "sticky") return;
    const [box, frame] = [item.getBoundingClientRect(), side.getBoundingClientRect()];
    if (box.top < frame.top || box.bottom > frame.bottom) side.scrollTop += box.top - frame.top - 60;
  }

  /** Show all findings, or those alone that are where the cursor is. */
  filter(isOn) {
    this.#filter = isOn;
    this.#sift();
  }

  /** The cursor has come to where these findings are. */
  moved(ids) {
    this.#here = new Set(ids);
    if (this.#filter) this.#sift();
  }

  #fill(atOnce = false) {
    if (this.#waiting === null || (!atOnce && this.dom.contains(document.activeElement))) return;
    const html = this.#waiting;
    this.#waiting = null;
    if (html !== this.#shown) this.#replace(html);
    this.filled();
  }

  /** Put other findings in, with folds and what was typed as they were. */
  #replace(html) {
    const typed = [...this.dom.querySelectorAll(".reason textarea")]
      .filter((field) => field.value !== field.defaultValue).map(({ id, value }) => [id, value]);
    const folds = [...this.dom.querySelectorAll("details[id]")].map(({ id, open }) => [id, open]);
    this.dom.innerHTML = this.#shown = html;
    for (const [id, isOpen] of folds) {
      const fold = document.getElementById(id);
      if (fold) fold.open = isOpen;
    }
    for (const [id, text] of typed) {
      const field = document.getElementById(id);
      if (!field) continue;
      field.value = text;
      field.closest("details").open = true;
    }
    this.#sift();
  }

  #sift() {
    let shown = 0;
    for (const item of this.dom.querySelectorAll(".finding")) {
      item.hidden = Boolean(this.#filter) && !this.#here.has(item.id);
      shown += item.hidden ? 0 : 1;
    }
    for (const holder of this.dom.querySelectorAll(".finding-family, .finding-group")) {
      holder.hidden = !holder.querySelector(".finding:not([hidden])");
    }
    document.getElementById("findings-filtered").textContent = this.#filter
      ? `${shown || "None"} where the cursor is` : "";
  }
}

function chip(finding) {
  const { quote } = finding.place;
  const words = quote ? `“${quote.length > LONGEST_CHIP ? `${quote.slice(0, LONGEST_CHIP)}…` : quote}”` : finding.said;
  const made = element("button", { type: "button", class: `finding-chip ${finding.level}`,
    "data-finding": finding.id, "aria-label": `Finding: ${finding.said}` }, words);
  return element("li", {}, made);
}

/** At fields whose words can't be marked: the findings, each with its words. */
export function showChips(findings) {
  const wanted = new Map();
  for (const finding of findings) {
    const { area } = finding;
    if (area) wanted.set(area, [...wanted.get(area) ?? [], finding]);
  }
  for (const old of document.querySelectorAll(".field-findings")) {
    if (!wanted.has(old.parentElement)) old.remove();
  }
  for (const [area, found] of wanted) {
    const shown = area.querySelector(":scope > .field-findings");
    const list = element("ul", { class: "field-findings", "aria-label":
      `${found.length} ${found.length === 1 ? "finding" : "findings"} here` }, ...found.map(chip));
    // What is the same stays, with the focus that may be on it.
    if (!shown) area.append(list);
    else if (shown.outerHTML !== list.outerHTML) shown.replaceWith(list);
  }
}
