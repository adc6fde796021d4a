// Asking the server: what goes wrong comes back as a sentence.

const SIGNED_OUT = "You are signed out, or this page is too old. Sign in in another tab, then try "
  + "again here: what you typed is kept.";
const NO_ANSWER = "No answer from the server: nothing was kept there. Try again.";

/** A refusal: its message is for people; errors are by field, where the server named any. */
export class Refused extends Error {
  constructor(message, errors = {}) {
    super(message);
    this.errors = errors;
  }
}

function csrfToken() {
  const cookie = document.cookie.split("; ").find((each) => each.startsWith("csrftoken="));
  return cookie ? decodeURIComponent(cookie.slice("csrftoken=".length))
    : document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Take an answer's JSON; throws Refused where it is none or says what is wrong. */
function taken(isFine, status, text) {
  const said = read(text);
  if (isFine && said) return said;
  if (said?.errors) throw new Refused(said.error ?? "Please mend what is marked.", said.errors);
  if (said?.error) throw new Refused(said.error);
  if (status >= 500) throw new Refused("The server could not do this now. Try again in a minute.");
  if (status === 413) throw new Refused("This file is too large for the server.");
  throw new Refused(SIGNED_OUT);
}

async function answered(url, options) {
  let answer;
  try {
    answer = await fetch(url, { redirect: "manual", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(NO_ANSWER);
  }
  if (answer.type === "opaqueredirect") throw new Refused(SIGNED_OUT);
  return taken(answer.ok, answer.status, await answer.text());
}

/** Ask for JSON. */
export function ask(url, { signal } = {}) {
  return answered(url, { signal });
}

/** Send fields as a form does. */
export function send(url, fields, { signal } = {}) {
  return answered(url, {
    method: "POST", signal, body: new URLSearchParams(fields), headers: { "X-CSRFToken": csrfToken() },
  });
}

/** Send a file; tell the share that is there, from 0 to 1. Aborts with the signal. */
export function upload(url, file, { progress, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fields = new FormData();
    fields.set("file", file);
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      try {
        resolve(taken(request.status === 201, request.status, request.responseText));
      } catch (error) {
        reject(error);
      }
    });
    request.addEventListener("error", () => reject(new Refused(NO_ANSWER)));
    request.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")));
    signal.addEventListener("abort", () => request.abort());
    request.send(fields);
  });
}
