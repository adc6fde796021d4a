"""What the public sees: releases, and the addresses that were ever public."""

from __future__ import annotations

from django.db import models

from articles.models import Article, Edition


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

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["article", "opened_at", "pk"]
        permissions = [
            ("open_release", "Can release approved editions"),
            ("withdraw_release", "Can withdraw any article"),
            ("withdraw_signed", "Can withdraw articles they signed"),
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


class Redirect(models.Model):
    """An address that was public once and belongs to its article for good.

    Written by the database when a release opens. A request for a slug that is not the
    article's public one is sent on to that.
    """

    slug = models.CharField(max_length=200, primary_key=True)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="redirects")

    def __str__(self) -> str:
        return self.slug
