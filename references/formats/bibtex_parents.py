"""What BibTeX entries inherit from others, by ``crossref`` and ``xdata``, circles left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from references.formats.bibtex_entries import BibEntry, split_entries
from references.formats.bibtex_mending import mended

BY = ("crossref", "xdata")
MOST = 30
"""Entries that one inherits from, its parents' parents among them; further ones are left out."""


class Parents:
    """The entries of a text that others inherit from."""

    def __init__(self, text: str) -> None:
        self.entries: dict[str, BibEntry] = {}
        self.above: dict[str, dict[str, None]] = {}
        if re.search(r"\b(?:crossref|xdata)\s{0,100}=", text, re.I):
            entries = [entry for entry in split_entries(text) if isinstance(entry, BibEntry)]
            wanted = {key for entry in entries for key in _keys(entry)}
            self.entries = {e.key.lower(): e for e in entries if e.key.lower() in wanted}

    def library(self, entries: Sequence[BibEntry]) -> str:
        """Write entries for pandoc under keys of ours, and before them those they inherit from."""
        keys = dict.fromkeys(key for entry in entries for key in self._ancestors(entry))
        places = {key: f"p{place}" for place, key in enumerate(keys)}
        written = [self._written(key, places) for key in places]
        for place, entry in enumerate(entries):
            written.append(mended(entry, f"r{place}", _named(entry, places)))
        return "\n".join(written)

    def _written(self, key: str, places: dict[str, str]) -> str:
        """Write a parent, its own parents named but those that inherit from it: a circle."""
        entry = self.entries[key]
        open_ = {
            name: places[name]
            for name in _keys(entry)
            if name in places and name != key and key not in self._above(name)
        }
        return mended(entry, places[key], _named(entry, open_))

    def _above(self, key: str) -> dict[str, None]:
        if key not in self.above:
            self.above[key] = self._ancestors(self.entries[key])
        return self.above[key]

    def _ancestors(self, entry: BibEntry) -> dict[str, None]:
        """List the keys of all entries that one inherits from, however far, the nearest first."""
        found: dict[str, None] = {}
        keys = _keys(entry)
        while keys and len(found) < MOST:
            new = [key for key in keys if key in self.entries and key not in found]
            new = new[: MOST - len(found)]
            found |= dict.fromkeys(new)
            keys = [key for name in new for key in _keys(self.entries[name])]
        return found


def _keys(entry: BibEntry, names: Sequence[str] = BY) -> list[str]:
    keys = ",".join(entry.fields.get(name, "") for name in names).split(",")[: 2 * MOST]
    return list(dict.fromkeys(key for key in (key.strip().lower() for key in keys) if key))


def _named(entry: BibEntry, places: dict[str, str]) -> dict[str, str]:
    keys = {name: _keys(entry, [name]) for name in BY}
    return {name: ",".join(places[key] for key in keys[name] if key in places) for name in BY}
