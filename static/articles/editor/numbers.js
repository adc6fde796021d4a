// Citation numbers: they follow first citation, in the order in which the article is read.

/** The numbers of a page's citations, over its key takeaways and then its body. */
export class Numbers {
  views = new Set();
  #numbers = new Map();
  #labels = new Map();
  #frame = null;

  constructor(editors) {
    this.editors = editors;
    document.addEventListener("medcontent:records", (event) => {
      if (event.target.id === "bibliography-records") this.count();
      else this.soon();
    });
  }

  /** The references that may be cited, in the bibliography's order. */
  records() {
    return [...document.querySelectorAll("#bibliography-records > li[data-pk]")].map((row) => ({
      row, id: row.dataset.pk, label: row.querySelector(".record-label")?.textContent.trim() ?? "",
      number: this.#numbers.get(row.dataset.pk) ?? null,
    }));
  }

  /** The number and the label of a reference; no number where it is not in the bibliography. */
  of(ref) {
    const label = this.#labels.get(ref)
      ?? "This reference is not in the bibliography. Add it there, or remove the citation.";
    return { number: this.#numbers.get(ref) ?? null, label };
  }

  /** Count anew before the next frame. */
  soon() {
    this.#frame ??= requestAnimationFrame(() => this.count());
  }

  count() {
    cancelAnimationFrame(this.#frame);
    this.#frame = null;
    const records = this.records();
    this.#labels = new Map(records.map(({ id, label }) => [id, label]));
    this.#numbers = new Map();
    for (const editor of this.editors()) {
      for (const ref of editor.refs) {
        if (this.#labels.has(ref) && !this.#numbers.has(ref)) {
          this.#numbers.set(ref, this.#numbers.size + 1);
        }
      }
    }
    for (const { row, id } of records) show(row, this.#numbers.get(id));
    for (const view of this.views) if (view.node) view.show(view.node);
  }
}

function show(row, number) {
  // On the label too, where the style sheet shows it.
  for (const part of [row, row.querySelector(".record-label")]) {
    if (!number) part.removeAttribute("data-number");
    else if (part.dataset.number !== String(number)) part.dataset.number = number;
  }
}

/** The references that a document cites, in order. */
export function refsOf(doc) {
  const refs = [];
  doc.descendants((node) => { if (node.type.name === "citation") refs.push(node.attrs.ref); });
  return refs;
}
