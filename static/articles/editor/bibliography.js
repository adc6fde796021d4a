// The rows of the article's bibliography: in the order of citation, numbered, and flagged where
// nothing cites them.

import { addRecords } from "../form/records.js";
import { announce, changed } from "../form/rows.js";

const LIST = "bibliography-records";
const UNCITED = "Not cited in the text";

/** The form's list of references; null on a page without one. */
function list() { return document.getElementById(LIST); }

/** The rows, each with its reference's number in the library and its label. */
export function records() {
  return [...list()?.querySelectorAll(":scope > li[data-pk]") ?? []].map((row) => ({
    row, id: row.dataset.pk, label: row.querySelector(".record-label")?.textContent.trim() ?? "",
  }));
}

/** Whether a list is the bibliography. */
export function isBibliography(element) { return element.id === LIST; }

function find(id) { return list()?.querySelector(`:scope > li[data-pk="${CSS.escape(id)}"]`); }

/** Put references at the end, those that do not stand there. Returns those that were put there. */
export function addReferences(references) { return list() ? addRecords(list(), references) : []; }

/** Take out references that somebody put in and has undone. */
export function removeReferences(ids) {
  const rows = ids.map(find).filter(Boolean);
  for (const row of rows) row.remove();
  if (rows.length) changed(list());
}

function flag(row, isCited) {
  const shown = row.querySelector(":scope > .uncited");
  if (isCited || row.classList.contains("gone")) return shown?.remove();
  if (shown) return undefined;
  const made = document.createElement("span");
  made.className = "uncited";
  made.textContent = UNCITED;
  return row.append(made);
}

function number(row, shown) {
  // On the label too, where the style sheet shows it.
  for (const part of [row, row.querySelector(".record-label")]) {
    if (!shown) part.removeAttribute("data-number");
    else if (part.dataset.number !== String(shown)) part.dataset.number = shown;
  }
  flag(row, Boolean(shown));
}

/** Number the rows by a map from reference to number, and flag those that it lacks. */
export function showNumbers(numbers) {
  const lost = [];
  for (const { row, id, label } of records()) {
    if (row.dataset.number && !numbers.has(id)) lost.push(label);
    number(row, numbers.get(id));
  }
  if (lost.length === 1) announce(`Not cited any more: ${lost[0]}`);
  else if (lost.length) announce(`${lost.length} references are not cited any more.`);
}

/** Bring the rows into the order of citation, what is not cited at the end. */
export function order(numbers) {
  if (!list() || list().contains(document.activeElement)) return;
  const rows = records();
  const place = ({ id }) => numbers.get(id) ?? Infinity;
  const sorted = rows.toSorted((one, other) => (place(one) === place(other) ? 0 : place(one) - place(other)));
  if (sorted.every(({ row }, at) => row === rows[at].row)) return;
  list().append(...sorted.map(({ row }) => row));
  changed(list());
}
