"""Releases that are planned: carried out once, when their time has come, or refused and told."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.module_loading import import_string

from articles.models import Edition
from gate.refusals import Refusal
from medcontent.models import User
from publishing import schedule, store
from publishing.models import Release, ScheduledRelease
from publishing.release import release, withdraw
from publishing.tasks import release_planned
from reviews import comments, workflow
from reviews.models import LedgerEntry, Letter
from tests import factories

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def editor() -> User:
    return factories.account("editor", email="editor@example.org")


@pytest.fixture
def edition() -> Edition:
    return factories.signed().edition


def planned_for(
    edition: Edition, editor: User, *, after: datetime.timedelta = HOUR
) -> ScheduledRelease:
    now = timezone.now()
    return schedule.schedule(
        edition=edition, by=editor, release_at=now + after, now=now - datetime.timedelta(days=1)
    )


def outcome(planned: ScheduledRelease) -> tuple[str, bool]:
    planned.refresh_from_db()
    return planned.outcome, planned.ended_at is not None


def letters() -> list[str]:
    told = Letter.objects.filter(fact__startswith="schedule_refused")
    return sorted(f"{letter.recipient}: {letter.fact}" for letter in told)


# Its time


@pytest.mark.parametrize(
    ("planned_at", "stored"),
    [
        # In the night to 29 March 2026 clocks in Berlin go from 02:00 to 03:00, and in the night
        # to 25 October from 03:00 to 02:00, so that 02:30 comes twice.
        ("2026-03-29T01:59:59", "2026-03-29T00:59:59"),
        ("2026-03-29T03:00:00", "2026-03-29T01:00:00"),
        ("2026-10-25T02:30:00", "2026-10-25T00:30:00"),
        ("2026-10-25T02:30:00/second", "2026-10-25T01:30:00"),
        ("2026-10-25T03:00:00", "2026-10-25T02:00:00"),
    ],
)
def test_a_plan_is_carried_out_at_its_moment_across_changes_of_the_clocks(
    editor: User, edition: Edition, planned_at: str, stored: str
) -> None:
    local, _, second = planned_at.partition("/")
    moment = datetime.datetime.fromisoformat(local).replace(tzinfo=BERLIN, fold=int(bool(second)))
    utc = datetime.datetime.fromisoformat(stored).replace(tzinfo=datetime.UTC)
    before = utc - datetime.timedelta(days=30)

    planned = schedule.schedule(edition=edition, by=editor, release_at=moment, now=before)

    planned.refresh_from_db()
    assert planned.release_at == utc
    assert schedule.due(utc - datetime.timedelta(microseconds=1)) == []
    assert schedule.due(utc) == [planned]


def test_what_is_due_is_released_the_earliest_first(editor: User) -> None:
    late, early = (factories.signed().edition for _ in range(2))
    first = planned_for(late, editor, after=2 * HOUR)
    second = planned_for(early, editor)
    assert schedule.due() == []
    assert schedule.due(timezone.now() + 3 * HOUR) == [second, first]


def test_a_plan_is_carried_out_as_the_account_that_made_it(editor: User, edition: Edition) -> None:
    planned = planned_for(edition, editor)
    opened = schedule.release_due(planned)
    assert opened is not None
    assert Release.objects.open().get() == opened
    assert outcome(planned) == ("released", True)
    last = LedgerEntry.objects.filter(article=edition.article).latest("number")
    assert (last.action, last.recorded["actor"]) == ("release", editor.pk)


# Once


def test_a_plan_is_carried_out_once(editor: User, edition: Edition) -> None:
    planned = planned_for(edition, editor)
    schedule.release_due(planned)
    assert schedule.release_due(planned) is None
    assert Release.objects.count() == 1
    assert outcome(planned) == ("released", True)
    assert letters() == []


def test_releasing_by_hand_ends_the_plan_so_that_it_never_brings_the_edition_back(
    editor: User, edition: Edition
) -> None:
    planned = planned_for(edition, editor)
    release(edition=edition, by=editor)
    assert outcome(planned) == ("released", True)
    withdraw(article=edition.article, by=editor, reason="error")
    assert schedule.release_due(planned) is None
    assert not Release.objects.open().exists()
    assert letters() == []


def test_a_plan_that_was_taken_back_meanwhile_is_not_carried_out(
    editor: User, edition: Edition
) -> None:
    """The worker has listed it as due, and an editor is faster."""
    planned = planned_for(edition, editor)
    schedule.unschedule(planned=ScheduledRelease.objects.get(), by=editor)
    assert schedule.release_due(planned) is None
    assert not Release.objects.exists()
    assert outcome(planned) == ("cancelled", True)
    assert letters() == []


def test_a_plan_that_was_moved_meanwhile_is_carried_out_at_its_new_time(
    editor: User, edition: Edition
) -> None:
    planned = planned_for(edition, editor)
    moved = planned_for(edition, editor, after=2 * HOUR)
    assert schedule.release_due(planned) is None
    assert not Release.objects.exists()
    assert schedule.release_due(moved) is not None


# Refused


def _block(edition: Edition, editor: User) -> None:
    review = edition.reviews.get()
    comments.comment(review=review, by=review.physician.account, text="Wait.", is_blocking=True)


def _recall(edition: Edition, editor: User) -> None:
    workflow.recall(edition=edition, by=editor, reason="editor")


def _close(edition: Edition, editor: User) -> None:
    User.objects.filter(pk=editor.pk).update(is_active=False)


def _take_role(edition: Edition, editor: User) -> None:
    editor.groups.clear()


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [
        (_block, "blocking comment"),
        (_recall, "recalled"),
        (_close, "account that planned this is closed"),
        (_take_role, "Only editors release"),
    ],
)
def test_what_may_not_be_released_any_more_is_refused_once_and_the_editors_are_told(
    editor: User, edition: Edition, meanwhile, why: str
) -> None:
    other = factories.account("editor", email="other@example.org")
    planned = planned_for(edition, editor)
    meanwhile(edition, editor)

    assert schedule.release_due(planned) is None
    assert schedule.release_due(planned) is None

    assert not Release.objects.exists()
    assert outcome(planned) == ("refused", True)
    assert why in planned.refusal
    assert f"{other}: schedule_refused:{planned.pk}" in letters()
    told = Letter.objects.filter(fact=f"schedule_refused:{planned.pk}")
    assert not told.filter(recipient__is_active=False).exists()
    assert why in told.get(recipient=other).body


@pytest.mark.parametrize(
    ("function", "error"),
    [
        ("publishing.release.remove_pages", store.PageNotRemoved("The disk is read-only.")),
        ("publishing.release.require_vouched", OSError("no route")),
    ],
)
def test_a_fault_that_may_pass_leaves_the_plan_and_holds_no_other_back(
    editor: User, edition: Edition, monkeypatch, function: str, error: Exception
) -> None:
    stuck = planned_for(edition, editor, after=-HOUR)
    other = planned_for(factories.signed().edition, editor, after=-HOUR)
    _break(monkeypatch, function, stuck, error)

    done = release_planned.call()

    assert done == {"done": 1, "failed": 1, "rest": 30}
    assert outcome(stuck) == ("", False)
    assert outcome(other) == ("released", True)
    assert letters() == []
    monkeypatch.undo()
    assert release_planned.call() == {"done": 1, "failed": 0, "rest": 0}


def _break(monkeypatch, function: str, planned: ScheduledRelease, error: Exception) -> None:
    """Let a function fail for one article."""
    whole = import_string(function)

    def broken(of):
        if of in (planned.article, planned.edition):
            raise error
        return whole(of)

    monkeypatch.setattr(function, broken)


def test_a_plan_for_a_time_that_is_over_is_refused(editor: User, edition: Edition) -> None:
    with pytest.raises(Refusal, match="This time is over"):
        schedule.schedule(edition=edition, by=editor, release_at=timezone.now() - HOUR)
