// Lists of records: what is chosen in a list's search becomes its last row.

import { addRow, announce, changed } from "./rows.js";

function put(list, { id, label }) {
  if (list.querySelector(`:scope > li[data-pk="${CSS.escape(id)}"]`)) return false;
  const row = addRow(list);
  row.dataset.pk = id;
  for (const field of row.querySelectorAll("input[name]")) field.value = id;
  row.querySelector(".record-label").textContent = label;
  return true;
}

/** Put records, {id, label}, at the end of a list, which is told once; gives those that it lacked. */
export function addRecords(list, records) {
  const added = records.filter((record) => put(list, record));
  if (!added.length) return added;
  changed(list);
  announce(`Added: ${added.length === 1 ? added[0].label : added.length}`);
  return added;
}

function choose(select) {
  const option = select.selectedOptions[0];
  if (!option?.value) return;
  const list = document.getElementById(`${select.dataset.addsTo}-records`);
  const added = addRecords(list, [{ id: option.value, label: option.text }]);
  if (!added.length) announce(`${option.text} is in the list already.`);
}

/** Let the searches of all lists add to them. */
export function mountRecords(root) {
  for (const select of root.querySelectorAll("select[data-adds-to]")) {
    select.addEventListener("change", () => choose(select));
  }
}
