// A note beside marked words: what the finding says, its mends, the reason, the way on.
//
// As WCAG 2.2 asks (1.4.13), Escape hides it, the pointer may move onto it, and it stays until
// pointer and cursor have left. It takes no focus by itself: Alt+Enter goes in, Escape comes back.

import { element } from "../editor/picker.js";

const REST = 300; // milliseconds of the pointer's rest before it comes
const GRACE = 300; // milliseconds for the pointer's way to it
const GAP = 6; // pixels between the words and the note

/** Where a finding is shown, as a box of the window and the element that the note is put into. */
function placeOf(finding) {
  const { editor, area } = finding;
  if (!editor) {
    const input = finding.input ?? area;
    return { box: input.getBoundingClientRect(), host: area };
  }
  const range = finding.range() ?? editor.editor.state.selection;
  const { view } = editor.editor;
  const [first, last] = [view.coordsAtPos(range.from), view.coordsAtPos(range.to, -1)];
  return { box: { left: first.left, top: first.top, bottom: Math.max(first.bottom, last.bottom) },
    host: editor.frame };
}

export class FindingNote {
  finding = null;
  #isPinned = false; // shown for the cursor, not for the pointer
  #timer = 0;
  #onClose;

  /** ``acted(event)`` hears clicks in it; ``closed()`` is told when it has gone. */
  constructor({ acted, closed }) {
    this.#onClose = closed;
    this.dom = element("div", { class: "finding-note", role: "group", id: "finding-note" });
    this.dom.addEventListener("mouseenter", () => clearTimeout(this.#timer));
    this.dom.addEventListener("mouseleave", () => this.leave());
    this.dom.addEventListener("click", acted);
    this.dom.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !this.dom.contains(relatedTarget)) this.close();
    });
    // What is typed in it is no part of the form.
    for (const kind of ["input", "change"]) {
      this.dom.addEventListener(kind, (event) => event.stopPropagation());
    }
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.finding) return;
      this.close({ comesBack: this.dom.contains(document.activeElement) });
      event.stopPropagation();
      event.preventDefault();
    }, true);
  }

  get isShown() { return this.finding !== null; }

  get hasFocus() { return this.isShown && this.dom.contains(document.activeElement); }

  /** The pointer is over the words of a finding. */
  point(finding, count) {
    clearTimeout(this.#timer);
    if (this.hasFocus || this.finding?.id === finding.id) return;
    this.#timer = setTimeout(() => this.show(finding, count, { isPinned: false }), REST);
  }

  /** The pointer has left them, or the note. */
  leave() {
    clearTimeout(this.#timer);
    if (this.#isPinned) return;
    this.#timer = setTimeout(() => { if (!this.hasFocus) this.close(); }, GRACE);
  }

  /** Show a finding at its words; ``count`` is {at, of} among those that are open. */
  show(finding, count, { isPinned = true } = {}) {
    clearTimeout(this.#timer);
    if (!finding.area || this.hasFocus) return;
    this.finding = finding;
    this.#isPinned = isPinned;
    this.dom.className = `finding-note ${finding.isSettled ? "settled" : finding.level}`;
    this.dom.dataset.finding = finding.id;
    const title = count ? `Finding ${count.at} of ${count.of}` : "Settled finding";
    this.dom.setAttribute("aria-label", title);
    this.dom.replaceChildren(this.#head(title), ...this.#body(finding));
    const { box, host } = placeOf(finding);
    host.append(this.dom);
    this.#lay(box, host);
  }

  /** Put the focus on the first thing that can be done in it. */
  enter() {
    const first = [".mend", ".reason summary", "button"].map((kind) => this.dom.querySelector(kind));
    first.find(Boolean).focus();
  }

  close({ comesBack = false } = {}) {
    clearTimeout(this.#timer);
    const { finding } = this;
    if (!finding) return;
    this.finding = null;
    this.dom.remove();
    if (comesBack) (finding.editor ? finding.editor.editor.commands : finding.input)?.focus();
    this.#onClose();
  }

  #head(title) {
    const button = (kind, sign, name) => element("button",
      { type: "button", class: kind, "aria-label": name, title: name }, sign);
    return element("div", { class: "finding-note-head" }, element("strong", {}, title),
      element("span", { class: "finding-note-ways" },
        button("previous-finding", "↑", "Previous finding (Shift+F8)"),
        button("next-finding", "↓", "Next finding (F8)"),
        button("close-finding", "×", "Close (Esc)")));
  }

  /** The finding as the list has it, less the way to its place, with names of its own. */
  #body(finding) {
    const copy = finding.item.cloneNode(true);
    copy.querySelector(".finding-place")?.remove();
    const acts = copy.querySelector(".finding-acts");
    if (acts && !acts.childElementCount) acts.remove();
    for (const named of copy.querySelectorAll("[id]")) named.id = `note-${named.id}`;
    for (const label of copy.querySelectorAll("label")) label.htmlFor = `note-${label.htmlFor}`;
    copy.querySelector(".reason")?.removeAttribute("open");
    return [...copy.childNodes];
  }

  #lay(box, host) {
    const frame = host.getBoundingClientRect();
    const left = Math.min(box.left - frame.left, host.clientWidth - this.dom.offsetWidth);
    this.dom.style.left = `${Math.max(0, left)}px`;
    this.dom.style.top = `${box.bottom - frame.top + GAP}px`;
  }
}
