// Study designs at the rows of the bibliography: shown for rows that are added, confirmed in place.

import { announce } from "./rows.js";

const AT_ONCE = 100; // rows that the server answers for at a time
const FAILED = "Not confirmed: the server could not be reached. Try again.";
const SIGNED_OUT = "Not confirmed: you are signed out. Sign in in another tab, then confirm again.";

async function ask(url, options = {}) {
  const answer = await fetch(url, { redirect: "manual", ...options });
  if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) {
    return { message: SIGNED_OUT };
  }
  return answer.ok || answer.status === 400 ? answer.json() : { message: FAILED };
}

/** Ask for what is known of the references whose rows were made in this page. */
async function fill(form, list) {
  const bare = [...list.querySelectorAll(":scope > li[data-pk]:not([data-asked]) .row-design:empty")]
    .map((place) => place.closest("li"));
  for (const row of bare) row.dataset.asked = "yes";
  for (let at = 0; at < bare.length; at += AT_ONCE) {
    const rows = bare.slice(at, at + AT_ONCE);
    const query = new URLSearchParams(rows.map((row) => ["reference", row.dataset.pk]));
    const known = await ask(`${form.dataset.designsUrl}?${query}`).catch(() => ({}));
    for (const row of rows) {
      row.querySelector(".row-design").innerHTML = known[row.dataset.pk] ?? "";
    }
  }
}

async function confirm(form, row) {
  const said = new FormData();
  said.set("reference", row.dataset.reference);
  said.set("design", row.querySelector("select").value);
  said.set("instead_of", row.dataset.held);
  said.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await ask(form.dataset.designsUrl, { method: "POST", body: said })
    .catch(() => ({ message: FAILED }));
  if (!answer.row) {
    row.querySelector(".design-state").textContent = answer.message;
    return;
  }
  const place = row.parentElement;
  place.innerHTML = answer.row;
  place.querySelector("summary")?.focus();
  announce(answer.message);
}

/** Let the rows of the bibliography confirm study designs. */
export function mountDesigns(form) {
  const list = document.getElementById("bibliography-records");
  if (!list) return;
  list.addEventListener("click", (event) => {
    const button = event.target.closest(".design-row button");
    if (button) confirm(form, button.closest(".design-row"));
  });
  list.addEventListener("medcontent:records", () => fill(form, list));
}
