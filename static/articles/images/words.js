// The fields in which one says what an image shows, whose it is and why it may be shown.

import { element } from "./element.js";

const FIELDS = [
  {
    name: "alt", label: "Alternative text", rows: 3, isNeeded: true,
    help: "What the picture shows, for readers who can't see it: one or two sentences, as you "
      + "would tell it on the telephone. Leave out “image of”, and what the caption says already.",
  },
  {
    name: "caption", label: "Caption", rows: 2,
    help: "The line under the picture. May stay empty.",
  },
  {
    name: "credit", label: "Credit", isNeeded: true,
    help: "Who made it, for example: Photo: Ana Maria Silva.",
  },
  {
    name: "licence", label: "Licence", isNeeded: true, list: [
      "CC BY 4.0", "CC BY-SA 4.0", "CC BY-NC 4.0", "CC0 1.0", "Public domain",
      "Own work, all rights reserved", "Used with permission",
    ],
    help: "Why it may be shown here. What you merely found on the web has none.",
  },
];

/** Fields for the words of an image. Nothing that is typed is cut off or lost. */
export class Words {
  #controls = {};
  #faults = {};
  #before = {};

  constructor() {
    this.node = element("div", { class: "image-words" }, ...FIELDS.map((field) => this.#row(field)));
  }

  #row({ name, label, help, rows, list, isNeeded }) {
    const id = `image-${name}`;
    const described = `${id}-help ${id}-fault`;
    const control = rows
      ? element("textarea", { id, rows, "aria-describedby": described })
      : element("input", { id, type: "text", autocomplete: "off", "aria-describedby": described });
    const fault = element("p", { id: `${id}-fault`, class: "image-fault", role: "alert" });
    this.#controls[name] = control;
    this.#faults[name] = fault;
    const row = element("div", { class: "image-word" },
      element("label", { for: id }, label, isNeeded
        ? element("span", { class: "image-needed" }, " needed before submission") : ""),
      element("p", { id: `${id}-help`, class: "help" }, help), control, fault);
    if (list) {
      control.setAttribute("list", `${id}-list`);
      row.append(element("datalist", { id: `${id}-list` },
        ...list.map((value) => element("option", { value }))));
    }
    return row;
  }

  /** Put a record's words into the fields. */
  show(record) {
    for (const [name, control] of Object.entries(this.#controls)) control.value = record[name] ?? "";
    this.#before = this.values();
    this.complain({});
  }

  values() {
    return Object.fromEntries(
      Object.entries(this.#controls).map(([name, control]) => [name, control.value]));
  }

  get isChanged() {
    return JSON.stringify(this.values()) !== JSON.stringify(this.#before);
  }

  /** Say at each field what is wrong with it, and go to the first. */
  complain(errors) {
    for (const [name, control] of Object.entries(this.#controls)) {
      const said = (errors[name] ?? []).join(" ");
      this.#faults[name].textContent = said;
      if (said) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
    this.node.querySelector("[aria-invalid]")?.focus();
  }

  focus() {
    const empty = Object.values(this.#controls).find((control) => !control.value);
    (empty ?? this.#controls.alt).focus();
  }
}
