"""Telling who made a work from what it is called."""

from __future__ import annotations

import re
from typing import Any

from references.formats.names import CAPITAL
from references.formats.organisations import read_creators
from references.formats.sentences import one_title

INITIAL = re.compile(rf"{CAPITAL}\.(?:\s{CAPITAL}|\s?$)")
"""Of a name before the title: "Prober P. Q. Lamps."."""
DATED = re.compile(r"^\W?(?:1[6-9]|20)\d\d\)|^[^.?!]{3,200}\s\((?:1[6-9]|20)\d\d\)[.:]?\s|^In:\s")
"""Names and year before a title, as other styles have them: "Prober PQ (2009) Lamps."."""


class CannotTell(ValueError):
    """The parts of a reference can't be told apart; the message is the reason."""


def read_work(parts: list[str]) -> dict[str, Any]:
    """Read the sentences before a publisher or date: authors or editors, if any, then a title.

    Raises CannotTell where there is no title, or where what stands before it is neither.
    """
    creators, role = read_creators(parts[0]) if parts else ([], "author")
    if len(parts) > 1 and creators:
        return {role: creators, "title": told_title(parts[1:])}
    if any("family" in name for name in creators):
        raise CannotTell("it has names, but no title.")
    return {"title": told_title(parts)}


def told_title(parts: list[str]) -> str:
    """Put a title together. Raises CannotTell where a full stop or an initial leaves doubt."""
    title = one_title(parts)
    if title and not INITIAL.match(title) and not DATED.search(title):
        return title
    raise CannotTell("authors, title and what follows can't be told apart.")
