"""What became of the sources of an edition since it was submitted, as people confirmed it.

What was confirmed of any record of a publication counts for all that were merged. A fact bears
on an edition that cites the source, unless the edition says itself that it cites it as a
retracted one. What falls short of a retraction bears on editions from before it was confirmed:
later ones were written and signed with it in sight.
"""

from __future__ import annotations

from articles.editions import Edition
from references.models import IntegrityFact, Reference
from references.notices import RETRACTING

Bearing = tuple[int, IntegrityFact]
"""A reference's key as an edition names it, and what stands against it."""


def bearing_on(edition: Edition) -> list[Bearing]:
    """List what was confirmed of an edition's sources and bears on it."""
    named = Reference.objects.filter(editionreference__edition=edition)
    kept = {pk: into or pk for pk, into in named.values_list("pk", "merged_into")}
    facts = IntegrityFact.objects.standing().about(set(kept.values()))
    found = [
        (reference, fact)
        for fact in facts.select_related("reference").order_by("pk")
        for reference in sorted(kept)
        if fact.record == kept[reference]
    ]
    if not found:
        return []
    said = _said_to_be_retracted(edition)
    return [
        (reference, fact)
        for reference, fact in found
        if reference not in said
        and (fact.nature in RETRACTING or edition.submitted_at < fact.confirmed_at)
    ]


def _said_to_be_retracted(edition: Edition) -> set[int]:
    """Find the references that an edition says to its readers it cites as retracted."""
    references = edition.reading["references"]
    return {one["id"] for one in references if one.get("cited_as_retracted")}
