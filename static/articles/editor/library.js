// What the editors ask of the library of references.

import { ask, send } from "../requests.js";

/** The address that the article form names; each question has its place beneath it. */
function address(part = "") {
  return document.querySelector("textarea[data-cite-url]").dataset.citeUrl + part;
}

/** Search by words or an identifier: {results, has_more, identifier, can_add}. */
export function searchLibrary(words, signal) {
  return ask(`${address()}?${new URLSearchParams({ q: words })}`, { signal });
}

/** Look up an identifier that the library lacks; nothing is recorded. */
export function lookUp(identifier, signal) {
  return send(address("look-up/"), { identifier }, { signal });
}

/** Record what a look-up found and a person has seen. */
export function addLookedUp(identifier, seen, signal) {
  return send(address("add/"), { identifier, seen }, { signal });
}

/** Read a pasted list, entry by entry; ``record`` puts what is new into the library. */
export async function readList(text, { record = false } = {}) {
  return (await send(address(record ? "list/add/" : "list/"), { text })).entries;
}

const entries = new Map();

/** The entries of references as a reference list has them, as HTML by number. */
export async function entriesOf(ids) {
  const missing = ids.filter((id) => !entries.has(id));
  if (missing.length) {
    const asked = new URLSearchParams(missing.map((id) => ["pk", id]));
    const { entries: found } = await ask(`${address("entries/")}?${asked}`);
    for (const [id, entry] of Object.entries(found)) entries.set(id, entry);
  }
  return new Map(ids.filter((id) => entries.has(id)).map((id) => [id, entries.get(id)]));
}
