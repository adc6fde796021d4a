"""What we cite: bibliographic records; and what is being brought in."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Lower, Upper

from references import columns
from references.answers import KeptAnswer, ServiceTurn
from references.formats.markup import plain
from references.notices import IntegrityFact, Notice
from references.study_design import StudyDesign

__all__ = [
    "IDENTIFYING",
    "WITHOUT_IDENTIFIER",
    "Distinction",
    "Import",
    "ImportEntry",
    "IntegrityFact",
    "KeptAnswer",
    "Notice",
    "Reference",
    "ReferenceQuerySet",
    "ServiceTurn",
]

IDENTIFYING = {"DOI": "doi", "PMID": "pmid", "PMCID": "pmcid", "arXiv": "arxiv", "ISBN": "isbn"}
"""Kinds of identifiers that belong to one publication, and the columns that hold them."""
IS_KEPT = Q(merged_into=None)


class ReferenceQuerySet(models.QuerySet["Reference"]):
    """Bibliographic records."""

    def kept(self) -> Self:
        """Leave out those that were merged into others."""
        return self.filter(IS_KEPT)

    def without_identifier(self) -> Self:
        """Keep those that neither a registry nor a catalogue can be asked for."""
        return self.filter(WITHOUT_IDENTIFIER)


class Reference(models.Model):
    """A bibliographic record, held as one CSL-JSON item.

    The item (CSL 1.0.2 input data, without its ``id``) is the record; the columns beside it are
    computed from it by the database, so that they can't disagree with it. A record that was
    ``merged_into`` another stays as it was, for the editions that name it: lists and searches
    leave it out, and its identifiers lead to the one that was kept.
    """

    csl = models.JSONField("CSL-JSON item")
    source_line = models.TextField(
        blank=True, help_text="The line this record was read from, exactly as it was."
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
    )
    title = models.GeneratedField(
        expression=KeyTextTransform("title", "csl"),
        output_field=models.TextField(),
        db_persist=True,
    )
    doi = models.GeneratedField(
        expression=Lower(KeyTextTransform("DOI", "csl")),
        output_field=models.TextField("DOI", null=True),
        db_persist=True,
    )
    pmid = models.GeneratedField(
        expression=KeyTextTransform("PMID", "csl"),
        output_field=models.TextField("PMID", null=True),
        db_persist=True,
    )
    pmcid = models.GeneratedField(
        expression=Upper(KeyTextTransform("PMCID", "csl")),
        output_field=models.TextField("PMCID", null=True),
        db_persist=True,
    )
    arxiv = models.GeneratedField(
        expression=KeyTextTransform("arxiv", KeyTransform("custom", "csl")),
        output_field=models.TextField("arXiv", null=True),
        db_persist=True,
    )
    isbn = models.GeneratedField(
        expression=columns.book_isbn("csl"),
        output_field=models.TextField("ISBN", null=True),
        db_persist=True,
    )
    year = models.GeneratedField(
        expression=Cast(
            KeyTextTransform(
                "0",
                KeyTextTransform(
                    "0", KeyTextTransform("date-parts", KeyTextTransform("issued", "csl"))
                ),
            ),
            models.IntegerField(),
        ),
        output_field=models.IntegerField(null=True),
        db_persist=True,
    )
    title_key = models.GeneratedField(
        expression=columns.title_key(KeyTextTransform("title", "csl")),
        output_field=models.TextField(),
        db_persist=True,
    )
    first_author = models.GeneratedField(
        expression=columns.first_author("csl"), output_field=models.TextField(), db_persist=True
    )
    searched = models.GeneratedField(
        expression=columns.searched("csl"), output_field=models.TextField(), db_persist=True
    )
    needs_checking = models.GeneratedField(
        expression=columns.needs_checking("csl"),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    study_design = models.CharField(
        max_length=40,
        choices=StudyDesign.choices,
        blank=True,
        default="",
        db_default="",
        help_text="What kind of evidence it is, as a person has confirmed; empty where nobody has.",
    )
    study_design_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    study_design_at = models.DateTimeField(null=True, blank=True, editable=False)
    study_design_proposed = models.CharField(
        max_length=40,
        choices=StudyDesign.choices,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    """What the record itself spoke for when its design was confirmed: references/designs.py."""

    formatted = models.TextField(blank=True, editable=False)
    formatted_key = models.TextField(blank=True, editable=False)
    """The record as an entry of a reference list, and what that was made from: see
    references/reference_lists.py, which alone reads and writes the two."""
    checked_at = models.DateTimeField(null=True, editable=False)
    """When it was last looked whether it was retracted: see references/integrity/checking.py."""

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        permissions = [("merge_reference", "Can merge references")]
        constraints = [
            models.CheckConstraint(
                name="a_reference_has_a_title",
                condition=models.Q(csl__title__regex=r"\S"),
            ),
            models.CheckConstraint(
                name="a_reference_is_merged_into_another", condition=~Q(merged_into=F("id"))
            ),
            models.CheckConstraint(
                name="a_study_design_is_one_of_the_list",
                condition=Q(study_design__in=["", *StudyDesign.values])
                & Q(study_design_proposed__in=["", *StudyDesign.values]),
            ),
            models.CheckConstraint(
                name="a_confirmed_study_design_says_since_when",
                condition=Q(study_design="", study_design_at=None)
                | Q(study_design__gt="", study_design_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_study_design_of_nobody_names_nobody",
                condition=Q(study_design__gt="")
                | Q(study_design_by=None, study_design_proposed=""),
            ),
            *(
                models.UniqueConstraint(
                    fields=[column],
                    condition=IS_KEPT,
                    name=f"{article}_{column}_belongs_to_one_reference",
                )
                for column, article in (
                    ("doi", "a"),
                    ("pmid", "a"),
                    ("pmcid", "a"),
                    ("arxiv", "an"),
                    ("isbn", "an"),
                )
            ),
        ]
        indexes = [
            models.Index(fields=["title_key", "year"], name="references_by_title"),
            models.Index(fields=["first_author", "year"], name="references_by_first_author"),
            models.Index(
                fields=["id"], condition=Q(needs_checking=True), name="references_to_check"
            ),
            models.Index(fields=["study_design", "-id"], name="references_by_study_design"),
            GinIndex(OpClass("searched", "gin_trgm_ops"), name="references_by_words"),
            GinIndex(
                KeyTransform("trials", KeyTransform("custom", "csl")),
                name="references_by_trial",
            ),
        ]

    def __str__(self) -> str:
        return f"{plain(str(self.csl.get('title', '')))} ({self.year or 'no year'})"


WITHOUT_IDENTIFIER = Q(**dict.fromkeys(IDENTIFYING.values()))


class Distinction(models.Model):
    """Two records that look alike and that a person found to be two publications."""

    first = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="a_distinction_names_the_older_record_first",
                condition=Q(first__lt=F("second")),
            ),
            models.UniqueConstraint(
                fields=["first", "second"], name="two_references_are_told_apart_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} is not {self.second_id}"


class Import(models.Model):
    """A bibliography that was read and is looked at; nothing of it is in the library yet."""

    name = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=models.functions.Now(), db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class ImportEntry(models.Model):
    """An entry of a bibliography: an item, or why it can't be read or saved.

    ``reference`` is the record that it is, once saved or where it ``was_there``.
    """

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="entries")
    place = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    source = models.TextField(blank=True)
    item = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    remark = models.TextField(blank=True)
    reference = models.ForeignKey(Reference, null=True, on_delete=models.SET_NULL, related_name="+")
    was_there = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["of", "place"], name="an_import_has_one_entry_a_place"),
            models.CheckConstraint(
                name="an_entry_is_an_item_or_says_why_not",
                condition=Q(item__isnull=False, reason="") | Q(item__isnull=True, reason__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.line}"
