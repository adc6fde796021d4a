// What the editors know: the closed schema of a body and of a key takeaway, and their keys.

import {
  Blockquote, Bold, BulletList, Document, Dropcursor, Extension, Gapcursor, HardBreak, Heading,
  History, Italic, Link, ListItem, Node, OrderedList, Paragraph, Subscript, Superscript, Table,
  TableCell, TableHeader, TableRow, Text, TrailingNode, wrappingInputRule,
} from "../../django_prose_editor/editor.js";
import { Citation } from "./citation.js";
import { CallToAction, Figure } from "./embeds.js";

/** Where a link may lead. */
export const LEADS = /^(https?:\/\/|mailto:)[^\s]/i;

const OurLink = Link.extend({
  addAttributes() { return { href: { default: null } }; },
  renderHTML({ HTMLAttributes }) { return ["a", { href: HTMLAttributes.href }, 0]; },
  addKeyboardShortcuts() { return {}; },
}).configure({
  autolink: true, linkOnPaste: true, openOnClick: false, enableClickSelection: false,
  isAllowedUri: (url) => LEADS.test(url ?? ""), shouldAutoLink: (url) => LEADS.test(url),
});

const spans = {
  colspan: { default: 1, parseHTML: (cell) => span(cell, "colspan") },
  rowspan: { default: 1, parseHTML: (cell) => span(cell, "rowspan") },
  colwidth: { default: null, rendered: false, parseHTML: () => null },
};

function span(cell, name) {
  return Math.min(Math.max(Number.parseInt(cell.getAttribute(name) ?? "1", 10) || 1, 1), 50);
}

function renderCell(tag) {
  return ({ HTMLAttributes }) => {
    const wide = Object.entries(HTMLAttributes).filter(([, many]) => Number(many) > 1);
    return [tag, Object.fromEntries(wide), 0];
  };
}

const Cell = TableCell.extend({ addAttributes: () => spans, renderHTML: renderCell("td") });
const HeaderCell = TableHeader.extend({ addAttributes: () => spans, renderHTML: renderCell("th") });

const OurTable = Table.extend({
  group: "framed",
  renderHTML() { return ["table", ["tbody", 0]]; },
  addNodeView: null,
  addCommands() {
    return {
      ...this.parent?.(),
      deleteTable: () => ({ state, dispatch }) => {
        const { $from } = state.selection;
        for (let depth = $from.depth; depth > 0; depth -= 1) {
          if ($from.node(depth).type.name !== "tableFrame") continue;
          dispatch?.(state.tr.delete($from.before(depth), $from.after(depth)).scrollIntoView());
          return true;
        }
        return false;
      },
    };
  },
  addKeyboardShortcuts() {
    // Tab leaves the last cell, and so the editor: nobody is locked in.
    const toCell = (command) => () => this.editor.isActive("table") && this.editor.commands[command]();
    return { ...this.parent?.(), Tab: toCell("goToNextCell"), "Shift-Tab": toCell("goToPreviousCell") };
  },
});

const TableFrame = Node.create({
  name: "tableFrame",
  group: "wide",
  content: "tableCaption table",
  isolating: true,
  defining: true,
  parseHTML: () => [{ tag: "div.table-frame" }],
  renderHTML: () => ["div", { class: "table-frame" }, 0],
});

const TableCaption = Node.create({
  name: "tableCaption",
  content: "inline*",
  isolating: true,
  parseHTML: () => [{ tag: "div.table-caption" }],
  renderHTML: () => ["div", { class: "table-caption" }, 0],
  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => {
        if (!editor.isActive("tableCaption")) return false;
        const { $from } = editor.state.selection;
        return editor.commands.setTextSelection($from.after() + 4);
      },
    };
  },
});

const Item = ListItem.extend({
  content: "paragraph (block | wide)*",
  addKeyboardShortcuts() {
    return {
      Enter: () => this.editor.commands.splitListItem(this.name),
      "Mod-]": () => this.editor.commands.sinkListItem(this.name),
      "Mod-[": () => this.editor.commands.liftListItem(this.name),
    };
  },
});

const Numbered = OrderedList.extend({
  addAttributes() {
    return {
      start: {
        default: 1,
        parseHTML: (list) => Number.parseInt(list.getAttribute("start") ?? "1", 10) || 1,
      },
    };
  },
  renderHTML({ HTMLAttributes: { start } }) {
    return ["ol", Number(start) === 1 ? {} : { start }, 0];
  },
  addInputRules() {
    return [wrappingInputRule({
      find: /^(\d{1,3})\.\s$/, type: this.type, getAttributes: ([, start]) => ({ start: +start }),
    })];
  },
});

const inline = [Text, HardBreak, Bold, Italic, Subscript, Superscript, OurLink, History, Gapcursor,
  Dropcursor];

/** Extensions of the body's editor. */
export function bodyExtensions(page) {
  return [
    Document.extend({ content: "(block | wide)+" }), Paragraph, ...inline,
    Heading.configure({ levels: [2, 3, 4] }),
    Blockquote.extend({ content: "(block | wide)+" }), BulletList, Numbered, Item,
    OurTable, TableRow, HeaderCell, Cell, TableFrame, TableCaption,
    Citation.configure({ page }), CallToAction.configure({ page }), Figure.configure({ page }),
    TrailingNode,
  ];
}

/** Extensions of a key takeaway's editor: one paragraph without block keys. */
export function takeawayExtensions(page) {
  const OneLine = Extension.create({
    name: "oneLine",
    priority: 1000,
    addKeyboardShortcuts: () => ({ Enter: () => true }),
  });
  return [Document.extend({ content: "paragraph" }), Paragraph, ...inline, OneLine,
    Citation.configure({ page })];
}
