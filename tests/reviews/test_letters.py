"""Who is told what: letters are written with the fact that they tell, and once."""

from __future__ import annotations

import datetime

import pytest

from articles.clock import utc_today
from gate.refusals import Refusal
from medcontent.models import User
from reviews import comments, workflow
from reviews.models import Letter, Physician, Review
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def reachable(account: User, name: str) -> User:
    account.email = f"{name}@example.org"
    account.save()
    return account


@pytest.fixture
def editor() -> User:
    return reachable(factories.account("editor"), "editor")


@pytest.fixture
def review(editor: User) -> Review:
    """Asked of a physician, of an edition of a writer; all can be reached, and no letter waits."""
    writer = reachable(factories.account("writer"), "writer")
    asked = factories.assigned(edition=factories.submitted(writer=writer), to=doctor("doctor"))
    Letter.objects.all().delete()
    return asked


def doctor(name: str) -> Physician:
    made = factories.physician()
    assert made.account
    reachable(made.account, name)
    return made


def told() -> set[tuple[str, str]]:
    """The letters that wait, as recipient and kind of fact."""
    found = {
        (letter.recipient.email.partition("@")[0], letter.fact.partition(":")[0])
        for letter in Letter.objects.select_related("recipient")
    }
    Letter.objects.all().delete()
    return found


def answer(review: Review) -> Review:
    accepted = workflow.accept(review=review, by=review.physician.account, has_interests=False)
    Letter.objects.all().delete()
    return accepted


def test_who_is_asked_gets_an_invitation_and_hears_that_it_was_taken_back(editor):
    edition, physician = factories.submitted(), doctor("doctor")
    asked = factories.assigned(edition=edition, to=physician)
    [letter] = Letter.objects.all()
    assert f"/desk/reviews/{asked.pk}/" in letter.body
    assert told() == {("doctor", "assign")}
    workflow.cancel(review=asked, by=editor)
    assert told() == {("doctor", "cancel")}


def test_editors_hear_the_answer(review):
    workflow.decline(review=review, by=review.physician.account, reason="No time.")
    assert "No time." not in Letter.objects.get().body  # read after signing in
    assert told() == {("editor", "decline")}


def test_a_due_date_is_told_each_time_that_it_moves(review, editor):
    first = review.due_on
    for due_on in (first + DAY, first, first + DAY):
        workflow.set_due_date(review=review, by=editor, due_on=due_on)
        assert told() == {("doctor", "due_date")}
    with pytest.raises(Refusal, match="already"):
        workflow.set_due_date(review=review, by=editor, due_on=first + DAY)
    assert told() == set()


def test_a_physician_is_reminded_once_a_day(review, editor):
    assert workflow.remind(review=review, by=editor)
    assert not workflow.remind(review=review, by=editor)
    assert told() == {("doctor", "remind")}


def test_writers_and_physicians_hear_of_each_other(review, editor):
    review = answer(review)
    account, writer = review.physician.account, review.edition.article.writer
    made = comments.comment(review=review, by=account, text="Why?")
    assert told() == {("writer", "comment")}
    comments.reply(comment=made, by=writer, text="So.")
    assert told() == {("doctor", "reply")}
    comments.reply(comment=made, by=account, text="Good.")
    assert told() == {("writer", "reply")}


def test_a_decision_is_told_and_one_that_closes_the_edition_to_the_others_asked(review):
    other = factories.assigned(edition=review.edition, to=doctor("other"))
    factories.assigned(edition=review.edition, to=doctor("declining"))
    declined = Review.objects.latest("pk")
    workflow.decline(review=declined, by=declined.physician.account, reason="No time.")
    factories.signed(review=answer(review), decision="request_changes")
    assert told() == {("writer", "sign"), ("editor", "sign"), ("other", "close")}
    assert other.sign_offs.count() == 0


def test_a_recall_is_told_to_those_whose_decision_was_awaited(review, editor):
    factories.signed(edition=review.edition, by=doctor("decided"))
    Letter.objects.all().delete()
    workflow.recall(edition=review.edition, by=editor, reason="editor")
    assert told() == {("doctor", "recall")}


def test_a_refused_step_tells_nobody(review):
    account = review.physician.account
    with pytest.raises(workflow.WrongPassword):
        workflow.sign(
            review=answer(review),
            by=account,
            decision="approve",
            password="wrong",
            meaning="physician-approve-1",
        )
    assert told() == set()


def test_who_can_not_be_reached_gets_none_and_the_step_goes_on(editor):
    physician = factories.physician()
    assert factories.assigned(to=physician).due_on == utc_today() + factories.DUE
    User.objects.filter(pk=editor.pk).update(is_active=False)
    asked = Review.objects.latest("pk")
    workflow.decline(review=asked, by=physician.account, reason="No time.")
    assert told() == set()
