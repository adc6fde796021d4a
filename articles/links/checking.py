"""Looking at links in their turn, and keeping what was found."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterable, Iterator

from django.utils import timezone

from articles.link_checks import LinkCheck
from articles.links.asking import Answer, Visitor

FAILED = frozenset(set(LinkCheck.Finding) - {LinkCheck.Finding.UNCHECKED, LinkCheck.Finding.OK})


def check(
    links: Iterable[LinkCheck], *, seconds: float = float("inf"), visitor: Visitor | None = None
) -> Iterator[LinkCheck]:
    """Look at links one by one while there is time, and give each with what was found."""
    visitor, end = visitor or Visitor(), time.monotonic() + seconds
    for link in links:
        if time.monotonic() >= end:
            return
        yield note(link, visitor.look_at(link.url))


def note(link: LinkCheck, answer: Answer, *, now: datetime.datetime | None = None) -> LinkCheck:
    """Keep what was found at a link. Nothing counts as broken before a second look."""
    link.finding, link.status = answer.finding, answer.status
    link.detail, link.final_url = answer.detail, answer.final_url[:2000]
    link.failures = link.failures + 1 if answer.finding in FAILED else 0
    link.checked_at = now or timezone.now()
    link.save(update_fields=["finding", "status", "detail", "final_url", "failures", "checked_at"])
    return link
