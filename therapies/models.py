"""What regulators say: conditions, therapy types and their dated regulatory status."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower


class Condition(models.Model):
    """A disease or health problem that articles are about, e.g. multiple sclerosis."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200, unique=True)
    abbreviation = models.CharField(max_length=20, blank=True)
    emergency_signs = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        help_text="Signs that need help at once, separated by commas, for example: sudden loss of "
        "vision. The checks ask that an article about the condition names each.",
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="a_condition_has_its_own_name"),
        ]

    def __str__(self) -> str:
        return self.name


class TherapyType(models.Model):
    """A kind of therapy, e.g. autologous haematopoietic stem cell transplantation (AHSCT)."""

    name = models.CharField(max_length=200)
    abbreviation = models.CharField(max_length=20, blank=True)
    synonyms = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        help_text="Other names and abbreviations of the same therapy, separated by commas.",
    )
    class_names = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        help_text="What texts call the class that it is of, separated by commas, for example: "
        "stem cells. What is said of a class is held against the statuses of all therapies in it.",
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="a_therapy_type_has_its_own_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.abbreviation})" if self.abbreviation else self.name


class Authority(models.Model):
    """A body that approves therapies, e.g. the U.S. Food and Drug Administration."""

    name = models.CharField(max_length=200, unique=True)
    abbreviation = models.CharField(max_length=20, unique=True)
    country = models.CharField(
        max_length=2, blank=True, help_text="ISO 3166-1 alpha-2; empty for a union of states."
    )

    class Meta:
        ordering = ["abbreviation"]
        verbose_name_plural = "authorities"

    def __str__(self) -> str:
        return self.abbreviation


class RegulatoryStatusQuerySet(models.QuerySet["RegulatoryStatus"]):
    def for_condition(self, condition: Condition | None) -> RegulatoryStatusQuerySet:
        return self.filter(condition=condition)

    def newest(self) -> RegulatoryStatusQuerySet:
        """Keep the newest status of each therapy, condition and authority."""
        return self.order_by("therapy_id", "condition_id", "authority_id", "-as_of").distinct(
            "therapy_id", "condition_id", "authority_id"
        )


class RegulatoryStatus(models.Model):
    """What one authority said of one therapy for one condition on one day, with its source."""

    class Status(models.TextChoices):
        APPROVED = "approved", "approved"
        CONDITIONAL = "conditional", "conditionally approved"
        NOT_APPROVED = "not_approved", "not approved"
        WITHDRAWN = "withdrawn", "approval withdrawn"

    therapy = models.ForeignKey(TherapyType, on_delete=models.PROTECT, related_name="statuses")
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="statuses")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="statuses")
    status = models.CharField(max_length=20, choices=Status.choices)
    as_of = models.DateField("as of")
    source_title = models.CharField(max_length=300)
    source_url = models.URLField("source URL", max_length=500)

    objects = RegulatoryStatusQuerySet.as_manager()

    class Meta:
        ordering = ["therapy", "condition", "authority", "-as_of"]
        verbose_name_plural = "regulatory statuses"
        constraints = [
            models.UniqueConstraint(
                fields=["therapy", "condition", "authority", "as_of"],
                name="an_authority_says_one_thing_a_day",
            ),
            models.CheckConstraint(
                name="a_regulatory_status_is_a_known_one",
                condition=models.Q(
                    status__in=["approved", "conditional", "not_approved", "withdrawn"]
                ),
            ),
            models.CheckConstraint(
                name="a_regulatory_status_has_a_source",
                condition=models.Q(source_url__regex=r"^https?://")
                & models.Q(source_title__regex=r"\S"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority}: {self.get_status_display()}, as of {self.as_of:%Y-%m-%d}"
