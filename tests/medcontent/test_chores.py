"""What is due is enqueued once, and what was lost is enqueued again."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from medcontent.chores import AT_ONCE, CHORES, QUEUES, Chore, enqueue_if_due
from medcontent.tasks import KEPT, prune
from publishing import schedule
from publishing.tasks import release_planned, sweep_pages
from reviews.models import Letter
from reviews.tasks import send_letters
from tests import factories

pytestmark = pytest.mark.django_db
SECOND = datetime.timedelta(seconds=1)
MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)
SWEEP = Chore(task=sweep_pages, every=MINUTE)


def letter() -> Letter:
    account = factories.account(email=f"number{Letter.objects.count()}@example.org")
    return Letter.objects.create(recipient=account, fact="test:1", subject="Please", body="please")


def done(
    chore: Chore, *, ago: datetime.timedelta = AT_ONCE, took: datetime.timedelta = AT_ONCE, **more
) -> None:
    """Let a chore have been done."""
    ended = timezone.now() - ago
    DBTaskResult.objects.create(
        task_path=chore.task.module_path,
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        **{"status": "SUCCESSFUL", "started_at": ended - took, "finished_at": ended} | more,
    )


def test_every_queue_is_one_that_the_settings_name() -> None:
    assert set(QUEUES) == set(settings.TASKS["default"]["QUEUES"])


def test_mail_and_sweeping_keep_no_release_waiting() -> None:
    queues = [task.queue_name for task in (release_planned, send_letters, sweep_pages)]
    assert len(set(queues)) == 3


# Due


def test_a_chore_is_enqueued_once_until_it_is_done() -> None:
    assert enqueue_if_due(SWEEP)
    assert not enqueue_if_due(SWEEP)
    task = DBTaskResult.objects.get()
    task.claim("somebody")
    assert not enqueue_if_due(SWEEP)
    task.set_successful(None)
    assert not enqueue_if_due(SWEEP)
    assert enqueue_if_due(SWEEP, now=timezone.now() + MINUTE)


@pytest.mark.parametrize(
    ("ended", "rest"),
    [
        ({}, 60),
        ({"took": 10 * SECOND}, 100),
        ({"return_value": {"rest": 90}}, 90),
        ({"return_value": {"rest": 5}}, 60),
        ({"return_value": "nothing"}, 60),
        ({"status": "FAILED"}, 60),
        ({"started_at": None}, 60),
    ],
)
def test_a_chore_rests_after_it_was_done(ended: dict, rest: int) -> None:
    done(SWEEP, **ended)
    now = timezone.now()
    assert not enqueue_if_due(SWEEP, now=now + (rest - 2) * SECOND)
    assert enqueue_if_due(SWEEP, now=now + rest * SECOND)


@pytest.mark.parametrize("ended", [{"status": "FAILED"}, {"return_value": {"rest": 30}}])
def test_what_rows_wait_for_is_tried_again_after_a_pause_where_it_failed(ended: dict) -> None:
    chore = Chore(task=send_letters, waits=lambda: True)
    done(chore, **ended)
    assert not enqueue_if_due(chore, now=timezone.now() + 28 * SECOND)
    assert enqueue_if_due(chore, now=timezone.now() + 30 * SECOND)


def test_a_clock_that_was_set_back_stops_no_chore_and_piles_none_up() -> None:
    for day in (2, 1):
        done(SWEEP, ago=-day * DAY)
    assert enqueue_if_due(SWEEP)
    assert not enqueue_if_due(SWEEP)
    task = DBTaskResult.objects.get(status="READY")
    task.claim("somebody")
    task.set_successful(None)
    assert not enqueue_if_due(SWEEP)
    assert enqueue_if_due(SWEEP, now=timezone.now() + MINUTE)


# What rows wait for


def _of(task: object) -> Chore:
    return next(chore for chore in CHORES if chore.task == task)


def test_letters_are_sent_when_one_waits() -> None:
    assert not enqueue_if_due(_of(send_letters))
    letter()
    assert enqueue_if_due(_of(send_letters))
    assert send_letters.call() == {"sent": 1}
    DBTaskResult.objects.all().delete()
    assert not enqueue_if_due(_of(send_letters))


def test_what_is_planned_is_released_when_its_time_comes() -> None:
    editor = factories.account("editor")
    edition = factories.signed().edition
    now = timezone.now()
    schedule.schedule(edition=edition, by=editor, release_at=now + DAY)
    assert not enqueue_if_due(_of(release_planned))
    schedule.schedule(edition=edition, by=editor, release_at=now - SECOND, now=now - DAY)
    assert enqueue_if_due(_of(release_planned))
    assert release_planned.call() == {"done": 1, "failed": 0, "rest": 0}
    DBTaskResult.objects.all().delete()
    assert not enqueue_if_due(_of(release_planned))


def test_looking_while_nothing_waits_takes_a_query_each(django_assert_num_queries) -> None:
    waited_for = [chore for chore in CHORES if chore.waits is not None]
    with django_assert_num_queries(len(waited_for)):
        for chore in waited_for:
            enqueue_if_due(chore)


# Results


def test_results_are_kept_for_longer_than_any_chore_rests() -> None:
    for status, age in (("SUCCESSFUL", 3), ("SUCCESSFUL", 1), ("FAILED", 15), ("FAILED", 13)):
        done(SWEEP, status=status, ago=age * DAY)
    enqueue_if_due(SWEEP)

    prune.call()

    kept = DBTaskResult.objects.values_list("status", "finished_at")
    now = timezone.now()
    assert sorted((status, ended and (now - ended).days) for status, ended in kept) == [
        ("FAILED", 13),
        ("READY", None),
        ("SUCCESSFUL", 1),
    ]
    assert max(chore.every for chore in CHORES) < KEPT["SUCCESSFUL"]
