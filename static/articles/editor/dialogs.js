// Dialogs of the editor: where a link leads, and which keys there are.

import { element } from "./picker.js";
import { keyName } from "./toolbar.js";
import { LEADS } from "./schema.js";

const KEYS = [
  ["[@", "Cite a reference: type words, a DOI or a PMID; arrows choose, Enter cites, Esc leaves what you typed"],
  ["← →", "Onto a citation: what it stands for is shown and said; Esc hides it, Delete removes the citation"],
  ["Mod-b", "Bold"], ["Mod-i", "Italic"], ["Mod-,", "Subscript"], ["Mod-.", "Superscript"],
  ["Mod-k", "Link: add, change or remove"],
  ["Mod-Alt-2", "Heading of level 2; 3 and 4 likewise; Mod-Alt-0 makes a paragraph"],
  ["Mod-Shift-8", "Bulleted list (or type - and a space)"],
  ["Mod-Shift-7", "Numbered list (or type 1. and a space)"],
  ["Mod-]", "Indent a list item"], ["Mod-[", "Outdent a list item"],
  ["Mod-Shift-b", "Quotation"], ["Shift-Enter", "Line break"],
  ["Tab", "In a table: the next cell; Shift-Tab: the one before. Elsewhere: leave the editor"],
  ["Mod-z", "Undo"], ["Mod-Shift-z", "Redo"],
  ["F8", "The next finding of the checks; Shift-F8: the one before"],
  ["Alt-Enter", "Go into the finding at the cursor: to mend it, or to say why it is none; Esc leads back"],
  ["Alt-F10", "Go to the toolbar; arrows move in it, Esc leads back to the text"],
  ["Mod-/", "This list"],
];

/** Open a dialog of the editor; whoever opens it closes and removes it. */
export function openDialog(title, ...children) {
  const heading = element("h2", { id: "editor-dialog-title" }, title);
  const dialog = element("dialog", { class: "editor-dialog", "aria-labelledby": heading.id },
    heading, ...children);
  // Its fields are no part of the article's form.
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Show the keys of the editor. */
export function showHelp(editor) {
  const rows = KEYS.map(([key, does]) => element("div", {},
    element("dt", {}, element("kbd", {}, keyName(key))),
    element("dd", {}, does.replace("Mod-Alt-0", keyName("Mod-Alt-0")))));
  const close = element("button", { type: "button" }, "Close");
  const dialog = openDialog("Keys of the editor", element("dl", {}, ...rows), close);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    editor.commands.focus();
  });
}

function whole(typed) {
  const url = typed.trim();
  if (LEADS.test(url)) return url;
  if (/^[^\s@/:]+@[^\s@/]+\.[^\s@/]+$/.test(url)) return `mailto:${url}`;
  if (/^[^\s:/]+\.[a-z]{2,}(\/\S*)?$/i.test(url)) return `https://${url}`;
  return null;
}

function setLink(editor, href) {
  const chain = editor.chain().focus().extendMarkRange("link");
  if (!href) chain.unsetLink().run();
  else if (editor.state.selection.empty && !editor.isActive("link")) {
    chain.insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }).run();
  } else chain.setLink({ href }).run();
}

/** Ask where the selected words lead. */
export function askLink(editor) {
  const before = editor.getAttributes("link").href ?? "";
  const field = element("input", { type: "text", inputmode: "url", id: "editor-link", autocomplete: "url",
    "aria-describedby": "editor-link-fault", placeholder: "https://" });
  field.value = before;
  const fault = element("p", { id: "editor-link-fault", class: "fault", role: "alert" });
  const buttons = element("div", { class: "dialog-buttons" },
    element("button", { type: "submit", class: "chief" }, before ? "Change the link" : "Add the link"));
  if (before) buttons.append(element("button", { type: "button", value: "remove" }, "Remove the link"));
  buttons.append(element("button", { type: "button", value: "cancel" }, "Cancel"));
  const form = element("form", { method: "dialog" },
    element("label", { for: field.id }, "Where does it lead?"), field, fault, buttons);
  const dialog = openDialog("Link", form);
  field.select();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const href = whole(field.value);
    if (!href) {
      fault.textContent = "This is no address. Begin it with https://, http:// or mailto:";
      field.setAttribute("aria-invalid", "true");
      field.focus();
      return;
    }
    dialog.close();
    setLink(editor, href);
  });
  buttons.addEventListener("click", (event) => {
    const choice = event.target.value;
    if (choice) dialog.close();
    if (choice === "remove") setLink(editor, "");
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    editor.commands.focus();
  });
}
