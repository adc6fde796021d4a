"""What the worker does for this room."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.tasks import task
from django.utils import timezone

from articles.link_checks import LinkCheck
from articles.links.checking import check
from articles.links.gathering import gather

AT_ONCE = 50
SECONDS = 120.0
"""Of one run; then others of the queue may."""


@task(queue_name="services")
def check_links() -> dict[str, Any]:
    """Look whether the links of drafts and public editions still lead somewhere, in their turn.

    Nothing is done while CHECK_LINKS_DAYS is 0.
    """
    if settings.CHECK_LINKS_DAYS <= 0:
        return {}
    now = timezone.now()
    articles = gather(now=now)
    due = LinkCheck.objects.due(days=settings.CHECK_LINKS_DAYS, now=now)[:AT_ONCE]
    looked_at = list(check(due, seconds=SECONDS))
    return {
        "articles": articles,
        "links": len(looked_at),
        "broken": sum(link.is_broken for link in looked_at),
    }
