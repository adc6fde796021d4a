// Shows beside a citation what it stands for: under the pointer, and where the cursor selects it.
//
// As WCAG 2.2 asks (1.4.13), Escape hides the note, the pointer may move onto it, and it stays
// until pointer and cursor have left. A live region says what a selected citation stands for.

import { announce } from "../form/rows.js";
import { entriesOf } from "./library.js";
import { element } from "./picker.js";

const GRACE = 250; // milliseconds for the pointer's way to the note
const WAIT = 120; // milliseconds of the pointer's rest before the note comes
const GAP = 6; // pixels between a citation and its note

export class CitationNote {
  #view = null; // whose note is shown
  #selected = null;
  #isPointed = false;
  #timer = 0;

  constructor(numbers) {
    this.numbers = numbers;
    this.dom = element("div", { class: "citation-note", role: "tooltip", id: "citation-note" });
    this.dom.addEventListener("mouseenter", () => this.#stay());
    this.dom.addEventListener("mouseleave", () => this.leave());
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.#view) return;
      this.#hide();
      event.stopPropagation();
    }, true);
  }

  /** The pointer is over a citation. */
  point(view) {
    this.#stay();
    if (this.#view !== view) this.#timer = setTimeout(() => this.#show(view), WAIT);
  }

  /** The pointer has left the citation, or the note. */
  leave() {
    this.#isPointed = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#selected ? this.#show(this.#selected) : this.#hide()), GRACE);
  }

  /** The cursor has come to a citation. */
  async select(view) {
    this.#selected = view;
    clearTimeout(this.#timer);
    const entries = await this.#show(view);
    if (this.#selected !== view) return;
    const said = element("div", {});
    said.innerHTML = entries.get(view.ref) ?? "";
    const { number, label } = this.numbers.of(view.ref);
    announce(`Citation ${number ?? "without a number"}: ${number && said.textContent.trim() || label}`);
  }

  /** The cursor has left it, or it is gone. */
  deselect(view) {
    if (this.#selected === view) this.#selected = null;
    if (this.#view === view && !this.#isPointed) this.#hide();
  }

  /** An editor has lost the cursor. */
  blur(editor) {
    if (this.#selected?.editor === editor) this.deselect(this.#selected);
  }

  #stay() {
    this.#isPointed = true;
    clearTimeout(this.#timer);
  }

  #hide() {
    clearTimeout(this.#timer);
    this.#view?.dom.removeAttribute("aria-describedby");
    this.#view = null;
    this.dom.remove();
  }

  /** Show what is known at once, and the entries as readers will see them when they have come. */
  async #show(view) {
    clearTimeout(this.#timer);
    if (!view.dom.isConnected) return new Map();
    if (this.#view !== view) this.#hide();
    this.#view = view;
    const refs = view === this.#selected ? [view.ref] : this.numbers.beside(view);
    view.dom.setAttribute("aria-describedby", this.dom.id);
    view.dom.closest(".medical-editor").append(this.dom);
    this.#fill(view, refs, new Map());
    const known = refs.filter((ref) => this.numbers.of(ref).number);
    const entries = await entriesOf(known).catch(() => new Map());
    if (this.#view === view) this.#fill(view, refs, entries);
    return entries;
  }

  #fill(view, refs, entries) {
    this.dom.replaceChildren(...refs.map((ref) => {
      const { number, label } = this.numbers.of(ref);
      const words = element("span", { dir: "auto" });
      if (entries.has(ref)) words.innerHTML = entries.get(ref);
      else words.textContent = label;
      // The form behind holds what is not saved yet.
      for (const link of words.querySelectorAll("a")) Object.assign(link, { target: "_blank", rel: "noreferrer" });
      return element("p", {}, ...(number ? [element("span", { class: "number" }, `${number}. `)] : []), words);
    }));
    this.#place(view);
  }

  #place(view) {
    const frame = this.dom.parentElement;
    const [at, box] = [view.dom.getBoundingClientRect(), frame.getBoundingClientRect()];
    const left = Math.min(at.left - box.left - 12, frame.clientWidth - this.dom.offsetWidth);
    const isBelow = at.bottom + GAP + this.dom.offsetHeight < window.innerHeight - 90
      || at.top < this.dom.offsetHeight + 60;
    const top = isBelow ? at.bottom + GAP : at.top - GAP - this.dom.offsetHeight;
    this.dom.style.left = `${Math.max(0, left)}px`;
    this.dom.style.top = `${top - box.top}px`;
  }
}
