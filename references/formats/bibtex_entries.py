"""Splitting BibTeX and BibLaTeX into entries, one broken entry never spoiling the next.

The grammar is that of BibTeX (O. Patashnik, BibTeXing, 1988): values in braces, quotation marks,
digits or names of strings, put together with "#"; entries in braces or parentheses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from references.formats.outcome import Unread
from references.formats.strays import strays_in

START = re.compile(r"@\s*(?P<kind>[^\W\d_]\w*)(?:\s|%[^\n]*\n)*(?P<opener>[{(])")
NEXT = re.compile(r"^[ \t]*@\s*[^\W\d_]\w*\s*[{(]", re.M)
GAP = re.compile(r"(?:\s|%[^\n]*(?:\n|\Z))*")
KEY = re.compile(r"[^,{}=\s\"#%]*(?:[ \t]+[^,{}=\s\"#%]+)*")
NAME = re.compile(r"[^\s,{}()=\"#%'@]+")
WORD = re.compile(r"[^\s,{}()=\"#%]+")
COMMENTED_OUT = re.compile(r"^[ \t]*%[^\n]*", re.M)
BRACE = re.compile(r"\\.|[{}]", re.S)
BRACE_OR_QUOTE = re.compile(r"\\.|[{}\"]", re.S)
CLOSERS = {"}", ")"}
"""Either closes an entry, whichever opened it: files mix them up."""

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
LONGEST_ENTRY = 1_000_000
MOST_IN_VAIN = 20_000_000
"""In characters."""


@dataclass
class BibEntry:
    """An entry: its kind and key, its fields with strings put in, and where it starts."""

    line: int
    kind: str
    key: str
    fields: dict[str, str]
    source: str
    repeated: dict[str, list[str]] = field(default_factory=dict)


class Broken(ValueError):
    """The entry does not follow the grammar from some place on."""

    def __init__(self, at: int, reason: str) -> None:
        super().__init__(reason)
        self.at = at


class Strings(dict[str, str]):
    """What names stand for, the months and what a text defines, and how much of it all is borne.

    A string that is made of itself doubles with each line, and twenty lines of it would fill any
    memory; an open brace is looked for its partner up to LONGEST_ENTRY, and a text may be full of
    them. So strings make no text more than twice as long, and what was searched in vain is counted.
    """

    def __init__(self, text: str) -> None:
        super().__init__({month: str(number) for number, month in enumerate(MONTHS, start=1)})
        self.room = len(text) + LONGEST_ENTRY
        self.in_vain = 0

    def put_in(self, name: str, at: int) -> str | None:
        """Give what a name stands for, if anything. Raises Broken where too much is put in."""
        value = self.get(name.lower())
        self.room -= len(value or "")
        if self.room < 0:
            raise Broken(at, f"What its strings stand for, “{name[:20]}” among them, is too long.")
        return value

    def end_of_search(self, text: str, at: int) -> int:
        """Say how far to look for what closes a group; at last no further than the next entry."""
        if self.in_vain < MOST_IN_VAIN:
            return min(len(text), at + LONGEST_ENTRY)
        following = NEXT.search(text, at)
        return following.start() if following else len(text)

    def not_closed(self, at: int, end: int, what: str) -> Broken:
        """Count a search that found nothing, and give the refusal."""
        self.in_vain += end - at
        return Broken(at, f"{what} is not closed.")


class Part(NamedTuple):
    """A part of a value: its text, or the word that names no known string."""

    text: str
    word: str = ""


def split_entries(text: str) -> Iterator[BibEntry | Unread]:
    """Go through the entries of a text; comments and preambles are passed over, strings kept."""
    strings = Strings(text)
    line, counted, at = 1, 0, 0
    while start := START.search(text, at):
        yield from _strays(text[at : start.start()], line + text.count("\n", counted, at))
        line += text.count("\n", counted, start.start())
        counted = start.start()
        kind = start["kind"].lower()
        entry: BibEntry | Unread | None = None
        try:
            if kind in {"comment", "preamble"}:
                at = _skip(text, start.end() - 1, strings)
            elif kind == "string":
                at = _define(text, start, strings)
            else:
                entry, at = _entry(text, start, line, strings)
        except Broken as broken:
            entry, at = _unread(text, start, line, broken, strings)
        if entry:
            yield entry
    yield from _strays(text[at:], line + text.count("\n", counted, at))


def _strays(between: str, line: int) -> Iterator[Unread]:
    """Report what looks like a record of another format, lines that are commented out aside."""
    return strays_in(COMMENTED_OUT.sub("", between), line)


def _unread(
    text: str, start: re.Match[str], line: int, broken: Broken, strings: Strings
) -> tuple[Unread | None, int]:
    """Report an entry, and go on at the next line that starts one; a comment may hold anything."""
    if start["kind"].lower() == "comment" and strings.in_vain < MOST_IN_VAIN:
        return None, start.end()
    following = NEXT.search(text, start.end())
    end = following.start() if following else len(text)
    place = line + text.count("\n", start.start(), min(broken.at, end))
    return Unread(line, f"{broken} (line {place})", text[start.start() : end]), end


def _define(text: str, start: re.Match[str], strings: Strings) -> int:
    at = _gap(text, start.end())
    name, at = _name(text, at)
    value, at = _value(text, _equals(text, at), strings)
    strings[name.lower()] = value
    return _gap(text, at) + 1


def _entry(text: str, start: re.Match[str], line: int, strings: Strings) -> tuple[BibEntry, int]:
    key, at = _key(text, _gap(text, start.end()))
    entry = BibEntry(line, start["kind"].lower(), key, {}, "")
    while True:
        at = _gap(text, at)
        if at >= len(text):
            raise Broken(at, "It is not closed before the end of the text.")
        if text[at] in CLOSERS:
            break
        if text[at] == ",":
            at += 1
            continue
        name, at = _name(text, at)
        value, at = _value(text, _equals(text, at), strings)
        _set(entry, name.lower(), value)
    entry.source = text[start.start() : at + 1]
    return entry, at + 1


def _key(text: str, at: int) -> tuple[str, int]:
    """Read the key up to its comma; an entry may lack it."""
    match = KEY.match(text, at)
    assert match
    after = _gap(text, match.end())
    if after < len(text) and text[after] in {",", *CLOSERS}:
        return match[0].strip().rstrip(")"), after
    return "", at


def _set(entry: BibEntry, name: str, value: str) -> None:
    """Keep a field; of several of one name the first that holds something counts."""
    if entry.fields.get(name, "").strip():
        entry.repeated.setdefault(name, []).append(value)
    else:
        entry.fields[name] = value


def _gap(text: str, at: int) -> int:
    match = GAP.match(text, at)
    return match.end() if match else at


def _name(text: str, at: int) -> tuple[str, int]:
    match = NAME.match(text, at)
    if not match:
        raise Broken(at, f"A field's name is expected before “{text[at : at + 20].strip()}”.")
    return match[0], match.end()


def _equals(text: str, at: int) -> int:
    at = _gap(text, at)
    if text[at : at + 1] != "=":
        raise Broken(at, f"“=” is expected before “{text[at : at + 20].strip()}”.")
    return at + 1


def _value(text: str, at: int, strings: Strings) -> tuple[str, int]:
    """Read a value; a string that nothing defines is empty in a sum, and a word alone."""
    first, at = _part(text, _gap(text, at), strings)
    parts = [first]
    while text[(after := _gap(text, at)) : after + 1] == "#":
        part, at = _part(text, _gap(text, after + 1), strings)
        parts.append(part)
    if len(parts) == 1:
        return (first.word or first.text), at
    return "".join(part.text for part in parts), at


def _part(text: str, at: int, strings: Strings) -> tuple[Part, int]:
    if text[at : at + 1] == "{":
        end = _skip(text, at, strings)
        return Part(text[at + 1 : end - 1]), end
    if text[at : at + 1] == '"':
        end = _quoted(text, at, strings)
        return Part(text[at + 1 : end - 1]), end
    word = WORD.match(text, at)
    if word:
        known = word[0] if word[0].isdecimal() else strings.put_in(word[0], at)
        return (Part("", word[0]) if known is None else Part(known)), word.end()
    if text[at : at + 1] == ",":
        return Part(""), at
    raise Broken(at, "A field has no value.")


def _skip(text: str, at: int, strings: Strings) -> int:
    """Go past a group in braces; of a group in parentheses, past its end."""
    if text[at] == "(":
        end = text.find(")", at)
        if end < 0:
            raise strings.not_closed(at, len(text), "A parenthesis")
        return end + 1
    depth, limit = 0, strings.end_of_search(text, at)
    for match in BRACE.finditer(text, at, limit):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    raise strings.not_closed(at, limit, "A brace")


def _quoted(text: str, at: int, strings: Strings) -> int:
    depth, limit = 0, strings.end_of_search(text, at)
    for match in BRACE_OR_QUOTE.finditer(text, at + 1, limit):
        if match[0] == '"' and depth == 0:
            return match.end()
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth < 0:
            limit = match.end()
            break
    raise strings.not_closed(at, limit, "A quotation mark")
