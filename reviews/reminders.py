"""Reminders: of decisions that are awaited and of licences that end, at some days before and after.

Read from the rows: whoever has reached one of the days, and has no letter about it, is reminded.
Where days were missed, only the last of them is told.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat

from gate.refusals import one_step
from reviews import ledger, letters, workflow
from reviews.models import Letter, Licence, Physician, Review
from reviews.outbox import reachable

DECISION_DAYS = (-3, 1, 7, 14)
"""Before the due day of a review, and after it."""
LICENCE_DAYS = (-30, -7, 1)
"""Before the last day of a licence, and after it."""
QUIET_DAYS = 2
"""Nobody is reminded of what they were told so lately."""


# --- Days, as SQL


def last_reached(day: str, days: Sequence[int], *, on: datetime.date) -> Case:
    """Find the last of some days, counted from a row's day, that has come; null where none has."""
    come = [
        When(**{f"{day}__lte": on - datetime.timedelta(days=number)}, then=Value(number))
        for number in sorted(days, reverse=True)
    ]
    return Case(*come, output_field=IntegerField(null=True))


def joined(*parts: str | Combinable) -> Concat:
    """Join texts and columns by colons, as facts are written."""
    texts: list[Combinable] = []
    for part in parts:
        texts += [Value(":"), Value(part) if isinstance(part, str) else Cast(part, CharField())]
    return Concat(*texts[1:], output_field=CharField())


def iso_day(day: str) -> Func:
    """Write a row's day as 2026-12-09, whatever the session's style of dates."""
    return Func(F(day), Value("YYYY-MM-DD"), function="to_char", output_field=CharField())


# --- Decisions


def to_be_reminded(on: datetime.date) -> QuerySet[Review]:
    """Find the reviews of which a physician is to be reminded on a UTC day.

    Each says ``about`` which reminder is due.
    """
    told = Letter.objects.filter(recipient=OuterRef("physician__account"))
    lately = datetime.datetime.combine(on, datetime.time(), datetime.UTC)
    told_lately = told.filter(written_at__gte=lately - datetime.timedelta(days=QUIET_DAYS - 1))
    review = OuterRef("pk")
    asking = (
        Q(fact=joined("assign", review))
        | Q(fact__startswith=joined("due_date", review, ""))
        | Q(fact__startswith=joined("remind", review, ""))
    )
    first = min(DECISION_DAYS)
    waiting = Review.objects.waiting().filter(
        reachable("physician__account"), due_on__lte=on - datetime.timedelta(days=first)
    )
    return (
        waiting.annotate(day=last_reached("due_on", DECISION_DAYS, on=on))
        .annotate(about=joined(iso_day("due_on"), F("day")))
        .exclude(Exists(told.filter(fact=joined("remind", review, OuterRef("about")))))
        .exclude(Exists(told_lately.filter(asking)))
        .select_related("edition__article", "physician__account")
        .defer("edition__content")
        .order_by("pk")
    )


def remind(review: Review, *, on: datetime.date) -> bool:
    """Remind a physician, if that is still to be done; say whether it was done."""
    with one_step():
        ledger.take_turn(review.edition.article)
        due = to_be_reminded(on).filter(pk=review.pk).first()
        if due is None:
            return False
        written = letters.remind(due, on=on, about=due.about)  # type: ignore[attr-defined]
        if written:
            workflow.record(due, "remind", None)
    return written


# --- Licences


def to_be_renewed(on: datetime.date) -> QuerySet[Licence]:
    """Find the licences that end, or ended, without another; each says by which ``fact``."""
    reach = datetime.timedelta(days=-min(LICENCE_DAYS))
    another = Licence.objects.filter(
        physician=OuterRef("physician"), ended_on=None, expires_on__gt=OuterRef("expires_on")
    )
    ending = Licence.objects.filter(
        reachable("physician__account"),
        verified_by__isnull=False,
        ended_on=None,
        expires_on__range=(on - reach, on + reach),
    )
    told = Letter.objects.filter(recipient=OuterRef("physician__account"), fact=OuterRef("fact"))
    return (
        ending.exclude(Exists(another))
        .annotate(day=last_reached("expires_on", LICENCE_DAYS, on=on))
        .annotate(fact=joined("licence", F("pk"), F("day")))
        .exclude(Exists(told))
        .select_related("physician__account")
        .order_by("pk")
    )


def remind_to_renew(licence: Licence, *, on: datetime.date) -> bool:
    """Tell a physician that a licence ends, if that is still to be done."""
    with transaction.atomic():
        Physician.objects.select_for_update().get(pk=licence.physician_id)
        due = to_be_renewed(on).filter(pk=licence.pk).first()
        return due is not None and letters.tell_licence_ends(due, fact=due.fact, on=on)  # type: ignore[attr-defined]
