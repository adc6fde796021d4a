"""Abbreviations in parentheses, and whether they stand for the words before them.

After Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in
biomedical text", Pacific Symposium on Biocomputing 2003: 451-462.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

LONGEST_ABBREVIATION = 12
ABBREVIATION = r"[A-Za-z0-9][\w.]*(?:[-‐–][\w.]+)*"
GENERIC_TAIL = re.compile(r"\s+(?:therap(?:y|ies)|treatments?|transplants?)$", re.I)
IN_PARENTHESES = re.compile(r"\(([^()]{2,60})\)")
AT_END = re.compile(r"^(?P<name>[^()]+?)\s*\((?P<short>[^()]+)\)$")
AT_START = re.compile(r"^(?P<short>[^\s()]+)\s+\((?P<name>[^()]+)\)(?P<tail>(?:\s+[\w-]+){0,2})$")


class Definition(NamedTuple):
    """A name and its abbreviations, the first of which is the usual one."""

    name: str
    abbreviations: tuple[str, ...]


def read_definition(heading: str) -> Definition | None:
    """Read a heading such as "Name (ABBR/ABBR2)" or "ABBR (Name) Therapy"; None if it is none."""
    if match := AT_END.match(heading):
        name = match["name"]
    elif match := AT_START.match(heading):
        name = match["name"] + match["tail"]
    else:
        return None
    shorts = re.split(r"\s*[/,;]\s*|\s+or\s+", match["short"])
    found = tuple(singular(GENERIC_TAIL.sub("", short.strip())) for short in shorts)
    if not all(is_abbreviation(short) and stands_for(short, name) for short in found):
        return None
    return Definition(name, tuple(dict.fromkeys(found)))


def definitions(text: str) -> Iterator[Definition]:
    """Find every "long form (ABBR)" of a running text, with the shortest long form that fits."""
    for match in IN_PARENTHESES.finditer(text):
        short = singular(match[1].strip())
        if not is_abbreviation(short):
            continue
        most_words = min(len(short) + 5, len(short) * 2)
        before = re.split(r"[.;:!?()]\s", text[max(0, match.start() - 200) : match.start()])[-1]
        words = before.split()[-most_words:]
        if long := shortest_long_form(short, " ".join(words)):
            yield Definition(long, (short,))


def is_abbreviation(text: str) -> bool:
    """Tell an abbreviation by its shape: one short word with two capitals."""
    capitals = sum(letter.isupper() for letter in text)
    shaped = re.fullmatch(ABBREVIATION, text) is not None
    return shaped and 2 <= len(text) <= LONGEST_ABBREVIATION and capitals >= 2


def singular(abbreviation: str) -> str:
    """Take the plural s off an abbreviation ("MSC-NPs")."""
    return re.sub(r"(?<=[A-Z0-9])s$", "", abbreviation)


def stands_for(abbreviation: str, name: str) -> bool:
    """Tell whether an abbreviation's letters stand in a name in their order."""
    return shortest_long_form(abbreviation, name) is not None


def shortest_long_form(abbreviation: str, words: str) -> str | None:
    """Cut words to the shortest ending that holds the abbreviation's letters in order.

    The first letter must begin a word. None where there is no such ending.
    """
    letters = [letter.lower() for letter in abbreviation if letter.isascii() and letter.isalnum()]
    position = len(words)
    for index in range(len(letters) - 1, -1, -1):
        position -= 1
        while position >= 0 and not (
            words[position].lower() == letters[index]
            and (index > 0 or position == 0 or not words[position - 1].isalnum())
        ):
            position -= 1
        if position < 0:
            return None
    start = words.rfind(" ", 0, position + 1) + 1
    return words[start:]
