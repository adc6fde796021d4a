// A picker: a search opened at the cursor. A combobox with its listbox (ARIA 1.2): the cursor stays
// in the field, aria-activedescendant names the option, and a live region says what is found.

import { Refused } from "../requests.js";

let made = 0;

/** Words as they are compared: without case and accents. */
export function fold(words) {
  return words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

export function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Those of some options that have every word, in their label or their number. */
export function having(options, words) {
  const wanted = fold(words).split(/\s+/).filter(Boolean);
  return options.filter(({ label, number }) => {
    const folded = fold(`${number ?? ""} ${label}`);
    return wanted.every((word) => folded.includes(word));
  });
}

/** A search among a short list, which is asked for as often as somebody types. */
export function among(list, empty) {
  return async (words, { show }) => {
    const all = await list();
    const options = having(all, words);
    let said = `${options.length} of ${all.length}: arrows move, Enter inserts, Esc closes.`;
    if (!all.length) said = empty;
    else if (!options.length) said = "Nothing is found. Type less, or other words.";
    show({ options, said });
  };
}

/**
 * Offers at an editor's cursor what is found, and hands on what is chosen.
 *
 * ``find(words, {isPasted, signal, show})`` calls ``show({options, said})``, once or several times
 * as it learns more. An option is {id, label, title?, detail?, warning?, number?, tag?}. One with a ``step`` is not
 * handed on but runs it with {signal, show}: what the step returns is handed on, and nothing is
 * where it shows other options.
 */
export class Picker {
  #editor = null;
  #putBack = null;
  #options = [];
  #active = 0;
  #asked = null;

  constructor({ title, placeholder = "Type to search", find, choose }) {
    Object.assign(this, { title, find, choose });
    const id = `picker-${made += 1}`;
    this.list = element("ul", { role: "listbox", id: `${id}-list`, "aria-label": title });
    this.input = element("input", {
      type: "text", role: "combobox", id, "aria-label": title, "aria-expanded": "false",
      "aria-controls": `${id}-list`, "aria-autocomplete": "list", autocomplete: "off",
      placeholder, spellcheck: "false", "aria-describedby": `${id}-said`,
    });
    this.said = element("p", { class: "picker-said", role: "status", id: `${id}-said` });
    this.dom = element("div", { class: "editor-picker" }, this.input, this.list, this.said);
    // The picker is no part of the form: what is typed in it is neither sent nor kept.
    for (const kind of ["input", "change"]) {
      this.dom.addEventListener(kind, (event) => event.stopPropagation());
    }
    this.input.addEventListener("input", (event) => this.#search(/Paste|Drop/.test(event.inputType)));
    this.input.addEventListener("keydown", (event) => this.#pressed(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.#take([...this.list.children].indexOf(option));
    });
    this.dom.addEventListener("focusout", (event) => {
      // Who only looks at another window comes back to what they typed.
      if (document.activeElement === this.input) return;
      if (this.#editor && !this.dom.contains(event.relatedTarget)) this.#close({ focus: false });
    });
  }

  /**
   * Open at an editor's cursor, with words to search for.
   *
   * Where nothing is chosen, ``putBack(words)`` gives the text back what was typed.
   */
  open(editor, { words = "", putBack = () => {} } = {}) {
    this.#editor = editor;
    this.#putBack = putBack;
    this.input.value = words;
    const frame = editor.view.dom.closest(".medical-editor");
    const cursor = editor.view.coordsAtPos(editor.state.selection.from);
    const box = frame.getBoundingClientRect();
    frame.append(this.dom);
    const left = Math.min(cursor.left - box.left, frame.offsetWidth - this.dom.offsetWidth);
    this.dom.style.left = `${Math.max(0, left)}px`;
    this.dom.style.top = `${cursor.bottom - box.top + 4}px`;
    this.input.focus({ preventScroll: true });
    this.#show({ options: [], said: "Loading …" });
    this.#search(Boolean(words));
  }

  /** Find anew; what an older search still brings is passed over. */
  #search(isPasted) {
    return this.#run((context) => this.find(this.input.value.trim(), { ...context, isPasted }));
  }

  async #run(act) {
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    const before = this.#options;
    const isOver = () => asked.signal.aborted || !this.#editor;
    const show = (found) => { if (!isOver()) this.#show(found); };
    try {
      const chosen = await act({ signal: asked.signal, show });
      return isOver() ? null : chosen;
    } catch (error) {
      const isTold = error instanceof Refused;
      show({ isFault: true, options: isTold ? error.options ?? before : before, said: isTold ? error.message
        : "The list could not be loaded. Check the connection, close this and try again." });
      return null;
    }
  }

  #show({ options, said, isFault = false }) {
    const isFirst = !this.#options.length;
    const kept = this.#active ? options.findIndex(({ id }) => id === this.#options[this.#active]?.id) : 0;
    this.#options = options;
    this.list.replaceChildren(...options.map((option, at) => this.#row(option, at)));
    this.list.hidden = !options.length;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    this.#activate(Math.max(kept, 0));
    this.said.classList.toggle("fault", isFault);
    if (this.said.textContent !== said) this.said.textContent = said;
    if (isFirst) this.dom.scrollIntoView({ block: "nearest" });
  }

  #row({ label, title, detail, warning, number, tag, step }, at) {
    const row = element("li", { role: "option", id: `${this.input.id}-${at}`, "aria-selected": "false" });
    if (number) row.append(element("span", { class: "picker-number" }, `${number}`), " ");
    if (step) row.className = "picker-step";
    const words = element("span", { class: "picker-label", dir: "auto" }, title ?? label);
    row.append(words);
    if (detail) row.append(" ", element("span", { class: "picker-detail", dir: "auto" }, detail));
    if (warning) row.append(" ", element("strong", { class: "picker-warning" }, warning));
    if (tag) row.append(" ", element("span", { class: "picker-tag" }, tag));
    return row;
  }

  #activate(at) {
    this.list.children[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = at;
    const option = this.list.children[at];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  #pressed(event) {
    const last = this.#options.length - 1;
    const moves = {
      ArrowDown: () => this.#activate(this.#active >= last ? 0 : this.#active + 1),
      ArrowUp: () => this.#activate(this.#active <= 0 ? last : this.#active - 1),
      Enter: () => this.#take(this.#active),
      Escape: () => this.#close({}),
      Tab: () => this.#close({}),
    };
    const move = moves[event.key];
    if (!move || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    if (last >= 0 || !event.key.startsWith("Arrow")) move();
  }

  async #take(at) {
    const option = this.#options[at];
    if (!option) return;
    const chosen = option.step ? await this.#run(option.step) : option;
    if (!chosen) return;
    const editor = this.#editor;
    this.#putBack = () => {};
    this.#close({});
    this.choose(editor, chosen);
  }

  #close({ focus = true }) {
    const editor = this.#editor;
    this.#editor = null;
    this.#asked?.abort();
    const words = this.input.value;
    this.dom.remove();
    this.#putBack(words);
    if (focus) editor.commands.focus();
  }
}
