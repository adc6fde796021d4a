// The toolbar of an editor: one stop of the Tab key; arrows, Home and End move within it.

const MAC = /Mac|iP(hone|ad)/.test(navigator.platform);

/** Write a key as keyboards name it: ``Mod`` is Ctrl, or ⌘ on a Mac. */
export function keyName(key) {
  return key.replaceAll("Mod", MAC ? "⌘" : "Ctrl").replaceAll("Alt", MAC ? "⌥" : "Alt")
    .replaceAll("-", "+");
}

const INLINE = [
  { text: "B", name: "Bold", key: "Mod-b", look: "bold", mark: "bold", run: "toggleBold" },
  { text: "I", name: "Italic", key: "Mod-i", look: "italic", mark: "italic", run: "toggleItalic" },
  { text: "x₂", name: "Subscript", key: "Mod-,", mark: "subscript", run: "toggleSubscript" },
  { text: "x²", name: "Superscript", key: "Mod-.", mark: "superscript", run: "toggleSuperscript" },
  { text: "Link", name: "Link", key: "Mod-k", mark: "link", act: (editor, page) => page.link(editor) },
];
const CITE = {
  text: "Cite", name: "Cite a reference", key: "[@",
  act: (editor) => editor.commands.pickCitation(),
};
const heading = (level) => ({
  text: `H${level}`, name: `Heading of level ${level}`, key: `Mod-Alt-${level}`,
  isOn: (editor) => editor.isActive("heading", { level }),
  act: (editor) => editor.chain().focus().toggleHeading({ level }).run(),
});
const LISTS = [
  { text: "• List", name: "Bulleted list", key: "Mod-Shift-8", mark: "bulletList", run: "toggleBulletList" },
  { text: "1. List", name: "Numbered list", key: "Mod-Shift-7", mark: "orderedList", run: "toggleOrderedList" },
  { text: "Quote", name: "Quotation", key: "Mod-Shift-b", mark: "blockquote", run: "toggleBlockquote" },
];
const INSERTS = [
  CITE,
  { text: "Table", name: "Insert a table", act: (editor, page) => page.table(editor) },
  { text: "Image", name: "Insert an image", act: (editor, page) => page.insertImage(editor) },
  { text: "Button", name: "Insert a call to action", act: (editor, page) => page.buttons.open(editor) },
];
const HISTORY = [
  { text: "Undo", name: "Undo", key: "Mod-z", run: "undo" },
  { text: "Redo", name: "Redo", key: "Mod-Shift-z", run: "redo" },
  { text: "?", name: "Keyboard help", key: "Mod-/", act: (editor, page) => page.help(editor) },
];
const BODY = [[heading(2), heading(3), heading(4)], INLINE, LISTS, INSERTS, HISTORY];
const TAKEAWAY = [INLINE, [CITE]];
const TABLE = [
  [
    { text: "Row above", run: "addRowBefore" }, { text: "Row below", run: "addRowAfter" },
    { text: "Delete row", run: "deleteRow" },
  ],
  [
    { text: "Column before", run: "addColumnBefore" }, { text: "Column after", run: "addColumnAfter" },
    { text: "Delete column", run: "deleteColumn" },
  ],
  [
    { text: "Header row", run: "toggleHeaderRow" }, { text: "Header column", run: "toggleHeaderColumn" },
    { text: "Merge or split", name: "Merge the selected cells, or split a merged one", run: "mergeOrSplit" },
    { text: "Delete table", run: "deleteTable" },
  ],
];

function makeButton(item, editor, page) {
  const button = document.createElement("button");
  button.type = "button";
  button.tabIndex = -1;
  button.textContent = item.text;
  if (item.look) button.className = `look-${item.look}`;
  const name = item.name ?? item.text;
  if (name !== item.text) button.setAttribute("aria-label", name);
  button.title = item.key ? `${name} (${keyName(item.key)})` : name;
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") === "true") return;
    if (item.act) item.act(editor, page);
    else editor.chain().focus()[item.run]().run();
  });
  return button;
}

function isOn(item, editor) {
  if (item.isOn) return item.isOn(editor);
  return item.mark ? editor.isActive(item.mark) : null;
}

function makeGroup(items, editor, page, buttons) {
  const group = document.createElement("div");
  group.className = "toolbar-group";
  for (const item of items) {
    const button = makeButton(item, editor, page);
    buttons.push({ button, item });
    group.append(button);
  }
  return group;
}

function makeBar(groups, editor, page, label) {
  const buttons = [];
  const bar = document.createElement("div");
  bar.className = "editor-toolbar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", label);
  bar.append(...groups.map((items) => makeGroup(items, editor, page, buttons)));
  const stop = (button) => {
    for (const other of buttons) other.button.tabIndex = other.button === button ? 0 : -1;
  };
  stop(buttons[0].button);
  bar.addEventListener("focusin", (event) => stop(event.target));
  bar.addEventListener("keydown", (event) => {
    const at = buttons.findIndex(({ button }) => button === document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (event.key === "Escape") editor.commands.focus();
    else if (to !== undefined) buttons.at(to % buttons.length).button.focus();
    else return;
    event.preventDefault();
  });
  const update = () => {
    for (const { button, item } of buttons) {
      const on = isOn(item, editor);
      if (on !== null && button.getAttribute("aria-pressed") !== String(on)) {
        button.setAttribute("aria-pressed", String(on));
      }
    }
  };
  return { bar, update };
}

/** Make the toolbar of an editor; ``update`` brings it in step with the selection. */
export function makeToolbar(editor, page, { isBody, label }) {
  const main = makeBar(isBody ? BODY : TAKEAWAY, editor, page, `Format: ${label}`);
  const dom = document.createElement("div");
  dom.className = "editor-toolbars";
  dom.append(main.bar);
  if (!isBody) return { dom, bar: main.bar, update: main.update };
  const table = makeBar(TABLE, editor, page, "Table");
  table.bar.classList.add("for-tables");
  dom.append(table.bar);
  const update = () => {
    main.update();
    table.bar.hidden = !editor.isActive("tableFrame");
  };
  return { dom, bar: main.bar, update };
}
