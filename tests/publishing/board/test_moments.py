"""What is typed as a time is what is meant, also in the nights when the clocks change."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from gate.refusals import Refusal
from publishing.board.moments import read_moment
from workbench.local_time import zone_named


def typed(day: str, time: str, zone: str) -> datetime.datetime:
    return read_moment({"day": day, "time": time, "zone": zone})


@pytest.mark.parametrize(
    ("day", "time", "zone", "meant"),
    [
        ("2026-07-01", "08:00", "Europe/Berlin", "2026-07-01T06:00:00+00:00"),
        ("2026-12-01", "08:00", "Europe/Berlin", "2026-12-01T07:00:00+00:00"),
        ("2026-03-29", "01:59", "Europe/Berlin", "2026-03-29T00:59:00+00:00"),
        ("2026-03-29", "03:00", "Europe/Berlin", "2026-03-29T01:00:00+00:00"),
        ("2026-10-25", "01:59", "Europe/Berlin", "2026-10-24T23:59:00+00:00"),
        ("2026-10-25", "03:00", "Europe/Berlin", "2026-10-25T02:00:00+00:00"),
        ("2026-03-08", "03:00", "America/New_York", "2026-03-08T07:00:00+00:00"),
        ("2026-11-01", "02:00", "America/New_York", "2026-11-01T07:00:00+00:00"),
        ("2026-11-01", "08:00", "UTC", "2026-11-01T08:00:00+00:00"),
    ],
)
def test_a_time_is_read_in_the_zone_that_the_form_names(day, time, zone, meant):
    assert typed(day, time, zone).isoformat() == meant


@pytest.mark.parametrize(
    ("day", "time", "zone"),
    [("2026-10-25", "02:30", "Europe/Berlin"), ("2026-11-01", "01:30", "America/New_York")],
)
def test_a_time_that_comes_twice_is_refused_with_what_to_choose(day, time, zone):
    with pytest.raises(Refusal, match=r"twice, as they are set back.*earlier.*later"):
        typed(day, time, zone)


@pytest.mark.parametrize(
    ("day", "time", "zone", "instead"),
    [
        ("2026-03-29", "02:30", "Europe/Berlin", "03:30"),
        ("2026-03-08", "02:30", "America/New_York", "03:30"),
    ],
)
def test_a_time_that_never_comes_is_refused_with_one_that_does(day, time, zone, instead):
    with pytest.raises(Refusal, match=f"never show.*Choose {instead}"):
        typed(day, time, zone)


@pytest.mark.parametrize(
    ("day", "time", "said"),
    [
        ("", "08:00", "Give the day"),
        ("2026-02-30", "08:00", "Give the day"),
        ("9999-12-31", "08:00", "Give the day"),
        ("0001-01-01", "08:00", "Give the day"),
        ("tomorrow", "08:00", "Give the day"),
        ("2026-03-01", "", "Give the time"),
        ("2026-03-01", "25:00", "Give the time"),
    ],
)
def test_what_is_no_day_or_time_is_refused_with_an_example(day, time, said):
    with pytest.raises(Refusal, match=said):
        typed(day, time, "Europe/Berlin")


def test_the_form_s_zone_counts_whatever_the_browser_tells_meanwhile():
    with timezone.override(zone_named("Asia/Tokyo")):
        assert typed("2026-07-01", "08:00", "Europe/Berlin").hour == 6
        assert typed("2026-07-01", "08:00", "no zone").hour == 23
