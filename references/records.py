"""Recording references: one record a publication, whoever cites it and however it is written."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.functions import Lower

from references.csl import CslItem
from references.models import Reference


@dataclass(frozen=True)
class RecordedReference:
    """A reference in the records, whether it is new there, and what a person should look at."""

    reference: Reference
    is_new: bool
    remark: str = ""


def record_reference(item: CslItem, *, source_line: str) -> RecordedReference:
    """Find the record of the same DOI or PMID, else of the same title and year, else make one.

    A record that exists is never changed: other articles stand on it.
    """
    if known := _with_identifier(item):
        return RecordedReference(known, is_new=False, remark=_doubt(known, item))
    if known := _with_title(item).first():
        return RecordedReference(known, is_new=False)
    made = Reference.objects.create(csl=item, source_line=source_line)
    made.refresh_from_db()
    return RecordedReference(made, is_new=True)


def _with_identifier(item: CslItem) -> Reference | None:
    known = None
    if doi := item.get("DOI"):
        known = Reference.objects.filter(doi=doi.lower()).first()
    if not known and (pmid := item.get("PMID")):
        known = Reference.objects.filter(pmid=pmid).first()
    return known


def _with_title(item: CslItem) -> QuerySet[Reference]:
    """Select by title and year, case and spaces aside; another DOI makes it another publication."""
    same = Reference.objects.annotate(plain_title=_plain(F("title"))).filter(
        plain_title=_plain(Value(item["title"])), year=_year(item)
    )
    return same.filter(doi=None) if "DOI" in item else same


def _plain(title: F | Value) -> Lower:
    return Lower(
        Func(
            *(title, Value(r"\s+"), Value(" "), Value("g")),
            function="regexp_replace",
            output_field=TextField(),
        )
    )


def _year(item: CslItem) -> int | None:
    return item["issued"]["date-parts"][0][0] if "issued" in item else None


def _doubt(known: Reference, item: CslItem) -> str:
    """Say so when a known identifier comes with another title: one of the two is mistaken."""
    titles = [" ".join(str(title).casefold().split()) for title in (known.title, item["title"])]
    if titles[0] == titles[1]:
        return ""
    return f"The record with this identifier has another title, “{known.title}”: check it."
