"""What the worker does for this room."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import Any

from django.tasks import task

from publishing import schedule
from publishing.sweeper import sweep

logger = logging.getLogger(__name__)

FAULT_REST_SECONDS = 30


@task
def release_planned() -> dict[str, Any]:
    """Release what is planned and due; a plan that fails stays, and holds no other back."""
    released, failed = 0, 0
    for planned in schedule.due():
        try:
            released += schedule.release_due(planned) is not None
        except Exception:
            failed += 1
            logger.exception("Planned release %s failed; it is tried again", planned.pk)
    rest = {"rest": FAULT_REST_SECONDS} if failed else {}
    return {"released": released, "failed": failed} | rest


@task(queue_name="pages")
def sweep_pages() -> dict[str, Any]:
    """Bring the page store into step with the evidence."""
    return asdict(sweep())
