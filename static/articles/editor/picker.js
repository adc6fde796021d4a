// A picker: a search over a short list, opened at the cursor. A combobox with its listbox.

let made = 0;

function fold(words) {
  return words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Offers ``items()`` ({id, label, number?}) at an editor's cursor, and hands on what is chosen. */
export class Picker {
  #editor = null;
  #typed = "";
  #items = [];
  #shown = [];
  #active = 0;

  constructor({ title, items, empty, choose }) {
    Object.assign(this, { title, items, empty, choose });
    const id = `picker-${made += 1}`;
    this.list = element("ul", { role: "listbox", id: `${id}-list`, "aria-label": title });
    this.input = element("input", {
      type: "text", role: "combobox", id, "aria-label": title, "aria-expanded": "true",
      "aria-controls": `${id}-list`, "aria-autocomplete": "list", autocomplete: "off",
      placeholder: "Type to search", spellcheck: "false",
    });
    this.said = element("p", { class: "picker-said", role: "status" });
    this.dom = element("div", { class: "editor-picker" }, this.input, this.list, this.said);
    // The picker is no part of the form: what is typed in it is neither sent nor kept.
    for (const kind of ["input", "change"]) {
      this.dom.addEventListener(kind, (event) => event.stopPropagation());
    }
    this.input.addEventListener("input", () => this.#filter());
    this.input.addEventListener("keydown", (event) => this.#pressed(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.#take([...this.list.children].indexOf(option));
    });
    this.dom.addEventListener("focusout", (event) => {
      if (this.#editor && !this.dom.contains(event.relatedTarget)) this.#close({ focus: false });
    });
  }

  /** Open at an editor's cursor. ``typed`` is put back into the text where nothing is chosen. */
  async open(editor, typed = "") {
    this.#editor = editor;
    this.#typed = typed;
    this.input.value = "";
    const frame = editor.view.dom.closest(".medical-editor");
    const cursor = editor.view.coordsAtPos(editor.state.selection.from);
    const box = frame.getBoundingClientRect();
    // Within the frame, since the page may scroll until the list has come.
    const at = { left: cursor.left - box.left, bottom: cursor.bottom - box.top };
    frame.append(this.dom);
    this.#place(frame, at);
    this.input.focus({ preventScroll: true });
    this.#items = [];
    this.#say("Loading …");
    try {
      const items = await this.items();
      if (this.#editor !== editor) return;
      this.#items = items.map((item) => ({ ...item, folded: fold(`${item.number ?? ""} ${item.label}`) }));
      this.#filter();
      this.#place(frame, at);
      this.dom.scrollIntoView({ block: "nearest" });
    } catch {
      this.#say("The list could not be loaded. Check the connection, close this and try again.");
    }
  }

  #place(frame, at) {
    const left = Math.min(at.left, frame.offsetWidth - this.dom.offsetWidth);
    this.dom.style.left = `${Math.max(0, left)}px`;
    this.dom.style.top = `${at.bottom + 4}px`;
  }

  #filter() {
    const words = fold(this.input.value).split(/\s+/).filter(Boolean);
    this.#shown = this.#items.filter(({ folded }) => words.every((word) => folded.includes(word)));
    this.list.replaceChildren(...this.#shown.map((item, at) => this.#option(item, at)));
    this.list.hidden = !this.#shown.length;
    this.#activate(0);
    if (!this.#items.length) this.#say(this.empty);
    else if (!this.#shown.length) this.#say("Nothing is found. Type less, or other words.");
    else this.#say(`${this.#shown.length} of ${this.#items.length}: arrows move, Enter inserts, Esc closes.`);
  }

  #option({ label, number }, at) {
    const option = element("li", { role: "option", id: `${this.input.id}-${at}`, "aria-selected": "false" });
    if (number) option.append(element("span", { class: "picker-number" }, `${number}`), " ");
    option.append(label);
    return option;
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
    const last = this.#shown.length - 1;
    const moves = {
      ArrowDown: () => this.#activate(this.#active >= last ? 0 : this.#active + 1),
      ArrowUp: () => this.#activate(this.#active <= 0 ? last : this.#active - 1),
      Enter: () => this.#take(this.#active),
      Escape: () => this.#close({ putBack: true }),
      Tab: () => this.#close({ putBack: true }),
    };
    const move = moves[event.key];
    if (!move || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    if (last >= 0 || !event.key.startsWith("Arrow")) move();
  }

  #take(at) {
    const item = this.#shown[at];
    if (!item) return;
    const editor = this.#editor;
    this.#close({});
    this.choose(editor, item);
  }

  #close({ putBack = false, focus = true }) {
    const editor = this.#editor;
    this.#editor = null;
    const text = this.#typed + this.input.value;
    this.dom.remove();
    if ((putBack || !focus) && this.#typed) editor.commands.insertContent({ type: "text", text });
    if (focus) editor.commands.focus();
  }

  #say(words) { if (this.said.textContent !== words) this.said.textContent = words; }
}
