// The findings of a form in reading order: which one is looked at, which comes next.

import { editorOf } from "../editor/editors.js";
import { Finding } from "./finding.js";

const UNPLACED = Number.MAX_SAFE_INTEGER;

/** Whether one key stands before another: numbers compared one after the other. */
function compare(one, other) {
  for (let at = 0; at < one.length; at += 1) {
    if (one[at] !== other[at]) return one[at] - other[at];
  }
  return 0;
}

export class FindingList {
  #rows = [];
  #current = null; // the id of the finding that is looked at, or was last
  all = [];

  /** Read the findings of a fragment; ``rows`` are the key takeaways that were asked about. */
  read(fragment, rows) {
    this.#rows = rows;
    this.all = [...fragment.querySelectorAll(".finding")].map((item) => new Finding(item, rows));
  }

  get current() { return this.find(this.#current); }

  set current({ id }) { this.#current = id; }

  /** Those that wait to be mended or settled, in the order of the form. */
  get open() {
    const order = areas();
    return this.all.filter(({ isSettled }) => !isSettled)
      .map((finding) => ({ finding, key: this.#key(finding, order) }))
      .sort((one, other) => compare(one.key, other.key)).map(({ finding }) => finding);
  }

  get settled() { return this.all.filter(({ isSettled }) => isSettled); }

  find(id) { return (id && this.all.find((finding) => finding.id === id)) || null; }

  /** The finding before (-1) or after (1) the cursor; round from the last to the first. */
  step(by) {
    const open = this.open;
    if (!open.length) return null;
    const here = this.#cursor();
    const at = open.indexOf(this.current);
    if (at >= 0 && (!here || this.#isAt(this.current, here))) return open.at((at + by) % open.length);
    if (!here) return by > 0 ? open[0] : open.at(-1);
    const order = areas();
    const keys = open.map((finding) => this.#key(finding, order));
    if (by > 0) return open[keys.findIndex((key) => compare(key, here) >= 0)] ?? open[0];
    return open[keys.findLastIndex((key) => compare(key, here) < 0)] ?? open.at(-1);
  }

  /** Where a finding stands: the part of the form, the row, the position. */
  #key(finding, order = areas()) {
    const range = finding.range();
    const from = range ? range.from : finding.hasWords ? UNPLACED : -1;
    return [order.indexOf(finding.area), finding.row ?? -1, from];
  }

  #isAt(finding, here) {
    const key = this.#key(finding);
    return key[0] === here[0] && (key[1] === here[1] || here[1] === -1)
      && (key[2] < 0 || key[2] === UNPLACED || key[2] === here[2]);
  }

  /** Where the cursor stands, as findings do; null where it is in no field. */
  #cursor() {
    const area = document.activeElement?.closest?.("[id^='field-']");
    if (!area) return null;
    const at = areas().indexOf(area);
    const frame = document.activeElement.closest(".medical-editor");
    const textarea = frame?.querySelector("textarea[data-editor]");
    const row = textarea ? this.#rows.indexOf(textarea) : -1;
    const position = textarea ? editorOf(textarea).editor.state.selection.from
      : document.activeElement.selectionStart ?? -1;
    return [at, row, position];
  }
}

function areas() { return [...document.querySelectorAll("#article_form [id^='field-']")]; }
