// The form of a new comment, opened at the passage that it is about.

const SWITCHED_OFF = "medcontent-desk:no-buttons-in-the-text";
const NARROW = window.matchMedia("(max-width: 69.99rem)");

function commentButton(passage) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "comment-on";
  button.setAttribute("aria-label", `Comment on passage ${passage.number + 1}`);
  return button;
}

/** Show the field for other words with a suggestion alone, filled with the words that are there. */
function followKind(form, passages) {
  const wording = form.elements.replacement;
  let filled = "";
  const follow = () => {
    const isSuggestion = form.elements.kind.value === "suggestion";
    form.querySelector(".suggesting").hidden = !isSuggestion;
    const words = passages[form.elements.block.value]?.text ?? "";
    if (isSuggestion && (!wording.value || wording.value === filled)) {
      wording.value = filled = words;
    }
  };
  form.addEventListener("change", follow);
  form.addEventListener("kept:restored", follow);
  follow();
}

/** A tap on a passage shows its button, and hides the others'. */
function choose(passage, event) {
  if (event.pointerType !== "touch" || event.target.closest("a, button, summary")) return;
  event.stopPropagation();
  for (const other of document.querySelectorAll(".passage.is-chosen")) {
    if (other !== passage.element) other.classList.remove("is-chosen");
  }
  passage.element.classList.toggle("is-chosen");
}

class CommentForm {
  #form;
  #passages;
  #layOut;
  #general = document.querySelector(".open-comment");
  #opener = null;

  constructor(form, passages, layOut) {
    this.#form = form;
    this.#passages = passages;
    this.#layOut = layOut;
    followKind(form, passages);
    form.querySelector(".close-comment").hidden = false;
    form.querySelector(".close-comment").addEventListener("click", () => this.close());
    form.addEventListener("keydown", (event) => { if (event.key === "Escape") this.close(); });
    form.addEventListener("kept:restored", () => this.#show(this.#passage()));
    form.elements.block.addEventListener("change", () => this.#show(this.#passage()));
    this.#general.addEventListener("click", () => this.open(null, this.#general));
    for (const passage of passages) this.#offer(passage);
    if (form.dataset.refused) this.#show(this.#passage());
    else this.#hide();
  }

  open(passage, opener) {
    this.#opener = opener;
    this.#form.elements.block.value = passage?.number ?? "";
    this.#form.elements.block.dispatchEvent(new Event("change", { bubbles: true }));
    this.#form.elements.text.focus({ preventScroll: true });
    const place = passage?.element ?? this.#form;
    place.scrollIntoView({ block: NARROW.matches && passage ? "start" : "nearest" });
  }

  close() {
    this.#hide();
    const opener = this.#opener ?? this.#general;
    opener.focus({ preventScroll: true });
    opener.scrollIntoView({ block: "nearest" });
    this.#opener = null;
  }

  #passage() { return this.#passages[this.#form.elements.block.value]; }

  #offer(passage) {
    const button = commentButton(passage);
    button.addEventListener("click", () => this.open(passage, button));
    passage.element.classList.add("passage");
    passage.element.append(button);
    passage.element.addEventListener("pointerup", (event) => choose(passage, event));
  }

  #show(passage) {
    this.#point(passage);
    this.#form.hidden = false;
    this.#general.hidden = true;
    this.#form.dataset.passage = passage?.number ?? "";
    this.#form.classList.toggle("at-passage", Boolean(passage));
    this.#layOut();
  }

  #point(passage) {
    for (const each of this.#passages) each.element.classList.toggle("is-subject", each === passage);
  }

  #hide() {
    this.#point(null);
    this.#form.hidden = true;
    this.#general.hidden = false;
    this.#layOut();
  }
}

/** Let people who read with a screen reader, or by Tab, do without the buttons in the text. */
function mountSwitch() {
  const button = document.querySelector(".passage-buttons");
  const apply = (isOn) => {
    button.setAttribute("aria-pressed", String(isOn));
    for (const each of document.querySelectorAll(".comment-on")) each.hidden = !isOn;
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const isOn = button.getAttribute("aria-pressed") !== "true";
    try {
      localStorage.setItem(SWITCHED_OFF, isOn ? "" : "yes");
    } catch { /* It holds for this page alone. */ }
    apply(isOn);
  });
  let isOff = "";
  try {
    isOff = localStorage.getItem(SWITCHED_OFF);
  } catch { /* Nothing is kept in this browser. */ }
  apply(!isOff);
}

/** Put a button at each passage that opens the form there, and one for the whole edition. */
export function mountCommentForm(passages, layOut) {
  const form = document.querySelector(".comment-form");
  if (!form) return;
  new CommentForm(form, passages, layOut);
  mountSwitch();
}
