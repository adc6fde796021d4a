// Lists of records: what is chosen in a list's search becomes its last row.

import { addRow, announce, changed } from "./rows.js";

/** Put a record at the end of a list, unless it stands there already; gives its new row. */
export function addRecord(list, pk, label) {
  if (list.querySelector(`:scope > li[data-pk="${CSS.escape(pk)}"]`)) {
    announce(`${label} is in the list already.`);
    return null;
  }
  const row = addRow(list);
  row.dataset.pk = pk;
  for (const field of row.querySelectorAll("input[name]")) field.value = pk;
  row.querySelector(".record-label").textContent = label;
  changed(list);
  announce(`Added: ${label}`);
  return row;
}

function choose(select) {
  const option = select.selectedOptions[0];
  if (!option?.value) return;
  addRecord(document.getElementById(`${select.dataset.addsTo}-records`), option.value, option.text);
}

/** Let the searches of all lists add to them. */
export function mountRecords(root) {
  for (const select of root.querySelectorAll("select[data-adds-to]")) {
    select.addEventListener("change", () => choose(select));
  }
}
