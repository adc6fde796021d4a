// Comboboxes: every select[data-combobox] becomes a search field with a list of what is found
// (ARIA 1.2 combobox with a listbox). The select stays in the form, hidden, with the chosen record
// as its option, and fires "input" and "change" like any other.
//
//   data-url          the admin's autocomplete address: GET &term= → {results: [{id, text}], pagination}
//   data-placeholder  shown while nothing is chosen
//   data-clears       empties itself after each choice ("add a record")
//
// Selects that come later are enhanced as they come. For other modules: enhance, choose, clear.

const WAIT = 180; // milliseconds after the last letter
const boxes = new WeakMap();
let numbered = 0;

const make = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

class Combobox {
  constructor(select) {
    this.select = select;
    this.results = [];
    this.at = -1;
    this.build();
    this.listen();
    this.show();
  }

  build() {
    const id = this.select.id || `combobox-${(numbered += 1)}`;
    this.input = make("input", {
      type: "text", id: `${id}-search`, role: "combobox", autocomplete: "off", spellcheck: "false",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`,
      class: "combobox-input",
    });
    this.list = make("ul", { id: `${id}-list`, role: "listbox", class: "combobox-list" });
    this.list.hidden = true;
    this.note = make("p", { class: "combobox-note" });
    this.note.hidden = true;
    this.status = make("span", { class: "visually-hidden", role: "status" });
    this.emptier = make("button", { type: "button", class: "combobox-clear" }, "×");
    this.box = make("span", { class: "combobox" }, this.input, this.emptier, this.list, this.note, this.status);
    this.name();
    this.select.hidden = true;
    this.select.after(this.box);
  }

  // The label, the help and the faults of the select belong to the field that people see.
  name() {
    const { select, input } = this;
    const label = select.labels?.[0] ?? document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    const words = label?.textContent.trim().replace(/:$/, "") || select.getAttribute("aria-label") || select.name;
    if (label) label.htmlFor = input.id;
    else input.setAttribute("aria-label", words);
    this.list.setAttribute("aria-label", words);
    this.emptier.setAttribute("aria-label", `Clear: ${words}`);
    for (const name of ["aria-describedby", "aria-invalid", "aria-required", "autofocus"]) {
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    }
    if (select.required) {
      input.setAttribute("aria-required", "true");
      select.required = false; // a hidden field can't be focused to say so; the server does
    }
    input.placeholder = select.dataset.placeholder ?? "Type to search";
    input.disabled = select.disabled;
  }

  listen() {
    const { input, select } = this;
    input.addEventListener("input", () => this.search(input.value));
    input.addEventListener("keydown", (event) => this.pressed(event));
    input.addEventListener("click", () => { if (this.list.hidden) this.search(""); });
    input.addEventListener("blur", () => { this.close(); this.show(); });
    // Before blur, which would close the list.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.take(Number(option.dataset.at));
    });
    this.emptier.addEventListener("click", () => { this.put("", ""); input.focus(); });
    select.addEventListener("change", () => this.show());
    select.addEventListener("focus", () => input.focus());
    // Django's pop-ups add and rename options without an event.
    new MutationObserver(() => this.show()).observe(select, { childList: true, characterData: true, subtree: true, attributeFilter: ["disabled"] });
  }

  show() {
    const chosen = this.select.selectedOptions[0];
    this.input.disabled = this.select.disabled;
    this.emptier.hidden = !this.select.value || this.select.disabled;
    if (document.activeElement !== this.input || this.list.hidden) {
      this.input.value = this.select.value ? chosen.textContent : "";
    }
  }

  search(term) {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.timer = setTimeout(() => this.ask(term), term ? WAIT : 0);
  }

  async ask(term) {
    this.asked = new AbortController();
    try {
      const address = new URL(this.select.dataset.url, location.href);
      address.searchParams.set("term", term.trim());
      const answer = await fetch(address, { signal: this.asked.signal, headers: { Accept: "application/json" }, redirect: "manual" });
      if (!answer.ok) throw new Error(answer.type === "opaqueredirect" ? "signed out" : answer.status);
      const found = await answer.json();
      this.open(found.results, found.pagination?.more, term);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.open([], false, term, error.message === "signed out"
        ? "You are signed out. Sign in again in another tab, then go on here."
        : "The search failed. Check your connection and type again.");
    }
  }

  open(results, hasMore, term, fault = "") {
    if (document.activeElement !== this.input) return;
    this.results = results;
    this.list.replaceChildren(...results.map(({ id, text }, at) => make(
      "li", { role: "option", id: `${this.list.id}-${at}`, "data-at": at, "aria-selected": String(String(id) === this.select.value) }, text,
    )));
    const nothing = term.trim() ? `Nothing found for “${term.trim()}”.` : "There is nothing to choose yet.";
    const more = hasMore ? "There are more: type more letters." : "";
    this.note.textContent = fault || (results.length ? more : nothing);
    this.note.hidden = !this.note.textContent;
    this.status.textContent = fault || (results.length ? `${results.length} found. ${more}` : nothing);
    this.list.hidden = !results.length;
    this.box.classList.add("combobox-open");
    this.input.setAttribute("aria-expanded", String(results.length > 0));
    this.point(-1);
  }

  close() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.list.hidden = true;
    this.note.hidden = true;
    this.box.classList.remove("combobox-open");
    this.input.setAttribute("aria-expanded", "false");
    this.point(-1);
  }

  point(at) {
    this.list.children[this.at]?.classList.remove("combobox-current");
    this.at = at;
    const option = this.list.children[at];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.classList.add("combobox-current");
    option.scrollIntoView({ block: "nearest" });
    return this.input.setAttribute("aria-activedescendant", option.id);
  }

  pressed(event) {
    const last = this.results.length - 1;
    const isOpen = !this.list.hidden;
    const moves = {
      ArrowDown: () => (isOpen ? this.point(this.at >= last ? 0 : this.at + 1) : this.search("")),
      ArrowUp: () => (isOpen ? this.point(this.at <= 0 ? last : this.at - 1) : this.search("")),
      // Enter never submits a form from here by accident.
      Enter: () => (isOpen && last >= 0 && (this.at >= 0 || last === 0) ? this.take(Math.max(this.at, 0)) : null),
    };
    if (event.key === "Escape" && (isOpen || !this.note.hidden)) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
      this.show();
    } else if (event.key === "Tab" && isOpen && this.at >= 0) {
      this.take(this.at);
    } else if (moves[event.key] && !event.isComposing) {
      event.preventDefault();
      moves[event.key]();
    }
  }

  take(at) {
    const { id, text } = this.results[at];
    this.close();
    this.put(String(id), text);
    if ("clears" in this.select.dataset) this.put("", "", { isQuiet: true });
  }

  put(id, text, { isQuiet = false } = {}) {
    const { select } = this;
    let option = [...select.options].find((each) => each.value === id);
    if (!option) {
      option = new Option(text, id);
      select.add(option);
    }
    option.selected = true;
    this.status.textContent = id ? `${text} chosen.` : "Cleared.";
    this.input.value = id ? text : "";
    this.show();
    if (isQuiet) return;
    for (const name of ["input", "change"]) select.dispatchEvent(new Event(name, { bubbles: true }));
  }
}

/** Make a select searchable; twice does no harm. */
export function enhance(select) {
  // Django's empty inline row is a pattern to copy, not a field.
  if (boxes.has(select) || select.closest(".empty-form") || select.multiple) return;
  boxes.set(select, new Combobox(select));
}

/** Choose a record in an enhanced select, as if a person had. */
export function choose(select, { id, text }) {
  boxes.get(select)?.put(String(id), text);
}

/** Empty an enhanced select without an event. */
export function clear(select) {
  boxes.get(select)?.put("", "", { isQuiet: true });
}

/** Enhance what a part of a page holds. */
export function enhanceAll(root) {
  if (root.matches?.("select[data-combobox]")) enhance(root);
  for (const select of root.querySelectorAll?.("select[data-combobox]") ?? []) enhance(select);
}

enhanceAll(document);
new MutationObserver((changes) => {
  for (const change of changes) for (const added of change.addedNodes) enhanceAll(added);
}).observe(document.documentElement, { childList: true, subtree: true });
