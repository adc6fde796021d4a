// Shows beside a citation what it stands for: on hover, on focus, and on the first tap.
//
// As WCAG 2.2 asks (1.4.13), Escape hides the note, the pointer may move onto it, and it stays
// until pointer and focus have left. Links go on leading to the reference list: by click, by
// Enter, by a second tap, and from the note. Without this script they do nothing else.

const CITATION = ".edition sup.citation a[href^='#reference-']";
const EDGE = 16; // pixels between the note and the edges of the window
const GAP = 6; // pixels between the note and its citation
const LEAST = 160; // pixels of height, in the lowest of windows
const GRACE = 250; // milliseconds for the pointer's way to the note

const note = document.createElement("aside");
note.className = "citation-note";
note.hidden = true;
const words = document.createElement("div"); // without the label that the note has as a landmark
words.id = "citation-words";

let shown = null; // the citation whose note is shown
let tapped = null; // the citation under the finger, unless its note was shown before
let hiding = 0;

function references(citation) {
  const numbers = [citation];
  const [before, after] = [citation.previousSibling, citation.nextSibling];
  if (after?.textContent === "–") numbers.push(after.nextSibling);
  if (before?.textContent === "–") numbers.unshift(before.previousSibling);
  const [first, last] = [numbers[0], numbers.at(-1)].map((link) => Number(link.textContent));
  return Array.from({ length: last - first + 1 }, (_, at) => document.getElementById(`reference-${first + at}`));
}

function paragraph(reference) {
  const copy = document.createElement("p");
  copy.append(...reference.cloneNode(true).childNodes);
  copy.querySelectorAll(".back").forEach((link) => link.remove());
  const number = document.createElement("span");
  number.className = "number";
  number.textContent = `${reference.id.replace("reference-", "")}. `;
  copy.prepend(number);
  return copy;
}

function wayToList(citation) {
  const way = document.createElement("p");
  way.className = "onward";
  const link = document.createElement("a");
  link.href = citation.hash;
  link.textContent = document.querySelector(".edition .references h2").textContent;
  way.append(link);
  return way;
}

function place(citation) {
  const { left, top, bottom } = citation.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const below = clientHeight - bottom - GAP - EDGE;
  const above = top - GAP - EDGE;
  note.style.maxHeight = `${Math.max(below, above, LEAST)}px`;
  const isBelow = note.offsetHeight <= below || below >= above;
  const y = isBelow ? bottom + GAP : top - GAP - note.offsetHeight;
  const rightmost = clientWidth - note.offsetWidth - EDGE;
  note.style.left = `${Math.max(EDGE, Math.min(left - EDGE, rightmost)) + window.scrollX}px`;
  note.style.top = `${y + window.scrollY}px`;
}

function show(citation) {
  clearTimeout(hiding);
  if (shown === citation) return;
  hide();
  const found = references(citation).filter(Boolean);
  if (!found.length) return;
  shown = citation;
  note.lang = citation.closest("[lang]").lang;
  note.setAttribute("aria-label", document.querySelector(".edition .references h2").textContent);
  words.replaceChildren(...found.map(paragraph));
  note.replaceChildren(words, wayToList(citation));
  note.hidden = false;
  citation.setAttribute("aria-describedby", words.id);
  place(citation);
}

function hide() {
  clearTimeout(hiding);
  shown?.removeAttribute("aria-describedby");
  shown = null;
  note.hidden = true;
}

function hideUnlessUsed() {
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    const isUsed = [note, shown].some((one) => one?.matches(":hover") || one?.contains(document.activeElement));
    if (!isUsed) hide();
  }, GRACE);
}

function follow(event) {
  const citation = event.target.closest?.(CITATION);
  if (citation) show(citation);
  else if (shown) hideUnlessUsed();
}

function press(event) {
  const citation = event.target.closest?.(CITATION);
  tapped = event.pointerType === "touch" && citation !== shown ? citation : null;
  if (shown && !citation && !note.contains(event.target)) hide();
}

function click(event) {
  const link = event.target.closest?.("a");
  if (link && link === tapped) {
    event.preventDefault();
    show(link);
  } else if (link && (link === shown || note.contains(link))) {
    hide();
  }
  tapped = null;
}

if (document.querySelector(CITATION)) {
  document.body.append(note);
  document.addEventListener("pointerover", (event) => event.pointerType === "touch" || follow(event));
  document.addEventListener("focusin", follow);
  document.addEventListener("focusout", () => shown && hideUnlessUsed());
  document.addEventListener("pointerdown", press);
  document.addEventListener("click", click);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  for (const moved of ["resize", "scroll"]) window.addEventListener(moved, () => shown && place(shown), { passive: true });
}
