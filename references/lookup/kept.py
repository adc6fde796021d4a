"""Answers of services: kept ones while they are young, else asked for and kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from references.answers import KeptAnswer
from references.lookup.errors import OutOfReach, Unusable
from references.lookup.http import Reply, ask
from references.lookup.services import Service

UNKNOWN_FOR = timedelta(days=1)
"""How long it holds that a service does not know something: records are added daily."""
PAGE_STARTS = (b"<!doctype html", b"<html")


@dataclass(frozen=True)
class Question:
    """What a service is asked: ``name`` says it without who asks, ``parameters`` in full."""

    service: Service
    name: str
    path: str
    parameters: Mapping[str, str]
    kind: str
    """What the answer's content type has to name: json or xml."""


def answer_to(
    question: Question, *, check: Callable[[bytes], object], fresh: bool = False
) -> KeptAnswer:
    """Give the kept answer to a question, or ask; an answer is kept once ``check`` can read it.

    ``fresh`` asks in any case. A service that is out of reach gives its older answer, where there
    is one. Raises LookUpFailed.
    """
    service = question.service
    kept = KeptAnswer.objects.filter(service=service.name, question=question.name).first()
    if kept and not fresh and is_young(kept, now=timezone.now()):
        return kept
    try:
        reply = ask(service, question.path, question.parameters)
    except OutOfReach:
        if kept and kept.status == 200:
            return kept
        raise
    _require_kind(question, reply)
    if reply.status == 200:
        check(reply.body)
    return _keep(question, reply)


def is_young(kept: KeptAnswer, *, now: datetime) -> bool:
    """Whether an answer still holds."""
    days = timedelta(days=settings.LOOKUP_CACHE_DAYS)
    return now - kept.asked_at < (days if kept.status == 200 else min(days, UNKNOWN_FOR))


def _require_kind(question: Question, reply: Reply) -> None:
    """Refuse what the service can't have said; that it knows nothing, it says in any form."""
    if question.kind in reply.content_type:
        return
    if "html" in reply.content_type or reply.body.lstrip()[:20].lower().startswith(PAGE_STARTS):
        raise Unusable(
            f"{question.service.label} answered with a web page in the place of a record. "
            "A proxy or a sign-in page may stand between; ask whoever runs the network."
        )
    if reply.status == 404:
        return
    raise Unusable(
        f"{question.service.label} answered in a form that is not expected "
        f"({reply.content_type[:50] or 'no content type'} for {question.kind})."
    )


def _keep(question: Question, reply: Reply) -> KeptAnswer:
    answer = KeptAnswer(
        service=question.service.name,
        question=question.name,
        status=reply.status,
        content_type=reply.content_type,
        body=reply.body,
        asked_at=timezone.now(),
    )
    KeptAnswer.objects.bulk_create(
        [answer],
        update_conflicts=True,
        unique_fields=["service", "question"],
        update_fields=["status", "content_type", "body", "asked_at"],
    )
    return answer
