// Makes foreign HTML harmless before the browser parses it. A style or a script's handler, even where
// nobody will see it, is refused by the page's security policy, and reported; and browsers take
// minutes over 100,000 nested elements.
// Reads tags as HTML 5 does (section 13.2.5), in one pass.

const RAW = new Set("script style xmp textarea title iframe noembed noframes".split(" "));
const UNCOUNTED = new Set(("area base br col dd dt embed hr img input li link meta o:p option p param source tbody td "
  + "tfoot th thead tr track wbr").split(" "));
const DEEPEST = 1000;
const STYLE = "data-pasted-style";
const HANDLER = "data-pasted-handler";

class Scan {
  #html;
  #pieces = [];
  #from = 0; // where what is not copied yet begins
  #depth = 0;
  deepest = 0;

  constructor(html) { this.#html = html; }

  run() {
    const opening = /<(?:(\/?)([a-z][^\s/>]*)|[!?/])/gi;
    for (let found = opening.exec(this.#html); found; found = opening.exec(this.#html)) {
      const [whole, slash, name] = found;
      const after = opening.lastIndex;
      const start = after - whole.length;
      opening.lastIndex = name ? this.#tag(start, after, slash, name.toLowerCase())
        : this.#comment(start);
    }
    this.#copyTo(this.#html.length);
    return this.#pieces.join("");
  }

  #copyTo(end, next = end) {
    this.#pieces.push(this.#html.slice(this.#from, end));
    this.#from = next;
  }

  #find(what, from) {
    const at = this.#html.indexOf(what, from);
    return at < 0 ? this.#html.length : at + what.length;
  }

  #comment(start) {
    const end = this.#html.startsWith("<!--", start) ? this.#find("-->", start + 4) : this.#find(">", start);
    this.#copyTo(start, end);
    return end;
  }

  #tag(start, after, slash, name) {
    const end = this.#attributes(after);
    if (!UNCOUNTED.has(name) && this.#html[end - 2] !== "/") this.#depth += slash ? -1 : 1;
    this.#depth = Math.max(0, this.#depth);
    this.deepest = Math.max(this.deepest, this.#depth);
    if (slash || !RAW.has(name)) return end;
    // The words of a script are left out, its tags stay to be counted; of a style nothing stays.
    const closing = this.#closing(end, name);
    if (name !== "style") this.#copyTo(end, closing);
    else this.#copyTo(start, closing);
    return closing;
  }

  #closing(start, name) {
    const closing = new RegExp(`</${name}(?=[\\s/>])`, "gi");
    closing.lastIndex = start;
    return closing.exec(this.#html)?.index ?? this.#html.length;
  }

  #attributes(start) {
    const html = this.#html;
    let at = start;
    const skip = (pattern) => {
      while (at < html.length && pattern.test(html[at])) at += 1;
    };
    for (;;) {
      skip(/[\s/]/);
      if (at >= html.length) return at;
      if (html[at] === ">") return at + 1;
      const named = at;
      at += 1;
      skip(/[^\s/>=]/);
      const name = html.slice(named, at).toLowerCase();
      if (name === "style" || name.startsWith("on")) {
        this.#copyTo(named, at);
        this.#pieces.push(name === "style" ? STYLE : HANDLER);
      }
      skip(/\s/);
      if (html[at] !== "=") continue;
      at += 1;
      skip(/\s/);
      if (html[at] === '"' || html[at] === "'") at = this.#find(html[at], at + 1);
      else skip(/[^\s>]/);
    }
  }
}

/** Rename styles and handlers, leave out comments and the words of scripts; words alone where it is too deep. */
export function disarmed(html) {
  const scan = new Scan(html);
  const harmless = scan.run();
  if (scan.deepest <= DEEPEST) return { html: harmless, isTooDeep: false };
  return { html: harmless.replace(/<[^>]*>/g, " "), isTooDeep: true };
}

/** The style that an element was pasted with. */
export function styleOf(element) {
  return (element.getAttribute(STYLE) ?? "").toLowerCase();
}
