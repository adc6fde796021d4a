// Findings while one writes: asked for about what stands in the form, marked at their words, listed
// beside the text, mended or settled with a reason, and gone through by key.

import { editorOf } from "../editor/editors.js";
import { takeawaysNow } from "./finding.js";
import { FindingList } from "./finding_list.js";
import { FindingNote } from "./finding_note.js";
import { FindingsPanel, showChips } from "./findings_panel.js";
import { mend } from "./mends.js";
import { giveReason, takeBackReason } from "./reasons.js";
import { announce } from "./rows.js";

const PAUSE = 900; // milliseconds without a key before the checks are asked for
const REST = 600; // milliseconds of the cursor's rest before the note of its words comes

function editors() {
  return [...document.querySelectorAll("textarea[data-editor]")].map(editorOf).filter(Boolean);
}

/** Keep the findings and statuses of a form in step with what is typed in it. */
export class LiveChecks {
  #form;
  #timer = null;
  #resting = null;
  #asked = null;
  #list = new FindingList();
  #panel;
  #note;

  constructor(form) {
    this.#form = form;
    this.#panel = new FindingsPanel({ filled: () => this.#count() });
    this.#note = new FindingNote({
      acted: (event) => this.#clicked(event), closed: () => this.#light(null) });
    this.#panel.dom.addEventListener("click", (event) => this.#clicked(event));
    form.addEventListener("click", ({ target }) => this.#pressed(target));
    form.addEventListener("medcontent:mark", ({ detail }) => this.#atMark(detail));
    form.addEventListener("focusin", ({ target }) => this.#entered(target));
    document.addEventListener("keydown", (event) => this.#key(event), true);
    document.querySelector(".finding-tools").hidden = false;
    this.#read(this.#panel.dom);
  }

  soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PAUSE);
  }

  /** Ask at once; ``atOnce`` shows the answer even to who is in the middle of the list. */
  async #ask({ atOnce = false } = {}) {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    this.#asked = new AbortController();
    for (const editor of editors()) {
      editor.flush();
      editor.marks.ask();
    }
    const rows = takeawaysNow();
    try {
      const answer = await fetch(this.#form.dataset.liveUrl, {
        method: "POST", body: new FormData(this.#form), redirect: "manual",
        signal: this.#asked.signal,
      });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        this.#panel.say("You are signed out: your text is kept on this computer. Sign in in another tab, "
          + "then save.");
      } else if (answer.ok) {
        this.#show(await answer.json(), { rows, atOnce });
      } else {
        this.#panel.say("The checks could not be run now.");
      }
    } catch (error) {
      if (error.name !== "AbortError") this.#panel.say("No connection: the checks wait. Go on writing.");
    }
  }

  #show({ findings, statuses }, { rows, atOnce }) {
    const fresh = document.createElement("template");
    fresh.innerHTML = findings;
    this.#read(fresh.content, rows);
    this.#panel.show(findings, { atOnce });
    document.getElementById("statuses").innerHTML = statuses;
    if (this.#note.isShown && !this.#note.hasFocus && !this.#list.find(this.#note.finding.id)) this.#note.close();
  }

  /** Take findings from a list, mark those with words, and show the others at their fields. */
  #read(fragment, rows = takeawaysNow()) {
    this.#list.read(fragment, rows);
    const { all } = this.#list;
    for (const editor of editors()) {
      editor.marks.show(all.filter((finding) => finding.editor === editor).map(({ id, level, isSettled, place }) => (
        { id, level: isSettled ? "settled" : level, place })));
    }
    showChips(this.#list.open.filter((finding) => !finding.editor || !finding.range()));
    this.#light(this.#note.finding);
    this.#count();
  }

  #count() {
    const [open, settled] = [this.#list.open.length, this.#list.settled.length];
    this.#panel.say([open || "none", settled && `${settled} settled`].filter(Boolean).join(", "));
    for (const link of document.querySelectorAll(".to-findings")) link.textContent = `Findings: ${open || "none"}`;
  }

  /** Let a finding stand out in the text and in the list. */
  #light(finding) {
    for (const editor of editors()) editor.marks.light(finding?.editor === editor ? finding.id : null);
    this.#panel.light(finding);
  }

  #place(finding) {
    const { open } = this.#list;
    return open.includes(finding) ? { at: open.indexOf(finding) + 1, of: open.length } : null;
  }

  /** Go to a finding: its words are selected, its note is shown, and it is said. */
  #go(finding) {
    if (!finding) {
      announce("There are no open findings.");
      return;
    }
    this.#note.close();
    const isThere = finding.reveal();
    this.#list.current = finding;
    const place = this.#place(finding);
    this.#note.show(finding, place);
    this.#light(finding);
    announce([place ? `Finding ${place.at} of ${place.of}:` : "Settled finding:", finding.said,
      isThere ? "" : "Its words were changed since."].filter(Boolean).join(" "));
  }

  #atMark({ act, ids, around }) {
    const finding = this.#list.find(ids[0]);
    clearTimeout(this.#resting);
    if (act === "point" && finding) this.#note.point(finding, this.#place(finding));
    else if (act === "leave") this.#note.leave();
    else if (act === "choose" && finding) this.#look(finding.id);
    else if (["typed", "cursor"].includes(act)) {
      this.#panel.moved(around);
      if (!this.#note.hasFocus) this.#moved(act, finding, ids);
    }
  }

  /** The cursor has moved: the note of what it has left goes, and that of what it rests on comes. */
  #moved(act, finding, ids) {
    if (act === "typed") return this.#note.close();
    if (this.#note.finding && !ids.includes(this.#note.finding.id)) this.#note.close();
    if (finding && !this.#note.isShown) this.#resting = setTimeout(() => this.#look(finding.id), REST);
    return undefined;
  }

  #look(id) {
    const finding = this.#list.find(id);
    if (!finding) return;
    this.#list.current = finding;
    this.#note.show(finding, this.#place(finding));
    this.#light(finding);
  }

  /** The cursor has come into a field. */
  #entered(target) {
    const area = target.closest("[id^='field-']");
    if (!area || target.closest(".medical-editor, .finding-note")) return;
    this.#panel.moved(this.#list.all.filter((finding) => finding.area === area).map(({ id }) => id));
    if (this.#note.finding && this.#note.finding.area !== area) this.#note.close();
  }

  #key(event) {
    if (document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey) return;
    if (event.key === "F8" && !event.altKey) this.#go(this.#list.step(event.shiftKey ? -1 : 1));
    else if (event.key !== "Enter" || !event.altKey || !this.#enter()) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Put the focus into the note of the words at the cursor. Says whether there is one. */
  #enter() {
    if (this.#note.hasFocus) return false;
    const frame = document.activeElement.closest?.(".medical-editor");
    const editor = frame && editorOf(frame.querySelector("textarea[data-editor]"));
    const [id] = editor ? editor.marks.at(editor.editor.state.selection.from) : [];
    if (id && !this.#note.isShown) this.#look(id);
    if (this.#note.isShown) this.#note.enter();
    return this.#note.isShown;
  }

  /** A button of the form, outside of the list. */
  #pressed(target) {
    const button = target.closest("button");
    if (!button || button.closest(".finding-note")) return;
    if (button.matches(".next-finding")) this.#go(this.#list.step(1));
    else if (button.matches(".previous-finding")) this.#go(this.#list.step(-1));
    else if (button.matches(".finding-chip")) this.#go(this.#list.find(button.dataset.finding));
    else if (button.matches(".at-cursor")) {
      const isOn = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(isOn));
      this.#panel.filter(isOn);
    }
  }

  /** Something in the list or the note. */
  #clicked(event) {
    const target = event.target.closest("a, button");
    if (!target) return;
    const finding = this.#list.find(target.closest("[data-finding]")?.dataset.finding ?? target.closest(".finding")?.id);
    if (target.matches(".finding-place")) event.preventDefault();
    if (target.matches(".close-finding")) this.#note.close({ comesBack: true });
    else if (target.matches(".next-finding, .previous-finding")) {
      this.#go(this.#list.step(target.matches(".next-finding") ? 1 : -1));
    } else if (!finding) this.#ask({ atOnce: true });
    else if (target.matches(".finding-place")) this.#go(finding);
    else if (target.matches(".mend")) this.#mend(finding, target.dataset);
    else if (target.matches(".give-reason, .take-back-reason")) this.#decide(finding, target);
  }

  #mend(finding, wanted) {
    this.#note.close();
    const { isDone, said } = mend(finding, wanted);
    if (said) announce(said);
    if (!isDone) {
      finding.reveal();
      this.#panel.say(said);
    }
    if (wanted.act !== "cite") this.#ask({ atOnce: true });
  }

  async #decide(finding, button) {
    const box = button.closest(".reason");
    const field = box.querySelector("textarea");
    const { isKept, message } = button.matches(".take-back-reason") ? await takeBackReason(this.#form, finding)
      : await giveReason(this.#form, finding, field.value);
    box.querySelector(".reason-state").textContent = message;
    if (!isKept) return;
    field.defaultValue = field.value;
    const isInNote = Boolean(box.closest(".finding-note"));
    const follows = isInNote ? null : this.#panel.after(finding);
    if (isInNote) this.#note.close({ comesBack: true });
    await this.#ask({ atOnce: true });
    if (!isInNote) this.#panel.focus(follows);
    announce(message);
  }
}
