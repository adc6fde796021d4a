// Marks of findings in an editor's text: decorations, which are no part of the document and so
// never of what is saved, copied or previewed. They move with edits; where the marked words change
// a mark goes, until the checks have answered again.

import { Plugin, pm } from "../../django_prose_editor/editor.js";
import { locate, textBlocks } from "./places.js";

const { Decoration, DecorationSet } = pm.view;
const { Mapping } = pm.transform;
const KEY = new pm.state.PluginKey("findings");
const COMPOSING = 300; // milliseconds until marks are tried again while a word is composed

function wordsAt(doc, { from, to }) { return doc.textBetween(from, to, "\n", ""); }

/** The places of a document that a transaction changed. */
function changes({ mapping }) {
  return mapping.maps.flatMap((map, at) => {
    const later = mapping.slice(at + 1);
    const found = [];
    map.forEach((_from, _to, from, to) => found.push([later.map(from, -1), later.map(to, 1)]));
    return found;
  });
}

/** The marks whose words a transaction left as they were. */
function intact(set, transaction) {
  const { doc } = transaction;
  const touched = changes(transaction).flatMap(([from, to]) => set.find(from, to));
  return set.remove(touched.filter((mark) => wordsAt(doc, mark) !== mark.spec.words));
}

function made(doc, { from, to }, { id, level }) {
  const words = wordsAt(doc, { from, to });
  return Decoration.inline(from, to, { nodeName: "mark", class: `finding-mark ${level}` }, { id, words });
}

/** Places of the text that was asked about, as marks of the text that is there now. */
function place(doc, asked, findings) {
  const before = asked?.doc ?? doc;
  const blocks = textBlocks(before);
  return findings.flatMap((finding) => {
    const found = locate(before, finding.place, blocks);
    if (!found || found.from === found.to) return [];
    const words = wordsAt(before, found);
    const { mapping } = asked ?? {};
    const now = mapping ? { from: mapping.map(found.from, 1), to: mapping.map(found.to, -1) } : found;
    return now.from < now.to && wordsAt(doc, now) === words ? [made(doc, now, finding)] : [];
  });
}

/** Put another look on the one mark that is looked at. */
function lit(set, doc, id) {
  const rest = set.remove(set.find(undefined, undefined, ({ isLight }) => isLight));
  const [mark] = id ? rest.find(undefined, undefined, (spec) => spec.id === id) : [];
  if (!mark) return rest;
  return rest.add(doc, [Decoration.inline(mark.from, mark.to, { class: "finding-looked-at" },
    { isLight: true, words: mark.spec.words })]);
}

function next(transaction, set) {
  const { doc, docChanged, mapping } = transaction;
  const told = transaction.getMeta(KEY) ?? {};
  let marks = docChanged ? intact(set.map(mapping, doc), transaction) : set;
  if (told.marks) marks = DecorationSet.create(doc, told.marks);
  if ("light" in told) marks = lit(marks, doc, told.light);
  return marks;
}

/**
 * The marks of one editor.
 *
 * What happens at them is told by events "medcontent:mark" of its textarea: ``detail`` is {act,
 * ids, around}, where ``act`` is "point" (the pointer is over a mark), "leave", "choose" (a click),
 * "cursor" (the cursor has moved) or "typed". ``ids`` are those of the marks there, the shortest
 * first, ``around`` those of the whole text block.
 */
export class Marks {
  #textarea;
  #view = null;
  #asked = null; // the text that was asked about, and how it has changed since
  #light = null;

  constructor(textarea) { this.#textarea = textarea; }

  /** The plugin that draws them. */
  plugin() {
    const marks = this;
    return new Plugin({
      key: KEY,
      state: { init: () => DecorationSet.empty, apply: next },
      appendTransaction: (transactions) => {
        for (const { mapping } of transactions) this.#asked?.mapping.appendMapping(mapping);
        return null;
      },
      view: (view) => {
        this.#view = view;
        return { update: (now, before) => this.#updated(now, before) };
      },
      props: {
        decorations: (state) => KEY.getState(state),
        handleDOMEvents: {
          mouseover(view, { target }) { marks.#pointed(view, target); },
          mouseout(_view, { target }) { if (target.closest?.(".finding-mark")) marks.#tell("leave"); },
        },
        handleClick(view, position) {
          const ids = marks.at(position);
          if (ids.length) marks.#tell("choose", ids);
          return false;
        },
      },
    });
  }

  /** Note the text that the checks are asked about, so that their answer finds its places. */
  ask() { this.#asked = this.#view && { doc: this.#view.state.doc, mapping: new Mapping() }; }

  /** Mark findings, {id, level, place}, in place of those marked before. */
  show(findings) {
    clearTimeout(this.waiting);
    if (!this.#view || (!findings.length && this.#set() === DecorationSet.empty)) return;
    if (this.#view.composing) this.waiting = setTimeout(() => this.show(findings), COMPOSING);
    else this.#dispatch({ marks: place(this.#view.state.doc, this.#asked, findings), light: this.#light });
  }

  /** Let one mark stand out; none where there is no id. */
  light(id) {
    if (this.#light === id) return;
    this.#light = id;
    this.#dispatch({ light: id });
  }

  /** Where a finding is marked now, {from, to}; null where it is not. */
  range(id) {
    const [mark] = this.#set()?.find(undefined, undefined, (spec) => spec.id === id) ?? [];
    return mark ? { from: mark.from, to: mark.to } : null;
  }

  /** The findings marked at a position, the shortest mark first. */
  at(position) { return this.#ids(position, position); }

  #set() { return this.#view && KEY.getState(this.#view.state); }

  #ids(from, to) {
    return this.#set().find(from, to, ({ id }) => id)
      .sort((one, other) => (one.to - one.from) - (other.to - other.from)).map(({ spec }) => spec.id);
  }

  #dispatch(told) {
    if (!this.#view || this.#view.isDestroyed) return;
    this.#view.dispatch(this.#view.state.tr.setMeta(KEY, told).setMeta("addToHistory", false));
  }

  #pointed(view, target) {
    const mark = target.closest?.(".finding-mark");
    if (mark) this.#tell("point", this.at(view.posAtDOM(mark, 0) + (mark.textContent ? 1 : 0)));
  }

  #updated({ state }, before) {
    const isTyped = state.doc !== before.doc;
    if (!isTyped && state.selection.eq(before.selection)) return;
    const { $from, from } = state.selection;
    const around = $from.parent.isTextblock ? this.#ids($from.start(), $from.end()) : [];
    this.#tell(isTyped ? "typed" : "cursor", this.at(from), around);
  }

  #tell(act, ids = [], around = []) {
    this.#textarea.dispatchEvent(new CustomEvent("medcontent:mark",
      { bubbles: true, detail: { act, ids, around } }));
  }
}
