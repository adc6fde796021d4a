"""Dates on public pages: UTC and English, whatever time zone and language are active."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone, translation

from publishing.dates import utc_day, written_day, written_moment
from publishing.models import Release
from publishing.pages import pages_of
from publishing.physician_pages import physician_path
from publishing.release import withdraw
from publishing.templatetags.public import day, moment
from tests import factories

ZONES = ("Pacific/Kiritimati", "Pacific/Niue", "America/New_York")
LATE = datetime.datetime(2026, 5, 4, 23, 30, tzinfo=datetime.UTC)


def test_a_moment_is_written_by_the_clock_of_utc():
    there = LATE.astimezone(ZoneInfo("Pacific/Kiritimati"))
    assert there.date() != LATE.date()
    assert written_day(there) == written_day("2026-05-04") == "4 May 2026"
    assert written_moment(there) == "4 May 2026, 23:30 UTC"
    assert utc_day(there) == datetime.date(2026, 5, 4)


def test_elements_name_the_exact_day_and_moment():
    assert day("2026-05-04") == '<time datetime="2026-05-04">4 May 2026</time>'
    assert moment(LATE) == (
        '<time datetime="2026-05-04T23:30:00+00:00">4 May 2026, 23:30 UTC</time>'
    )


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        written_day(LATE.replace(tzinfo=None))


@contextmanager
def elsewhere(zone: str, settings) -> Iterator[None]:
    """Be in another zone, and read in another language."""
    before, settings.TIME_ZONE = settings.TIME_ZONE, zone
    with timezone.override(zone), translation.override("de"):
        yield
    settings.TIME_ZONE = before


@pytest.fixture
def opened() -> Release:
    return factories.released()


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ZONES)
def test_the_bytes_of_an_articles_pages_are_the_same_in_every_zone(opened, settings, zone):
    def written() -> list[tuple[str, bytes]]:
        return [(page.path, page.body) for page in pages_of(opened.article)]

    public = written()
    with elsewhere(zone, settings):
        assert written() == public
    withdraw(article=opened.article, by=factories.account("editor"), reason="error")
    notice = written()
    with elsewhere(zone, settings):
        assert written() == notice


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ZONES)
def test_pages_that_django_answers_are_the_same_in_every_zone(opened, settings, zone):
    signed = opened.edition.sign_offs.get().physician
    paths = ["/", "/how-we-review/", physician_path(signed.name, signed.public_id)]

    def answers() -> list[bytes]:
        reader = Client(headers={"Cookie": f"time_zone={zone}"})
        return [reader.get(path).content for path in paths]

    before = answers()
    assert b"<time" in before[0] and b"<time" in before[2]
    with elsewhere(zone, settings):
        assert answers() == before
