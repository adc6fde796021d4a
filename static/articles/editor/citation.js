// Citations: an inline node for a reference of the bibliography, shown as its number.

import { Node, Plugin } from "../../django_prose_editor/editor.js";

const OPENS = "[@";

class CitationView {
  constructor(node, { page }, editor, getPos) {
    Object.assign(this, { page, editor, getPos });
    this.dom = document.createElement("cite");
    this.dom.className = "citation";
    this.dom.contentEditable = "false";
    this.show(node);
    page.numbers.views.add(this);
    this.dom.addEventListener("mouseenter", () => page.note.point(this));
    this.dom.addEventListener("mouseleave", () => page.note.leave());
  }

  /**
   * Show the number.
   *
   * ``part`` says what stands for it among citations side by side, which read as in print (1, –, 3),
   * and which of its sides touches another. Selected it shows its own.
   */
  show(node, part = null) {
    Object.assign(this, { node, part, ref: node.attrs.ref });
    const { number } = this.page.numbers.of(this.ref);
    const own = number ? String(number) : "?";
    const shown = number && part && !this.isSelected ? part.text : own;
    this.dom.classList.toggle("follows", Boolean(part?.follows));
    this.dom.classList.toggle("goes-on", Boolean(part?.goesOn));
    if (this.dom.dataset.shown === shown && this.dom.dataset.number === own) return;
    Object.assign(this.dom.dataset, { shown, number: own });
    this.dom.classList.toggle("unknown", !number);
    this.#write(shown, own, number ? "citation " : "citation of a reference outside the bibliography ");
  }

  #write(shown, own, what) {
    const word = document.createElement("span");
    word.className = "visually-hidden";
    word.textContent = shown === own ? what : what + own;
    const seen = document.createElement("span");
    if (shown !== own) seen.setAttribute("aria-hidden", "true");
    seen.textContent = shown;
    this.dom.replaceChildren(...(shown === own ? [word, seen] : [seen, word]));
  }

  update(node) {
    if (node.type.name !== "citation") return false;
    if (node.attrs.ref !== this.ref) this.show(node);
    this.node = node;
    return true;
  }

  selectNode() {
    this.isSelected = true;
    this.show(this.node, this.part);
    this.dom.classList.add("ProseMirror-selectednode");
    this.page.note.select(this);
  }

  deselectNode() {
    this.isSelected = false;
    this.show(this.node, this.part);
    this.dom.classList.remove("ProseMirror-selectednode");
    this.page.note.deselect(this);
  }

  ignoreMutation() { return true; }

  destroy() {
    this.page.numbers.views.delete(this);
    this.page.note.deselect(this);
  }
}

export const Citation = Node.create({
  name: "citation",
  group: "inline",
  inline: true,
  atom: true,
  marks: "",
  addOptions: () => ({ page: null }),
  addAttributes: () => ({
    ref: {
      default: null,
      parseHTML: (cite) => cite.getAttribute("data-ref"),
      renderHTML: ({ ref }) => ({ "data-ref": ref }),
    },
  }),
  parseHTML: () => [{
    tag: "cite[data-ref]",
    getAttrs: (cite) => (/^[0-9]{1,19}$/.test(cite.dataset.ref) ? null : false),
  }],
  renderHTML: ({ HTMLAttributes }) => ["cite", HTMLAttributes],
  renderText: () => "",
  addNodeView() {
    return ({ node, editor, getPos }) => new CitationView(node, this.options, editor, getPos);
  },
  addCommands() {
    return {
      pickCitation: (typed = "") => ({ editor }) => {
        this.options.page.citing.pick(editor, typed);
        return true;
      },
    };
  },
  addProseMirrorPlugins() {
    const { editor } = this;
    return [new Plugin({
      props: {
        handleTextInput(view, from, to, text) {
          const before = view.state.doc.resolve(from).parent.textBetween(
            Math.max(0, view.state.doc.resolve(from).parentOffset - 1),
            view.state.doc.resolve(from).parentOffset, null, "\ufffc",
          );
          if (!(before + text).endsWith(OPENS) || view.composing) return false;
          const start = text === OPENS ? from : from - 1;
          view.dispatch(view.state.tr.delete(start, to));
          editor.commands.pickCitation(OPENS);
          return true;
        },
      },
    })];
  },
});
