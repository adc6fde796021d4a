"""Matching what sources say with the library, and keeping what is new of it.

Whom a notice is about is told by DOI and PMID; the identifiers of a record that was merged lead
to the one that was kept.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import batched
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from gate.refusals import one_step
from references.formats.outcome import Unread
from references.integrity.events import same_event
from references.integrity.own import said_in
from references.integrity.said import LONGEST_REASONS, Said
from references.models import Reference
from references.notices import IntegrityFact, Nature, Notice

BATCH = 20_000
"""Notices that are kept in one transaction."""
HAS_IDENTIFIER = Q(doi__isnull=False) | Q(pmid__isnull=False)
LONG_TEXTS = tuple(f"reference__{column}" for column in ("csl", "searched", "formatted"))

type Key = tuple[int, str, str, datetime.date | None, str, str]
KEY = ("reference_id", "source", "nature", "noticed_on", "notice_doi", "notice_pmid")
"""By which a notice is known again: see the constraint a_source_says_a_notice_once."""


@dataclass(frozen=True)
class Matched:
    """What became of a batch of a source's notices.

    ``nameless`` notices give neither DOI nor PMID of their paper; ``matched`` are about a
    publication of ours, and ``new`` of these were not kept before.
    """

    said: int = 0
    nameless: int = 0
    matched: int = 0
    new: Sequence[Notice] = ()
    unread: Sequence[Unread] = ()


@dataclass
class Tally:
    """What became of all notices of a source so far."""

    said: int = 0
    nameless: int = 0
    matched: int = 0
    unread: int = 0
    new: list[Notice] = field(default_factory=list)

    def add(self, batch: Matched) -> None:
        """Count a batch in; of what could not be read the number alone."""
        self.said += batch.said
        self.nameless += batch.nameless
        self.matched += batch.matched
        self.unread += len(batch.unread)
        self.new += batch.new


def match(outcomes: Iterable[Said | Unread]) -> Iterator[Matched]:
    """Match what a source says with the library, and keep what is new, batch by batch.

    Each batch is a transaction. The library's identifiers are read once: 100,000 records take
    some 30 MB. Beside them memory grows with what is new alone. Raises Refusal.
    """
    library = _Library(Reference.objects.filter(HAS_IDENTIFIER))
    for batch in batched(outcomes, BATCH, strict=False):
        said = [outcome for outcome in batch if isinstance(outcome, Said)]
        told = list(library.about(said))
        yield Matched(
            said=len(said),
            nameless=sum(not (each.doi or each.pmid) for each in said),
            matched=len({each for _, each in told}),
            new=note(told),
            unread=[outcome for outcome in batch if isinstance(outcome, Unread)],
        )


def note_own(records: Iterable[Reference]) -> list[Notice]:
    """Keep what records themselves carry of their publications' fate; returns what is new."""
    return note_items((record, record.csl) for record in records)


def note_items(pairs: Iterable[tuple[Reference, Mapping[str, Any]]]) -> list[Notice]:
    """Keep what items say of the publications of their records; returns what is new."""
    return note(
        (record.merged_into_id or record.pk, said)
        for record, item in pairs
        for said in said_in(item)
    )


def note_what_it_tells(item: Mapping[str, Any]) -> list[Notice]:
    """Keep what a looked-up item says of the record that its identifiers name, if there is one."""
    said = said_in(item)
    if not said:
        return []
    named = Q(doi__in={each.doi for each in said}) | Q(pmid__in={each.pmid for each in said})
    return note(_Library(Reference.objects.filter(named)).about(said))


def note(told: Iterable[tuple[int, Said]]) -> list[Notice]:
    """Keep what is said of records, each by its key, unless it was kept before.

    Returns the new notices. What a person confirmed already, and a further source now says too,
    is kept as confirmed: nobody is asked twice. Raises Refusal.
    """
    wanted = {_key(pk, said): (pk, said) for pk, said in told}
    if not wanted:
        return []
    references = {pk for pk, _ in wanted.values()}
    with one_step():
        kept = set(Notice.objects.filter(reference__in=references).values_list(*KEY))
        missing = [pair for key, pair in wanted.items() if key not in kept]
        there = _existing({pk for pk, _ in missing})
        new = [_notice(there[pk], said) for pk, said in missing if pk in there]
        if new:
            _decide_what_was(new)
            Notice.objects.bulk_create(new, ignore_conflicts=True)
        return _as_kept(new) if new else []


def _existing(references: set[int]) -> dict[int, int]:
    """Lead on from records that were merged since they were matched; leave out deleted ones.

    Nothing is locked: one that is deleted just now makes the step a refusal.
    """
    if not references:
        return {}
    found = Reference.objects.filter(pk__in=references).order_by()
    return {pk: into or pk for pk, into in found.values_list("pk", "merged_into")}


def _key(pk: int, said: Said) -> Key:
    return (pk, said.source, said.nature, said.noticed_on, said.notice_doi, said.notice_pmid)


def _notice(pk: int, said: Said) -> Notice:
    return Notice(
        reference_id=pk,
        source=said.source,
        nature=said.nature,
        noticed_on=said.noticed_on,
        notice_doi=said.notice_doi,
        notice_pmid=said.notice_pmid,
        reasons=said.reasons,
        url=said.url,
    )


def _as_kept(new: list[Notice]) -> list[Notice]:
    """Read notices back with their keys; what another process kept meanwhile is there too."""
    wanted = {tuple(getattr(each, name) for name in KEY) for each in new}
    rows = Notice.objects.filter(reference__in={each.reference_id for each in new})
    found = rows.select_related("reference").defer(*LONG_TEXTS).order_by("pk")
    return [each for each in found if tuple(getattr(each, name) for name in KEY) in wanted]


def _decide_what_was(new: Sequence[Notice]) -> None:
    """Mark what only says again what a person confirmed, or of the same source, dismissed."""
    _dismiss_what_was(new)
    facts = defaultdict(list)
    about = IntegrityFact.objects.about({each.reference_id for each in new})
    for fact in about.select_related("reference"):
        facts[fact.record].append(fact)
    if not facts:
        return
    reinstated = reinstatements(facts)
    for notice in new:
        if any(
            same_event(notice, fact, reinstated=reinstated[notice.reference_id])
            for fact in facts[notice.reference_id]
        ):
            notice.decision, notice.decided_at = Notice.Decision.CONFIRMED, Now()


def _dismiss_what_was(new: Sequence[Notice]) -> None:
    """Mark what a source says again of an event that a person dismissed, with another day or so."""
    before: dict[tuple[int, str], list[Notice]] = defaultdict(list)
    rows = Notice.objects.filter(
        reference__in={each.reference_id for each in new}, decision=Notice.Decision.DISMISSED
    )
    for dismissed in rows:
        before[dismissed.reference_id, dismissed.source].append(dismissed)
    for notice in new:
        told = before.get((notice.reference_id, notice.source), ())
        if any(same_event(notice, other, reinstated=()) for other in told):
            notice.decision, notice.decided_at = Notice.Decision.DISMISSED, Now()


def reinstatements(references: Collection[int]) -> dict[int, list[datetime.date | None]]:
    """Find the days on which publications were reinstated, as is said and nobody dismissed."""
    found: dict[int, list[datetime.date | None]] = defaultdict(list)
    told = Notice.objects.filter(reference__in=references, nature=Nature.REINSTATEMENT)
    said = told.exclude(decision=Notice.Decision.DISMISSED).values_list("reference", "noticed_on")
    facts = IntegrityFact.objects.about(references).filter(nature=Nature.REINSTATEMENT)
    for reference, day in [
        *said,
        *((fact.record, fact.noticed_on) for fact in facts.select_related("reference")),
    ]:
        found[reference].append(day)
    return found


class _Library:
    """Which records have which DOI and PMID; those of merged records lead to the kept ones."""

    def __init__(self, records: QuerySet[Reference]) -> None:
        self.by_doi: dict[str, int] = {}
        self.by_pmid: dict[str, int] = {}
        kept_first = records.order_by(F("merged_into").asc(nulls_first=True), "pk")
        rows = kept_first.values_list("doi", "pmid", "pk", "merged_into")
        for doi, pmid, pk, merged_into in rows.iterator(10_000):
            if doi:
                self.by_doi.setdefault(doi, merged_into or pk)
            if pmid:
                self.by_pmid.setdefault(pmid, merged_into or pk)

    def about(self, said: Iterable[Said]) -> Iterator[tuple[int, Said]]:
        """Find the records that notices are about: one, or two where ours are not merged yet."""
        for each in said:
            by_doi, by_pmid = self.by_doi.get(each.doi), self.by_pmid.get(each.pmid)
            if by_doi:
                yield by_doi, each
            if by_pmid and by_pmid != by_doi:
                yield by_pmid, _by_pmid_alone(each)


def _by_pmid_alone(said: Said) -> Said:
    """Let who decides know that the DOI says otherwise."""
    if not said.doi:
        return said
    remark = f"Found by the PMID {said.pmid}; the source gives this publication the DOI {said.doi}."
    return replace(said, reasons=f"{said.reasons}. {remark}".lstrip(". ")[-LONGEST_REASONS:])
