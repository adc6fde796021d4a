"""Telling whether two notices of one publication speak of the same event.

Sources date one retraction weeks apart, and name it differently: a withdrawal here is a
retraction there. What parts two of them is a reinstatement between.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Protocol

from references.notices import RETRACTING, Nature


class Told(Protocol):
    """What a notice or a confirmed fact says of one publication."""

    @property
    def nature(self) -> str: ...
    @property
    def noticed_on(self) -> datetime.date | None: ...
    @property
    def notice_doi(self) -> str: ...
    @property
    def notice_pmid(self) -> str: ...


def same_event(one: Told, other: Told, *, reinstated: Iterable[datetime.date | None]) -> bool:
    """Say whether two tell of the same event, as far as anybody can tell.

    ``reinstated`` are the days on which the publication was reinstated, None for one unknown.
    Expressions of concern and partial retractions may be repeated: those of another day are
    others, unless they name the same notice.
    """
    if _kind(one) != _kind(other):
        return False
    is_reinstatement = one.nature == Nature.REINSTATEMENT
    if not is_reinstatement and _is_parted(one.noticed_on, other.noticed_on, list(reinstated)):
        return False
    same_doi = bool(one.notice_doi) and one.notice_doi == other.notice_doi
    same_pmid = bool(one.notice_pmid) and one.notice_pmid == other.notice_pmid
    if not (same_doi or same_pmid or one.nature in RETRACTING) and _name_others(one, other):
        return False
    is_undated = None in (one.noticed_on, other.noticed_on)
    same_day = is_undated or one.noticed_on == other.noticed_on
    return same_doi or same_pmid or same_day or one.nature in RETRACTING


def _name_others(one: Told, other: Told) -> bool:
    """Say whether two name different notices."""
    pairs = ((one.notice_doi, other.notice_doi), (one.notice_pmid, other.notice_pmid))
    return any(this and that and this != that for this, that in pairs)


def _kind(told: Told) -> str:
    """A publication that is no source any more is that under several names."""
    return "retracting" if told.nature in RETRACTING else told.nature


def _is_parted(
    one: datetime.date | None, other: datetime.date | None, days: list[datetime.date | None]
) -> bool:
    if one is None or other is None:
        return one is not other and bool(days)
    first, last = sorted((one, other))
    return first != last and any(day is None or first <= day <= last for day in days)
