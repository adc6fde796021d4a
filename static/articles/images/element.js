/** Make an element; attributes that are false or null are left out. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/** A button that does something. */
export function button(words, act, attributes = {}) {
  const made = element("button", { type: "button", class: "button secondary", ...attributes }, words);
  made.addEventListener("click", act);
  return made;
}
