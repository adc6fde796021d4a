// Blocks that stand for records: a figure for an image, a button for a call to action.

import { Node } from "../../django_prose_editor/editor.js";

function part(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text) made.textContent = text;
  return made;
}

class EmbedView {
  constructor(node, className) {
    this.type = node.type;
    this.id = node.attrs.id;
    this.dom = part("div", `embed ${className}`);
    this.dom.contentEditable = "false";
  }

  say(words) { this.dom.replaceChildren(part("p", "embed-said", words)); }
  update(node) { return node.type === this.type && node.attrs.id === this.id; }
  ignoreMutation() { return true; }
  stopEvent(event) { return Boolean(event.target.closest?.("button")); }
}

class ActionView extends EmbedView {
  constructor(node, { page }) {
    super(node, "embed-action");
    this.say("Call to action …");
    page.actions().then((actions) => {
      const action = actions.find(({ id }) => String(id) === this.id);
      if (!action) return this.say(`This call to action (number ${this.id}) no longer exists. Remove it, or choose another.`);
      const leads = part("p", "embed-said", `Call to action “${action.name}”, leads to ${action.url}`);
      return this.dom.replaceChildren(part("p", "embed-button", action.label), leads);
    }, () => this.say(`Call to action ${this.id}. Its words could not be loaded.`));
  }
}

class FigureView extends EmbedView {
  constructor(node, { page }, editor, getPos) {
    super(node, "embed-figure");
    this.getPos = getPos;
    this.say("Image …");
    this.page = page;
    this.editor = editor;
    this.load();
  }

  async load() {
    try {
      this.show(await this.page.image(this.editor, this.id));
    } catch {
      this.say(`The image (number ${this.id}) could not be loaded. If it was deleted, remove it here.`);
    }
  }

  /** Stand for another record: words of one's own make one for the same file. */
  become(id) {
    const at = this.getPos();
    this.editor.commands.command(({ tr }) => Boolean(tr.setNodeMarkup(at, undefined, { id: String(id) })));
  }

  show(image) {
    const picture = part("img", "");
    Object.assign(picture, { src: image.url, alt: image.alt, width: image.width, height: image.height });
    const missing = ["alt", "caption", "credit", "licence"].filter((name) => !image[name]);
    const names = { alt: "alternative text", caption: "caption", credit: "credit", licence: "licence" };
    const words = part("p", "embed-caption", image.caption);
    const credit = part("p", "embed-said", [image.credit, image.licence].filter(Boolean).join(". "));
    const edit = part("button", "embed-edit", "Edit words");
    edit.type = "button";
    edit.addEventListener("click", async () => {
      const chosen = await this.page.chooseImage(this.editor, this.id);
      if (chosen && String(chosen.id) !== this.id) this.become(chosen.id);
      else if (chosen) this.load();
    });
    this.dom.replaceChildren(picture, words, credit);
    if (missing.length) this.dom.append(part("p", "embed-missing", `Missing: ${missing.map((name) => names[name]).join(", ")}.`));
    this.dom.append(edit);
  }
}

function embed({ name, tag, attribute, View }) {
  return Node.create({
    name,
    group: "block",
    atom: true,
    draggable: true,
    addOptions: () => ({ page: null }),
    addAttributes: () => ({
      id: {
        default: null,
        parseHTML: (found) => found.getAttribute(attribute),
        renderHTML: ({ id }) => ({ [attribute]: id }),
      },
    }),
    parseHTML: () => [{ tag: `${tag}[${attribute}]` }],
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes],
    renderText: () => "",
    addNodeView() { return ({ node, editor, getPos }) => new View(node, this.options, editor, getPos); },
  });
}

export const CallToAction = embed({
  name: "callToAction", tag: "div", attribute: "data-call-to-action", View: ActionView,
});
export const Figure = embed({
  name: "figure", tag: "figure", attribute: "data-image", View: FigureView,
});
