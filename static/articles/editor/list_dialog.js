// What the numbers of a pasted text would become: a person looks, then accepts or declines.

import { openDialog } from "./dialogs.js";
import { readList } from "./library.js";
import { element } from "./picker.js";

const STATES = { new: "New", there: "In the library", unread: "Can’t be read" };

function counted(many, what, plural = `${what}s`) { return `${many} ${many === 1 ? what : plural}`; }

function stateOf({ state, reason, remark, reference }) {
  const cell = element("td", {}, element("strong", { class: `list-${state}` }, STATES[state]));
  const more = [reason, remark].filter(Boolean).join(" ");
  if (more) cell.append(element("span", { class: "quiet" }, `${reason ? ":" : ""} ${more}`));
  if (reference?.warning) cell.append(" ", element("strong", { class: "picker-warning" }, reference.warning));
  return cell;
}

function row(entry, places, words) {
  const cited = places.filter(({ numbers }) => numbers.includes(entry.number)).length;
  const about = entry.state === "unread" ? [words(entry)]
    : [element("span", { class: "picker-label", dir: "auto" }, entry.title), " ",
      element("span", { class: "picker-detail", dir: "auto" }, [entry.about, entry.identifiers].filter(Boolean).join(". "))];
  return element("tr", {},
    element("th", { scope: "row" }, `${entry.number ?? "–"}`),
    element("td", { class: "list-words" }, ...about),
    stateOf(entry),
    element("td", {}, cited ? counted(cited, "place") : "nowhere"));
}

function table(entries, places, words) {
  const heads = ["No.", "Becomes", "In the library", "Cited at"].map((head) => element("th", { scope: "col" }, head));
  return element("div", { class: "list-table", tabindex: "0", role: "region", "aria-label": "References of the list" },
    element("table", {}, element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, ...entries.map((entry) => row(entry, places, words)))));
}

function excerpts(places) {
  const shown = places.map(({ words: { before, mark, after }, text: { name } }) => element("li", {},
    ...(name ? [element("strong", {}, `${name[0].toUpperCase()}${name.slice(1)}: `)] : []),
    before, element("mark", {}, mark), after));
  return element("details", {}, element("summary", {}, `Where: ${counted(places.length, "place")} in the text`),
    element("ul", {}, ...shown));
}

function summary(entries, places) {
  const many = (state) => entries.filter((entry) => entry.state === state).length;
  const parts = [many("new") ? `${counted(many("new"), "reference")} would be added to the library`
    : "No reference is new to the library"];
  if (many("there")) parts.push(`${many("there")} ${many("there") === 1 ? "is" : "are"} there`);
  if (many("unread")) parts.push(`${many("unread")} can’t be read and would stay in the text`);
  const then = places.length ? `The numbers at ${counted(places.length, "place")} become citations`
    : "No number in the text cites them; they come into the bibliography";
  return `${parts.join(", ")}. ${then}, and the list leaves the text.`;
}

/** Show a list and ask; resolves to the recorded entries, or null where it is declined. */
export function askForList({ text, placesOf, words }) {
  return new Promise((answer) => {
    const said = element("p", { role: "status", class: "list-said" }, "Reading the list …");
    const fault = element("p", { role: "alert", class: "fault" });
    const shown = element("div", { class: "list-shown" });
    const accept = element("button", { type: "button", class: "chief" }, "Make them citations");
    const decline = element("button", { type: "button" }, "Leave it as pasted");
    const dialog = openDialog("Make citations of the numbers?", said, shown, fault,
      element("div", { class: "dialog-buttons" }, accept, decline));
    dialog.classList.add("for-list");
    let chosen = null;
    let next = null;
    let isRecording = false;
    async function step(act, whileWaiting) {
      accept.disabled = true;
      fault.textContent = "";
      said.textContent = whileWaiting;
      try {
        await act();
      } catch (error) {
        said.textContent = "Your text stays as you pasted it.";
        fault.textContent = error.message;
        accept.textContent = "Try again";
        accept.disabled = false;
      }
    }
    async function look() {
      const entries = await readList(text);
      const places = placesOf(new Set(entries.map(({ number }) => number).filter(Boolean)));
      shown.replaceChildren(table(entries, places, words), ...(places.length ? [excerpts(places)] : []));
      const isReadable = entries.some(({ state }) => state !== "unread");
      said.textContent = isReadable ? summary(entries, places)
        : "None of these can be read as a reference. Your text stays as you pasted it.";
      accept.textContent = "Make them citations";
      accept.disabled = !isReadable;
      next = record;
    }
    async function record() {
      // What is being recorded is not declined any more.
      decline.disabled = isRecording = true;
      try {
        chosen = await readList(text, { record: true });
      } finally {
        decline.disabled = isRecording = false;
      }
      dialog.close();
    }
    next = look;
    accept.addEventListener("click", () => step(() => next(), next === look ? "Reading the list …" : "Adding them to the library …"));
    decline.addEventListener("click", () => dialog.close());
    dialog.addEventListener("cancel", (event) => {
      if (isRecording) event.preventDefault();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      answer(chosen);
    });
    step(look, "Reading the list …");
  });
}
