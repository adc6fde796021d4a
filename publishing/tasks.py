"""What the worker does for this room."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.tasks import task

from articles.clock import utc_today
from publishing import concerns, schedule, telling
from publishing.models import Release
from publishing.sweeper import sweep
from references.models import IntegrityFact
from reviews.tasks import in_batches, one_by_one


@task
def release_planned() -> dict[str, Any]:
    """Release what is planned and due."""
    return one_by_one(schedule.due(), lambda plan: schedule.release_due(plan) is not None)


@task(queue_name="concerns")
def take_up_facts() -> dict[str, Any]:
    """Open or close the concerns that newly confirmed facts about sources call for."""
    return one_by_one(IntegrityFact.objects.untaken().order_by("pk"), concerns.take_up)


@task(queue_name="concerns")
def look_for_concerns() -> dict[str, Any]:
    """Open what releases lack and close what is over: what was released or merged meanwhile."""
    return one_by_one(in_batches(concerns.to_look_at()), concerns.look_at)


@task(queue_name="slow")
def tell_notices() -> dict[str, Any]:
    """Tell editors of what was found about cited sources and nobody has looked at."""
    return {"told": telling.tell_notices()}


@task(queue_name="slow")
def tell_reviews_due() -> dict[str, Any]:
    """Tell editors and writers of reviews that fall due."""
    today = utc_today()

    def tell(release: Release) -> bool:
        return telling.tell_review_due(release, on=today)

    return one_by_one(in_batches(telling.to_be_told(today)), tell)


@task(queue_name="slow")
def sweep_pages() -> dict[str, Any]:
    """Bring the page store into step with the evidence."""
    return asdict(sweep())
