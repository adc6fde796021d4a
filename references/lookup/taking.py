"""Taking into a record what a person ticked of a looked-up one."""

from __future__ import annotations

import json
from collections.abc import Collection
from hashlib import sha256
from typing import Any

from gate.refusals import Overtaken, Refusal, one_step
from references.csl import CslItem
from references.differences import Difference, differences, filled, taken
from references.identifiers import identifiers_of
from references.integrity.matching import note_own
from references.integrity.turns import check_anew
from references.items import settled
from references.models import Reference
from references.records import find_identified


class NothingTaken(Refusal):
    """The record stays as it is; the message says why."""


def digest_of(item: Any) -> str:
    """Digest of an item as a page showed it, so that a change since then is noticed."""
    return sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()


def take_from(pk: int, found: CslItem, *, members: Collection[str], seen: str) -> list[Difference]:
    """Take members of a looked-up item into a record that still is as it was ``seen``.

    Returns what was taken. Raises Overtaken, NothingTaken and UnfitItem.
    """
    with one_step():
        record = Reference.objects.select_for_update(no_key=True).get(pk=pk)
        if digest_of(record.csl) != seen:
            raise Overtaken(
                "Somebody changed the record since this page was shown. Below is how it is now; "
                "tick again what to take."
            )
        chosen = [each for each in differences(record.csl, found) if each.member in members]
        _save(record, settled(taken(record.csl, found, [each.member for each in chosen])))
    return chosen


def fill_from(record: Reference, found: CslItem) -> list[Difference]:
    """Fill what is empty in a record from a looked-up item, and change nothing.

    Returns what was filled. Raises NothingTaken and UnfitItem.
    """
    with one_step():
        held = Reference.objects.select_for_update(no_key=True).get(pk=record.pk)
        empty = [each for each in differences(held.csl, found) if each.fills]
        if empty:
            _save(held, settled(filled(held.csl, found)))
    return empty


def _save(record: Reference, item: CslItem) -> None:
    for identifier in identifiers_of(item):
        others = [each for each in find_identified(identifier) if each.pk != record.pk]
        if others and identifier.kind != "trial":
            raise NothingTaken(
                f"Nothing was taken: {identifier.kind} {identifier.value} belongs to another "
                f"record, “{others[0].title}” (number {others[0].pk}). If the two are one "
                "publication, merge them."
            )
    before, record.csl = record.csl, dict(item)
    record.save(update_fields=["csl"])
    check_anew(record, before=before)
    note_own([record])
