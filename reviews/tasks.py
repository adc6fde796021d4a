"""What the worker does for this room, and how it does one thing after another."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import InterfaceError, OperationalError
from django.db.models import Model, QuerySet
from django.tasks import task

from articles.clock import utc_today
from reviews import post, reminders

logger = logging.getLogger(__name__)

REST_SECONDS = 30
"""Before what failed is tried again."""
BATCH = 500


@task(queue_name="mail")
def send_letters() -> dict[str, Any]:
    """Send the letters that are due; where the mail server fails, rest before the next round."""
    try:
        return {"sent": post.send_due()}
    except post.MailServerFault as fault:
        logger.warning("The mail server fails; letters wait. It says: %s", fault)
        return {"fault": str(fault), "rest": REST_SECONDS}


@task(queue_name="slow")
def remind() -> dict[str, Any]:
    """Remind physicians of decisions that are awaited, and of licences that end."""
    today = utc_today()
    awaited = one_by_one(
        in_batches(reminders.to_be_reminded(today)), lambda one: reminders.remind(one, on=today)
    )
    ending = one_by_one(
        in_batches(reminders.to_be_renewed(today)),
        lambda one: reminders.remind_to_renew(one, on=today),
    )
    return {"reviews": awaited, "licences": ending}


@task(queue_name="slow")
def forget_letters() -> dict[str, Any]:
    """Forget what old letters say, and those that nobody can be sent."""
    return {"forgotten": post.forget_old()}


def one_by_one(rows: Iterable[Any], act: Callable[[Any], bool]) -> dict[str, int]:
    """Do something to each row; what fails is logged, holds no other back, and is tried again."""
    done, failed = 0, 0
    for row in rows:
        try:
            done += act(row)
        except (OperationalError, InterfaceError):
            raise  # the database fails: no other would fare better
        except Exception:
            failed += 1
            logger.exception("%r failed and is tried again", row)
    return {"done": done, "failed": failed, "rest": REST_SECONDS if failed else 0}


def in_batches[Row: Model](rows: QuerySet[Row]) -> Iterator[Row]:
    """Give rows by key, some at a time, each read when its batch's turn comes."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield from batch
        last = batch[-1].pk
