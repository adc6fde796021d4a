"""Concerns: what was confirmed of a source reaches every live article that cites it."""

from __future__ import annotations

import datetime

import pytest

from articles.drafts import Draft, save_draft
from articles.models import Edition
from articles.preflight import run_preflight
from articles.reasons import give_reason
from gate.refusals import NotPermitted, Overtaken
from publishing import concerns
from publishing.models import Concern, Release
from publishing.release import release, withdraw
from publishing.store import PageNotRemoved
from publishing.tasks import look_for_concerns, take_up_facts
from references.merging import as_shown, merge
from references.models import IntegrityFact, Reference
from references.notices import is_retracted
from reviews import workflow
from reviews.models import LedgerEntry, Letter
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened() -> Release:
    return factories.released()


@pytest.fixture
def source(opened) -> Reference:
    return Reference.objects.get(editionreference__edition=opened.edition)


def take_up() -> None:
    take_up_facts.func()


def actions(release: Release) -> list[str]:
    entries = LedgerEntry.objects.filter(article=release.article, action__startswith="concern")
    return [entry.action for entry in entries.order_by("number")]


def signer(release: Release):
    return release.edition.sign_offs.get().physician.account


def approved(release: Release) -> Edition:
    """Another edition of the released article, signed."""
    article = release.article
    save_draft(article, Draft.of(article), by=article.writer, comment="Again")
    for finding in run_preflight(Draft.of(article)):
        because = {"reason": "It is one of several.", "by": article.writer}
        give_reason(article=article, rule=finding.rule, sentence=finding.sentence, **because)
    again = workflow.submit(article=article, by=article.writer)
    return factories.signed(edition=again).edition


def test_a_confirmed_retraction_is_a_concern_on_every_live_article_that_cites_the_source(
    opened, source
):
    other, unreleased = factories.released(), factories.signed().edition
    ended = factories.released()
    withdraw(article=ended.article, by=factories.account("editor"), reason="error")
    fact = factories.confirmed(source)
    take_up()
    found = Concern.objects.order_by("release")
    assert [concern.release for concern in found] == [opened, other]
    assert {concern.reference for concern in found} == {source}
    assert {concern.fact for concern in found} == {fact}
    assert actions(opened) == ["concern"]
    assert not LedgerEntry.objects.filter(
        article=unreleased.article, action__startswith="concern"
    ).exists()
    fact.refresh_from_db()
    assert fact.taken_at is not None


def test_taking_a_fact_up_again_opens_nothing_more(opened, source):
    factories.confirmed(source)
    take_up()
    for fact in IntegrityFact.objects.all():
        assert concerns.take_up(fact) is False
    assert actions(opened) == ["concern"]


@pytest.mark.parametrize(
    "nature", ["partial_retraction", "withdrawal", "removal", "expression_of_concern"]
)
def test_so_is_whatever_else_befalls_a_source(opened, source, nature):
    factories.confirmed(source, nature=nature)
    take_up()
    assert [concern.fact.nature for concern in Concern.objects.open()] == [nature]


def test_the_editors_the_writer_and_who_signed_are_told_once(source):
    doctor = factories.physician(email="doctor@example.org")
    editor = factories.account("editor", email="editor@example.org")
    edition = factories.submitted(writer=factories.account("writer", email="writer@example.org"))
    live = factories.released(edition=edition, by=doctor)
    factories.confirmed(source, doi="10.5555/notice")
    take_up()
    take_up()
    concern = Concern.objects.get(release=live)
    letters = Letter.objects.filter(fact=f"concern:{concern.pk}")
    assert {letter.recipient.email for letter in letters} == {
        "doctor@example.org",
        "writer@example.org",
        editor.email,
    }
    body = letters.first().body
    assert f"The source:\n{source.title}\n\nThe notice about it:\nhttps://doi.org/10.5555" in body
    assert f"/desk/concerns/{concern.pk}/" in body


def test_a_reinstatement_closes_the_concern(opened, source):
    factories.confirmed(source)
    take_up()
    factories.confirmed(source, nature="reinstatement")
    take_up()
    concern = Concern.objects.get()
    assert (concern.closing, concern.closed_at is not None) == ("reinstated", True)
    assert actions(opened) == ["concern", "concern_closed"]
    assert not Reference.objects.filter(is_retracted()).exists()


def test_a_source_retracted_once_more_after_a_reinstatement_is_a_concern_again(opened, source):
    for day, nature in enumerate(("retraction", "reinstatement", "retraction"), start=1):
        factories.confirmed(source, nature=nature, on=datetime.date(2026, 2, day))
        take_up()
    assert [concern.closing for concern in Concern.objects.all()] == ["reinstated", ""]
    assert Reference.objects.filter(is_retracted()).get() == source


def test_a_reinstatement_from_before_the_retraction_closes_nothing(opened, source):
    factories.confirmed(source)
    take_up()
    factories.confirmed(source, nature="reinstatement", on=datetime.date(2020, 1, 1))
    take_up()
    assert Concern.objects.open().exists()


def test_only_a_physician_who_signed_the_edition_answers(opened, source):
    factories.confirmed(source)
    take_up()
    concern = Concern.objects.get()
    strangers = ("editor", "administrator", "writer", "physician")
    for account in (*map(factories.account, strangers), factories.physician().account):
        with pytest.raises(NotPermitted):
            concerns.answer(concern=concern, by=account)
    assert Concern.objects.open().exists()
    answered = concerns.answer(concern=concern, by=signer(opened))
    assert (answered.closing, answered.closed_at is not None) == ("answered", True)
    with pytest.raises(Overtaken, match="closed already"):
        concerns.answer(concern=concern, by=signer(opened))
    assert actions(opened) == ["concern", "concern_closed"]


def test_an_answered_concern_does_not_come_back_by_itself(opened, source):
    factories.confirmed(source)
    take_up()
    concerns.answer(concern=Concern.objects.get(), by=signer(opened))
    look_for_concerns.func()
    assert not Concern.objects.open().exists()


def test_a_concern_is_over_with_the_release_it_is_about(opened, source):
    factories.confirmed(source)
    take_up()
    withdraw(article=opened.article, by=factories.account("editor"), reason="retracted_source")
    assert not Concern.objects.open().exists()
    with pytest.raises(Overtaken, match="public no more"):
        concerns.answer(concern=Concern.objects.get(), by=signer(opened))


def test_an_edition_that_was_submitted_before_takes_the_concern_along(opened, source):
    again = approved(opened)
    factories.confirmed(source)
    take_up()
    released = release(edition=again, by=factories.account("editor"))
    assert [concern.release for concern in Concern.objects.open()] == [released]


def test_an_edition_signed_with_an_expression_of_concern_in_sight_is_of_none(opened, source):
    factories.confirmed(source, nature="expression_of_concern")
    take_up()
    release(edition=approved(opened), by=factories.account("editor"))
    assert not Concern.objects.open().exists()


def test_a_release_that_opened_while_a_fact_was_taken_up_is_found_later(opened, source):
    fact = factories.confirmed(source)
    IntegrityFact.objects.filter(pk=fact.pk).update(taken_at=fact.confirmed_at)  # as if it raced
    look_for_concerns.func()
    assert [concern.release for concern in Concern.objects.open()] == [opened]
    look_for_concerns.func()
    assert actions(opened) == ["concern"]


def test_what_was_confirmed_of_the_kept_record_reaches_editions_that_name_the_merged_one(
    opened, source, again
):
    factories.confirmed(into(again, source))
    take_up()
    concern = Concern.objects.get()
    assert (concern.release, concern.reference) == (opened, source)


def into(kept: Reference, source: Reference) -> Reference:
    """Merge a source into another record; returns that."""
    merge(kept=kept, merged=source, by=factories.account("editor"), shown=as_shown(kept, source))
    return kept


@pytest.fixture
def again(db) -> Reference:
    """Another record of the source."""
    return Reference.objects.create(csl={"type": "book", "title": "Sleep in migraine, once more"})


def test_a_source_that_is_merged_into_a_retracted_record_is_found_within_the_hour(
    opened, source, again
):
    factories.confirmed(again)
    take_up()
    into(again, source)
    look_for_concerns.func()
    assert Concern.objects.get().reference == source


def test_a_merged_source_is_of_the_same_concern_once(opened, source, again):
    factories.confirmed(source)
    take_up()
    into(again, source)
    take_up()
    look_for_concerns.func()
    assert Concern.objects.count() == 1


def test_an_answered_concern_does_not_come_back_with_the_merging(opened, source, again):
    factories.confirmed(source)
    take_up()
    concerns.answer(concern=Concern.objects.get(), by=signer(opened))
    into(again, source)
    take_up()
    look_for_concerns.func()
    assert not Concern.objects.open().exists()


def test_the_kept_record_reinstated_frees_the_merged_one(opened, source, again):
    factories.confirmed(source)
    take_up()
    into(again, source)
    take_up()
    factories.confirmed(again, nature="reinstatement", on=datetime.date(2026, 3, 1))
    take_up()
    look_for_concerns.func()
    assert Concern.objects.get().closing == "reinstated"


def test_an_article_that_fails_holds_no_other_up_and_is_tried_again(opened, source, monkeypatch):
    other = factories.released()
    factories.confirmed(source)
    with monkeypatch.context() as patch:

        def remove(article):
            if article == opened.article:
                raise PageNotRemoved("The disk is read-only.")

        patch.setattr(concerns, "remove_pages", remove)
        done = take_up_facts.func()
    assert (done["done"], done["failed"]) == (0, 1)
    assert [concern.release for concern in Concern.objects.open()] == [other]
    take_up()
    assert {concern.release for concern in Concern.objects.open()} == {opened, other}


def test_merging_brings_no_concern_on_what_was_signed_with_the_doubt_in_sight(
    opened, source, again
):
    factories.confirmed(source, nature="expression_of_concern")
    take_up()
    release(edition=approved(opened), by=factories.account("editor"))
    into(again, source)
    take_up()
    look_for_concerns.func()
    assert not Concern.objects.open().exists()


def test_a_record_reinstated_before_the_merging_frees_the_merged_one(opened, source, again):
    factories.confirmed(again)
    factories.confirmed(again, nature="reinstatement", on=datetime.date(2026, 3, 1))
    factories.confirmed(source)
    take_up()
    into(again, source)
    look_for_concerns.func()
    assert Concern.objects.get().closing == "reinstated"
