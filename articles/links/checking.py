"""Looking at links in their turn, and keeping what was found."""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Iterable, Iterator

from django.utils import timezone

from articles.link_checks import LinkCheck
from articles.links.asking import Answer, Visitor

logger = logging.getLogger(__name__)

FAILED = frozenset(set(LinkCheck.Finding) - {LinkCheck.Finding.UNCHECKED, LinkCheck.Finding.OK})


def check(
    links: Iterable[LinkCheck], *, seconds: float = float("inf"), visitor: Visitor | None = None
) -> Iterator[LinkCheck]:
    """Look at links one by one while there is time, and give each with what was found.

    A link at which the look itself fails counts as one that gives no answer; the others go on.
    """
    visitor, end = visitor or Visitor(), time.monotonic() + seconds
    for link in links:
        if time.monotonic() >= end:
            return
        yield note(link, _found(visitor, link.url))


def _found(visitor: Visitor, url: str) -> Answer:
    try:
        return visitor.look_at(url)
    except Exception:
        logger.exception("The look at %s failed.", url)
        return Answer(LinkCheck.Finding.NO_ANSWER, "our look at it failed; the log says why")


def note(link: LinkCheck, answer: Answer, *, now: datetime.datetime | None = None) -> LinkCheck:
    """Keep what was found at a link. Nothing counts as broken before a second look."""
    link.finding, link.status = answer.finding, answer.status
    link.detail, link.final_url = answer.detail, answer.final_url[:2000]
    link.failures = link.failures + 1 if answer.finding in FAILED else 0
    link.checked_at = now or timezone.now()
    link.save(update_fields=["finding", "status", "detail", "final_url", "failures", "checked_at"])
    return link
