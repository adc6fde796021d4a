// What all editors of a page share: citation numbers, pickers, calls to action, images.

import { CitationNote } from "./citation_note.js";
import { Citing } from "./citing.js";
import { askLink, showHelp } from "./dialogs.js";
import { Numbers } from "./numbers.js";
import { Picker, among } from "./picker.js";

const TABLE = { rows: 3, columns: 3 };

function insertTable(editor) {
  const cell = (type) => ({ type, content: [{ type: "paragraph" }] });
  const row = (type) => ({ type: "tableRow", content: Array.from({ length: TABLE.columns }, () => cell(type)) });
  const rows = Array.from({ length: TABLE.rows }, (_, at) => row(at === 0 ? "tableHeader" : "tableCell"));
  const frame = { type: "tableFrame", content: [{ type: "tableCaption" }, { type: "table", content: rows }] };
  const node = editor.schema.nodeFromJSON(frame);
  editor.chain().focus().command(({ tr, dispatch }) => {
    if (dispatch) tr.replaceSelectionWith(node);
    return true;
  }).run();
  const { from } = editor.state.selection;
  let caption = null;
  editor.state.doc.descendants((found, at) => { if (found === node) caption = at + 2; });
  editor.commands.setTextSelection(caption ?? from);
  editor.commands.scrollIntoView();
}

async function askJson(url) {
  const answer = await fetch(url, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer.json();
}

export class EditorPage {
  #actions = null;

  /** ``editors()`` lists the page's editors in reading order; ``of(editor)`` its textarea. */
  constructor({ editors, textareaOf, say }) {
    this.textareaOf = textareaOf;
    this.editors = editors;
    this.say = say;
    this.link = askLink;
    this.help = showHelp;
    this.table = insertTable;
    this.numbers = new Numbers(editors);
    this.citing = new Citing(this.numbers);
    this.note = new CitationNote(this.numbers);
    this.buttons = new Picker({
      title: "Insert a call to action",
      find: among(async () => (await this.actions()).map(({ id, name, label }) => ({
        id: String(id), label: `${name}: ${label}` })),
      "There are no calls to action yet. An editor can add them in the admin."),
      choose: (editor, { id }) => editor.chain().focus()
        .insertContent({ type: "callToAction", attrs: { id } }).run(),
    });
  }

  /** The calls to action, asked for once; anew after a failure. */
  actions() {
    const url = () => document.querySelector("textarea[data-actions-url]").dataset.actionsUrl;
    this.#actions ??= askJson(url()).then(({ actions }) => actions).catch((error) => {
      this.#actions = null;
      throw error;
    });
    return this.#actions;
  }

  /** The record of an image. */
  image(editor, id) {
    return askJson(this.textareaOf(editor).dataset.recordUrl.replace(/\/0\//, `/${id}/`));
  }

  /** Let a person upload or choose an image, or edit the words of one; null where they don't. */
  async chooseImage(editor, id = null) {
    const { uploadUrl, listUrl, recordUrl } = this.textareaOf(editor).dataset;
    try {
      const { chooseImage } = await import("../images/dialog.js");
      return await chooseImage({ id, endpoints: {
        upload: uploadUrl, list: listUrl, record: recordUrl, uploadUrl, listUrl, recordUrl } });
    } catch {
      this.say(editor, "Images can't be chosen now: the page could not load that part. Save, and reload the page.");
      return null;
    }
  }

  async insertImage(editor) {
    const image = await this.chooseImage(editor);
    if (!image) return editor.commands.focus();
    return editor.chain().focus()
      .insertContent({ type: "figure", attrs: { id: String(image.id) } }).run();
  }
}
