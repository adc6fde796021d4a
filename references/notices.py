"""What was said of a publication after it appeared: notices as found, and facts as confirmed.

A notice is what a source says; it touches nothing. Once a person has confirmed it, a fact is
written, which rooms above take up. A fact is evidence: it stays as it was confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self
from urllib.parse import quote

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Now

from references.formats.markup import plain


class Nature(models.TextChoices):
    """What a notice does to a publication; by the names that Crossref gives updates.

    https://www.crossref.org/documentation/crossmark/version-control-corrections-and-retractions/
    """

    RETRACTION = "retraction", "Retraction"
    PARTIAL_RETRACTION = "partial_retraction", "Partial retraction"
    WITHDRAWAL = "withdrawal", "Withdrawal"
    REMOVAL = "removal", "Removal"
    EXPRESSION_OF_CONCERN = "expression_of_concern", "Expression of concern"
    REINSTATEMENT = "reinstatement", "Reinstatement"


RETRACTING = frozenset({Nature.RETRACTION, Nature.WITHDRAWAL, Nature.REMOVAL})
"""After these a publication as a whole is no source any more."""


class Source(models.TextChoices):
    """Who says so."""

    RETRACTION_WATCH = "retraction-watch", "Retraction Watch"
    CROSSREF = "crossref", "Crossref"
    PUBMED = "pubmed", "PubMed"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def undecided(self) -> Self:
        """Keep the notices that nobody confirmed or dismissed yet."""
        return self.filter(decision="")


class Notice(models.Model):
    """What one source says of one publication of ours, and what a person decided about it.

    ``reference`` is the publication that the notice is about, never the notice itself.
    """

    class Decision(models.TextChoices):
        CONFIRMED = "confirmed", "confirmed"
        DISMISSED = "dismissed", "dismissed"

    reference = models.ForeignKey(
        "references.Reference", on_delete=models.CASCADE, related_name="notices"
    )
    source = models.CharField(max_length=30, choices=Source.choices)
    nature = models.CharField(max_length=30, choices=Nature.choices)
    noticed_on = models.DateField(
        "date of the notice", null=True, help_text="The day on which the notice appeared."
    )
    notice_doi = models.TextField("DOI of the notice", blank=True)
    notice_pmid = models.TextField("PMID of the notice", blank=True)
    reasons = models.TextField(blank=True, help_text="Why, as the source has it.")
    url = models.TextField("where it can be read", blank=True)
    found_at = models.DateTimeField(editable=False, db_default=Now())
    decision = models.CharField(max_length=20, blank=True, choices=Decision.choices)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [("confirm_notice", "Can confirm what is said of references")]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    *("reference", "source", "nature", "noticed_on"),
                    *("notice_doi", "notice_pmid"),
                ],
                nulls_distinct=False,
                name="a_source_says_a_notice_once",
            ),
            models.CheckConstraint(
                name="a_notice_is_decided_at_a_time",
                condition=Q(decision="", decided_at=None)
                | Q(decision__in=["confirmed", "dismissed"], decided_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(decision=""), name="notices_to_decide"),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} ({self.get_source_display()})"

    @property
    def was_decided_before(self) -> bool:
        """Whether it says again what had been decided when it was found, so that nobody was asked.

        One statement of the database stamps both times then; a person decides later.
        """
        return bool(self.decision) and self.decided_at == self.found_at


class IntegrityFactQuerySet(models.QuerySet["IntegrityFact"]):
    def untaken(self) -> Self:
        """Keep the facts that the rooms above have not taken up yet."""
        return self.filter(taken_at=None)

    def by_record(self) -> Self:
        """Give each the record that stands for its publication, as ``kept``: merged ones lead on.

        What was confirmed of records before they were merged holds for the publication.
        """
        return self.annotate(kept=Coalesce("reference__merged_into_id", "reference_id"))

    def about(self, records: Iterable[int]) -> Self:
        """Keep what was confirmed of records, or of those that were merged into them."""
        wanted = list(records)
        of_them = Q(reference__in=wanted) | Q(reference__merged_into__in=wanted)
        return self.by_record().filter(of_them)

    def standing(self) -> Self:
        """Keep what holds against a publication now: no reinstatement came after it.

        The days of the notices tell what came after, in whatever order they were confirmed; where
        one of the two is not known, the order in which they were.
        """
        reinstated = IntegrityFact.objects.by_record().filter(
            Q(kept=OuterRef("kept"), nature=Nature.REINSTATEMENT)
        )
        later = Exists(reinstated.filter(noticed_on__gte=OuterRef("noticed_on")))
        confirmed_later = reinstated.filter(pk__gt=OuterRef("pk"))
        undated = Exists(confirmed_later.filter(noticed_on=None))
        after_undated = Q(noticed_on=None) & Q(Exists(confirmed_later))
        over = Q(later) | Q(undated) | after_undated
        return self.by_record().exclude(nature=Nature.REINSTATEMENT).exclude(over)


class IntegrityFact(models.Model):
    """What a person confirmed of a publication. Written once; taken up once."""

    reference = models.ForeignKey(
        "references.Reference", on_delete=models.PROTECT, related_name="integrity_facts"
    )
    nature = models.CharField(max_length=30, choices=Nature.choices)
    noticed_on = models.DateField("date of the notice", null=True)
    notice_doi = models.TextField("DOI of the notice", blank=True)
    notice_pmid = models.TextField("PMID of the notice", blank=True)
    source = models.CharField(max_length=30, choices=Source.choices)
    address = models.TextField("where the notice can be read", blank=True)
    confirmed_by = models.BigIntegerField(help_text="Number of the account that confirmed it.")
    confirmed_at = models.DateTimeField(editable=False, db_default=Now())
    taken_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="When the articles that cite it were looked at.",
    )

    objects = IntegrityFactQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="an_integrity_fact_has_a_known_nature",
                condition=Q(
                    nature__in=[
                        *("retraction", "partial_retraction", "withdrawal", "removal"),
                        *("expression_of_concern", "reinstatement"),
                    ]
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(taken_at=None), name="integrity_facts_to_take"),
        ]

    def __str__(self) -> str:
        return f"{self.nature} of reference {self.reference_id}"

    @property
    def url(self) -> str:
        """Where the notice can be read; empty where nobody said."""
        return address_of(self.notice_doi, self.notice_pmid) or self.address

    @property
    def title(self) -> str:
        """The publication's title, without its marks."""
        return plain(self.reference.title)

    @property
    def record(self) -> int:
        """The key of the record that stands for the publication, if this one was merged."""
        return self.reference.merged_into_id or self.reference_id


def address_of(doi: str, pmid: str) -> str:
    """Say where a notice or a publication can be read; empty where nothing tells."""
    if doi:
        return f"https://doi.org/{quote(doi, safe='/:;()')}"
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else ""


def what_stands_against(records: Iterable[int]) -> dict[int, list[str]]:
    """Name what stands against each of some records, by their keys; those without are left out."""
    found: dict[int, list[str]] = {}
    facts = IntegrityFact.objects.standing().about(records).order_by("pk")
    for record, nature in facts.values_list("kept", "nature"):  # type: ignore[misc]
        told = found.setdefault(record, [])
        told += [name for name in [str(Nature(nature).label)] if name not in told]
    return found


def is_retracted() -> Q:
    """Select, among references, those that are no source any more, as a person confirmed."""
    standing = IntegrityFact.objects.standing()
    return Q(Exists(standing.filter(Q(kept=OuterRef("pk"), nature__in=RETRACTING))))
