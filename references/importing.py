"""Bringing a bibliography into the library: what is new, what is there, what can't be taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import batched

from django.db import DatabaseError, transaction

from references.csl import CslItem
from references.formats.reading import Read, Unread
from references.identifiers import Identifier, identifiers_of
from references.integrity.matching import note_items
from references.items import UnfitItem, settled
from references.models import Reference
from references.records import doubt, find_records, record_reference, year_of
from references.sameness import are_one_publication, letters_of_title

BATCH = 500
"""Entries that are looked up and saved together."""


@dataclass(frozen=True)
class Entry:
    """An entry of a bibliography and what becomes of it.

    ``item`` is None where it can't be taken, and ``reason`` says why. ``reference`` is the record
    that it is, which ``was_there`` before or, where nothing is saved, is none yet.
    """

    line: int
    source: str
    item: CslItem | None = None
    reason: str = ""
    reference: Reference | None = None
    was_there: bool = False
    remark: str = ""

    @property
    def is_new(self) -> bool:
        """Whether the library does not have it yet, or has it only now."""
        return self.item is not None and not self.was_there


def import_records(outcomes: Iterable[Read | Unread], *, save: bool) -> Iterator[Entry]:
    """Find or make the records of a bibliography's entries, in its order.

    Nothing is made unless ``save`` is set; then each batch is its own transaction, so that what
    was imported stays where a later one fails. The same publication twice makes one record.
    """
    seen = Seen()
    for batch in batched(outcomes, BATCH, strict=False):
        entries = _matched([_taken(outcome) for outcome in batch], seen)
        if save:
            entries = _saved(entries)
            note_items(
                (each.reference, each.item) for each in entries if each.reference and each.item
            )
        yield from entries


def _taken(outcome: Read | Unread) -> Entry:
    if isinstance(outcome, Unread):
        return Entry(outcome.line, outcome.text, reason=outcome.reason)
    try:
        return Entry(outcome.line, outcome.source, settled(outcome.item))
    except UnfitItem as unfit:
        return Entry(outcome.line, outcome.source, reason=str(unfit))


@dataclass
class Seen:
    """The new publications of a bibliography so far, so that none is made twice."""

    named: dict[Identifier, Entry] = field(default_factory=dict)
    titled: dict[tuple[str, int | None], list[Entry]] = field(default_factory=dict)

    def twin_of(self, entry: Entry) -> Entry | None:
        """Find the earlier entry of the same publication, and remember one that has none."""
        assert entry.item
        names = list(identifiers_of(entry.item))
        for name in names:
            if name in self.named:
                return self.named[name]
        alike = self.titled.setdefault((letters_of_title(entry.item), year_of(entry.item)), [])
        for other in alike:
            if other.item and are_one_publication(other.item, entry.item):
                return other
        alike.append(entry)
        self.named |= dict.fromkeys(names, entry)
        return None


def _matched(entries: Sequence[Entry], seen: Seen) -> list[Entry]:
    items = [entry.item for entry in entries if entry.item]
    known = iter(find_records(items))
    matched = []
    for entry in entries:
        reference = next(known) if entry.item else None
        if entry.item and reference:
            remark = doubt(reference, entry.item)
            entry = replace(entry, reference=reference, was_there=True, remark=remark)  # noqa: PLW2901
        elif entry.item and (twin := seen.twin_of(entry)):
            remark = f"The same publication as in line {twin.line}."
            entry = replace(entry, was_there=True, remark=remark)  # noqa: PLW2901
        matched.append(entry)
    return matched


def _saved(entries: Sequence[Entry]) -> list[Entry]:
    new = [entry for entry in entries if entry.is_new]
    made = iter(_made_together(new) or map(_made, new))
    return [next(made) if entry.is_new else entry for entry in entries]


def _made_together(new: Sequence[Entry]) -> list[Entry]:
    """Make records at once; nothing where one is refused, as somebody else was faster."""
    if not new:
        return []
    try:
        with transaction.atomic():
            references = Reference.objects.bulk_create(
                Reference(csl=entry.item, source_line=entry.source) for entry in new
            )
    except DatabaseError:
        return []
    return [replace(entry, reference=made) for entry, made in zip(new, references, strict=True)]


def _made(entry: Entry) -> Entry:
    assert entry.item
    try:
        with transaction.atomic():
            recorded = record_reference(entry.item, source_line=entry.source)
    except (DatabaseError, UnfitItem) as error:
        reason = str(error).partition("\n")[0]
        return replace(entry, item=None, reason=f"The database refuses it: {reason}")
    return replace(
        entry,
        reference=recorded.reference,
        was_there=not recorded.is_new,
        remark=recorded.remark,
    )
