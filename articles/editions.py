"""Editions: immutable, numbered copies of what a reader will read, and what they name."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models.functions import Cast

from references.models import Reference
from therapies.models import TherapyType


class Sha256Hex(models.Func):
    """SHA-256 of a bytea as 64 lower-case hexadecimal digits."""

    template = "encode(sha256(%(expressions)s), 'hex')"
    output_field = models.CharField(max_length=64)


class JsonText(models.Func):
    """The text at a path of a bytea that holds JSON in UTF-8."""

    template = "gate_text(%(expressions)s, '{%(path)s}')"
    output_field = models.TextField()

    def __init__(self, expression: str, path: str) -> None:
        super().__init__(expression, path=path)


class EditionQuerySet(models.QuerySet["Edition"]):
    def standing(self) -> EditionQuerySet:
        """Keep the editions that nobody recalled."""
        return self.filter(recalled_at=None)

    def without_content(self) -> EditionQuerySet:
        return self.defer("content")


class Edition(models.Model):
    """An immutable, numbered copy of everything a reader will read; see articles/freeze.py.

    ``content`` is RFC 8785 canonical JSON in UTF-8. All other facts about it are computed from
    these bytes by the database.
    """

    class RecallReason(models.TextChoices):
        WRITER = "writer", "the writer wants to change it"
        EDITOR = "editor", "the editor took it back"
        MISTAKE = "mistake", "it was submitted by mistake"
        OUTDATED = "outdated", "the facts changed while it was in review"

    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, related_name="editions"
    )
    number = models.PositiveIntegerField()
    content = models.BinaryField()
    digest = models.GeneratedField(
        expression=Sha256Hex("content"),
        output_field=models.CharField(max_length=64),
        db_persist=True,
    )
    title = models.GeneratedField(
        expression=JsonText("content", "title"),
        output_field=models.TextField(),
        db_persist=True,
    )
    slug = models.GeneratedField(
        expression=JsonText("content", "article,slug"),
        output_field=models.TextField(),
        db_persist=True,
    )
    required_approvals = models.GeneratedField(
        expression=Cast(JsonText("content", "policy,approvals"), models.IntegerField()),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    review_months = models.GeneratedField(
        expression=Cast(JsonText("content", "policy,review_months"), models.IntegerField()),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    submitted_at = models.DateTimeField(editable=False, db_default=models.functions.Now())
    recalled_at = models.DateTimeField(null=True, blank=True, editable=False)
    recall_reason = models.CharField(max_length=20, blank=True, choices=RecallReason.choices)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "number"], name="an_edition_has_its_own_number"
            ),
            models.UniqueConstraint(
                fields=["id", "digest"], name="an_edition_is_named_with_its_digest"
            ),
            models.UniqueConstraint(
                fields=["id", "article"], name="an_edition_is_named_with_its_article"
            ),
            models.CheckConstraint(
                name="an_edition_asks_for_a_physician",
                condition=models.Q(required_approvals__gte=1, review_months__gte=1),
            ),
            models.CheckConstraint(
                name="a_recall_has_a_known_reason",
                condition=models.Q(recalled_at=None, recall_reason="")
                | models.Q(
                    recalled_at__isnull=False,
                    recall_reason__in=["writer", "editor", "mistake", "outdated"],
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, edition {self.number}"

    @property
    def reading(self) -> dict[str, Any]:
        """The frozen dictionary that the content holds."""
        return json.loads(bytes(self.content))


class EditionReference(models.Model):
    """A reference that an edition's content names; written by the database at submission."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT)
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "reference"], name="an_edition_names_a_reference_once"
            ),
        ]

    def __str__(self) -> str:
        return f"edition {self.edition_id} cites reference {self.reference_id}"


class EditionTherapy(models.Model):
    """A therapy type that an edition's content names; written by the database at submission."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT)
    therapy = models.ForeignKey(TherapyType, on_delete=models.PROTECT)

    class Meta:
        verbose_name_plural = "edition therapies"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "therapy"], name="an_edition_names_a_therapy_once"
            ),
        ]

    def __str__(self) -> str:
        return f"edition {self.edition_id} is about therapy {self.therapy_id}"


class EditionImage(models.Model):
    """An image that an edition's content shows; written by the database at submission."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT)
    image = models.ForeignKey("articles.Image", on_delete=models.PROTECT)
    digest = models.CharField(max_length=64, db_index=True, help_text="SHA-256 of the file, hex.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "image"], name="an_edition_names_an_image_once"
            ),
        ]

    def __str__(self) -> str:
        return f"edition {self.edition_id} shows image {self.image_id}"
