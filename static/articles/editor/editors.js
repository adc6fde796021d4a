// Editors in place of textareas: <textarea data-editor="body"> and data-editor="takeaway".

import { Editor, Extension, Plugin, getSchema, pm } from "../../django_prose_editor/editor.js";
import { besideIn } from "./beside.js";
import { isIdentifier } from "./citing.js";
import { read, write, writeInline } from "./markup.js";
import { clustersOf } from "./numbers.js";
import { Marks } from "./marks.js";
import { EditorPage } from "./page.js";
import { cleanPasted, cleanText } from "./paste.js";
import { PastedList } from "./pasted.js";
import { reveal } from "./reveal.js";
import { bodyExtensions, takeawayExtensions } from "./schema.js";
import { makeToolbar } from "./toolbar.js";
import { describeLength } from "./words.js";

const SELECTOR = "textarea[data-editor]";
const mounted = new WeakMap();
const ofEditor = new WeakMap();

const page = new EditorPage({
  editors: () => inReadingOrder().map((textarea) => mounted.get(textarea)).filter(Boolean),
  textareaOf: (editor) => ofEditor.get(editor).textarea,
  say: (editor, words) => ofEditor.get(editor).say(words),
});

/** Key takeaways are read before the body, wherever they stand in the form. */
function inReadingOrder() {
  const all = [...document.querySelectorAll(SELECTOR)];
  return [...all.filter((text) => text.dataset.editor === "takeaway"),
    ...all.filter((text) => text.dataset.editor === "body")];
}

function part(className, role) {
  const made = document.createElement("div");
  made.className = className;
  if (role) made.setAttribute("role", role);
  return made;
}

function paragraph(words) {
  const made = document.createElement("p");
  made.textContent = words;
  return made;
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

/** One editor in place of a textarea, whose value it keeps up to date. */
class OurEditor {
  #written = "";
  #showing = null;
  #unplan = null; // takes back the planned writing down
  #wait = 0; // milliseconds; long texts are written down less often than each frame
  #isUndone = false;
  #beside = []; // what is to be undone or redone beside the text
  clusters = []; // the citations, those side by side together

  constructor(textarea) {
    this.textarea = textarea;
    this.isBody = textarea.dataset.editor === "body";
    this.marks = new Marks(textarea);
    this.frame = part(`medical-editor ${this.isBody ? "for-body" : "for-takeaway"}`);
    const area = part("editor-area");
    const extensions = [...(this.isBody ? bodyExtensions : takeawayExtensions)(page), this.#habits()];
    this.editor = new Editor({
      element: area, extensions, injectCSS: false, editable: !textarea.disabled && !textarea.readOnly,
      content: read(textarea.value, getSchema(extensions)),
      editorProps: { attributes: this.#attributes(textarea) },
      onTransaction: ({ transaction }) => this.#moved(transaction),
      onBlur: () => page.note.blur(this.editor),
    });
    ofEditor.set(this.editor, this);
    this.toolbar = makeToolbar(this.editor, page, { isBody: this.isBody, label: this.name });
    this.note = part("editor-note", "status");
    this.offered = part("editor-note", "status");
    this.length = this.isBody ? part("editor-length quiet") : null;
    // Where the toolbar stays in view, notes do too.
    this.toolbar.dom.append(this.note, this.offered);
    this.frame.append(this.toolbar.dom, area, ...(this.length ? [this.length] : []));
    textarea.before(this.frame);
    this.frame.append(textarea);
    textarea.hidden = true;
    this.pasted = this.isBody && new PastedList(this.editor, {
      citing: page.citing, say: (words) => this.say(words),
      takeaways: () => page.editors().filter(({ isBody }) => !isBody),
      offer: (words, label, act) => this.#offer(words, label, act),
      withdraw: () => this.offered.replaceChildren(),
    });
    this.#written = this.html();
    this.clusters = clustersOf(this.editor.state.doc);
    this.#follow();
    this.toolbar.update();
    this.#count();
  }

  html() {
    const { doc } = this.editor.state;
    return this.isBody ? write(doc) : writeInline(doc);
  }

  setHTML(html) {
    this.editor.commands.setContent(read(html, this.editor.schema), { emitUpdate: true });
    this.flush();
  }

  reveal(place) { reveal(this.editor, place); }

  /** Bring the textarea up to date now. */
  flush() {
    if (!this.#unplan) return;
    this.#unplan();
    this.#unplan = null;
    const beside = this.#beside.splice(0);
    const begun = performance.now();
    const html = this.html();
    const cost = performance.now() - begun;
    this.#wait = cost > 15 ? Math.min(cost * 8, 1500) : 0;
    if (html === this.#written) return;
    this.#written = html;
    this.textarea.value = html;
    const before = page.numbers.cited();
    this.clusters = clustersOf(this.editor.state.doc);
    if (this.#isUndone) page.citing.follow(before, page.numbers.cited());
    this.#isUndone = false;
    for (const { act, isDone } of beside) act(isDone);
    page.numbers.count({ moved: true });
    this.#count();
    this.textarea.dispatchEvent(new CustomEvent("medcontent:edit", { bubbles: true }));
  }

  /** Show a note that stays until it is dismissed. */
  say(words) {
    const close = button("Dismiss", () => {
      this.note.replaceChildren();
      this.editor.commands.focus();
    });
    this.note.replaceChildren(paragraph(words), close);
  }

  #offer(words, label, act) {
    const decline = button("Leave it as pasted", () => {
      this.offered.replaceChildren();
      this.editor.commands.focus();
    });
    this.offered.replaceChildren(paragraph(words), button(label, act), decline);
  }

  destroy() {
    this.#unplan?.();
    cancelAnimationFrame(this.#showing);
    this.editor.destroy();
  }

  #moved(transaction) {
    if (!this.toolbar) return;
    if (this.pasted) this.pasted.see(transaction);
    const isChanged = transaction.docChanged;
    if (pm.history.isHistoryTransaction(transaction)) {
      this.#isUndone = true;
      this.#beside.push(...besideIn(transaction));
    }
    this.#showing ??= requestAnimationFrame(() => {
      this.#showing = null;
      this.toolbar.update();
    });
    if (!isChanged || this.#unplan) return;
    const flush = () => this.flush();
    if (this.#wait) {
      const timer = setTimeout(flush, this.#wait);
      this.#unplan = () => clearTimeout(timer);
    } else {
      const frame = requestAnimationFrame(flush);
      this.#unplan = () => cancelAnimationFrame(frame);
    }
  }

  #count() {
    if (!this.length) return;
    clearTimeout(this.counting);
    this.counting = setTimeout(() => {
      this.length.textContent = describeLength(this.editor.state.doc);
    }, this.length.textContent ? 400 : 0);
  }

  get name() {
    const label = this.textarea.labels[0];
    return this.textarea.getAttribute("aria-label") || label?.textContent.trim().replace(/:$/, "") || "Text";
  }

  #attributes(textarea) {
    const label = textarea.labels[0];
    const language = document.querySelector("[name=language]")?.value.trim();
    const given = { role: "textbox", "aria-multiline": "true", class: "ProseMirror editor-text", spellcheck: "true" };
    if (language) given.lang = language;
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (textarea.hasAttribute(name)) given[name] = textarea.getAttribute(name);
    }
    if (textarea.hasAttribute("aria-label") || !label) given["aria-label"] = this.name;
    else {
      label.id ||= `${textarea.id}-label`;
      given["aria-labelledby"] = label.id;
    }
    return given;
  }

  /** The label leads to the editor. */
  #follow() {
    this.textarea.labels[0]?.addEventListener("click", () => this.editor.commands.focus());
  }

  /** Take the textarea's new name. */
  rename() {
    const name = this.textarea.getAttribute("aria-label");
    this.editor.setOptions({ editorProps: { attributes: this.#attributes(this.textarea) } });
    this.toolbar.bar.setAttribute("aria-label", `Format: ${name}`);
  }

  /** Where nothing but the identifier of a publication is pasted: offer to cite it. */
  #citePasted(view, clipboard) {
    const text = clipboard.getData("text/plain").trim();
    if (!view.state.selection.empty || !isIdentifier(text)) return false;
    page.citing.pickPasted(this.editor, text, () => view.pasteText(text));
    return true;
  }

  /** Keys that every editor has, and pasting. */
  #habits() {
    const our = this;
    return Extension.create({
      name: "habits",
      addKeyboardShortcuts: () => ({
        "Mod-k": ({ editor }) => { page.link(editor); return true; },
        "Mod-/": ({ editor }) => { page.help(editor); return true; },
        "Alt-F10": () => { our.toolbar.bar.querySelector("[tabindex='0']").focus(); return true; },
      }),
      addProseMirrorPlugins: () => [our.marks.plugin(), new Plugin({
        props: {
          transformPastedHTML: (html) => {
            const { html: cleaned, note } = cleanPasted(html, { isInline: !our.isBody });
            if (note) our.say(note);
            return cleaned;
          },
          transformPastedText: cleanText,
          clipboardTextParser: our.isBody ? undefined : (text) => asLines(text, our.editor.schema),
          handlePaste: (view, event) => {
            const { files, types } = event.clipboardData ?? { files: [], types: [] };
            if (types.includes("text/plain") && our.#citePasted(view, event.clipboardData)) return true;
            if (!files.length || types.includes("text/html") || types.includes("text/plain")) return false;
            our.say(our.isBody
              ? "An image can't be pasted: it needs alternative text, credit and licence. Insert it with the button Image."
              : "An image can't stand here. Insert it into the text, with the button Image.");
            return true;
          },
        },
      })],
    });
  }
}

/** Plain text as the content of one paragraph. */
function asLines(text, schema) {
  const lines = text.split(/\s*[\r\n]+\s*/).filter(Boolean);
  const nodes = lines.flatMap((line, at) => (
    at ? [schema.nodes.hardBreak.create(), schema.text(line)] : [schema.text(line)]));
  return new pm.model.Slice(pm.model.Fragment.from(nodes), 0, 0);
}

/** The editor in place of a textarea; null where there is none. */
export function editorOf(textarea) {
  return mounted.get(textarea) ?? null;
}

function mountAll(root) {
  const found = root.matches?.(SELECTOR) ? [root] : root.querySelectorAll?.(SELECTOR) ?? [];
  for (const textarea of found) {
    if (!mounted.has(textarea) && !textarea.name.includes("__prefix__")) {
      mounted.set(textarea, new OurEditor(textarea));
    }
  }
}

function unmountGone(root) {
  for (const textarea of root.querySelectorAll?.(SELECTOR) ?? []) {
    if (textarea.isConnected || !mounted.has(textarea)) continue;
    mounted.get(textarea).destroy();
    mounted.delete(textarea);
  }
}

function flushAll() {
  for (const textarea of document.querySelectorAll(SELECTOR)) mounted.get(textarea)?.flush();
}

mountAll(document);
page.numbers.count();
new MutationObserver((changes) => {
  const rows = changes.flatMap(({ addedNodes, removedNodes }) => [...addedNodes, ...removedNodes])
    .filter((node) => node.nodeType === Node.ELEMENT_NODE && !node.closest(".medical-editor"));
  if (!rows.some((node) => node.matches(SELECTOR) || node.querySelector(SELECTOR))) return;
  rows.forEach(mountAll);
  rows.forEach(unmountGone);
  page.numbers.soon();
}).observe(document.body, { childList: true, subtree: true });
// Rows are named by their place; the event does not bubble, and may come before the editor.
document.addEventListener("medcontent:label", ({ target, detail }) => {
  target.setAttribute("aria-label", detail);
  mounted.get(target)?.rename();
}, true);
// Whatever reads the form reads what was typed, to the last letter.
document.addEventListener("submit", flushAll, true);
document.addEventListener("visibilitychange", flushAll, true);
window.addEventListener("pagehide", flushAll, true);
