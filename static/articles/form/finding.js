// A finding, read from its place in a list, and where it stands in the form.

import { editorOf } from "../editor/editors.js";
import { nearest, spanIn } from "../editor/places.js";

const IN_EDITORS = ["body", "key_takeaways"];
const PLAIN = ["title", "slug", "language", "summary", "meta_description"];
const FOCUSABLE = "textarea:not([hidden]), input:not([type=hidden]), select, [contenteditable=true], button";

function number(text) { return text === undefined ? null : Number(text); }

/** The key takeaways that the server reads: those with a word in them, in order. */
export function takeawaysNow() {
  return [...document.querySelectorAll("#key-takeaways textarea[name]")]
    .filter(({ value }) => !["", "<br>", "<br/>"].includes(value.trim()));
}

/** One finding; ``rows`` are the key takeaways of the text that was asked about. */
export class Finding {
  constructor(item, rows) {
    const { rule, level, field, row, block, start, end, quote, sentence } = item.dataset;
    Object.assign(this, { item, rule, level, field, sentence, id: item.id });
    this.row = number(row);
    this.place = { block: field === "body" ? number(block) : 0, start: number(start), end: number(end), quote };
    this.isSettled = Boolean(item.closest(".settled"));
    this.rows = rows;
  }

  /** What it says, in a line. */
  get said() { return this.item.querySelector(".finding-message").textContent.trim(); }

  get area() { return document.getElementById(`field-${this.field}`); }

  /** The textarea of its text; null where it is not about a text of an editor. */
  get textarea() {
    if (!IN_EDITORS.includes(this.field)) return null;
    if (this.field === "body") return this.area?.querySelector("textarea[data-editor]") ?? null;
    const found = this.row === null ? null : this.rows[this.row];
    return found?.isConnected ? found : null;
  }

  /** The editor of its text. */
  get editor() { return this.textarea && editorOf(this.textarea); }

  /** The field of plain text that it is in, or null. */
  get input() {
    if (!PLAIN.includes(this.field)) return null;
    return this.area?.querySelector("input[type=text], textarea") ?? null;
  }

  /** Whether it is about words, which can be marked or selected. */
  get hasWords() {
    return Boolean(this.editor ?? this.input) && (this.place.start !== null || Boolean(this.place.quote));
  }

  /** Where its words stand now: {from, to} in an editor, or in the value of a field; or null. */
  range() {
    if (this.editor) return this.editor.marks.range(this.id);
    if (!this.input || !this.hasWords) return null;
    const { value } = this.input;
    // The server reads the value without the white space around it.
    const shift = value.length - value.trimStart().length;
    const span = spanIn(value.slice(shift), this.place) ?? nearest(value, this.place.quote, 0);
    return span ? { from: span[0] + shift, to: span[1] + shift } : null;
  }

  /** Bring it into sight, select its words and put the cursor there. Says whether they are there. */
  reveal() {
    const range = this.range();
    if (this.editor) {
      this.editor.reveal(range ? { range } : this.place);
      return Boolean(range) || !this.hasWords;
    }
    const target = this.input ?? this.area?.querySelector(FOCUSABLE);
    (target ?? this.area)?.scrollIntoView({ block: "center" });
    target?.focus({ preventScroll: true });
    if (range && target?.setSelectionRange) target.setSelectionRange(range.from, range.to);
    return Boolean(range) || !this.hasWords;
  }
}
