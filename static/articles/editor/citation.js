// Citations: an inline node for a reference of the bibliography, shown as its number.

import { Node, Plugin } from "../../django_prose_editor/editor.js";

const OPENS = "[@";

class CitationView {
  constructor(node, { page }) {
    this.page = page;
    this.dom = document.createElement("cite");
    this.dom.className = "citation";
    this.dom.contentEditable = "false";
    this.show(node);
    page.numbers.views.add(this);
  }

  show(node) {
    this.ref = node.attrs.ref;
    const { number, label } = this.page.numbers.of(this.ref);
    const shown = number ? String(number) : "?";
    if (this.dom.dataset.shown === shown && this.dom.title === label) return;
    this.dom.dataset.shown = shown;
    this.dom.title = label;
    this.dom.classList.toggle("unknown", !number);
    const word = document.createElement("span");
    word.className = "visually-hidden";
    word.textContent = number ? "citation " : "citation of a reference outside the bibliography ";
    this.dom.replaceChildren(word, shown);
    this.node = node;
  }

  update(node) {
    if (node.type.name !== "citation") return false;
    this.show(node);
    return true;
  }

  ignoreMutation() { return true; }
  destroy() { this.page.numbers.views.delete(this); }
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
  addNodeView() { return ({ node }) => new CitationView(node, this.options); },
  addCommands() {
    return {
      pickCitation: (typed = "") => ({ editor }) => {
        this.options.page.citations.open(editor, typed);
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
