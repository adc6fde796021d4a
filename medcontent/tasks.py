"""What the worker does for itself."""

from __future__ import annotations

import datetime
from typing import Any

from django.tasks import task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

KEPT = {
    "SUCCESSFUL": datetime.timedelta(days=2),
    "FAILED": datetime.timedelta(days=14),
}
"""How long the results of tasks are kept: longer than any chore rests."""


@task(queue_name="slow")
def prune() -> dict[str, Any]:
    """Delete the results of tasks that ended long ago."""
    now = timezone.now()
    return {
        status: DBTaskResult.objects.filter(status=status, finished_at__lt=now - kept).delete()[0]
        for status, kept in KEPT.items()
    }
