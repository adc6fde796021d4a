"""What services answered to look-ups, kept as it came, and when each may be asked next."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class KeptAnswer(models.Model):
    """The last answer of a service to a question, byte for byte, so that it can be mapped again."""

    service = models.TextField()
    question = models.TextField(help_text="What was asked for, without who asked.")
    status = models.PositiveSmallIntegerField()
    content_type = models.TextField(blank=True)
    body = models.BinaryField()
    asked_at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["service", "question"], name="a_question_has_one_kept_answer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.question}"

    @property
    def content(self) -> bytes:
        """What was answered."""
        return bytes(self.body)


class ServiceTurn(models.Model):
    """When a service may be asked next, for all processes together."""

    service = models.TextField(primary_key=True)
    next_at = models.DateTimeField(db_default=Now())
    pause = models.FloatField(
        null=True, help_text="Seconds between two requests, where the service has said so."
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.service
