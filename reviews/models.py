"""Who vouches: physicians, their licences, reviews, sign-offs and the ledger."""

from __future__ import annotations

import datetime
import json
import uuid
from typing import Any

from django.conf import settings
from django.db import models

from articles.models import Article, Edition, JsonText, Sha256Hex
from reviews.discussion import Comment, Reply
from reviews.outbox import Letter

__all__ = [
    "Checkpoint",
    "Comment",
    "LedgerEntry",
    "Letter",
    "Licence",
    "Physician",
    "PhysicianAccount",
    "Reply",
    "Review",
    "SignOff",
    "SigningKey",
]


class Physician(models.Model):
    """A signatory. Kept apart from the account, which may be deleted."""

    public_id = models.UUIDField("public id", default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    credentials = models.CharField(max_length=100, help_text="For example: MD, FAAN.")
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="physician",
    )
    publishes_licence_number = models.BooleanField(
        default=False, help_text="Consents to show the licence number in public."
    )

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name


class PhysicianAccount(models.Model):
    """An account that a physician signed in with, for good; written by the database."""

    physician = models.ForeignKey(
        Physician, on_delete=models.DO_NOTHING, db_constraint=False, related_name="accounts"
    )
    number = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["physician", "number"], name="a_physician_account_is_recorded_once"
            ),
        ]

    def __str__(self) -> str:
        return f"account {self.number} of physician {self.physician_id}"


class Licence(models.Model):
    """The right to practise, given by an authority in a country, until a day.

    Entered by one account and verified by another. Never corrected: a mistaken or renewed
    licence is ended and entered anew. Days are UTC days, both ends included.
    """

    physician = models.ForeignKey(Physician, on_delete=models.PROTECT, related_name="licences")
    authority = models.CharField(max_length=200, help_text="The licensing board.")
    country = models.CharField(max_length=2, help_text="ISO 3166-1 alpha-2, for example US.")
    number = models.CharField(max_length=100)
    valid_from = models.DateField()
    expires_on = models.DateField()
    entered_by = models.BigIntegerField(help_text="Number of the account that entered it.")
    verified_by = models.BigIntegerField(
        null=True, blank=True, help_text="Number of the account that checked it at the source."
    )
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_on = models.DateField(
        null=True, blank=True, help_text="The day it was lost or entered anew."
    )

    class Meta:
        ordering = ["physician", "-expires_on"]
        permissions = [("verify_licence", "Can verify licences that somebody else entered")]
        constraints = [
            models.UniqueConstraint(
                fields=["id", "physician"], name="a_licence_is_named_with_its_physician"
            ),
            models.CheckConstraint(
                name="a_licence_is_verified_by_somebody_else",
                condition=models.Q(verified_by=None)
                | ~models.Q(verified_by=models.F("entered_by")),
            ),
            models.CheckConstraint(
                name="a_licence_says_when_it_was_verified",
                condition=models.Q(verified_by=None, verified_at=None)
                | models.Q(verified_by__isnull=False, verified_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_licence_begins_before_it_expires",
                condition=models.Q(valid_from__lte=models.F("expires_on")),
            ),
            models.CheckConstraint(
                name="a_licence_names_a_country", condition=models.Q(country__regex=r"^[A-Z]{2}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} ({self.country}), until {self.expires_on:%Y-%m-%d}"


class ReviewQuerySet(models.QuerySet["Review"]):
    def standing(self) -> ReviewQuerySet:
        """Keep the requests that were neither declined nor taken back."""
        return self.filter(declined_at=None, cancelled_at=None)

    def waiting(self) -> ReviewQuerySet:
        """Keep the requests that wait for a decision: of editions in work that are not closed."""
        decided = SignOff.objects.filter(review=models.OuterRef("pk"))
        closing = SignOff.objects.filter(
            edition=models.OuterRef("edition"), decision=SignOff.Decision.REQUEST_CHANGES
        )
        return self.standing().filter(
            ~models.Exists(decided), ~models.Exists(closing), edition__in_work__isnull=False
        )

    def overdue(self, *, on: datetime.date) -> ReviewQuerySet:
        """Keep the requests that wait for a decision and were due before a UTC day."""
        return self.waiting().filter(due_on__lt=on)


class Review(models.Model):
    """The request to one physician to read one edition."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="reviews")
    physician = models.ForeignKey(Physician, on_delete=models.PROTECT, related_name="reviews")
    due_on = models.DateField()
    invited_at = models.DateTimeField(editable=False, db_default=models.functions.Now())
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    has_interests = models.BooleanField(
        null=True, blank=True, help_text="Whether the physician declared interests at acceptance."
    )
    interests = models.TextField(
        blank=True, help_text="Details of declared interests; may be erased."
    )
    declined_at = models.DateTimeField(null=True, blank=True, editable=False)
    decline_reason = models.TextField(blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        permissions = [("assign_review", "Can assign physicians and set due dates")]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "physician"],
                name="a_physician_is_asked_once_for_an_edition",
                condition=models.Q(declined_at=None, cancelled_at=None),
            ),
            models.UniqueConstraint(
                fields=["id", "edition", "physician"],
                name="a_review_is_named_with_its_edition_and_physician",
            ),
            models.CheckConstraint(
                name="an_accepted_review_states_interests",
                condition=models.Q(accepted_at=None) | models.Q(has_interests__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"review of edition {self.edition_id} by physician {self.physician_id}"


class SigningKey(models.Model):
    """The public half of a key that signed statements; stays for ever."""

    kid = models.CharField("key id", max_length=64, primary_key=True, help_text="RFC 7638.")
    jwk = models.JSONField("public JWK")
    valid_from = models.DateTimeField(editable=False, db_default=models.functions.Now())
    valid_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            models.CheckConstraint(
                name="a_signing_key_is_public_only", condition=~models.Q(jwk__has_key="d")
            ),
        ]

    def __str__(self) -> str:
        return self.kid


class SignOff(models.Model):
    """One physician's one decision on one edition, bound to its digest, written once."""

    class Decision(models.TextChoices):
        APPROVE = "approve", "approve"
        REQUEST_CHANGES = "request_changes", "request changes"
        REJECT = "reject", "reject"

    class Capacity(models.TextChoices):
        PHYSICIAN = "physician", "physician"

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="sign_offs")
    digest = models.CharField(max_length=64)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="sign_offs")
    physician = models.ForeignKey(Physician, on_delete=models.PROTECT, related_name="sign_offs")
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="sign_offs")
    decision = models.CharField(max_length=20, choices=Decision.choices)
    capacity = models.CharField(max_length=20, choices=Capacity.choices)
    statement = models.BinaryField(help_text="RFC 8785 canonical JSON; see reviews/statements.py.")
    signature = models.TextField(help_text="The statement as a compact JWS (RFC 7515), Ed25519.")
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="sign_offs")
    signed_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["signed_at", "pk"]
        permissions = [("sign_edition", "Can decide on editions assigned to them")]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "physician"], name="a_physician_decides_once_on_an_edition"
            ),
            models.CheckConstraint(
                name="a_decision_is_a_known_one",
                condition=models.Q(decision__in=["approve", "request_changes", "reject"]),
            ),
            models.CheckConstraint(
                name="a_capacity_is_a_known_one", condition=models.Q(capacity__in=["physician"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision} of edition {self.edition_id} by physician {self.physician_id}"

    @property
    def stated(self) -> dict[str, Any]:
        """The signed statement as a dictionary."""
        return json.loads(bytes(self.statement))


class LedgerEntry(models.Model):
    """What happened to one article: a link in its append-only, hash-chained record.

    ``content`` is RFC 8785 canonical JSON; see reviews/ledger.py for its members.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="ledger")
    number = models.PositiveIntegerField()
    content = models.BinaryField()
    hash = models.GeneratedField(
        expression=Sha256Hex("content"),
        output_field=models.CharField(max_length=64),
        db_persist=True,
    )
    action = models.GeneratedField(
        expression=JsonText("content", "action"),
        output_field=models.TextField(),
        db_persist=True,
    )
    at = models.DateTimeField(editable=False, db_default=models.functions.Now())

    class Meta:
        ordering = ["article", "number"]
        verbose_name_plural = "ledger entries"
        constraints = [
            models.UniqueConstraint(
                fields=["article", "number"], name="a_ledger_entry_has_its_own_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.action}"

    @property
    def recorded(self) -> dict[str, Any]:
        """The entry's content as a dictionary."""
        return json.loads(bytes(self.content))


class Checkpoint(models.Model):
    """A signed statement of where the ledger's chains stood; see reviews/ledger.py."""

    number = models.PositiveIntegerField(primary_key=True)
    content = models.BinaryField()
    hash = models.GeneratedField(
        expression=Sha256Hex("content"),
        output_field=models.CharField(max_length=64),
        db_persist=True,
    )
    signature = models.TextField(help_text="The content as a compact JWS (RFC 7515), Ed25519.")
    at = models.DateTimeField(editable=False, db_default=models.functions.Now())

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"checkpoint {self.number}"
