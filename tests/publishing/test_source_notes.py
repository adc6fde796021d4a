"""What readers see of a source that fell: at the top, at the source, and in the record."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from lxml import html

from articles.drafts import Draft, save_draft
from articles.reading import text_of_element
from articles.rendering import (
    RECORD_START,
    WordsDiffer,
    dated_records,
    render_edition,
    signed_region,
    without_dated_records,
)
from gate.refusals import Refusal
from publishing import concerns, pages
from publishing.concerns import answer
from publishing.facts import facts_of
from publishing.house_text import HOUSE_TEXT
from publishing.models import Concern, Release
from publishing.pages import article_path, pages_of, record_json_path, record_path
from publishing.store import read_page, remove_page, write_page
from publishing.sweeper import Swept, sweep
from publishing.tasks import take_up_facts
from references.models import Reference
from reviews import workflow
from tests import factories

pytestmark = pytest.mark.django_db
NOTED = re.compile(
    r"This source was retracted on 6 February 2026\. The notice about source 1\. "
    r"Noted here on \d+ \w+ 2\d{3}; not part of the signed text\."
)


@pytest.fixture
def opened() -> Release:
    return factories.released()


@pytest.fixture
def source(opened) -> Reference:
    return Reference.objects.get(editionreference__edition=opened.edition)


@pytest.fixture
def fallen(opened, source) -> Release:
    """A release whose source was retracted."""
    factories.confirmed(source, doi="10.5555/notice")
    take_up_facts.func()
    return opened


def stored(path: str) -> str:
    return read_page(path).body.decode()


def page(release: Release) -> str:
    return stored(article_path(release.edition.slug))


def words(fragment: str) -> str:
    return " ".join(
        text_of_element(html.fragment_fromstring(fragment, create_parent="div")).split()
    )


def verify() -> str:
    said = StringIO()
    call_command("verify", stdout=said)
    return said.getvalue()


def signer(release: Release):
    return release.edition.sign_offs.get().physician.account


def test_the_page_says_it_at_its_top_and_at_the_source(fallen):
    said = page(fallen)
    assert "source 1 was retracted on 6 February 2026" in said
    assert said.index("A source has changed") < said.index("<!--signed text-->")
    [noted] = dated_records(said)
    assert NOTED.search(words(noted))
    assert 'href="https://doi.org/10.5555/notice"' in noted
    before, _, after = said.partition(noted)
    assert before.rindex('<li id="reference-1">') > before.rindex("</li>")
    assert after.startswith("</li>")


def test_without_its_notes_the_region_is_the_signed_one_byte_for_byte(fallen):
    region = signed_region(page(fallen))
    assert region != render_edition(fallen.edition.reading)
    assert without_dated_records(region) == render_edition(fallen.edition.reading)
    verify()


def test_nothing_is_said_before_a_person_confirmed_it_and_the_worker_took_it_up(opened, source):
    factories.confirmed(source)
    assert "A source has changed" not in page(opened)
    take_up_facts.func()
    assert "A source has changed" in page(opened)


@pytest.mark.parametrize("nature", dict(HOUSE_TEXT.source_events))
def test_each_nature_has_words_of_its_own(opened, source, nature):
    factories.confirmed(source, nature=nature)
    take_up_facts.func()
    [note] = facts_of(opened).source_notes
    assert note.event(HOUSE_TEXT) in page(opened)
    assert note.note(HOUSE_TEXT) in page(opened)
    verify()


def test_two_notes_on_one_source_stand_in_order(fallen, source):
    factories.confirmed(source, nature="expression_of_concern")
    take_up_facts.func()
    assert len(dated_records(page(fallen))) == 2
    assert "retracted on 6 February 2026, and the journal of source 1" in page(fallen)
    verify()


def test_more_than_two_events_are_told_as_a_list(fallen, source):
    for nature in ("expression_of_concern", "partial_retraction"):
        factories.confirmed(source, nature=nature)
    take_up_facts.func()
    first = "we learned that source 1 was retracted on 6 February 2026; "
    assert first in page(fallen)
    told = page(fallen).partition(first)[2].partition(". The physicians who signed it")[0]
    assert told.count("; and ") == 1 and told.count(";") == 1


def test_the_notes_go_when_a_physician_who_signed_stands_by_the_text(fallen):
    answer(concern=Concern.objects.get(), by=signer(fallen))
    assert "A source has changed" not in page(fallen)
    assert dated_records(page(fallen)) == []
    verify()


def test_what_happened_stays_in_the_record_for_people_and_machines(fallen):
    answer(concern=Concern.objects.get(), by=signer(fallen))
    slug = fallen.edition.slug
    [edition] = json.loads(stored(record_json_path(slug)))["editions"]
    [concern] = edition["concerns"]
    assert (concern["nature"], concern["noticed_on"]) == ("retraction", "2026-02-06")
    assert concern["notice"] == "https://doi.org/10.5555/notice"
    assert concern["closing"] == "answered" and concern["closed_at"]
    said = words(stored(record_path(slug)))
    assert "Retraction: source 1 of edition 1; the page carries a note." in said
    assert "The note on source 1 of edition 1 was taken off: a physician who signed" in said


def test_readers_get_the_same_page_from_the_database(fallen):
    path = article_path(fallen.edition.slug)
    kept = page(fallen)
    remove_page(path)
    assert Client().get(path).content.decode() == kept


@pytest.mark.parametrize("step", ["open", "close"])
def test_the_sweeper_writes_a_page_anew_that_missed_a_concern(opened, source, monkeypatch, step):
    factories.confirmed(source)
    if step == "close":
        take_up_facts.func()
    stale = list(pages_of(opened.article))
    with monkeypatch.context() as patch:
        patch.setattr(concerns, "try_to_write_pages", lambda article: False)  # the disk failed
        if step == "close":
            answer(concern=Concern.objects.get(), by=signer(opened))
        else:
            take_up_facts.func()
    for one in stale:
        write_page(one)
    with pytest.raises(SystemExit):
        verify()
    assert sweep() == Swept(articles=1, written=1)
    assert ("A source has changed" in page(opened)) == (step == "open")
    verify()


def test_a_page_that_lost_its_note_is_found(fallen, monkeypatch):
    monkeypatch.setattr(pages, "with_notes", lambda region, notes, house_text: region)
    monkeypatch.setattr(pages, "require_only_these_notes", lambda page, facts, house_text: None)
    for one in pages_of(fallen.article):
        write_page(one)
    with pytest.raises(SystemExit):
        verify()


def test_a_template_that_adds_words_between_the_marks_writes_no_page(fallen, monkeypatch):
    def with_more(region, notes, house_text):
        return region.replace("</h1>", f"{RECORD_START}Cured!<!--end of dated record--></h1>")

    monkeypatch.setattr(pages, "with_notes", with_more)
    with pytest.raises(WordsDiffer, match="other notes"):
        list(pages_of(fallen.article))


def test_no_edition_can_hold_the_marks():
    content = {"format": 2, "title": "T", "body": f"<p>{RECORD_START}unsigned</p>"}
    with pytest.raises(WordsDiffer, match="marks"):
        render_edition(content | {"article": {"language": "en"}, "key_takeaways": []})


def test_a_draft_that_holds_the_marks_is_not_submitted(opened):
    article = opened.article
    draft = Draft.of(article)
    forged = draft.body.replace("It was small", f"It was {RECORD_START} small")
    save_draft(article, replace(draft, body=forged), by=article.writer, comment="Forged")
    with pytest.raises(Refusal):
        workflow.submit(article=article, by=article.writer)


def test_an_article_without_a_concern_claims_what_it_claimed_before(opened):
    assert "concerns" not in read_page(article_path(opened.edition.slug)).claims
