// What became of pasted text, in sentences.

const MANY = {
  "video or sound": "videos or sounds",
  "link that leads nowhere": "links that lead nowhere",
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

  /** The note for the writer; empty where nothing was lost or changed. */
  sentence() {
    const dropped = [...this.#dropped].map(([what, many]) => counted(what, many));
    const parts = [];
    if (dropped.length || this.#looks.size) {
      parts.push(`Dropped from what you pasted: ${[...dropped, ...this.#looks].join(", ")}.`);
    }
    if (this.#changed.size) parts.push(`Changed: ${[...this.#changed].join("; ")}.`);
    if (this.#dropped.has("image")) parts.push("Insert images with the button Image.");
    return parts.join(" ");
  }
}
