"""What becomes of notices and facts where two records become one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from references.integrity.effects import effect_of
from references.integrity.events import same_event
from references.integrity.matching import KEY, reinstatements
from references.models import Reference
from references.notices import IntegrityFact, Nature, Notice

SAME = KEY[1:]
WEIGHT = {Notice.Decision.CONFIRMED: 2, Notice.Decision.DISMISSED: 1}


def carry_over(*, kept: Reference, merged: Reference) -> None:
    """Let the notices of a merged record go over to the kept one, and each know the other's facts.

    What was confirmed of one record holds for the publication, and from now on stands with the
    kept record: drafts cite that, and whoever reads an edition that names the merged one looks
    there. Runs inside the merging, after citations went along.
    """
    _move_notices(kept, merged)
    days = reinstatements([kept.pk, merged.pk])
    reinstated = [day for each in days.values() for day in each]
    facts = list(IntegrityFact.objects.filter(reference__in=[kept, merged]).order_by("pk"))
    standing = set(IntegrityFact.objects.standing().filter(pk__in=[each.pk for each in facts]))
    counted = [each for each in facts if each in standing or each.nature == Nature.REINSTATEMENT]
    if not counted:
        return
    own = list(IntegrityFact.objects.filter(reference=kept))
    IntegrityFact.objects.bulk_create(
        _of(kept.pk, fact)
        for fact in _each_once(counted, reinstated)
        if not any(same_event(fact, each, reinstated=reinstated) for each in own)
    )


def what_goes_along(*, kept: Reference, merged: Reference) -> list[str]:
    """Say in sentences what of notices and facts a merging would carry over."""
    standing = {record.pk: list(record.integrity_facts.standing()) for record in (kept, merged)}
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


def _move_notices(kept: Reference, merged: Reference) -> None:
    """Move notices; of two that say the same, the one stays that somebody decided about."""
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


def _weight(notice: Notice) -> int:
    return WEIGHT.get(Notice.Decision(notice.decision), 0) if notice.decision else 0


def _each_once(
    facts: Iterable[IntegrityFact], reinstated: list[datetime.date | None]
) -> list[IntegrityFact]:
    """Leave out what only says again, of the other record, what was confirmed of the one."""
    once: list[IntegrityFact] = []
    for fact in facts:
        if not any(same_event(fact, each, reinstated=reinstated) for each in once):
            once.append(fact)
    return once


def _of(pk: int, fact: IntegrityFact) -> IntegrityFact:
    """Write what was confirmed of one record down for another, by whom it was confirmed."""
    return IntegrityFact(
        reference_id=pk,
        nature=fact.nature,
        noticed_on=fact.noticed_on,
        notice_doi=fact.notice_doi,
        notice_pmid=fact.notice_pmid,
        source=fact.source,
        confirmed_by=fact.confirmed_by,
    )
