// The lead image of the article form: a number in a hidden field, shown as a picture.

import { chooseImage, recordUrl } from "./dialog.js";
import { acceptDrops } from "./dropping.js";
import { ask } from "../requests.js";

const WHERE_EMPTY = { alt: "missing", caption: "none", credit: "missing", licence: "missing" };

class LeadImage {
  #field;
  #shown;

  constructor(node) {
    this.node = node;
    this.#field = node.querySelector("input[type=hidden]");
    this.#shown = this.#field.value;
    const { upload, list, record } = node.dataset;
    this.endpoints = { upload, list, record };
    node.addEventListener("click", (event) => this.#clicked(event));
    // What was typed before may be put back from this computer.
    this.#field.addEventListener("change", () => this.#follow());
    acceptDrops(node, (file) => this.#choose({ file }));
  }

  #part(name) {
    return this.node.querySelector(`[data-lead=${name}]`);
  }

  #clicked(event) {
    const pressed = event.target.closest("[data-lead]")?.dataset.lead;
    if (pressed === "choose") this.#choose({});
    if (pressed === "words") this.#choose({ id: this.#field.value });
    if (pressed === "remove") {
      this.#put(null);
      this.#say("The lead image is removed.");
      this.#part("choose").focus();
    }
  }

  async #choose(wanted) {
    const image = await chooseImage({ ...wanted, endpoints: this.endpoints });
    if (!image) return;
    this.#put(image);
    this.#say("The lead image is chosen.");
  }

  #put(image) {
    this.#field.value = image?.id ?? "";
    this.#show(image);
    this.#field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #show(image) {
    this.#shown = this.#field.value;
    this.node.querySelector(".lead-image-gone")?.remove();
    this.node.querySelector(".lead-image-shown").hidden = !image;
    this.#part("words").hidden = this.#part("remove").hidden = !image;
    this.#part("choose").textContent = image ? "Choose another" : "Choose or upload";
    if (!image) return;
    const picture = this.node.querySelector(".lead-image-picture");
    Object.assign(picture, { src: image.url, alt: image.alt, width: image.width, height: image.height });
    for (const place of this.node.querySelectorAll("[data-word]")) {
      const words = image[place.dataset.word];
      place.textContent = words || WHERE_EMPTY[place.dataset.word];
      place.classList.toggle("is-missing", !words && place.textContent === "missing");
    }
  }

  async #follow() {
    const number = this.#field.value;
    if (number === this.#shown) return;
    try {
      this.#show(number ? await ask(recordUrl(this.endpoints, number)) : null);
    } catch (error) {
      this.#say(error.message);
    }
  }

  #say(words) {
    this.node.querySelector("[role=status]").textContent = words;
  }
}

for (const node of document.querySelectorAll(".lead-image-field")) new LeadImage(node);
