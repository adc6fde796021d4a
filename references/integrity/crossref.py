"""What Crossref says of a work: its ``updated-by``, as readers keep it in an item's custom.

https://www.crossref.org/documentation/crossmark/version-control-corrections-and-retractions/
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any

from references.identifiers import normalise_doi
from references.integrity.said import Said, day, text_of, word_of
from references.notices import Nature, Source, address_of

COUNTED = {
    nature.value: nature
    for nature in (
        *(Nature.RETRACTION, Nature.PARTIAL_RETRACTION, Nature.WITHDRAWAL, Nature.REMOVAL),
        Nature.EXPRESSION_OF_CONCERN,
    )
}
"""Updates that touch whether a work may be cited; corrections and new versions do not."""
DATE_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?", re.S)


def said_by_crossref(item: Mapping[str, Any]) -> Iterator[Said]:
    """Read what became of the work that an item is.

    ``update-to`` says what an item itself does to others, and marks nothing.
    """
    own = item.get("custom")
    updates = own.get("updated-by") if isinstance(own, Mapping) else None
    for update in updates if isinstance(updates, list) else []:
        if isinstance(update, Mapping) and (nature := COUNTED.get(word_of(_kind(update)))):
            yield _said(item, update, nature)


def _kind(update: Mapping[str, Any]) -> str:
    return str(update.get("type") or "")


def _said(item: Mapping[str, Any], update: Mapping[str, Any], nature: Nature) -> Said:
    notice = text_of(update, "DOI", normalise_doi)
    return Said(
        source=Source.CROSSREF,
        nature=nature,
        doi=str(item.get("DOI") or ""),
        pmid=str(item.get("PMID") or ""),
        noticed_on=_date(update.get("updated")),
        notice_doi=notice,
        url=address_of(notice, ""),
    )


def _date(updated: Any) -> datetime.date | None:
    """Read a date as ``date-time`` or ``date-parts``; None where it names no day."""
    if not isinstance(updated, Mapping):
        return None
    if found := DATE_TIME.fullmatch(str(updated.get("date-time") or "")):
        return day(*map(int, found.groups()))
    parts = updated.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    is_day = (
        isinstance(first, list) and len(first) == 3 and all(type(part) is int for part in first)
    )
    return day(*first) if is_day and first else None
