// The first part of the dialog: upload a file, or find a picture that is here already.

import { acceptDrops } from "./dropping.js";
import { button, element } from "./element.js";
import { Refused, ask, upload } from "../requests.js";

const LARGEST_FILE = 10_000_000; // bytes; the server holds to it in any case
const PAUSE = 300; // milliseconds without a key before a search
const TAKEN = "JPEG, PNG or WebP, up to 10 MB";

/** Upload or find an image; `chosen(record, {isNew})` is called with it. */
export class Choosing {
  #endpoints;
  #chosen;
  #timer = null;
  #asked = 0;
  #sending = null;

  constructor({ endpoints, chosen }) {
    this.#endpoints = endpoints;
    this.#chosen = chosen;
    this.#build();
  }

  #build() {
    this.file = element("input", { type: "file", id: "image-file", class: "visually-hidden",
      accept: "image/jpeg,image/png,image/webp", tabindex: "-1", "aria-hidden": "true" });
    this.file.addEventListener("change", () => {
      const [file] = this.file.files;
      if (file) this.upload(file);
      this.file.value = ""; // so that the same file can be chosen again
    });
    this.opener = button("Choose a file …", () => this.file.click(),
      { class: "button", "aria-describedby": "image-file-help" });
    this.bar = element("progress", { max: "1", "aria-label": "Upload" });
    this.stop = button("Stop", () => this.abort());
    this.sending = element("div", { class: "image-sending", hidden: true },
      element("span", { class: "image-sending-name" }), this.bar, this.stop);
    this.fault = element("p", { class: "image-fault", role: "alert" });
    const zone = element("div", { class: "image-drop" },
      element("p", { class: "image-drop-hint" }, "Drop a picture here, paste it, or"), this.opener,
      element("p", { class: "help", id: "image-file-help" }, `${TAKEN}. Where and by whom it was `
        + "taken, and whatever else the file holds, is left out."),
      this.file, this.sending, this.fault);
    acceptDrops(zone, (file) => this.upload(file));
    this.node = element("div", { class: "image-choosing" }, zone, this.#library());
  }

  #library() {
    this.search = element("input", { type: "search", id: "image-search", autocomplete: "off",
      "aria-describedby": "image-found" });
    this.search.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.list(), PAUSE);
    });
    this.search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      clearTimeout(this.#timer);
      this.list();
    });
    this.found = element("p", { class: "help", id: "image-found", role: "status" });
    this.images = element("ul", { class: "image-list" });
    return element("section", { "aria-labelledby": "image-library-title" },
      element("h3", { id: "image-library-title" }, "Or take one that is here"),
      element("label", { for: "image-search" }, "Search in what is said of them"),
      this.search, this.found, this.images);
  }

  /** Show the newest images, or those that the search finds. */
  async list() {
    const asked = ++this.#asked;
    const query = this.search.value.trim();
    try {
      const { images } = await ask(`${this.#endpoints.list}?${new URLSearchParams({ q: query })}`);
      if (asked !== this.#asked) return;
      this.images.replaceChildren(...images.map((image) => this.#entry(image)));
      this.found.textContent = describeFound(images.length, query);
    } catch (error) {
      if (asked === this.#asked) this.found.textContent = error.message;
    }
  }

  #entry(image) {
    const words = image.alt || image.caption || `Picture ${image.id}, not described yet`;
    const entry = button("", () => this.#chosen(image, { isNew: false }), { class: "image-entry" });
    entry.append(
      element("img", { src: image.url, alt: "", loading: "lazy", width: image.width,
        height: image.height }),
      element("span", {}, words));
    return element("li", {}, entry);
  }

  /** Send a file to the server. */
  async upload(file) {
    this.complain("");
    if (file.size > LARGEST_FILE) {
      this.complain(`“${file.name}” has ${(file.size / 1e6).toFixed(1)} MB; a picture may have 10. `
        + "Make it smaller, for example 2400 pixels wide.");
      return;
    }
    this.abort();
    const sending = this.#sending = new AbortController();
    this.#showSending(file.name);
    try {
      const record = await upload(this.#endpoints.upload, file, {
        signal: sending.signal, progress: (share) => this.#showShare(share),
      });
      this.#hideSending();
      this.#chosen(record, { isNew: true });
    } catch (error) {
      if (sending !== this.#sending) return;
      this.#hideSending();
      if (error.name === "AbortError") this.opener.focus();
      else if (error instanceof Refused) this.complain(`“${file.name}”: ${error.message}`);
      else throw error;
    }
  }

  abort() {
    this.#sending?.abort();
    this.#sending = null;
    this.#hideSending();
  }

  #showSending(name) {
    this.sending.querySelector(".image-sending-name").textContent = `Uploading “${name}” …`;
    this.bar.removeAttribute("value");
    this.sending.hidden = false;
    this.opener.disabled = true;
  }

  #showShare(share) {
    if (share < 1) this.bar.value = share;
    else this.bar.removeAttribute("value"); // sent; the server is at work on it
  }

  #hideSending() {
    this.sending.hidden = true;
    this.opener.disabled = false;
  }

  complain(words) {
    this.fault.textContent = words;
  }
}

function describeFound(count, query) {
  if (count === 0) return query ? "Nothing found." : "No pictures yet.";
  const counted = count === 1 ? "1 picture" : `${count} pictures, the newest first`;
  return count === 50 ? `The newest 50${query ? " that were found" : ""}; search for others.` : counted;
}
