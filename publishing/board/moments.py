"""Times that people type: as their own clock shows them, meant as one moment.

The form says which zone it was made in and carries it, so that what was typed is what is meant
even where the browser tells another zone meanwhile.
"""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_time

from gate.refusals import Refusal
from workbench.local_time import zone_named


@dataclass(frozen=True)
class Moment:
    """A day and a time as a form shows them, and the zone that it names."""

    day: str
    time: str
    zone: str

    @classmethod
    def of(cls, request: HttpRequest) -> Moment:
        """Take what was typed; in a new form, tomorrow at eight."""
        tomorrow = timezone.localdate() + datetime.timedelta(days=1)
        return cls(
            request.POST.get("day", tomorrow.isoformat()),
            request.POST.get("time", "08:00"),
            zone_of(request.POST).key,
        )


def zone_of(posted: Mapping[str, str]) -> zoneinfo.ZoneInfo:
    """Give the zone that a form names, else the reader's."""
    here = zone_named(timezone.get_current_timezone_name())
    return zone_named(posted.get("zone", "")) or here or zoneinfo.ZoneInfo("UTC")


def read_moment(posted: Mapping[str, str]) -> datetime.datetime:
    """Read ``day``, ``time`` and ``zone`` as one moment, in UTC.

    Refuses a time that the clocks of the zone skip, or show twice, with what to choose.
    """
    day, time = _day(posted.get("day", "")), _time(posted.get("time", ""))
    zone = zone_of(posted)
    typed = datetime.datetime.combine(day, time)
    first, second = (typed.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        raise Refusal(_two_readings(typed, first, second, zone))
    return first.astimezone(datetime.UTC)


def _two_readings(
    typed: datetime.datetime,
    first: datetime.datetime,
    second: datetime.datetime,
    zone: zoneinfo.ZoneInfo,
) -> str:
    shown = f"{typed:%H:%M on %-d %B %Y}"
    if _exists(first):
        before, after = typed - _HOUR, typed + _HOUR
        return (
            f"In {zone.key} the clocks show {shown} twice, as they are set back. Choose an hour "
            f"earlier ({before:%H:%M}) or later ({after:%H:%M})."
        )
    return (
        f"In {zone.key} the clocks never show {shown}: they are set forward then. "
        f"Choose {first.astimezone(datetime.UTC).astimezone(zone):%H:%M} or another time."
    )


def _exists(moment: datetime.datetime) -> bool:
    there_and_back = moment.astimezone(datetime.UTC).astimezone(moment.tzinfo)
    return there_and_back.replace(tzinfo=None) == moment.replace(tzinfo=None)


_HOUR = datetime.timedelta(hours=1)


def _day(text: str) -> datetime.date:
    try:
        day = parse_date(text.strip())
    except ValueError:
        day = None
    # The last year that all zones can reckon with.
    if day is None or not datetime.MINYEAR < day.year < datetime.MAXYEAR:
        raise Refusal("Give the day as year-month-day, for example 2026-03-31.")
    return day


def _time(text: str) -> datetime.time:
    try:
        time = parse_time(text.strip())
    except ValueError:
        time = None
    if time is None:
        raise Refusal("Give the time as hours and minutes, for example 08:30.")
    return time.replace(microsecond=0)
