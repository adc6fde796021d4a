"""What becomes of notices and facts where two records become one."""

from __future__ import annotations

from references.integrity.effects import effect_of
from references.integrity.events import same_event
from references.integrity.matching import KEY
from references.models import Reference
from references.notices import IntegrityFact, Notice

SAME = KEY[1:]
WEIGHT = {Notice.Decision.CONFIRMED: 2, Notice.Decision.DISMISSED: 1}


def carry_over(*, kept: Reference, merged: Reference) -> None:
    """Move a merged record's notices; of two that say the same, that which somebody decided stays.

    Facts stay with the record that they were confirmed of, and hold for the publication: they
    are asked for by the record that stands for it. Runs inside the merging.
    """
    there = {tuple(getattr(each, name) for name in SAME): each for each in kept.notices.all()}
    for notice in merged.notices.order_by("pk"):
        twin = there.get(tuple(getattr(notice, name) for name in SAME))
        if twin and _weight(twin) >= _weight(notice):
            notice.delete()
            continue
        if twin:
            twin.delete()
        notice.reference = kept
        notice.save(update_fields=["reference"])


def what_goes_along(*, kept: Reference, merged: Reference) -> list[str]:
    """Say in sentences what of notices and facts a merging would carry over."""
    standing = {
        record.pk: list(IntegrityFact.objects.standing().about([record.pk]))
        for record in (kept, merged)
    }
    sentences = [
        f"Record {one.pk} {effect_of(fact.nature).became}, as somebody confirmed. That will hold "
        f"for record {other.pk} too, and for public articles that cite it."
        for one, other in ((merged, kept), (kept, merged))
        for fact in standing[one.pk]
        if not any(same_event(fact, each, reinstated=()) for each in standing[other.pk])
    ]
    number = merged.notices.count()
    what = "1 notice goes" if number == 1 else f"{number} notices go"
    return sentences + ([f"{what} over to the record that is kept."] if number else [])


def _weight(notice: Notice) -> int:
    return WEIGHT.get(Notice.Decision(notice.decision), 0) if notice.decision else 0
