// What became of pasted text, in sentences.

const MANY = {
  "video or sound": "videos or sounds",
  "link that leads nowhere": "links that lead nowhere",
  "call to action": "calls to action",
};

function counted(what, many) {
  return many === 1 ? `1 ${what}` : `${many.toLocaleString("en")} ${MANY[what] ?? `${what}s`}`;
}

/** Counts what was dropped and notes what was changed. */
export class Report {
  #dropped = new Map();
  #looks = new Set();
  #changed = new Set();

  drop(what, many = 1) { this.#dropped.set(what, (this.#dropped.get(what) ?? 0) + many); }
  look(what) { this.#looks.add(what); }
  change(what) { this.#changed.add(what); }

  /** Where only one paragraph may stand, nothing else is to be told of blocks. */
  becameLines() {
    for (const what of this.#changed) if (!what.startsWith("struck")) this.#changed.delete(what);
    this.#changed.add("paragraphs, headings, lists and tables became lines");
  }

  /** The note for the writer; empty where nothing was lost or changed. */
  sentence() {
    const dropped = [...this.#dropped].map(([what, many]) => counted(what, many));
    const parts = [];
    if (dropped.length || this.#looks.size) {
      parts.push(`Dropped from what you pasted: ${[...dropped, ...this.#looks].join(", ")}.`);
    }
    if (this.#changed.size) parts.push(`Changed: ${[...this.#changed].join("; ")}.`);
    if (this.#dropped.has("image")) parts.push("Insert images into the text with the button Image.");
    return parts.join(" ");
  }
}
