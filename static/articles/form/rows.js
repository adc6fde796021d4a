// Ordered lists: rows that are dragged, or moved and removed by their buttons.

const announcer = document.createElement("div");
announcer.className = "visually-hidden";
announcer.setAttribute("aria-live", "polite");
document.body.append(announcer);

/** Say something to a screen reader. */
export function announce(sentence) {
  announcer.textContent = "";
  requestAnimationFrame(() => { announcer.textContent = sentence; });
}

/** Tell everybody who listens that a list has changed, and name its rows anew. */
export function changed(list) {
  [...list.children].forEach((row, at) => nameRow(list, row, at + 1));
  list.dispatchEvent(new CustomEvent("medcontent:records", { bubbles: true }));
  list.dispatchEvent(new Event("change", { bubbles: true }));
}

function nameRow(list, row, number) {
  const label = row.querySelector(".record-label")?.textContent.trim()
    || `${list.dataset.noun} ${number}`;
  const name = (selector, verb) =>
    row.querySelector(selector).setAttribute("aria-label", `${verb}: ${label}`);
  name(".row-up", "Move up");
  name(".row-down", "Move down");
  name(".row-remove", "Remove");
  row.querySelector(".row-up").disabled = number === 1;
  row.querySelector(".row-down").disabled = number === list.children.length;
  const editor = row.querySelector(".row-editor textarea");
  if (editor) editor.dispatchEvent(new CustomEvent("medcontent:label", { detail: label }));
}

/** Make a new, empty row of a list from its template, and put it at the end. */
export function addRow(list) {
  const made = document.getElementById(`${list.dataset.name}-row`).content
    .firstElementChild.cloneNode(true);
  const editor = made.querySelector("textarea");
  if (editor) editor.id = `id_${list.dataset.name}_${crypto.randomUUID()}`;
  list.append(made);
  return made;
}

function move(row, by) {
  const list = row.parentElement;
  const at = [...list.children].indexOf(row);
  const to = Math.max(0, Math.min(list.children.length - 1, at + by));
  if (to === at) return;
  list.insertBefore(row, by < 0 ? list.children[to] : list.children[to].nextSibling);
  changed(list);
  announce(`Now at place ${to + 1} of ${list.children.length}.`);
}

function remove(row) {
  const list = row.parentElement;
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  changed(list);
  announce("Removed.");
  (next?.querySelector(".row-remove") ?? list.parentElement.querySelector("button, input"))?.focus();
}

function pressed(event) {
  const button = event.target.closest("button");
  const row = button?.closest(".ordered-rows > li");
  if (!row) return;
  if (button.matches(".row-up, .row-down")) {
    move(row, button.matches(".row-up") ? -1 : 1);
    (button.disabled ? row.querySelector(".row-tools button:not(:disabled)") : button).focus();
  } else if (button.matches(".row-remove")) {
    remove(row);
  }
}

function letDrag(list) {
  let dragged = null;
  list.addEventListener("dragstart", (event) => {
    if (!event.target.closest?.(".handle")) return;
    dragged = event.target.closest("li");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    event.dataTransfer.setDragImage(dragged, 0, 0);
    dragged.classList.add("dragged");
  });
  list.addEventListener("dragover", (event) => {
    const over = dragged && event.target.closest(".ordered-rows > li");
    if (!over || over.parentElement !== list) return;
    event.preventDefault();
    if (over === dragged) return;
    const box = over.getBoundingClientRect();
    const isBelow = event.clientY > box.top + box.height / 2;
    list.insertBefore(dragged, isBelow ? over.nextSibling : over);
  });
  list.addEventListener("drop", (event) => { if (dragged) event.preventDefault(); });
  list.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("dragged");
    dragged = null;
    changed(list);
  });
}

/** Make every ordered list of a page movable. */
export function mountRows(root) {
  for (const list of root.querySelectorAll(".ordered-rows")) {
    list.addEventListener("click", pressed);
    letDrag(list);
    [...list.children].forEach((row, at) => nameRow(list, row, at + 1));
  }
  for (const button of root.querySelectorAll("[data-adds-row]")) {
    button.addEventListener("click", () => {
      const list = document.getElementById(button.dataset.addsRow);
      const row = addRow(list);
      changed(list);
      requestAnimationFrame(() => row.querySelector("[contenteditable=true], textarea")?.focus());
    });
  }
}
