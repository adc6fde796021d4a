"""Physicians are reminded at some days, once each, and not of what they were just told."""

from __future__ import annotations

import datetime

import pytest

from articles.clock import utc_today
from medcontent.models import User
from reviews import letters as written
from reviews import reminders, workflow
from reviews.licences import verify_licence
from reviews.models import LedgerEntry, Letter, Licence, Review
from reviews.tasks import remind
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def review() -> Review:
    """A review that is due in fourteen days."""
    return factories.assigned(to=factories.physician(email="ada@example.org"))


def remind_on(day: datetime.date) -> int:
    due = list(reminders.to_be_reminded(day))
    return sum(reminders.remind(one, on=day) for one in due)


def letters() -> list[str]:
    found = Letter.objects.filter(fact__startswith="remind:").order_by("pk")
    return [letter.subject.partition("” ")[2] for letter in found]


def days_of_reminders(due_on: datetime.date, *, asleep: tuple[int, ...] = ()) -> list[int]:
    """Run the worker each day, and list at which days, counted from the due day, it reminds."""
    return [day for day in range(-13, 60) if day not in asleep and remind_on(due_on + day * DAY)]


# Decisions


def test_a_physician_is_reminded_before_the_due_day_and_three_times_after_it(
    review: Review,
) -> None:
    assert days_of_reminders(review.due_on) == [-3, 1, 7, 14]
    day = f"{review.due_on:%-d %B %Y}"
    assert letters() == [f"is due on {day}", *[f"was due on {day}"] * 3]


def test_a_reminder_is_in_the_ledger_and_nobody_did_it(review: Review) -> None:
    remind_on(review.due_on)
    last = LedgerEntry.objects.latest("number")
    assert (last.action, last.recorded["actor"]) == ("remind", None)
    assert last.recorded["facts"]["review"] == review.pk


def test_of_days_on_which_no_worker_ran_only_the_last_is_told(review: Review) -> None:
    asleep = tuple(range(-3, 10))
    assert days_of_reminders(review.due_on, asleep=asleep) == [10, 14]


def test_running_again_tells_nothing_again(review: Review) -> None:
    assert [remind_on(review.due_on + DAY) for _ in range(3)] == [1, 0, 0]


def test_another_worker_may_have_been_faster(review: Review) -> None:
    seen = list(reminders.to_be_reminded(review.due_on))
    remind_on(review.due_on)
    assert not any(reminders.remind(one, on=review.due_on) for one in seen)
    assert len(letters()) == 1


def test_a_moved_due_day_is_reminded_of_anew(review: Review) -> None:
    first = review.due_on
    remind_on(first)
    moved = first + 20 * DAY
    workflow.set_due_date(review=review, by=factories.account("editor"), due_on=moved)
    assert remind_on(first + DAY) == 0
    assert days_of_reminders(moved) == [-3, 1, 7, 14]


def test_nobody_is_reminded_of_what_they_were_just_told() -> None:
    doctor = factories.physician(email="ada@example.org")
    editor = factories.account("editor")
    today = utc_today()
    review = workflow.assign(
        edition=factories.submitted(), physician=doctor, by=editor, due_on=today + DAY
    )
    assert [remind_on(today + number * DAY) for number in range(3)] == [0, 0, 1]

    Letter.objects.exclude(fact__startswith="assign:").delete()
    workflow.remind(review=review, by=editor)
    assert [remind_on(today + number * DAY) for number in range(3)] == [0, 0, 1]


def _decide(review: Review) -> None:
    factories.signed(
        review=workflow.accept(review=review, by=review.physician.account, has_interests=False)
    )


def _decline(review: Review) -> None:
    workflow.decline(review=review, by=review.physician.account, reason="No time.")


def _cancel(review: Review) -> None:
    workflow.cancel(review=review, by=factories.account("editor"))


def _recall(review: Review) -> None:
    workflow.recall(edition=review.edition, by=factories.account("editor"), reason="editor")


def _close(review: Review) -> None:
    factories.signed(edition=review.edition, decision="request_changes")


def _close_account(review: Review) -> None:
    User.objects.filter(pk=review.physician.account_id).update(is_active=False)


def _delete_account(review: Review) -> None:
    review.physician.account.delete()


@pytest.mark.parametrize(
    "over", [_decide, _decline, _cancel, _recall, _close, _close_account, _delete_account]
)
def test_nobody_is_reminded_of_what_is_over(review: Review, over) -> None:
    seen = list(reminders.to_be_reminded(review.due_on))
    assert len(seen) == 1
    over(review)
    assert remind_on(review.due_on) == 0
    # Nor where it ended after the worker had looked.
    assert not any(reminders.remind(one, on=review.due_on) for one in seen)
    assert letters() == []


def test_looking_takes_one_query_however_many_there_are(django_assert_num_queries) -> None:
    for number in range(3):
        factories.assigned(to=factories.physician(email=f"number{number}@example.org"))
    with django_assert_num_queries(1):
        assert len(reminders.to_be_reminded(utc_today() + 14 * DAY)) == 3


# Licences


def ending(*, days_left: int, **wanted) -> Licence:
    doctor = factories.physician(days_left=days_left, email="ada@example.org", **wanted)
    return doctor.licences.get()


def remind_to_renew_on(day: datetime.date) -> int:
    due = list(reminders.to_be_renewed(day))
    return sum(reminders.remind_to_renew(one, on=day) for one in due)


def test_a_physician_is_told_before_and_after_their_licence_ends() -> None:
    ends = ending(days_left=100).expires_on
    told = [day for day in range(-60, 60) if remind_to_renew_on(ends + day * DAY)]
    assert told == [-30, -7, 1]
    before, _, after = Letter.objects.order_by("pk")
    assert before.subject == f"Medcontent: your licence ends on {ends:%-d %B %Y}"
    assert after.subject == f"Medcontent: your licence ended on {ends:%-d %B %Y}"
    assert "Test Board (US)" in before.body
    assert "/admin/reviews/licence/add/" in before.body


def test_who_entered_another_licence_is_not_told() -> None:
    licence = ending(days_left=20)
    assert len(reminders.to_be_renewed(utc_today())) == 1
    renewed = factories.licence_of(licence.physician, days_left=400)
    assert remind_to_renew_on(utc_today()) == 0
    verify_licence(licence=renewed, by=factories.account("administrator"))
    assert remind_to_renew_on(utc_today()) == 0


def test_a_licence_that_nobody_verified_is_not_spoken_of() -> None:
    ending(days_left=20, verified=False)
    assert remind_to_renew_on(utc_today()) == 0


def test_a_licence_that_ended_long_ago_is_not_spoken_of() -> None:
    assert remind_to_renew_on(ending(days_left=20).expires_on + 31 * DAY) == 0


# As the worker does it


def test_the_worker_reminds_of_both_and_one_that_fails_holds_no_other_back(
    review: Review, monkeypatch
) -> None:
    other = factories.assigned(to=factories.physician(email="ben@example.org"))
    Letter.objects.all().delete()
    Review.objects.update(due_on=utc_today())
    ending(days_left=20)
    whole = written.remind

    def broken(one: Review, **about) -> bool:
        if one.pk == review.pk:
            raise RuntimeError
        return whole(one, **about)

    monkeypatch.setattr("reviews.letters.remind", broken)
    assert remind.call()["reviews"] == {"done": 1, "failed": 1, "rest": 30}
    assert Letter.objects.filter(fact__startswith=f"remind:{other.pk}:").count() == 1
    assert Letter.objects.filter(fact__startswith="licence:").count() == 1

    monkeypatch.undo()
    assert remind.call()["reviews"] == {"done": 1, "failed": 0, "rest": 0}
