"""What the public sees: releases, and the addresses that were ever public."""

from __future__ import annotations

import datetime

from django.db import models

from articles.models import Article, Edition
from references.formats.markup import plain
from references.models import IntegrityFact, Reference


class ReleaseQuerySet(models.QuerySet["Release"]):
    def open(self) -> ReleaseQuerySet:
        """Keep the releases whose edition is public now."""
        return self.filter(ended_at=None)


class Release(models.Model):
    """The period in which one edition is public."""

    class EndReason(models.TextChoices):
        SUPERSEDED = "superseded", "replaced by another edition"
        SAFETY = "safety", "withdrawn: possible harm to readers"
        ERROR = "error", "withdrawn: it contains an error"
        RETRACTED_SOURCE = "retracted_source", "withdrawn: a source was retracted"
        REGULATORY = "regulatory", "withdrawn: regulatory status changed"
        SIGNATORY = "signatory", "withdrawn: a physician no longer stands by it"
        LEGAL = "legal", "withdrawn: legal reasons"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="releases")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="releases")
    opened_at = models.DateTimeField(editable=False, db_default=models.functions.Now())
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    end_reason = models.CharField(max_length=20, blank=True, choices=EndReason.choices)
    review_due_on = models.DateField(
        editable=False,
        db_default=models.functions.Now(),
        help_text="The last UTC day on which its approvals are good; set by the database.",
    )

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["article", "opened_at", "pk"]
        permissions = [
            ("open_release", "Can release approved editions"),
            ("withdraw_release", "Can withdraw any article"),
            ("withdraw_signed", "Can withdraw articles they signed"),
        ]
        indexes = [
            models.Index(
                fields=["review_due_on"],
                name="public_by_review_due",
                condition=models.Q(ended_at=None),
            ),
            models.Index(
                fields=["ended_at"],
                name="withdrawals_by_time",
                condition=models.Q(
                    end_reason__in=[
                        "safety",
                        "error",
                        "retracted_source",
                        "regulatory",
                        "signatory",
                        "legal",
                    ]
                ),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["article"],
                name="an_article_has_one_open_release",
                condition=models.Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="a_release_ends_for_a_known_reason",
                condition=models.Q(ended_at=None, end_reason="")
                | models.Q(
                    ended_at__isnull=False,
                    end_reason__in=[
                        "superseded",
                        "safety",
                        "error",
                        "retracted_source",
                        "regulatory",
                        "signatory",
                        "legal",
                    ],
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"release of edition {self.edition_id}"


class ScheduledReleaseQuerySet(models.QuerySet["ScheduledRelease"]):
    def open(self) -> ScheduledReleaseQuerySet:
        """Keep the plans that wait for their time."""
        return self.filter(ended_at=None)

    def due(self, now: datetime.datetime | None = None) -> ScheduledReleaseQuerySet:
        """Keep the plans whose time has come, by the database's clock if none is given."""
        return self.open().filter(release_at__lte=now or models.functions.Now())

    def end(self, outcome: str, *, refusal: str = "") -> int:
        """End the plans that are open; says how many."""
        ended = {"ended_at": models.functions.Now(), "outcome": outcome, "refusal": refusal}
        return self.open().update(**ended)


class ScheduledRelease(models.Model):
    """An approved edition that is to be released at a time, by the worker.

    A plan, no evidence: what is signed is looked at again when the time has come.
    """

    class Outcome(models.TextChoices):
        RELEASED = "released", "released"
        CANCELLED = "cancelled", "taken back"
        REFUSED = "refused", "refused"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="schedules")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="schedules")
    release_at = models.DateTimeField()
    planned_by = models.BigIntegerField(help_text="Number of the account that planned it.")
    planned_at = models.DateTimeField(editable=False, db_default=models.functions.Now())
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    outcome = models.CharField(max_length=20, blank=True, choices=Outcome.choices)
    refusal = models.TextField(blank=True, help_text="Why it was not released.")

    objects = ScheduledReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["release_at", "pk"]
        indexes = [
            models.Index(
                fields=["release_at"],
                name="plans_by_time",
                condition=models.Q(ended_at=None),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["article"],
                name="an_article_has_one_planned_release",
                condition=models.Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="a_planned_release_ends_with_an_outcome",
                condition=models.Q(ended_at=None, outcome="")
                | models.Q(
                    ended_at__isnull=False, outcome__in=["released", "cancelled", "refused"]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"release of edition {self.edition_id} at {self.release_at:%Y-%m-%d %H:%M} UTC"


class SafetyNotice(models.Model):
    """The time in which an article's page says that it is under urgent review."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="safety_notices")
    shown_at = models.DateTimeField(editable=False, db_default=models.functions.Now())
    lifted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"],
                name="an_article_has_one_safety_notice",
                condition=models.Q(lifted_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"safety notice on article {self.article_id}"


class ConcernQuerySet(models.QuerySet["Concern"]):
    def open(self) -> ConcernQuerySet:
        """Keep those that stand on a page that is public now."""
        return self.filter(closed_at=None, release__ended_at=None)


class Concern(models.Model):
    """What happened to a source after signing, on the release of an edition that cites it.

    ``reference`` is the record that the edition names; where that was merged since, the fact is
    about the record that was kept. With the release's end it is of no more concern.
    """

    class Closing(models.TextChoices):
        ANSWERED = "answered", "a physician who signed looked at it and stands by the text"
        REINSTATED = "reinstated", "the source was reinstated"

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="concerns")
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="concerns")
    fact = models.ForeignKey(IntegrityFact, on_delete=models.PROTECT, related_name="concerns")
    opened_at = models.DateTimeField(editable=False, db_default=models.functions.Now())
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closing = models.CharField(max_length=20, blank=True, choices=Closing.choices)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["release", "reference", "fact"],
                name="a_fact_concerns_a_release_once",
            ),
            models.CheckConstraint(
                name="a_concern_closes_for_a_known_reason",
                condition=models.Q(closed_at=None, closing="")
                | models.Q(closed_at__isnull=False, closing__in=["answered", "reinstated"]),
            ),
        ]

    def __str__(self) -> str:
        return f"concern about reference {self.reference_id}"

    @property
    def title(self) -> str:
        """The source's title, without its marks."""
        return plain(self.reference.title)


class Redirect(models.Model):
    """An address that was public once and belongs to its article for good.

    Written by the database when a release opens. A request for a slug that is not the
    article's public one is sent on to that.
    """

    slug = models.CharField(max_length=200, primary_key=True)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="redirects")

    def __str__(self) -> str:
        return self.slug
