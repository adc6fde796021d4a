// The article form: ordered lists, live checks, preview, and a copy of what is not saved yet.

import { mountDesigns } from "./designs.js";
import { LiveChecks } from "./live.js";
import { LocalDraft, cookie, offer } from "./local.js";
import { mountPreview } from "./preview.js";
import { mountRecords } from "./records.js";
import { mountRows } from "./rows.js";

function showLengths(form) {
  for (const hint of form.querySelectorAll(".length-hint")) {
    const field = document.getElementById(hint.dataset.for);
    const best = Number(field.dataset.lengthHint);
    const show = () => {
      const length = [...field.value.trim()].length;
      hint.textContent = `${length} of about ${best} characters`
        + (length > best ? ": search engines cut the rest" : "");
      hint.classList.toggle("too-long", length > best);
    };
    field.addEventListener("input", show);
    show();
  }
}

/** Signing in in another tab changes the token that the server asks for. */
function renewToken(form) {
  const token = cookie("csrftoken");
  if (token) form.elements.csrfmiddlewaretoken.value = token;
}

function mount(form) {
  mountRows(form);
  mountRecords(form);
  mountDesigns(form);
  showLengths(form);
  const live = new LiveChecks(form);
  const local = new LocalDraft(form);
  const preview = mountPreview(form);
  const unsaved = document.getElementById("unsaved");
  document.addEventListener("visibilitychange", () => renewToken(form));
  const touched = (event) => {
    if (event.target.closest?.(".side-panel, .design-row, .finding-note") || event.target.dataset?.addsTo) return;
    local.typed();
    live.soon();
    preview?.soon();
    unsaved.textContent = "Not saved yet.";
  };
  for (const kind of ["input", "change", "medcontent:edit", "medcontent:records"]) {
    form.addEventListener(kind, touched);
  }
  let isSent = false;
  form.addEventListener("submit", (event) => {
    renewToken(form);
    if (event.submitter?.formAction?.includes("preview")
        && event.submitter.hasAttribute("formaction")) return;
    if (isSent) {
      event.preventDefault();
      return;
    }
    isSent = true;
    local.keep(true);
    unsaved.textContent = "Saving …";
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) isSent = false; });
  window.addEventListener("pagehide", () => { if (!isSent) local.keep(); });
  if (form.dataset.wasRefused) {
    local.isUnsaved = true;
    local.keep();
    document.getElementById("form-errors")?.focus();
  } else {
    // Editors are made first, so that text can be put back into them.
    setTimeout(() => offer(local));
  }
}

const form = document.getElementById("article_form");
if (form) mount(form);
