// Citation numbers: they follow first citation, in the order in which the article is read.

import { isBibliography, order, records, showNumbers } from "./bibliography.js";

const EN_DASH = "–";
const UNKNOWN = "This reference is not in the bibliography. Add it there, or remove the citation.";

/** The numbers of a page's citations, over its key takeaways and then its body. */
export class Numbers {
  views = new Set();
  #numbers = new Map();
  #labels = new Map();
  #frame = null;

  constructor(editors) {
    this.editors = editors;
    document.addEventListener("medcontent:records", (event) => {
      if (isBibliography(event.target)) this.count();
      else this.soon();
    });
  }

  /** The references that the article has, in the bibliography's order. */
  records() {
    return records().map((record) => ({ ...record, number: this.#numbers.get(record.id) ?? null }));
  }

  /** The number and the label of a reference; no number where it is not in the bibliography. */
  of(ref) {
    return { number: this.#numbers.get(ref) ?? null, label: this.#labels.get(ref) ?? UNKNOWN };
  }

  /** What the editors cite. */
  cited() { return new Set(this.editors().flatMap(({ clusters }) => clusters.flat().map(({ ref }) => ref))); }

  /** The references of the citations that stand side by side with one, in the order of number. */
  beside(view) {
    const at = view.getPos();
    const { clusters } = this.editors().find(({ editor }) => editor === view.editor) ?? {};
    const cluster = clusters?.find((places) => places.some((place) => place.at === at));
    const refs = [...new Set(cluster ? cluster.map(({ ref }) => ref) : [view.ref])];
    return refs.toSorted((one, other) => (this.of(one).number ?? 0) - (this.of(other).number ?? 0));
  }

  /** Count anew before the next frame, after key takeaways came, went or moved. */
  soon() {
    this.#frame ??= requestAnimationFrame(() => this.count({ moved: true }));
  }

  /** Number what is cited; the bibliography follows the citations where they ``moved``. */
  count({ moved = false } = {}) {
    cancelAnimationFrame(this.#frame);
    this.#frame = null;
    this.#labels = new Map(records().map(({ id, label }) => [id, label]));
    this.#numbers = new Map();
    for (const { clusters } of this.editors()) {
      for (const { ref } of clusters.flat()) {
        if (this.#labels.has(ref) && !this.#numbers.has(ref)) {
          this.#numbers.set(ref, this.#numbers.size + 1);
        }
      }
    }
    showNumbers(this.#numbers);
    if (moved) order(this.#numbers);
    this.#show();
  }

  #show() {
    const parts = new Map(this.editors().map(({ editor, clusters }) => [editor, new Map(
      clusters.filter(({ length }) => length > 1).flatMap((places) => this.#parts(places)),
    )]));
    for (const view of this.views) {
      const own = parts.get(view.editor);
      view.show(view.node, own?.size ? own.get(view.getPos()) ?? null : null);
    }
  }

  /** What each of some citations side by side shows, so that together they read as in print. */
  #parts(places) {
    const numbers = places.map(({ ref }) => this.#numbers.get(ref));
    if (numbers.some((number) => !number)) return [];
    const shown = inPrint(numbers);
    const last = places.length - 1;
    return places.map(({ at }, index) => [at,
      { text: shown[index], follows: index > 0, goesOn: index < last }]);
  }
}

/** Write numbers as in print, 1–3,5, in as many parts as there are numbers: 1 | – | 3 | ,5. */
export function inPrint(numbers) {
  const sorted = [...new Set(numbers)].toSorted((one, other) => one - other);
  const parts = sorted.map((number, at) => {
    const isAfter = sorted[at - 1] === number - 1;
    const isBefore = sorted[at + 1] === number + 1;
    if (!(isAfter && isBefore)) {
      const ends = isAfter && sorted[at - 2] === number - 2;
      return at && !ends ? `,${number}` : String(number);
    }
    return sorted[at - 2] === number - 2 ? "" : EN_DASH;
  });
  return [...parts, ...Array(numbers.length - parts.length).fill("")];
}

/** The citations of a document in order, with their places; those side by side are together. */
export function clustersOf(doc) {
  const clusters = [];
  let last = null;
  doc.descendants((node, at) => {
    if (node.type.name === "citation") {
      if (last) last.push({ ref: node.attrs.ref, at });
      else clusters.push(last = [{ ref: node.attrs.ref, at }]);
    } else if (!node.isText || node.text.trim()) last = null;
  });
  return clusters;
}
