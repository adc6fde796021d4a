// Reasons: why a finding is not a problem, kept with its sentence.

const SIGNED_OUT = "You are signed out; sign in in another tab, then again.";
const NO_ANSWER = "Not kept: no answer from the server. Try again.";

/** Send what was decided about a finding: a reason, or that it is taken back. */
async function send(form, { rule, sentence }, said) {
  const typed = new FormData();
  const { csrfmiddlewaretoken } = form.elements;
  for (const [name, value] of Object.entries({ rule, sentence, ...said })) typed.set(name, value);
  typed.set("csrfmiddlewaretoken", csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(form.dataset.reasonUrl, { method: "POST", body: typed, redirect: "manual" });
    if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) {
      return { isKept: false, message: SIGNED_OUT };
    }
    const { message } = await answer.json();
    return { isKept: answer.ok, message };
  } catch {
    return { isKept: false, message: NO_ANSWER };
  }
}

/** Settle a finding with a reason. */
export function giveReason(form, finding, reason) { return send(form, finding, { reason }); }

/** Open it again. */
export function takeBackReason(form, finding) { return send(form, finding, { take_back: "yes" }); }
