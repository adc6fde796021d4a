"""When a record has its turn to be checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from references.models import Reference

ASKED_BY = ("DOI", "PMID")
"""The members of an item by which services are asked."""


def check_anew(record: Reference, *, before: Mapping[str, Any]) -> None:
    """Give a record its turn at once where services are now asked about another publication.

    ``before`` is the item that the record was. What was looked at then says nothing of what it
    names now.
    """
    if any(record.csl.get(member) != before.get(member) for member in ASKED_BY):
        Reference.objects.filter(pk=record.pk).update(checked_at=None)
