"""A safety notice on the public pages: shown, lifted, recorded, and never stale."""

from __future__ import annotations

import datetime
import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publishing import safety
from publishing.facts import facts_of
from publishing.house_text import HOUSE_TEXT
from publishing.models import Release
from publishing.pages import article_path, pages_of, paths_of_slug, record_json_path, record_path
from publishing.release import withdraw
from publishing.safety import lift_notice, show_notice
from publishing.store import read_page, write_page
from publishing.sweeper import Swept, sweep
from tests import factories

pytestmark = pytest.mark.django_db
URGENT = "under urgent review since"


@pytest.fixture
def opened() -> Release:
    return factories.released()


@pytest.fixture
def editor():
    return factories.account("editor")


def stored(path: str) -> str:
    return read_page(path).body.decode()


def page(opened: Release) -> str:
    return stored(article_path(opened.edition.slug))


def verify() -> str:
    said = StringIO()
    call_command("verify", stdout=said)
    return said.getvalue()


def test_the_page_says_since_when_it_is_under_review_until_the_notice_is_lifted(opened, editor):
    assert URGENT not in page(opened)
    notice = show_notice(article=opened.article, by=editor)
    said = HOUSE_TEXT.safety_notice.format(date=f"{notice.shown_at:%-d %B %Y}")
    assert said in page(opened)
    assert page(opened).index(said) < page(opened).index("<!--signed text-->")
    verify()
    lift_notice(article=opened.article, by=editor)
    assert URGENT not in page(opened)
    verify()


def test_the_day_is_the_utc_day_whatever_the_readers_zone(opened, editor):
    notice = show_notice(article=opened.article, by=editor)
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        with timezone.override(zone):
            day = notice.shown_at.astimezone(datetime.UTC).date().isoformat()
            assert facts_of(opened).under_review_since == day


def test_each_notice_stands_in_the_record_for_people_and_machines(opened, editor):
    show_notice(article=opened.article, by=editor)
    lift_notice(article=opened.article, by=editor)
    last = show_notice(article=opened.article, by=editor)
    record = json.loads(stored(record_json_path(opened.edition.slug)))
    assert [notice["lifted_at"] is None for notice in record["safety_notices"]] == [False, True]
    assert record["safety_notices"][1]["shown_at"] == last.shown_at.isoformat()
    said = stored(record_path(opened.edition.slug))
    assert said.count("A safety notice was put on") == 2
    assert said.count("The safety notice was lifted") == 1


def test_the_record_of_a_withdrawn_article_keeps_its_notices(opened, editor):
    show_notice(article=opened.article, by=editor)
    withdraw(article=opened.article, by=editor, reason="safety")
    assert "A safety notice was put on" in stored(record_path(opened.edition.slug))
    verify()


@pytest.mark.parametrize("step", [show_notice, lift_notice])
def test_the_sweeper_writes_a_page_anew_that_missed_a_notice(opened, editor, monkeypatch, step):
    if step is lift_notice:
        show_notice(article=opened.article, by=editor)
    stale = list(pages_of(opened.article))
    with monkeypatch.context() as patch:
        patch.setattr(safety, "try_to_write_pages", lambda article: False)  # as if the disk failed
        step(article=opened.article, by=editor)
    for one in stale:
        write_page(one)
    with pytest.raises(SystemExit):
        verify()
    assert sweep() == Swept(articles=1, written=1)
    assert (URGENT in page(opened)) == (step is show_notice)
    verify()


def test_sweeping_asks_as_often_for_many_articles_as_for_one(opened, editor):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            sweep()
        return len(captured)

    few = queries()
    for _ in range(3):
        show_notice(article=factories.released().article, by=editor)
    assert queries() == few


def test_an_article_without_a_notice_claims_what_it_claimed_before(opened):
    assert "notices" not in read_page(paths_of_slug(opened.edition.slug)[0]).claims
