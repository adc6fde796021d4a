"""Letters that are to be sent: written with the fact that they tell, sent by the worker."""

from __future__ import annotations

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

LONGEST_PAUSE = datetime.timedelta(hours=12)
"""Between two attempts to send a letter."""


def reachable(account: str) -> Q:
    """Ask that an account, named as Django's lookups do, is open and has an address."""
    return Q(**{f"{account}__is_active": True}) & ~Q(**{f"{account}__email": ""})


class LetterQuerySet(models.QuerySet["Letter"]):
    def unsent(self) -> LetterQuerySet:
        """Keep the letters that nobody took yet."""
        return self.filter(sent_at=None)

    def due(self) -> LetterQuerySet:
        """Keep the letters that are to be sent now: to open accounts that have an address.

        A letter that was never tried is due whatever the clock says; one whose next attempt lies
        further ahead than any pause is due because the clock was set back.
        """
        has_come = Q(try_after__lte=Now()) | Q(try_after__gt=Now() + LONGEST_PAUSE)
        return (
            self.unsent()
            .filter(has_come | Q(attempts=0), reachable("recipient"))
            .select_related("recipient")
        )


class Letter(models.Model):
    """An e-mail to one account about one fact; a second one about it is never written.

    ``message_id`` is the same at every attempt, so that mail programs know a repeated letter.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="letters"
    )
    fact = models.CharField(max_length=200, help_text="What it tells, for example assign:12.")
    subject = models.CharField(max_length=400)
    body = models.TextField(help_text="Plain text.")
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    written_at = models.DateTimeField(editable=False, db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveIntegerField(default=0, editable=False)
    try_after = models.DateTimeField(editable=False, db_default=Now())
    fault = models.TextField(blank=True, help_text="Why the last attempt failed.")

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "fact"], name="a_person_is_told_a_fact_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["try_after"],
                name="letters_to_be_sent",
                condition=models.Q(sent_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact} to account {self.recipient_id}"
