"""Two people at once at desk and board: one clean outcome each, and the second is told why."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.utils import timezone
from django.utils.module_loading import import_string

from articles.clock import utc_today
from articles.drafts import draft_edit
from articles.models import Article, Edition
from articles.passages import passages
from gate.refusals import Refusal
from medcontent.models import User
from publishing.models import Release, SafetyNotice, ScheduledRelease
from publishing.release import release, withdraw
from publishing.safety import show_notice
from publishing.schedule import release_due, schedule, unschedule
from reviews import comments, workflow
from reviews.licences import end_licence
from reviews.models import Comment, Review, SignOff
from tests import factories
from tests.workflow.aftermath import faults_after_sweeping
from tests.workflow.test_races import ROUNDS, Verb, _decide, _race

pytestmark = pytest.mark.usefixtures("committed")
DAY = datetime.timedelta(days=1)


@pytest.fixture
def editor() -> User:
    return factories.account("editor")


def doctor(review: Review) -> User:
    assert review.physician.account
    return review.physician.account


def one_refused(told: list[Refusal | None], *sentences: str) -> None:
    """Require that one verb went through, and the other was told one of the sentences."""
    refusals = [str(refusal) for refusal in told if refusal is not None]
    assert len(refusals) == len(told) - 1, refusals
    for refusal in refusals:
        assert any(sentence in refusal for sentence in sentences), refusal


def whole() -> None:
    assert faults_after_sweeping() == []


# Decisions


@pytest.mark.parametrize("needed", [1, 2])
def test_two_approvals_at_once_both_count(settings, needed: int) -> None:
    settings.REQUIRED_APPROVALS = needed
    edition = factories.submitted()
    reviews = [factories.accepted(edition=edition) for _ in range(2)]
    assert _race(*[_decide(review, "approve") for review in reviews]) == [None, None]
    assert workflow.is_approved(edition)
    assert release(edition=edition, by=factories.account("editor")).ended_at is None
    whole()


def test_an_approval_and_a_rejection_at_once_are_both_kept() -> None:
    edition = factories.submitted()
    reviews = [factories.accepted(edition=edition) for _ in range(2)]
    decided = _race(_decide(reviews[0], "approve"), _decide(reviews[1], "reject"))
    assert decided == [None, None]
    assert not workflow.is_approved(edition)
    whole()


def test_a_decision_sent_twice_is_signed_once() -> None:
    for _ in range(ROUNDS):
        review = factories.accepted()
        told = _race(*[_decide(review, "approve")] * 2)
        one_refused(told, "You have decided on this edition already")
        assert review.sign_offs.count() == 1
    whole()


def test_a_licence_that_ends_while_somebody_signs_is_good_or_is_not() -> None:
    for _ in range(ROUNDS):
        review = factories.accepted()
        licence = review.physician.licences.get()
        by = factories.account("administrator")

        def end(licence: Any = licence, by: User = by) -> object:
            return end_licence(licence=licence, by=by, on=utc_today())

        signed, ended = _race(_decide(review, "approve"), end)
        assert ended is None
        assert review.sign_offs.exists() is (signed is None)
        # Who sees it first says so: the verb before it signs, or the database as it signs.
        assert signed is None or re.search(
            "no licence that is verified and valid|licence is not valid today", str(signed)
        )
    whole()


def test_a_licence_that_expired_between_reading_and_signing_signs_nothing(
    committed, databases
) -> None:
    review = factories.accepted()
    with databases.owner(committed) as owner:
        trigger = "TRIGGER gate_a_licence_is_verified_once"
        owner.execute(f"ALTER TABLE reviews_licence DISABLE {trigger}")
        owner.execute("UPDATE reviews_licence SET expires_on = %s", [utc_today() - DAY])
        owner.execute(f"ALTER TABLE reviews_licence ENABLE ALWAYS {trigger}")
    with pytest.raises(Refusal, match="no licence that is verified and valid today"):
        _decide(review, "approve")()
    assert not SignOff.objects.exists()
    whole()


# Requests


def test_a_physician_is_asked_once_whoever_asks(editor: User) -> None:
    edition, physician = factories.submitted(), factories.physician()

    def ask() -> Review:
        return workflow.assign(
            edition=edition, physician=physician, by=editor, due_on=utc_today() + DAY
        )

    one_refused(_race(ask, ask), "is asked to review this edition already")
    assert edition.reviews.count() == 1
    whole()


def test_a_request_taken_back_and_accepted_is_taken_back(editor: User) -> None:
    for _ in range(ROUNDS):
        review = factories.assigned()
        cancelled, accepted = _race(
            lambda review=review: workflow.cancel(review=review, by=editor),  # type: ignore[misc]
            lambda review=review: workflow.accept(  # type: ignore[misc]
                review=review, by=doctor(review), has_interests=False
            ),
        )
        assert cancelled is None
        assert accepted is None or "was taken back" in str(accepted)
        assert Review.objects.get(pk=review.pk).cancelled_at is not None
    whole()


def test_of_a_request_taken_back_and_a_decision_one_comes_first(editor: User) -> None:
    for _ in range(ROUNDS):
        review = factories.accepted()
        told = _race(
            lambda review=review: workflow.cancel(review=review, by=editor),  # type: ignore[misc]
            _decide(review, "approve"),
        )
        one_refused(told, "decided already", "was taken back")
        is_cancelled = Review.objects.get(pk=review.pk).cancelled_at is not None
        assert is_cancelled is not review.sign_offs.exists()
    whole()


def test_a_due_date_moved_while_the_physician_signs_says_so_if_late(editor: User) -> None:
    for _ in range(ROUNDS):
        review = factories.accepted()
        moved, signed = _race(
            lambda review=review: workflow.set_due_date(  # type: ignore[misc]
                review=review, by=editor, due_on=utc_today() + 3 * DAY
            ),
            _decide(review, "approve"),
        )
        assert signed is None
        assert moved is None or "decided already" in str(moved)
    whole()


# Discussion


def _suggestion(review: Review) -> Comment:
    found = next(one for one in passages(review.edition.reading) if one.text.startswith("It was"))
    return comments.comment(
        review=review,
        by=doctor(review),
        kind="suggestion",
        block=found.number,
        replacement="It was small.",
    )


def test_a_suggestion_is_taken_over_once_by_two_at_once(editor: User) -> None:
    made = _suggestion(factories.accepted())

    def take() -> Article:
        return comments.take_over(comment=Comment.objects.get(pk=made.pk), by=editor)

    one_refused(_race(take, take), "in the draft already")
    whole()


def test_an_edit_and_a_suggestion_at_once_are_both_in_the_draft(editor: User) -> None:
    for number in range(ROUNDS):
        made = _suggestion(factories.accepted())
        article = made.review.edition.article
        title = f"Edited {number}"

        def edit(pk: int = article.pk, title: str = title) -> None:
            with draft_edit(Article(pk=pk), by=editor, comment="Edited"):
                held = Article.objects.get(pk=pk)
                held.title = title
                held.save()

        told = _race(
            edit,
            lambda made=made: comments.take_over(comment=made, by=editor),  # type: ignore[misc]
        )
        assert told == [None, None]
        article.refresh_from_db()
        assert (article.title, "It was small." in article.body) == (title, True)
    whole()


def test_a_comment_is_settled_once_by_two_clicks() -> None:
    review = factories.accepted()
    made = comments.comment(review=review, by=doctor(review), text="Why?")

    def settle() -> Comment:
        return comments.resolve(comment=Comment.objects.get(pk=made.pk), by=doctor(review))

    one_refused(_race(settle, settle), "settled already")
    whole()


def test_two_answers_at_once_are_both_kept(editor: User) -> None:
    review = factories.accepted()
    made = comments.comment(review=review, by=doctor(review), text="Why?")
    by = [editor, doctor(review)]
    told = _race(
        *[lambda one=one: comments.reply(comment=made, by=one, text="So.") for one in by]  # type: ignore[misc]
    )
    assert told == [None, None]
    assert made.replies.count() == 2
    whole()


# Releases, plans and notices


def test_of_a_release_and_a_withdrawal_none_is_lost(editor: User) -> None:
    first = factories.released().edition
    edition = workflow.submit(article=first.article, by=first.article.writer)
    factories.signed(edition=edition)
    told = _race(
        lambda: release(edition=edition, by=editor),
        lambda: withdraw(article=first.article, by=editor, reason="error"),
    )
    assert told == [None, None]
    assert not first.releases.filter(ended_at=None).exists()
    whole()


def _planned(edition: Edition, by: User) -> ScheduledRelease:
    return schedule(edition=edition, by=by, release_at=timezone.now() + DAY)


def test_a_plan_is_carried_out_once_by_two_workers(editor: User) -> None:
    for _ in range(ROUNDS):
        planned = _planned(factories.signed().edition, editor)
        assert _race(*[lambda planned=planned: release_due(planned)] * 2) == [None, None]  # type: ignore[misc]
        planned.refresh_from_db()
        assert (planned.outcome, planned.refusal) == ("released", "")
        assert planned.edition.releases.count() == 1
    whole()


@pytest.mark.parametrize("meanwhile", ["_recall", "_unschedule", "_release"])
def test_a_plan_and_what_overtakes_it_come_one_after_the_other(editor: User, meanwhile) -> None:
    overtake = import_string(f"{__name__}.{meanwhile}")
    for _ in range(ROUNDS):
        planned = _planned(factories.signed().edition, editor)
        overtaken = _race(lambda planned=planned: release_due(planned), overtake(planned, editor))[
            1
        ]  # type: ignore[misc]
        planned.refresh_from_db()
        is_public = planned.edition.releases.filter(ended_at=None).exists()
        assert planned.ended_at is not None
        assert is_public is (planned.outcome == "released")
        assert overtaken is None or planned.outcome == "released", overtaken
    whole()


def _recall(planned: ScheduledRelease, editor: User) -> Verb:
    return lambda: workflow.recall(edition=planned.edition, by=editor, reason="editor")


def _unschedule(planned: ScheduledRelease, editor: User) -> Verb:
    return lambda: unschedule(planned=planned, by=editor)


def _release(planned: ScheduledRelease, editor: User) -> Verb:
    return lambda: release(edition=planned.edition, by=editor)


def test_what_is_withdrawn_does_not_return_by_a_plan(editor: User) -> None:
    first = factories.released().edition
    edition = workflow.submit(article=first.article, by=first.article.writer)
    factories.signed(edition=edition)
    planned = _planned(edition, editor)
    told = _race(
        lambda: release_due(planned),
        lambda: withdraw(article=first.article, by=editor, reason="safety"),
    )
    assert told == [None, None]
    assert not Release.objects.open().exists()
    whole()


def test_a_notice_is_shown_once_by_two_at_once(editor: User) -> None:
    article = factories.released().article
    told = _race(*[lambda: show_notice(article=article, by=editor)] * 2)
    one_refused(told, "shown already")
    assert SafetyNotice.objects.count() == 1
    whole()
