// Nothing typed is lost: what is not saved yet is kept in this browser, and offered again.

import { editorOf } from "../editor/editors.js";
import { addRecords } from "./records.js";
import { addRow, changed } from "./rows.js";

const KEPT_FOR = 14 * 24 * 3600 * 1000; // milliseconds
const SAVED_COOKIE = "draft-saved";
const LISTS = ["therapies", "authors", "bibliography"];
const MARKS = "input[type=checkbox][name]"; // what is said of a row beside its label
const NOT_KEPT = ["csrfmiddlewaretoken", "token", "base", "article"];

/** Read a cookie of this page; undefined where there is none. */
export function cookie(name) {
  return document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

/** The unsaved text of one form, in the browser's local storage. */
export class LocalDraft {
  #form;
  #key;
  #token = crypto.randomUUID();
  #timer = null;
  isUnsaved = false;

  constructor(form) {
    this.#form = form;
    this.#key = `medcontent-draft:${form.dataset.account}:${form.dataset.article}`;
    form.elements.token.value = this.#token;
    this.#sweep();
  }

  /** Note that something was typed; it is written down a moment later. */
  typed() {
    this.isUnsaved = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keep(), 400);
  }

  /** Write what stands in the form down now. */
  keep(submitting = false) {
    if (!this.isUnsaved && !submitting) return;
    clearTimeout(this.#timer);
    const kept = { token: this.#token, at: Date.now(), digest: this.#form.elements.base.value,
      submitting, values: this.#values() };
    try {
      localStorage.setItem(this.#key, JSON.stringify(kept));
    } catch {
      document.getElementById("unsaved").textContent =
        "This browser has no room to keep a copy of your text. Save often.";
    }
  }

  /** What was kept of this form and never reached the server; null where there is none. */
  found() {
    const kept = this.#read(this.#key);
    if (!kept) return null;
    if (cookie(SAVED_COOKIE) === kept.token) {
      this.discard();
      return null;
    }
    const now = this.#values();
    if (JSON.stringify(now) === JSON.stringify(kept.values)) {
      this.discard();
      return null;
    }
    return kept;
  }

  discard() { localStorage.removeItem(this.#key); }

  /** Put kept values into the form, with the draft that they were typed on as their base. */
  restore(kept) {
    const fields = this.#form.elements;
    for (const [name, value] of Object.entries(kept.values.plain)) {
      const field = fields.namedItem(name);
      if (!field || field instanceof RadioNodeList || field.disabled) continue;
      if (field.tagName === "SELECT") this.#select(field, value);
      else if (editorOf(field)) editorOf(field).setHTML(value);
      else field.value = value;
    }
    for (const name of LISTS) this.#restoreRecords(name, kept.values[name] ?? []);
    this.#restoreTakeaways(kept.values.takeaways ?? []);
    if (kept.digest && this.#form.dataset.article !== "new") fields.base.value = kept.digest;
    this.isUnsaved = true;
    this.#form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #select(field, { value, text }) {
    if (value && ![...field.options].some((option) => option.value === value)) {
      field.append(new Option(text, value));
    }
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #restoreRecords(name, rows) {
    const list = document.getElementById(`${name}-records`);
    if (!list) return;
    list.replaceChildren();
    addRecords(list, rows.map(({ pk: id, label }) => ({ id, label })));
    for (const { pk, marks = [] } of rows) {
      const row = list.querySelector(`:scope > li[data-pk="${CSS.escape(pk)}"]`);
      for (const box of row?.querySelectorAll(MARKS) ?? []) box.checked = marks.includes(box.name);
    }
    changed(list);
  }

  #restoreTakeaways(texts) {
    const list = document.getElementById("key-takeaways");
    const missing = Math.max(1, texts.length) - list.children.length;
    for (let more = 0; more < missing; more += 1) addRow(list);
    while (list.children.length > Math.max(1, texts.length)) list.lastElementChild.remove();
    // The editors of new rows are made in the next turn of the event loop.
    setTimeout(() => {
      [...list.querySelectorAll("textarea")].forEach((text, at) => {
        if (editorOf(text)) editorOf(text).setHTML(texts[at] ?? "");
        else text.value = texts[at] ?? "";
      });
      changed(list);
    });
  }

  #values() {
    const plain = {};
    for (const field of this.#form.elements) {
      if (!field.name || NOT_KEPT.includes(field.name) || field.name.startsWith("take-")) continue;
      if (field.closest(".ordered-rows, .side-panel") || field.dataset.addsTo) continue;
      if (["button", "submit", "file", "radio"].includes(field.type)) continue;
      plain[field.name] = field.tagName === "SELECT"
        ? { value: field.value, text: field.selectedOptions[0]?.text ?? "" } : field.value;
    }
    const values = { plain, takeaways: [] };
    for (const name of LISTS) {
      values[name] = [...document.querySelectorAll(`#${name}-records > li`)].map((row) => ({
        pk: row.dataset.pk, label: row.querySelector(".record-label").textContent.trim(),
        marks: [...row.querySelectorAll(`${MARKS}:checked`)].map((box) => box.name) }));
    }
    values.takeaways = [...document.querySelectorAll("#key-takeaways textarea")]
      .map((text) => text.value).filter((text) => text);
    return values;
  }

  #read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  #sweep() {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith("medcontent-draft:")) continue;
      const kept = this.#read(key);
      if (!kept || Date.now() - kept.at > KEPT_FOR) localStorage.removeItem(key);
    }
  }
}

/** Offer text that was kept, or bring it back at once where signing in came between. */
export function offer(local) {
  const kept = local.found();
  if (!kept) return;
  const bar = document.getElementById("local-draft");
  const words = bar.querySelector("p");
  const at = new Date(kept.at).toLocaleString();
  if (kept.submitting) {
    local.restore(kept);
    words.textContent = `Your save at ${at} did not reach the server. Your text is back in the `
      + "form. Look at it, then save.";
    bar.querySelector("[data-local=restore]").hidden = true;
  } else {
    words.textContent = `Text that you typed here until ${at} was not saved.`;
  }
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const choice = event.target.dataset.local;
    if (choice === "restore") local.restore(kept);
    if (choice === "discard") {
      local.discard();
      if (kept.submitting) window.location.reload();
    }
    if (choice) bar.hidden = true;
  });
}
