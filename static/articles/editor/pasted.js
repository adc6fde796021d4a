// What was pasted with a list of references: offered as citations, and made such where accepted.

import { pm } from "../../django_prose_editor/editor.js";
import { Beside } from "./beside.js";
import { askForList } from "./list_dialog.js";
import { converted, findList, turn } from "./pasted_list.js";
import { findNumbers, inBrackets } from "./typed_numbers.js";

/** The part of a document that a transaction put there; null where it put nothing. */
function written({ mapping }) {
  let [from, to] = [Infinity, -1];
  mapping.maps.forEach((map, at) => map.forEach((_start, _end, newStart, newEnd) => {
    const rest = mapping.slice(at + 1);
    from = Math.min(from, rest.map(newStart, -1));
    to = Math.max(to, rest.map(newEnd, 1));
  }));
  return to > from ? { from, to } : null;
}

/** Follows what was pasted into one editor, and offers to make citations of its numbers. */
export class PastedList {
  #range = null;

  /**
   * ``offer(words, label, act)`` shows an offer, ``withdraw()`` takes it away, ``takeaways()``
   * lists the editors of key takeaways.
   */
  constructor(editor, { citing, takeaways, offer, withdraw, say }) {
    Object.assign(this, { editor, citing, takeaways, offer, withdraw, say });
  }

  /** Look at a transaction: what it pasted, and where the pasted text has moved. */
  see(transaction) {
    if (!transaction.docChanged) return;
    if (transaction.getMeta("paste")) this.#pasted(transaction);
    else if (this.#range) {
      this.#range = { from: transaction.mapping.map(this.#range.from, -1), to: transaction.mapping.map(this.#range.to, 1) };
      if (pm.history.isHistoryTransaction(transaction) && !this.#list()) this.#forget();
    }
  }

  #pasted(transaction) {
    const range = written(transaction);
    const list = range && findList(transaction.doc, range);
    if (!list) return;
    this.#range = range;
    const many = list.entries.length;
    this.offer(`What you pasted holds a list of ${many === 1 ? "1 reference" : `${many} references`}. `
      + "The numbers that cite it can become citations.", "Look at what they would become …", () => this.#ask());
  }

  #list() {
    const { doc } = this.editor.state;
    const { from, to } = this.#range;
    return findList(doc, { from: Math.max(0, from), to: Math.min(doc.content.size, to) });
  }

  /**
   * In what was pasted, else in the whole text, which may have come before its list; and in the
   * key takeaways, where numbers are typed in brackets, however the text sets them.
   */
  #placesOf(list, known) {
    const { doc } = this.editor.state;
    const all = { from: 0, to: doc.content.size };
    const [near, whole] = [this.#range, all].map((range) => (
      findNumbers([{ editor: this.editor, doc, list, ...range }], known)));
    const { places, style } = near.places.length ? near : whole;
    const others = this.takeaways().map(({ editor, name }) => (
      { editor, name, doc: editor.state.doc, from: 0, to: editor.state.doc.content.size }));
    const styles = places.length ? [...new Set([style, inBrackets])] : undefined;
    return [...findNumbers(others, known, styles).places, ...places];
  }

  async #ask() {
    const list = this.#range && this.#list();
    if (!list) return this.#end("The list is not in the text any more.");
    const words = ({ first_line: first }) => list.entries.find((entry) => (
      entry.first <= first && first <= entry.last))?.text ?? "";
    const entries = await askForList({ text: list.text, words, placesOf: (known) => this.#placesOf(list, known) });
    if (!entries) return this.editor.commands.focus();
    return this.#convert(list, entries);
  }

  #convert(list, entries) {
    const read = entries.filter(({ reference }) => reference);
    const refs = new Map(read.filter(({ number }) => number).map(({ number, reference }) => [number, reference.id]));
    const isRead = ({ first, last }) => read.some((entry) => entry.first_line <= last && entry.last_line >= first)
      && !entries.some((entry) => !entry.reference && entry.first_line <= last && entry.last_line >= first);
    const places = this.#placesOf(list, new Set(refs.keys()));
    const brought = this.citing.include(read.map(({ reference }) => reference));
    this.#dispatch(places, { list, isRead, refs }, brought);
    const many = places.length;
    return this.#end(`${many === 1 ? "1 place" : `${many} places`} in the text became citations; `
      + `${read.length === 1 ? "1 reference is" : `${read.length} references are`} in the bibliography. Undo takes it back.`);
  }

  /** Change the text and the key takeaways; what the bibliography was ``brought`` goes with them. */
  #dispatch(places, { list, isRead, refs }, brought) {
    const placesIn = (editor) => places.filter(({ text }) => text.editor === editor);
    const others = this.takeaways().filter(({ editor }) => placesIn(editor).length)
      .map((takeaway) => ({ takeaway, tr: converted(takeaway.editor, { places: placesIn(takeaway.editor), refs }) }));
    for (const { takeaway, tr } of others) takeaway.editor.view.dispatch(tr);
    const tr = converted(this.editor, { list, isRead, refs, places: placesIn(this.editor) });
    tr.step(new Beside((isDone) => {
      for (const other of others) {
        turn(other.takeaway.editor, other.tr, isDone);
        other.takeaway.flush();
      }
      this.citing.turn(brought, isDone);
    }));
    this.editor.view.dispatch(tr.scrollIntoView());
  }

  #forget() {
    this.#range = null;
    this.withdraw();
  }

  #end(words) {
    this.#forget();
    this.say(words);
    this.editor.commands.focus();
  }
}
