"""Reading BibTeX and BibLaTeX: split by us, its LaTeX, names and dates read by pandoc.

Pandoc reads all or nothing of a file, and never ends where entries refer to one another in a
circle or are nested deeply. So entries are split, mended and given to it in batches; a batch that
it refuses is divided until those at fault are alone.
"""

from __future__ import annotations

import json
import resource
from collections.abc import Iterable, Iterator, Sequence
from itertools import batched
from math import ceil
from typing import Any

from references.formats.bibtex_entries import BibEntry, split_entries
from references.formats.bibtex_mending import item_of
from references.formats.bibtex_parents import Parents
from references.formats.outcome import CannotRead, Outcomes, Read, Unread
from references.pandoc import NoPandoc, PandocFails, TakesTooLong, run_pandoc

BATCH, LARGEST_BATCH = 250, 1_000_000
"""Entries, and characters, given to pandoc at once."""
PARTS = 16
"""Into which a batch is divided that can't be read."""
SECONDS, SECONDS_A_MEGABYTE = 3, 12
"""Of the processor, which pandoc may take for a batch; it needs a third of that."""
PATIENCE, PATIENCE_A_MEGABYTE = 60, 12
"""Of the processor, in seconds, which it may take for a whole text, those that fail included."""
HANGS = "It takes too long to read: its braces, LaTeX or parents are nested too deeply."
IS_BROKEN = "Its LaTeX or its dates can't be read."
TOO_MANY_HANG = (
    "It was not read, because entries before it took too long. Take those out, or mend them, "
    "and import the rest again."
)


def read_bibtex(text: str) -> Outcomes:
    """Read the entries of a BibTeX or BibLaTeX text in their order."""
    parents = Parents(text)
    pandoc = _Pandoc(len(text))
    for batch in _batches(split_entries(text)):
        read = _read(pandoc, [entry for entry in batch if isinstance(entry, BibEntry)], parents)
        for entry in batch:
            yield entry if isinstance(entry, Unread) else next(read)


def _batches(entries: Iterable[BibEntry | Unread]) -> Iterator[list[BibEntry | Unread]]:
    """Put together what pandoc can read at once, in time and memory."""
    batch: list[BibEntry | Unread] = []
    size = 0
    for entry in entries:
        size += _size(entry) if isinstance(entry, BibEntry) else 0
        if batch and (len(batch) == BATCH or size > LARGEST_BATCH):
            yield batch
            batch, size = [], _size(entry) if isinstance(entry, BibEntry) else 0
        batch.append(entry)
    yield batch


def _size(entry: BibEntry) -> int:
    return sum(map(len, entry.fields.values()))


def _read(
    pandoc: _Pandoc, entries: Sequence[BibEntry], parents: Parents
) -> Iterator[Read | Unread]:
    """Read some entries at once, or in parts where that fails."""
    if not entries:
        return
    try:
        items = pandoc.items(parents.library(entries))
    except _Fails as failure:
        if len(entries) == 1 or failure.is_final:
            yield from (Unread(entry.line, str(failure), entry.source) for entry in entries)
            return
        for part in batched(entries, -(-len(entries) // PARTS), strict=False):
            yield from _read(pandoc, part, parents)
        return
    for place, entry in enumerate(entries):
        yield _outcome(entry, items.get(f"r{place}"))


def _outcome(entry: BibEntry, item: dict[str, Any] | None) -> Read | Unread:
    if item is None:
        return Unread(entry.line, "It can't be read as an entry.", entry.source)
    return Read(item_of(entry, item), entry.line, entry.source)


class _Fails(Exception):
    """Pandoc can't read a library; the message says why, were it a single entry's."""

    is_final = False


class _TakesTooLong(_Fails):
    """Pandoc may not run any more for this text."""

    is_final = True


class _Pandoc:
    """Runs pandoc on libraries, and keeps account of the time that a text takes it.

    Time is the processor's: a busy machine makes no entry a broken one.
    """

    def __init__(self, length: int) -> None:
        self.left = PATIENCE + PATIENCE_A_MEGABYTE * length / 1e6

    def items(self, library: str) -> dict[str, dict[str, Any]]:
        """Read a library into items by their keys. Raises _Fails, and CannotRead without pandoc."""
        if self.left <= 0:
            raise _TakesTooLong(TOO_MANY_HANG)
        seconds = ceil(SECONDS + SECONDS_A_MEGABYTE * len(library) / 1e6)
        before = _processor_time()
        try:
            return {item["id"]: item for item in json.loads(_run(library, seconds))}
        except TakesTooLong:
            raise _Fails(HANGS) from None
        except (PandocFails, ValueError):
            raise _Fails(IS_BROKEN) from None
        except NoPandoc as error:
            raise CannotRead(f"BibTeX can't be read now: pandoc does not run ({error}).") from error
        finally:
            self.left -= _processor_time() - before


def _run(library: str, seconds: int) -> bytes:
    arguments = ["--from=biblatex", "--to=csljson"]
    return run_pandoc(arguments, library.encode("utf-8", "replace"), seconds=seconds)


def _processor_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
