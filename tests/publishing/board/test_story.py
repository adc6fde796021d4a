"""An article's story: where it stands, what can be done, and its ledger as sentences."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.clock import utc_today
from articles.models import Article
from publishing import concerns
from publishing.board.timeline import DEEDS, timeline
from publishing.models import Concern
from publishing.release import release, withdraw
from publishing.safety import lift_notice, show_notice
from publishing.schedule import schedule, unschedule
from publishing.tasks import take_up_facts
from references.models import Reference
from reviews import comments, ledger, workflow
from reviews.models import LedgerEntry, Letter
from tests import factories

pytestmark = pytest.mark.django_db


def story(pk: int) -> str:
    return reverse("publishing:story", args=[pk])


def long_way(editor) -> Article:
    """An article to which everything happened that the ledger knows."""
    writer = factories.account("writer", username="Wanda")
    first = factories.submitted(writer=writer)
    article = first.article
    workflow.recall(edition=first, by=writer, reason="writer")
    edition = workflow.submit(article=article, by=writer)
    declining = factories.assigned(edition=edition, to=factories.physician(name="Dr. Busy"))
    workflow.decline(review=declining, by=declining.physician.account, reason="On leave.")
    spare = factories.assigned(edition=edition, to=factories.physician(name="Dr. Spare"))
    workflow.cancel(review=spare, by=editor)
    discussed(edition, editor, writer)
    soon = timezone.now() + datetime.timedelta(days=1)
    unschedule(planned=schedule(edition=edition, by=editor, release_at=soon), by=editor)
    release(edition=edition, by=editor)
    show_notice(article=article, by=editor)
    lift_notice(article=article, by=editor)
    factories.confirmed(Reference.objects.get(editionreference__edition=edition))
    take_up_facts.func()
    signer = edition.sign_offs.get().physician.account
    concerns.answer(concern=Concern.objects.get(), by=signer)
    withdraw(article=article, by=editor, reason="error")
    ledger.record(article, "schedule_refused", by=None, edition=2)
    return article


def discussed(edition, editor, writer) -> None:
    """A review with everything that is said in one, signed."""
    review = factories.assigned(edition=edition, to=factories.physician(name="Dr. Reads"))
    doctor = review.physician.account
    doctor.email = "reads@example.org"
    doctor.save()
    workflow.set_due_date(review=review, by=editor, due_on=utc_today() + datetime.timedelta(days=3))
    review.refresh_from_db()
    review.physician.account.refresh_from_db()
    workflow.remind(review=review, by=editor)
    workflow.accept(review=review, by=doctor, has_interests=True, interests="A talk, paid.")
    question = comments.comment(
        review=review, by=doctor, text="Whom?", kind="question", is_blocking=True
    )
    comments.reply(comment=question, by=writer, text="Adults.")
    comments.resolve(comment=question, by=doctor)
    better = comments.comment(
        review=review, by=doctor, kind="suggestion", block=0, replacement="Migraine, and sleep"
    )
    comments.take_over(comment=better, by=writer)
    factories.signed(review=review)


def test_the_story_tells_every_deed_in_words(at_board, editor, words):
    article = long_way(editor)
    told = words(at_board.get(story(article.pk)))
    for sentence in (
        "Wanda submitted the edition for review",
        "Wanda recalled the edition",
        "Edda took the request to Dr. Spare, MD back",
        "Dr. Busy, MD declined to review",
        "Edda moved the due date of Dr. Reads, MD",
        "Edda reminded Dr. Reads, MD",
        "Dr. Reads, MD accepted to review",
        "Dr. Reads, MD made a question, which holds the release back until it is settled",
        "Wanda answered a comment of Dr. Reads, MD",
        "Dr. Reads, MD settled a comment",
        "Wanda took a suggestion of Dr. Reads, MD over into the draft",
        "Dr. Reads, MD signed: approved the edition",
        "Edda planned the release for",
        "Edda took the planned release back",
        "released the edition to the public",
        "Edda put the notice of urgent review on the public page",
        "Edda took the notice of urgent review off",
        "The site put notes about a source on the public page: retraction",
        "closed the concern about a source: a physician who signed looked at it",
        "Edda withdrew the article: it contains an error",
        "The site refused the planned release when its time came",
    ):
        assert sentence in told, sentence
    assert "On leave." in told
    assert "Declared interests: A talk, paid." in told


def test_no_action_that_the_ledger_knows_is_left_without_words(editor):
    article = long_way(editor)
    assert set(LedgerEntry.objects.filter(article=article).values_list("action", flat=True)) == set(
        DEEDS
    )


def test_an_account_that_is_gone_is_called_a_closed_account(at_board, words):
    writer = factories.account("writer", username="Wanda")
    article = factories.submitted(writer=writer).article
    writer.delete()
    assert "A closed account submitted the edition" in words(at_board.get(story(article.pk)))


def test_a_long_story_is_read_page_by_page(at_board, editor, words):
    article = factories.submitted().article
    for number in range(230):
        ledger.record(article, "remind", by=editor, edition=1, n=number)
    seen, before = [], None
    while True:
        read = timeline(article, before=before)
        seen += [one.number for chapter in read.chapters for one in chapter.happenings]
        before = read.earlier
        if not before:
            break
    assert seen == list(range(231, 0, -1))
    page = at_board.get(story(article.pk))
    assert "?before=132#timeline" in page.content.decode()
    assert "submitted the edition" in words(at_board.get(story(article.pk) + "?before=3"))


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "１"])
def test_a_place_that_is_none_in_the_story_is_not_found(at_board, before):
    article = factories.submitted().article
    assert at_board.get(story(article.pk), {"before": before}).status_code == 404


def test_the_story_of_no_article_is_not_found(at_board):
    for number in (1, 2**63 - 1, 2**63, 10**40):
        assert at_board.get(f"/board/articles/{number}/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_story(at_board, editor):
    short, long = factories.submitted().article, long_way(editor)
    counts = []
    for article in (short, long):
        with CaptureQueriesContext(connection) as queries:
            assert at_board.get(story(article.pk)).status_code == 200
        counts.append(len(queries))
    assert max(counts) <= 25


def test_a_letter_that_can_t_be_sent_is_told(at_board, words):
    review = factories.assigned(to=factories.physician(name="Dr. Far"))
    account = review.physician.account
    assert "No letter reaches this physician" in words(
        at_board.get(story(review.edition.article_id))
    )
    account.email = "far@example.org"
    account.save()
    letter = Letter.objects.create(
        recipient=account, fact=f"assign:{review.pk}", subject="Please", body="…", fault="no route"
    )
    page = words(at_board.get(story(review.edition.article_id)))
    assert "could not be sent yet: no route" in page
    Letter.objects.filter(pk=letter.pk).update(sent_at=timezone.now(), fault="")
    assert "Invitation sent" in words(at_board.get(story(review.edition.article_id)))


@pytest.mark.parametrize("role", ["writer", "physician"])
def test_writers_and_physicians_have_no_board(client: Client, role):
    article = factories.submitted().article
    client.force_login(factories.account(role))
    assert client.get(story(article.pk)).status_code == 403


def test_an_administrator_sees_the_emergency_powers_alone(client: Client, words):
    article = factories.released().article
    client.force_login(factories.account("administrator"))
    page = words(client.get(story(article.pk)))
    assert "Withdraw the article…" in page
    assert "Show “under urgent review”…" in page
    assert "Ask a physician" not in page
    assert "The draft" not in page
