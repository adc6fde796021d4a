"""Days and moments as public pages write them: in English and UTC, whatever zone is active.

Django's own filters follow the active time zone and language, but a public page is the same
bytes for everybody, and the same again when it is written anew.
"""

from __future__ import annotations

import datetime

MONTHS = (
    "January February March April May June July August September October November December"
).split()


def utc(moment: datetime.datetime) -> datetime.datetime:
    """Give an aware moment by the clock of UTC. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} names no time zone.")
    return moment.astimezone(datetime.UTC)


def utc_day(given: datetime.date | str) -> datetime.date:
    """Read a day, from an ISO 8601 day or as that on which a moment was in UTC."""
    if isinstance(given, str):
        return datetime.date.fromisoformat(given)
    return utc(given).date() if isinstance(given, datetime.datetime) else given


def written_day(given: datetime.date | str) -> str:
    """Write a day, e.g. 4 May 2026."""
    day = utc_day(given)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def written_moment(moment: datetime.datetime) -> str:
    """Write a moment, e.g. 4 May 2026, 09:05 UTC."""
    return f"{written_day(moment)}, {utc(moment):%H:%M} UTC"
