"""Bibliographies that somebody looks at before they are saved, entry by entry."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from gate.refusals import NotPermitted, Refusal, one_step
from references.formats.reading import Read, read_records
from references.importing import BATCH, Entry, import_records
from references.models import Import, ImportEntry

LARGEST_UPLOAD = 10_000_000
"""In bytes. What is larger is for `manage.py import_references`."""
MOST_ENTRIES = 20_000
MOST_AT_ONCE = 2_000
"""Entries that one request saves."""
KEPT_FOR = datetime.timedelta(days=7)
PERMISSION = "references.add_reference"

IS_NEW = Q(item__isnull=False, reference=None, was_there=False)
STATES = {
    "new": IS_NEW,
    "saved": Q(reference__isnull=False, was_there=False),
    "there": Q(was_there=True),
    "unread": Q(item__isnull=True),
}
"""What may become of an entry."""


def look_at(content: bytes | str, *, name: str, by: Any) -> Import:
    """Read a bibliography and keep it for a look; nothing of it goes into the library.

    Raises Refusal, which says why nothing of it can be read.
    """
    if not by.has_perm(PERMISSION):
        raise NotPermitted("Your account may not add references.")
    if len(content) > LARGEST_UPLOAD:
        raise Refusal(
            f"{name} is larger than {LARGEST_UPLOAD // 1_000_000} MB. Split it, or ask whoever "
            "runs the site for `manage.py import_references`."
        )
    entries = import_records(read_records(content, name=name), save=False)
    with one_step():
        Import.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
        made = Import.objects.create(name=name[:200], by=by)
        if not _keep(made, entries):
            raise Refusal(f"{name} holds no references.")
    return made


def _keep(of: Import, entries: Iterable[Entry]) -> int:
    count = 0
    for batch in batched(entries, BATCH, strict=False):
        ImportEntry.objects.bulk_create(
            ImportEntry(
                of=of,
                place=count + place,
                line=entry.line,
                source=entry.source,
                item=entry.item,
                reason=entry.reason,
                remark=entry.remark,
                reference=entry.reference,
                was_there=entry.was_there,
            )
            for place, entry in enumerate(batch, start=1)
        )
        count += len(batch)
        if count > MOST_ENTRIES:
            raise Refusal(
                f"These are more than {MOST_ENTRIES:,} references. Split the file, or ask whoever "
                "runs the site for `manage.py import_references`."
            )
    return count


def counts_of(of: Import) -> dict[str, int]:
    """Count the entries of an import by what became of them."""
    counted = {state: Count("pk", filter=condition) for state, condition in STATES.items()}
    return of.entries.aggregate(**counted)


def save_entries(of: Import, *, places: Iterable[int] | None, by: Any) -> int:
    """Make records of the chosen new entries, or of all; returns how many were made.

    At most MOST_AT_ONCE are made: who goes on calls again. Raises Refusal.
    """
    if not by.has_perm(PERMISSION):
        raise NotPermitted("Your account may not add references.")
    with transaction.atomic():
        # Who presses the button twice waits here, and finds the entries saved.
        Import.objects.select_for_update().get(pk=of.pk)
        chosen = of.entries.filter(IS_NEW)
        if places is not None:
            chosen = chosen.filter(place__in=list(places))
        rows = list(chosen.order_by("place")[:MOST_AT_ONCE])
        saved = list(import_records(_as_read(rows), save=True))
        for row, entry in zip(rows, saved, strict=True):
            row.item, row.reason, row.remark = entry.item, entry.reason, entry.remark
            row.reference, row.was_there = entry.reference, entry.was_there
        _note(rows)
    return sum(entry.is_new for entry in saved)


def _as_read(rows: Iterable[ImportEntry]) -> Iterator[Read]:
    for row in rows:
        assert row.item
        yield Read(row.item, row.line, row.source)


def _note(rows: list[ImportEntry]) -> None:
    """Write down what became of entries: of most no more than the record that was made."""
    plain = [row for row in rows if row.reference_id and not row.was_there]
    others = [row for row in rows if row not in set(plain)]
    ImportEntry.objects.bulk_update(plain, ["reference"], batch_size=BATCH)
    ImportEntry.objects.bulk_update(
        others, ["item", "reason", "remark", "reference", "was_there"], batch_size=BATCH
    )


def imports_of(person: Any) -> QuerySet[Import]:
    """Find what somebody is looking at; nobody sees another's."""
    return Import.objects.filter(by=person.pk)
