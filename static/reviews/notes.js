// Notes beside the text: each beside its passage where there is room, with a mark in the text.

import { mountMarks } from "./marks.js";

const WIDE = window.matchMedia("(min-width: 70rem)");
const GAP = 12; // pixels between two notes
const PLACED = ".note, .open-comment-line, .comment-form";

function mark(passage, notes) {
  const link = document.createElement("a");
  link.className = "note-mark";
  link.href = `#${notes[0].id}`;
  link.dataset.count = notes.length;
  link.setAttribute("aria-label",
    `${notes.length} ${notes.length === 1 ? "note" : "notes"} on passage ${passage.number + 1}`);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    reach(notes[0]);
  });
  passage.element.append(link);
  return link;
}

/** Bring an element into sight and put the focus on it. */
export function reach(element) {
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "center" });
}

function wayBack(note, passage, link) {
  const way = document.createElement("p");
  way.className = "note-place";
  const back = document.createElement("a");
  back.href = "#text";
  back.textContent = `Passage ${passage.number + 1}`;
  back.setAttribute("aria-label", `To passage ${passage.number + 1} in the text`);
  back.addEventListener("click", (event) => {
    event.preventDefault();
    passage.element.scrollIntoView({ block: "center" });
    link.focus({ preventScroll: true });
  });
  way.append(back);
  note.querySelector(".note-facts").after(way);
}

function light(passage, notes) {
  const shine = (isOn) => passage.element.classList.toggle("has-light", isOn);
  for (const note of notes) {
    note.addEventListener("pointerenter", () => shine(true));
    note.addEventListener("pointerleave", () => shine(false));
    note.addEventListener("focusin", () => shine(true));
    note.addEventListener("focusout", () => shine(false));
  }
}

/** Put notes one under the other, each no higher than its passage. */
function layOut(beside, passages) {
  const isBeside = WIDE.matches;
  beside.classList.toggle("is-aligned", isBeside);
  const notes = [...beside.querySelectorAll(PLACED)].filter((note) => !note.hidden);
  if (!isBeside) {
    notes.forEach((note) => note.style.removeProperty("top"));
    beside.style.removeProperty("min-height");
    return;
  }
  const zero = beside.getBoundingClientRect().top;
  const wished = notes.map((note) => {
    const passage = passages[note.dataset.passage || "none"];
    return { note, top: passage ? passage.element.getBoundingClientRect().top - zero : 0 };
  });
  let free = 0;
  for (const { note, top } of wished.sort((one, other) => one.top - other.top)) {
    const at = Math.max(top, free);
    note.style.top = `${at}px`;
    free = at + note.offsetHeight + GAP;
  }
  beside.style.minHeight = `${free}px`;
}

function byPassage(beside) {
  const found = new Map();
  for (const note of beside.querySelectorAll(".note[data-passage]")) {
    const number = Number(note.dataset.passage);
    found.set(number, [...(found.get(number) ?? []), note]);
  }
  return found;
}

/** Mark the passages that have notes; returns what puts the notes into their places anew. */
export function mountNotes(region, passages) {
  const beside = document.getElementById("beside");
  for (const [number, notes] of byPassage(beside)) {
    const passage = passages[number];
    if (!passage) continue;
    const link = mark(passage, notes);
    for (const note of notes) wayBack(note, passage, link);
    light(passage, notes);
  }
  mountMarks(beside, passages);
  let isPlanned = false;
  const soon = () => {
    if (isPlanned) return;
    isPlanned = true;
    requestAnimationFrame(() => {
      isPlanned = false;
      layOut(beside, passages);
    });
  };
  const watch = new ResizeObserver(soon);
  watch.observe(region);
  beside.querySelectorAll(PLACED).forEach((note) => watch.observe(note));
  WIDE.addEventListener("change", soon);
  layOut(beside, passages);
  const named = document.getElementById(location.hash.slice(1));
  if (named?.matches(".note")) reach(named);
  return () => layOut(beside, passages);
}
