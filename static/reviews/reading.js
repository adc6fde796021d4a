// The reading page: a comment button at each passage, marks in the text, notes beside it.
// Runs before keeping.js, which puts back what was typed.

import { mountCommentForm } from "./comment_form.js";
import { mountNotes } from "./notes.js";
import { passagesIn } from "./passages.js";

const region = document.querySelector("#text");
if (region) {
  const passages = passagesIn(region);
  const layOut = mountNotes(region, passages);
  mountCommentForm(passages, layOut);
}
