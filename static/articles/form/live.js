// Findings beside the text: asked for while one writes, about what stands in the form now.

import { editorOf } from "../editor/editors.js";

const PAUSE = 900; // milliseconds without a key before the checks are asked for

/** Keep the findings and statuses of a form in step with what is typed in it. */
export class LiveChecks {
  #form;
  #timer = null;
  #asked = null;
  #shown = null;
  #waiting = null;

  constructor(form) {
    this.#form = form;
    this.#count();
    const panel = document.getElementById("findings");
    panel.addEventListener("click", (event) => this.#clicked(event));
    panel.addEventListener("focusout", (event) => {
      if (!panel.contains(event.relatedTarget)) setTimeout(() => this.#fill(panel));
    });
  }

  soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PAUSE);
  }

  async #ask() {
    this.#asked?.abort();
    this.#asked = new AbortController();
    try {
      const answer = await fetch(this.#form.dataset.liveUrl, {
        method: "POST", body: new FormData(this.#form), redirect: "manual",
        signal: this.#asked.signal,
      });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        this.#say("You are signed out: your text is kept on this computer. Sign in in another tab, "
          + "then save.");
      } else if (answer.ok) {
        this.#show(await answer.json());
      } else {
        this.#say("The checks could not be run now.");
      }
    } catch (error) {
      if (error.name !== "AbortError") this.#say("No connection: the checks wait. Go on writing.");
    }
  }

  #show({ findings, statuses }) {
    const panel = document.getElementById("findings");
    this.#waiting = findings;
    this.#fill(panel);
    document.getElementById("statuses").innerHTML = statuses;
  }

  /** Show the newest findings, unless somebody is in the middle of them. */
  #fill(panel) {
    if (this.#waiting === null || panel.contains(document.activeElement)) return;
    const findings = this.#waiting;
    this.#waiting = null;
    if (findings !== this.#shown) {
      const typed = this.#typedReasons(panel);
      panel.innerHTML = this.#shown = findings;
      for (const [id, text] of typed) {
        const field = document.getElementById(id);
        if (field) field.value = text;
      }
    }
    this.#count();
  }

  #typedReasons(panel) {
    return [...panel.querySelectorAll(".reason textarea")]
      .filter((field) => field.value !== field.defaultValue)
      .map((field) => [field.id, field.value]);
  }

  #count() {
    const found = document.querySelectorAll("#findings .finding").length;
    this.#say(found === 0 ? "none" : `${found}`);
  }

  #say(words) {
    const place = document.getElementById("findings-count");
    if (place.textContent !== words) place.textContent = words;
  }

  #clicked(event) {
    const link = event.target.closest("a.finding-place");
    const button = event.target.closest("button.give-reason");
    if (link) {
      event.preventDefault();
      reveal(link);
    } else if (button) {
      this.#keepReason(button);
    }
  }

  async #keepReason(button) {
    const box = button.closest(".reason");
    const state = box.querySelector(".reason-state");
    const field = box.querySelector("textarea");
    const typed = new FormData();
    typed.set("rule", box.dataset.rule);
    typed.set("sentence", box.dataset.sentence);
    typed.set("reason", field.value);
    typed.set("csrfmiddlewaretoken", this.#form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(this.#form.dataset.reasonUrl, {
        method: "POST", body: typed, redirect: "manual",
      });
      const said = answer.type === "opaqueredirect" ? null : await answer.json();
      state.textContent = said?.message ?? "You are signed out; sign in in another tab, then again.";
      if (answer.ok) field.defaultValue = field.value;
    } catch {
      state.textContent = "Not kept: no answer from the server. Try again.";
    }
  }
}

/** Bring the place of a finding into view, select its words and put the cursor there. */
export function reveal(link) {
  const { field, row, block, start, end, quote } = link.dataset;
  const number = (text) => (text === undefined ? null : Number(text));
  const place = { block: number(block), start: number(start), end: number(end), quote };
  const area = document.getElementById(`field-${field}`);
  if (!area) return;
  const rows = area.querySelectorAll(".ordered-rows > li");
  const within = row !== undefined && rows[Number(row)] ? rows[Number(row)] : area;
  within.scrollIntoView({ block: "center" });
  const text = within.querySelector("textarea");
  const editor = text && ["body", "key_takeaways"].includes(field) ? editorOf(text) : null;
  if (editor) {
    editor.reveal(field === "body" ? place : { ...place, block: 0 });
    return;
  }
  const target = within.querySelector("textarea, input:not([type=hidden]), select, button");
  target?.focus();
  if (place.start !== null && target?.setSelectionRange) {
    target.setSelectionRange(place.start, place.end);
  }
}
