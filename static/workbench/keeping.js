// What is typed into a form survives an expired session, a reload and a crash: it is kept in this
// browser until the server has it. Passwords and consent are never kept.
//
// A form takes part with data-keep="ACCOUNT:WHAT"; another account sees nothing of it. The server
// says that it has what was sent by a cookie sent-TOKEN; the token is a field of the form.

const PREFIX = "medcontent-kept:";
const KEPT_FOR = 14 * 24 * 3600 * 1000; // milliseconds
const PAUSE = 300; // milliseconds after the last key
const NEVER = ["password", "consent", "csrfmiddlewaretoken", "token", "digest", "meaning"];

function newToken() {
  return [...crypto.getRandomValues(new Uint8Array(8))]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function wasTaken(token) {
  const name = `sent-${token}`;
  if (!document.cookie.split("; ").includes(`${name}=1`)) return false;
  document.cookie = `${name}=; path=/; max-age=0; samesite=lax`;
  return true;
}

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.name && !NEVER.includes(field.name)
    && !["password", "hidden", "submit", "button"].includes(field.type));
}

function isChoice(field) { return ["radio", "checkbox"].includes(field.type); }

function typedIn(form) {
  const typed = {};
  for (const field of fieldsOf(form)) {
    if (!isChoice(field)) typed[field.name] = field.value;
    else if (field.checked) typed[field.name] = field.value;
    else typed[field.name] ??= "";
  }
  return typed;
}

function putBack(form, typed) {
  for (const field of fieldsOf(form)) {
    if (!(field.name in typed)) continue;
    if (isChoice(field)) field.checked = field.value === typed[field.name];
    else field.value = typed[field.name];
  }
  form.dispatchEvent(new CustomEvent("kept:restored", { bubbles: true }));
}

/** Say in the form that what stands there was kept, with a way to be rid of it. */
function tell(form, forget) {
  const line = document.createElement("p");
  line.className = "kept-line";
  line.setAttribute("role", "status");
  line.append("What you had typed here is back; it was not sent yet. ");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  button.textContent = "Empty the form";
  button.addEventListener("click", () => {
    forget();
    line.remove();
    form.querySelector("textarea, input:not([type=hidden])")?.focus();
  });
  line.append(button);
  form.prepend(line);
}

function keep(form) {
  const key = PREFIX + form.dataset.keep;
  const asServed = typedIn(form);
  const token = document.createElement("input");
  Object.assign(token, { type: "hidden", name: "token", value: newToken() });
  form.append(token);
  const write = () => {
    clearTimeout(timer);
    const typed = typedIn(form);
    if (JSON.stringify(typed) === JSON.stringify(asServed) && !form.dataset.refused) {
      localStorage.removeItem(key);
      return;
    }
    try {
      localStorage.setItem(key, JSON.stringify({ token: token.value, at: Date.now(), typed }));
    } catch { /* No room: the form works without a copy. */ }
  };
  let timer = 0;
  let isSent = false;
  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, () => {
      clearTimeout(timer);
      timer = setTimeout(write, PAUSE);
    });
  }
  form.addEventListener("submit", (event) => {
    if (isSent) {
      event.preventDefault();
      return;
    }
    isSent = true;
    write();
  });
  if (form.dataset.refused) write();
  window.addEventListener("pageshow", (event) => { if (event.persisted) isSent = false; });
  window.addEventListener("pagehide", () => { if (!isSent) write(); });
  return { key, asServed };
}

function restore(form, { key, asServed }) {
  const kept = read(key);
  if (!kept || form.dataset.refused) return;
  if (wasTaken(kept.token)) {
    localStorage.removeItem(key);
    return;
  }
  if (JSON.stringify(kept.typed) === JSON.stringify(asServed)) return;
  putBack(form, kept.typed);
  tell(form, () => {
    localStorage.removeItem(key);
    putBack(form, asServed);
  });
}

function sweep() {
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
    const kept = read(key);
    if (!kept || Date.now() - kept.at > KEPT_FOR || wasTaken(kept.token)) {
      localStorage.removeItem(key);
    }
  }
}

/** Another tab may have signed in anew, which changes the token that the server asks for. */
function renewToken() {
  const token = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="))
    ?.slice("csrftoken=".length);
  if (!token) return;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
}

function canKeep() {
  try {
    return localStorage.length >= 0;
  } catch {
    return false; // The browser refuses; forms work without.
  }
}

/** Keep what is typed into the forms of this page that ask for it. */
export function keepForms() {
  if (canKeep()) {
    sweep();
    for (const form of document.querySelectorAll("form[data-keep]")) restore(form, keep(form));
  }
  document.addEventListener("visibilitychange", renewToken);
  document.addEventListener("submit", renewToken, { capture: true });
}
