"""What is done again and again, and when it is due: read from rows, never from memory.

Facts are rows; a chore drains them. A task says no more than "look now", so that one may be lost
or run twice without harm. Each worker enqueues what is due; the database sees to it that a chore
waits or runs once at a time, however many workers there are.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.tasks import Task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.tasks import check_links
from medcontent.tasks import prune
from publishing.models import ScheduledRelease
from publishing.tasks import (
    look_for_concerns,
    release_planned,
    sweep_pages,
    take_up_facts,
    tell_notices,
    tell_reviews_due,
)
from references.models import IntegrityFact
from references.tasks import check_sources
from reviews.models import Letter
from reviews.tasks import forget_letters, remind, send_letters

HOUR = datetime.timedelta(hours=1)
AT_ONCE = datetime.timedelta(0)
REST_AFTER_FAILURE = datetime.timedelta(seconds=30)
SHARE = 10
"""A chore rests so many times as long as it took, so that it never fills a worker's day."""


@dataclass(frozen=True, kw_only=True)
class Chore:
    """A task that is due ``every`` so often, or while rows wait for it."""

    task: Task[[], Any]
    every: datetime.timedelta = AT_ONCE
    waits: Callable[[], bool] | None = None

    @property
    def results(self) -> Any:
        """What the database knows of its tasks."""
        return DBTaskResult.objects.filter(task_path=self.task.module_path)


CHORES = (
    Chore(task=send_letters, waits=lambda: Letter.objects.due().exists()),
    Chore(task=release_planned, waits=lambda: ScheduledRelease.objects.due().exists()),
    Chore(task=take_up_facts, waits=lambda: IntegrityFact.objects.untaken().exists()),
    Chore(task=look_for_concerns, every=HOUR),
    Chore(task=sweep_pages, every=datetime.timedelta(minutes=1)),
    Chore(task=remind, every=HOUR),
    Chore(task=tell_notices, every=HOUR),
    Chore(task=tell_reviews_due, every=HOUR),
    Chore(task=forget_letters, every=datetime.timedelta(days=1)),
    Chore(task=prune, every=datetime.timedelta(days=1)),
    Chore(task=check_sources, every=datetime.timedelta(minutes=10)),
    Chore(task=check_links, every=datetime.timedelta(minutes=10)),
)
QUEUES = tuple(dict.fromkeys(chore.task.queue_name for chore in CHORES))
"""Each is worked by itself, so that neither a slow mail server nor a long sweep nor a service that
hangs keeps a release waiting."""


def enqueue_if_due(chore: Chore, *, now: datetime.datetime | None = None) -> bool:
    """Enqueue a chore that is due, unless another worker does; say whether it was enqueued."""
    if chore.waits is not None and not chore.waits():
        return False
    with transaction.atomic(durable=True):
        is_due = _is_alone_with(chore) and _is_due(chore, now or timezone.now())
        if is_due:
            chore.task.enqueue()
    return is_due


def _is_alone_with(chore: Chore) -> bool:
    """Take the chore's place in the queue until the transaction ends, if nobody holds it."""
    with connection.cursor() as cursor:
        key = f"chore {chore.task.module_path}"
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        return bool(cursor.fetchone()[0])


def _is_due(chore: Chore, now: datetime.datetime) -> bool:
    if chore.results.exclude(status__in=["SUCCESSFUL", "FAILED"]).exists():
        return False
    # What ended in the future did so before the clock was set back, and says nothing.
    last = chore.results.filter(finished_at__lte=now).order_by("-finished_at").first()
    return last is None or now >= last.finished_at + _rest_after(last, chore)


def _rest_after(last: DBTaskResult[Any, Any], chore: Chore) -> datetime.timedelta:
    asked = last.return_value.get("rest", 0) if isinstance(last.return_value, dict) else 0
    rest = max(chore.every, datetime.timedelta(seconds=asked))
    if last.status == "FAILED":
        rest = max(rest, REST_AFTER_FAILURE)
    if chore.waits is None and last.started_at is not None and last.finished_at is not None:
        rest = max(rest, SHARE * (last.finished_at - last.started_at))
    return rest
