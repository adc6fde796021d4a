"""Recording references: one record a publication, whoever cites it and however it is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.text import Truncator

from references.columns import title_keys
from references.csl import CslItem
from references.identifiers import Identifier, identifiers_of
from references.integrity.matching import note_items
from references.items import settled
from references.models import IDENTIFYING, Reference
from references.sameness import are_one_publication, same_title


@dataclass(frozen=True)
class RecordedReference:
    """A reference in the records, whether it is new there, and what a person should look at."""

    reference: Reference
    is_new: bool
    remark: str = ""


def record_reference(item: CslItem, *, source_line: str) -> RecordedReference:
    """Find the record of the same publication, else make one.

    A record that exists is never changed: other articles stand on it. Where the item says that
    the publication was retracted, a notice is kept of that. Raises UnfitItem.
    """
    item = settled(item)
    [known] = find_records([item])
    if known:
        note_items([(known, item)])
        return RecordedReference(known, is_new=False, remark=doubt(known, item))
    made = Reference.objects.create(csl=item, source_line=source_line)
    made.refresh_from_db()
    note_items([(made, item)])
    return RecordedReference(made, is_new=True)


def find_identified(identifier: Identifier) -> list[Reference]:
    """Find the records of a publication, or of the publications that report a trial."""
    if identifier.kind == "trial":
        held = Reference.objects.kept().filter(csl__custom__trials__contains=[identifier.value])
        return list(held[:50])
    found = _identified([identifier])
    return list(dict.fromkeys(found.values()))


def find_records(items: Sequence[CslItem]) -> list[Reference | None]:
    """Find the record of each of some settled items: by identifiers, else by title and year.

    A record that was merged gives the one that was kept. The number of queries is constant.
    """
    named = [list(identifiers_of(item)) for item in items]
    known = _identified([identifier for names in named for identifier in names])
    found = [next((known[name] for name in names if name in known), None) for names in named]
    rest = [place for place, reference in enumerate(found) if reference is None]
    for place, reference in zip(rest, _titled([items[place] for place in rest]), strict=True):
        found[place] = reference
    return found


def _identified(identifiers: Sequence[Identifier]) -> dict[Identifier, Reference]:
    """Find which records have these identifiers, merged ones through those that were kept."""
    wanted: dict[str, set[str]] = {}
    for kind, value in identifiers:
        wanted.setdefault(IDENTIFYING[kind], set()).add(value)
    found: dict[Identifier, Reference] = {}
    anywhere = Q(pk=None)
    for column, values in wanted.items():
        anywhere |= Q(**{f"{column}__in": values})
        for reference in Reference.objects.kept().filter(**{f"{column}__in": values}):
            found |= dict.fromkeys(_columns_of(reference), reference)
    if wanted:
        gone = Reference.objects.filter(anywhere, merged_into__isnull=False)
        for reference in gone.select_related("merged_into"):
            assert reference.merged_into
            for identifier in _columns_of(reference):
                found.setdefault(identifier, reference.merged_into)
    return found


def _columns_of(reference: Reference) -> Iterator[Identifier]:
    for kind, column in IDENTIFYING.items():
        if value := getattr(reference, column):
            yield Identifier(kind, value)  # type: ignore[arg-type]


def _titled(items: Sequence[CslItem]) -> list[Reference | None]:
    """Find records of the same title and year that nothing else tells apart from an item."""
    if not items:
        return []
    keys = title_keys([item["title"] for item in items])
    candidates: dict[tuple[str, int | None], list[Reference]] = {}
    for reference in Reference.objects.kept().filter(title_key__in=set(keys) - {""}).order_by("pk"):
        candidates.setdefault((reference.title_key, reference.year), []).append(reference)
    return [
        next(
            (
                reference
                for reference in candidates.get((key, year_of(item)), [])
                if are_one_publication(reference.csl, item)
            ),
            None,
        )
        for key, item in zip(keys, items, strict=True)
    ]


def year_of(item: Any) -> int | None:
    """Read the year in which a publication was issued, as the database does."""
    try:
        return int(item["issued"]["date-parts"][0][0])
    except (KeyError, IndexError, TypeError, ValueError):
        return None


def doubt(known: Reference, item: CslItem) -> str:
    """Say so when what identifies an item names a record that speaks of something else."""
    if not same_title(known.csl, item):
        title = Truncator(known.title).chars(80)
        return f"The record with this identifier has another title, “{title}”: check it."
    others = {
        f"{name.kind} {name.value}"
        for name in identifiers_of(item)
        if getattr(known, IDENTIFYING[name.kind]) not in (None, name.value)
    }
    if others:
        return f"The record that is there has another {', '.join(sorted(others))}: check it."
    return ""
