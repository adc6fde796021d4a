"""Reading BibTeX and BibLaTeX: split by us, its LaTeX, names and dates read by pandoc.

Pandoc reads all or nothing of a file, and never ends where entries refer to one another in a
circle. So entries are split, mended and given to it in batches; a batch that it refuses is halved.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Any

import pypandoc

from references.formats.bibtex_entries import BibEntry, split_entries
from references.formats.bibtex_mending import item_of, mended
from references.formats.outcome import CannotRead, Outcomes, Read, Unread

BATCH = 250
SECONDS, SECONDS_AN_ENTRY = 5, 0.06
"""What pandoc may take; it needs a tenth of that."""

PATIENCE, LIMIT = 120, 300
"""Seconds lost to entries that pandoc hangs on, a text: after the first limit the batches with such
entries fail as a whole, after the second all that follow."""

PARENTS = ("crossref", "xdata")


def read_bibtex(text: str) -> Outcomes:
    """Read the entries of a BibTeX or BibLaTeX text in their order."""
    parents = _parents(text)
    pandoc = _Pandoc()
    for batch in batched(split_entries(text), BATCH):
        read = _read(pandoc, [entry for entry in batch if isinstance(entry, BibEntry)], parents)
        for entry in batch:
            yield entry if isinstance(entry, Unread) else next(read)


def _parents(text: str) -> dict[str, BibEntry]:
    """Find the entries that others inherit from, by their keys."""
    if not re.search(r"\b(?:crossref|xdata)\s*=", text, re.I):
        return {}
    entries = [entry for entry in split_entries(text) if isinstance(entry, BibEntry)]
    wanted = {key for entry in entries for key in _keys_of_parents(entry)}
    return {entry.key.lower(): entry for entry in entries if entry.key.lower() in wanted}


def _keys_of_parents(entry: BibEntry) -> list[str]:
    named = ",".join(entry.fields.get(name, "") for name in PARENTS)
    return [key.strip().lower() for key in named.split(",") if key.strip()]


def _read(
    pandoc: _Pandoc, entries: Sequence[BibEntry], parents: dict[str, BibEntry]
) -> Iterator[Read | Unread]:
    """Read some entries at once, or each by itself where that fails."""
    if not entries:
        return
    items = pandoc.items(_library(entries, parents), len(entries))
    if items is not None:
        for place, entry in enumerate(entries):
            yield _outcome(entry, items.get(f"r{place}"))
    elif len(entries) == 1 or pandoc.lost > PATIENCE:
        yield from (
            Unread(entry.line, "Its LaTeX or its dates can't be read.", entry.source)
            for entry in entries
        )
    else:
        half = len(entries) // 2
        yield from _read(pandoc, entries[:half], parents)
        yield from _read(pandoc, entries[half:], parents)


def _outcome(entry: BibEntry, item: dict[str, Any] | None) -> Read | Unread:
    if item is None:
        return Unread(entry.line, "It can't be read as an entry.", entry.source)
    return Read(item_of(entry, item), entry.line, entry.source)


def _library(entries: Sequence[BibEntry], parents: dict[str, BibEntry]) -> str:
    """Write entries for pandoc under keys of ours, and before them those they inherit from."""
    keys = [key for entry in entries for key in _ancestors(entry, parents)]
    places = {key: f"p{place}" for place, key in enumerate(dict.fromkeys(keys))}
    written = [
        mended(parents[key], place, _above(key, parents, places)) for key, place in places.items()
    ]
    for place, entry in enumerate(entries):
        above = {name: _placed(entry, name, places) for name in PARENTS}
        written.append(mended(entry, f"r{place}", above))
    return "\n".join(written)


def _above(key: str, parents: dict[str, BibEntry], places: dict[str, str]) -> dict[str, str]:
    """Name the parents of a parent, but those that inherit from it: that would be a circle."""
    open_ = {
        name: place
        for name, place in places.items()
        if name != key and key not in _ancestors(parents[name], parents)
    }
    return {name: _placed(parents[key], name, open_) for name in PARENTS}


def _placed(entry: BibEntry, name: str, places: dict[str, str]) -> str:
    keys = [key.strip().lower() for key in entry.fields.get(name, "").split(",")]
    return ",".join(places[key] for key in keys if key in places)


def _ancestors(entry: BibEntry, parents: dict[str, BibEntry]) -> list[str]:
    """List the keys of all entries that one inherits from, however far."""
    found: list[str] = []
    keys = _keys_of_parents(entry)
    while keys:
        new = [key for key in keys if key in parents and key not in found]
        found += new
        keys = [key for name in new for key in _keys_of_parents(parents[name])]
    return found


class _Pandoc:
    """Runs pandoc on libraries, and keeps account of the seconds lost to what it hangs on."""

    def __init__(self) -> None:
        self.lost = 0.0

    def items(self, library: str, count: int) -> dict[str, dict[str, Any]] | None:
        """Read a library of so many entries into items by their keys; None where that fails."""
        if self.lost > LIMIT:
            return None
        command = [pypandoc.get_pandoc_path(), "--sandbox", "--from=biblatex", "--to=csljson"]
        seconds = SECONDS + SECONDS_AN_ENTRY * count
        try:
            done = subprocess.run(
                command,
                input=library.encode("utf-8", "replace"),
                capture_output=True,
                timeout=seconds,
                check=True,
            )
            items = json.loads(done.stdout)
        except subprocess.TimeoutExpired:
            self.lost += seconds
            return None
        except (subprocess.SubprocessError, ValueError):
            return None
        except OSError as error:
            raise CannotRead(f"BibTeX can't be read now: pandoc does not run ({error}).") from error
        return {item["id"]: item for item in items}
