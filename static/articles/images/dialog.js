// The dialog of images: upload or choose one, and say what it shows.

import { Choosing } from "./choosing.js";
import { acceptDrops, acceptPastes } from "./dropping.js";
import { button, element } from "./element.js";
import { Refused, ask, send } from "../requests.js";
import { Words } from "./words.js";

const OWN_COPY = "Somebody else uploaded this picture. If you change its words, they hold where you "
  + "use it; theirs stay as they are.";
const KNOWN = "This picture is here already: what was said of it is taken over. Change what does "
  + "not fit; it stays as it is elsewhere.";
const SHARED = "A change holds in every draft with this picture. What was submitted or is public "
  + "stays as it is.";

/**
 * Let a person upload or choose an image, or change the words of the one with a number.
 *
 * `endpoints` are the addresses {upload, list, record}; a record's has 0 in the place of its
 * number. `file` is uploaded at once. Resolves with the image's record, null where nothing is
 * chosen. The record may have another number than `id`.
 */
export function chooseImage({ id = null, endpoints, file = null }) {
  return new Promise((resolve) => new ImageDialog(endpoints, resolve).open({ id, file }));
}

/** The address of an image's record. */
export function recordUrl(endpoints, id) {
  return endpoints.record.replace(/\/0\//, `/${encodeURIComponent(id)}/`);
}

class ImageDialog {
  #endpoints;
  #resolve;
  #result = null;
  #record = null;
  #words = new Words();
  #isBusy = false;

  constructor(endpoints, resolve) {
    this.#endpoints = endpoints;
    this.#resolve = resolve;
    this.choosing = new Choosing({ endpoints, chosen: (...image) => this.#describe(...image) });
    this.#build();
  }

  #build() {
    this.title = element("h2", { id: "image-dialog-title", tabindex: "-1" });
    this.leave = button("×", () => this.#cancel(), { class: "image-close", "aria-label": "Close" });
    this.asking = this.#buildAsking();
    this.dialog = element("dialog", { class: "image-dialog", "aria-labelledby": this.title.id },
      element("div", { class: "image-dialog-head" }, this.title, this.leave),
      this.asking, this.choosing.node, this.#buildDescribing());
    this.dialog.addEventListener("cancel", (event) => {
      event.stopPropagation();
      if (event.target !== this.dialog) return; // a file dialog was left
      event.preventDefault();
      this.#cancel();
    });
    this.dialog.addEventListener("close", () => this.#end());
    for (const kind of ["input", "change", "submit", "keydown"]) { // no part of the page's form
      this.dialog.addEventListener(kind, (event) => event.stopPropagation());
    }
    acceptDrops(this.dialog, (file) => this.#take(file));
    acceptPastes(this.dialog, (file) => this.#take(file));
  }

  #buildDescribing() {
    this.picture = element("img", { class: "image-preview", alt: "" });
    this.facts = element("p", { class: "help" });
    this.note = element("p", { class: "help", id: "image-shared" });
    this.copy = element("input", { type: "checkbox", id: "image-copy" });
    this.copyRow = element("p", { class: "image-copy" }, this.copy, " ",
      element("label", { for: "image-copy" }, "Change the words here alone"));
    this.fault = element("p", { class: "image-fault", role: "alert" });
    this.use = element("button", { type: "submit", class: "button" });
    this.form = element("form", { class: "image-describing", novalidate: true },
      element("div", { class: "image-shown" }, this.picture, this.facts),
      element("div", {}, this.#words.node, this.note, this.copyRow),
      element("div", { class: "image-dialog-foot" }, this.fault, this.use,
        button("Choose another", () => this.#choose()), button("Cancel", () => this.#cancel())));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#keep();
    });
    return this.form;
  }

  #buildAsking() {
    return element("div", { class: "image-asking", role: "alertdialog", hidden: true,
      "aria-labelledby": "image-asking-words" },
    element("p", { id: "image-asking-words" }, "What you typed about this picture is not kept yet."),
    button("Go on writing", () => {
      this.asking.hidden = true;
      this.#words.focus();
    }, { class: "button" }),
    button("Discard it", () => this.dialog.close()));
  }

  open({ id, file }) {
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.#choose();
    if (file) this.choosing.upload(file);
    else if (id) this.#load(id);
  }

  async #load(id) {
    this.isChange = true;
    try {
      this.#describe(await ask(recordUrl(this.#endpoints, id)), { isNew: false });
    } catch (error) {
      this.choosing.complain(error.message);
    }
  }

  #take(file) {
    if (this.#isBusy) return;
    if (!this.form.hidden) this.#choose();
    this.choosing.upload(file);
  }

  #choose() {
    this.title.textContent = "Choose an image";
    this.form.hidden = true;
    this.asking.hidden = true;
    this.choosing.node.hidden = false;
    this.choosing.list();
    this.choosing.opener.focus();
  }

  #describe(record, { isNew }) {
    this.#record = record;
    this.title.textContent = "Describe the image";
    this.choosing.complain("");
    this.choosing.node.hidden = true;
    this.form.hidden = false;
    this.fault.textContent = "";
    this.picture.src = record.url;
    this.picture.width = record.width;
    this.picture.height = record.height;
    this.facts.textContent = `${record.width} × ${record.height} pixels`;
    this.use.textContent = this.isChange ? "Keep these words" : "Use this image";
    this.isChange = false;
    this.note.textContent = noteOn(record, isNew);
    this.copy.checked = false;
    this.copyRow.hidden = isNew || !record.mine;
    this.#words.show(record);
    this.#words.focus();
  }

  async #keep() {
    if (this.#isBusy) return;
    this.#busy(true);
    this.fault.textContent = "";
    this.#words.complain({});
    try {
      const copy = this.copy.checked && !this.copyRow.hidden ? { copy: "1" } : {};
      this.#result = this.#words.isChanged
        ? await send(recordUrl(this.#endpoints, this.#record.id), { ...this.#words.values(), ...copy })
        : this.#record;
      this.dialog.close();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.fault.textContent = error.message;
      this.#words.complain(error.errors);
    } finally {
      this.#busy(false);
    }
  }

  #busy(isBusy) {
    this.#isBusy = isBusy;
    this.use.setAttribute("aria-disabled", String(isBusy));
  }

  #cancel() {
    if (!this.form.hidden && this.#words.isChanged) {
      this.asking.hidden = false;
      this.asking.querySelector("button").focus();
    } else {
      this.dialog.close();
    }
  }

  #end() {
    this.choosing.abort();
    this.dialog.remove();
    this.#resolve(this.#result);
  }
}

function noteOn(record, isNew) {
  if (isNew) return record.alt || record.caption || record.credit || record.licence ? KNOWN : "";
  return record.mine ? SHARED : OWN_COPY;
}
