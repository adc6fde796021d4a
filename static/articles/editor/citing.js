// Citing: a search over the whole library, and what an identifier names looked up and added.

import { addReferences, removeReferences } from "./bibliography.js";
import { addLookedUp, lookUp, searchLibrary } from "./library.js";
import { Picker, having } from "./picker.js";

const PAUSE = 220; // milliseconds without a key before the library is asked
const IDENTIFIER = new RegExp("^(?:"
  + "(?:https?://(?:dx\\.|www\\.)?doi\\.org/|doi:?\\s*)?10\\.\\d{4,9}(?:\\.\\d+)*/\\S+"
  + "|PMID:?\\s*\\d{1,8}|(?:PMCID:?\\s*)?PMC\\d{3,9}"
  + "|https?://(?:www\\.)?(?:pubmed\\.ncbi\\.nlm\\.nih\\.gov|ncbi\\.nlm\\.nih\\.gov/pubmed)/\\d{1,8}/?"
  + "|https?://(?:pmc\\.ncbi\\.nlm\\.nih\\.gov|(?:www\\.)?ncbi\\.nlm\\.nih\\.gov/pmc)/articles/PMC\\d{1,9}/?"
  + ")$", "i");
const HOW = "Arrows move, Enter cites, Esc closes.";

function pause(signal) {
  return new Promise((go) => {
    setTimeout(() => { if (!signal.aborted) go(); }, PAUSE);
  });
}

function counted(many, what) { return `${many} ${what}${many === 1 ? "" : "s"}`; }

/** What is said below the list. */
function summary(options, answer) {
  const found = options.filter(({ step }) => !step).length;
  if (answer.identifier && !answer.can_add) {
    const { kind, value } = answer.identifier;
    return `The library has no record of ${kind} ${value}, and your account may not add references. `
      + "Ask an editor.";
  }
  if (!options.length) {
    return "Nothing is found. Type other words of the title, an author, the year, a DOI or a PMID.";
  }
  if (answer.has_more) return `More than ${found} are found: type more words. ${HOW}`;
  return found ? `${counted(found, "reference")} found. ${HOW}` : `The library has none. ${HOW}`;
}

/** Whether pasted text is nothing but the identifier of a publication. */
export function isIdentifier(text) { return text.length < 1000 && IDENTIFIER.test(text); }

export class Citing {
  #added = new Map(); // the rows that citing has put in, by reference: their labels

  constructor(numbers) {
    this.numbers = numbers;
    this.picker = new Picker({
      title: "Cite a reference",
      placeholder: "Title, author, year, DOI or PMID",
      find: (words, context) => this.#find(words, context),
      choose: (editor, reference) => this.cite(editor, reference),
    });
  }

  /** Let a person choose; what they typed for it comes back where they don't. */
  pick(editor, typed = "") {
    const back = (words) => typed && editor.commands.insertContent({ type: "text", text: typed + words });
    this.picker.open(editor, { putBack: back });
  }

  /** Offer to cite what pasted text names; ``paste`` pastes it as it is. */
  pickPasted(editor, text, paste) {
    const back = (words) => (words.trim() === text ? paste() : words
      && editor.commands.insertContent({ type: "text", text: words }));
    this.picker.open(editor, { words: text, putBack: back });
  }

  /** Cite a reference behind the selection, and see that the bibliography has it. */
  cite(editor, { id, label }) {
    this.include([{ id, label }]);
    const { to } = editor.state.selection;
    editor.chain().focus().insertContentAt(to, { type: "citation", attrs: { ref: id } }).run();
  }

  /** Put references into the bibliography. Returns those that it lacked. */
  include(references) {
    const added = addReferences(references);
    for (const { id, label } of added) this.#added.set(id, label);
    return added;
  }

  /** Put references in that came together, or take those out again that nothing cites. */
  turn(references, isDone) {
    if (isDone) return void addReferences(references);
    const cited = this.numbers.cited();
    removeReferences(references.map(({ id }) => id).filter((id) => !cited.has(id)));
  }

  /** After something was undone or redone: rows that citing put in go and come with it. */
  follow(before, after) {
    const rows = [...this.#added].map(([id, label]) => ({ id, label }));
    addReferences(rows.filter(({ id }) => after.has(id) && !before.has(id)));
    removeReferences(rows.map(({ id }) => id).filter((id) => before.has(id) && !after.has(id)));
  }

  async #find(words, { isPasted, signal, show }) {
    const own = this.#own(words);
    if (!words && own.length) {
      return show({ options: own, said: `${counted(own.length, "reference")} of this article. `
        + `Type to search the whole library. ${HOW}` });
    }
    show({ options: own, said: words ? "Searching the library …" : "Loading …" });
    if (words && !isPasted) await pause(signal);
    const answer = await searchLibrary(words, signal);
    const options = this.#merged(own, answer.results);
    if (!answer.identifier || !answer.can_add) return show({ options, said: summary(options, answer) });
    const step = this.#lookUpStep(answer.identifier);
    if (isPasted) return this.#lookUp(answer.identifier, { signal, show }, [step]);
    return show({ options: [...options, step], said: summary([...options, step], answer) });
  }

  #own(words) {
    return having(this.numbers.records().map(({ id, label, number }) => (
      { id, label, number, tag: "in this article" })), words);
  }

  /** The article's own first; what the server describes says more than a row. */
  #merged(own, results) {
    const found = new Map(results.map((result) => [result.id, result]));
    const mine = new Map(this.numbers.records().map((record) => [record.id, record]));
    const described = ({ id, label, title, about, identifiers, warning }) => ({
      id, label, title, warning, detail: [about, identifiers].filter(Boolean).join(". ") });
    const first = results.filter(({ id }) => mine.has(id)).map((result) => ({
      ...described(result), number: mine.get(result.id).number, tag: "in this article" }));
    const only = own.filter(({ id }) => !found.has(id));
    return [...first, ...only, ...results.filter(({ id }) => !mine.has(id)).map(described)];
  }

  #lookUpStep(identifier) {
    const { kind, value, service } = identifier;
    const step = {
      id: "look-up", label: `Look up ${kind} ${value} at ${service}`, tag: "not in the library yet",
      step: (context) => this.#lookUp(identifier, context, [step]),
    };
    return step;
  }

  /** Show what a service knows; what the library has after all is handed on. */
  async #lookUp({ kind, value, service }, { signal, show }, again) {
    show({ options: [], said: `Asking ${service} …` });
    const asked = `${kind} ${value}`;
    try {
      const found = await lookUp(asked, signal);
      const remarks = found.remarks.join(" ");
      if (found.reference) {
        show({ options: this.#merged([], [found.reference]), said: `The library has it. ${remarks} ${HOW}` });
      } else {
        show({ options: [this.#addStep(asked, found)],
          said: `Found at ${found.source}. Enter adds it to the library and cites it.` });
      }
    } catch (error) {
      throw Object.assign(error, { options: again });
    }
  }

  #addStep(asked, found) {
    return {
      id: "add", label: found.title, tag: `new, from ${found.source}`,
      detail: [found.about, found.identifiers].filter(Boolean).join(". "),
      warning: found.remarks.join(" "),
      step: ({ signal, show }) => {
        show({ options: [], said: "Adding it to the library …" });
        return addLookedUp(asked, found.seen, signal);
      },
    };
  }
}
