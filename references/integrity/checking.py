"""Asking sources about references: what records carry, a file, and services asked anew."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import batched

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from references.integrity.matching import HAS_IDENTIFIER, note, note_own
from references.integrity.own import CARRIED_IN, said_in
from references.integrity.said import Said
from references.lookup import crossref, pubmed
from references.lookup.errors import NotKnown, OutOfReach, Unusable
from references.lookup.services import CROSSREF, PUBMED, Service
from references.models import KeptAnswer, Reference, ReferenceQuerySet
from references.notices import Notice
from references.uses import is_used

CHUNK = 200
MOST_UNUSABLE = 5
"""Unusable answers in a row after which a service counts as out of order."""
MOST_OUT_OF_REACH = 2
"""Times in a row that a service is out of reach before it is left alone: one record may be it."""


def to_look_at(*, cited: bool = True) -> ReferenceQuerySet:
    """Select the records to look at: those that articles cite, or the whole library."""
    kept = Reference.objects.kept()
    return kept.filter(is_used()) if cited else kept


def check_own(records: QuerySet[Reference]) -> Iterator[tuple[int, list[Notice]]]:
    """Keep what records themselves carry; gives how many were read, and what is new of them."""
    carrying = records.filter(csl__custom__has_any_keys=list(CARRIED_IN))
    for chunk in _chunks(carrying):
        yield len(chunk), note_own(chunk)


def in_turn(records: QuerySet[Reference]) -> QuerySet[Reference]:
    """Select those that a service can be asked about, the longest unchecked first."""
    return records.filter(HAS_IDENTIFIER).order_by(F("checked_at").asc(nulls_first=True), "pk")


def due(*, days: int, now: datetime.datetime) -> QuerySet[Reference]:
    """Select the cited records that were not checked for some days, the longest unchecked first."""
    before = now - datetime.timedelta(days=days)
    late = Q(checked_at=None) | Q(checked_at__lt=before)
    return in_turn(to_look_at().filter(late))


@dataclass
class Round:
    """One round of asking services; one that fails again and again is not asked any more in it.

    ``failed`` says of a service, by its name for people, why it did not answer last, ``out`` why it
    was given up; ``unusable`` of single records why an answer could not be read.
    """

    failed: dict[str, str] = field(default_factory=dict)
    out: dict[str, str] = field(default_factory=dict)
    unusable: list[str] = field(default_factory=list)
    answers: int = 0
    _in_a_row: dict[str, int] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Whether no service is left to ask."""
        return len(self.out) == len(ASKED)

    def check(self, records: QuerySet[Reference]) -> Iterator[list[Notice]]:
        """Ask about records one by one; gives for each what is new, until nobody can be asked."""
        for chunk in _chunks(records):
            for record in chunk:
                if self.is_over:
                    return
                yield self.check_one(record)

    def check_one(self, record: Reference) -> list[Notice]:
        """Ask every service about a record, and note that; what failed has its turn in a day.

        So neither a service that is out for long nor a record that no service can answer for
        keeps the others from their turns.
        """
        reached = [self._ask(service, ask, record) for service, ask in ASKED.items()]
        found = note((record.pk, said) for said_by_one in reached for said in said_by_one or ())
        note_checked([record], are_whole=None not in reached)
        return found

    def _ask(self, service: Service, ask: Ask, record: Reference) -> Sequence[Said] | None:
        """Ask one service; None where it is out of reach."""
        if service.label in self.out:
            return None
        try:
            said = ask(record)
        except NotKnown:
            said = []
        except OutOfReach as failure:
            self._count(service, MOST_OUT_OF_REACH, str(failure))
            return None
        except Unusable as failure:
            self.unusable.append(f"Record {record.pk}, “{record.title[:80]}”: {failure}")
            self._count(service, MOST_UNUSABLE, f"{service.label} gave no usable answer. {failure}")
            return None
        self.answers += 1
        self._in_a_row[service.label] = 0
        return said

    def _count(self, service: Service, most: int, why: str) -> None:
        """Count failures in a row; give a service up after so many."""
        self.failed[service.label] = why
        self._in_a_row[service.label] = self._in_a_row.get(service.label, 0) + 1
        if self._in_a_row[service.label] >= most:
            self.out[service.label] = why


def note_checked(records: Iterable[Reference], *, are_whole: bool = True) -> None:
    """Note that what sources say of records was looked at now.

    What was looked at in part is noted as so long ago that it is due again in a day.
    """
    keys = [record.pk for record in records]
    moment = timezone.now()
    if not are_whole:
        days = max(settings.CHECK_REFERENCES_DAYS - 1, 0)
        moment -= datetime.timedelta(days=days)
    Reference.objects.filter(pk__in=keys).update(checked_at=moment)


# Asking -------------------------------------------------------------------------------------

type Ask = Callable[[Reference], Sequence[Said]]


def _ask_crossref(record: Reference) -> Sequence[Said]:
    if not record.doi:
        return []
    begun = timezone.now()
    answer = _new(crossref.ask_for_work(record.doi, fresh=True), begun, CROSSREF)
    return said_in(crossref.item_of_work(answer.content))


def _ask_pubmed(record: Reference) -> Sequence[Said]:
    """Ask for a record's article, found by its DOI where the record has no PMID."""
    pmid = record.pmid or (pubmed.find_pmid_of_doi(record.doi) if record.doi else None)
    if not pmid:
        return []
    begun = timezone.now()
    answer = _new(pubmed.ask_for_article(pmid, fresh=True), begun, PUBMED)
    item = pubmed.item_of_article(answer.content)
    if item.get("PMID") != pmid:
        raise Unusable(f"PubMed answered with another article than that of PMID {pmid}.")
    if not record.pmid and item.get("DOI") not in (None, record.doi):
        return []
    return said_in(item)


ASKED: dict[Service, Ask] = {CROSSREF: _ask_crossref, PUBMED: _ask_pubmed}


def _new(answer: KeptAnswer, begun: datetime.datetime, service: Service) -> KeptAnswer:
    """Take no older answer for a new one. Raises OutOfReach."""
    if answer.asked_at < begun:
        raise OutOfReach(f"{service.label} could not be asked; try again later.")
    return answer


def _chunks(records: QuerySet[Reference]) -> Iterator[list[Reference]]:
    """Read records some at a time, in their order as it was at the beginning."""
    keys = list(records.values_list("pk", flat=True))
    for some in batched(keys, CHUNK, strict=False):
        found = Reference.objects.kept().defer("searched", "formatted").in_bulk(some)
        yield [found[key] for key in some if key in found]
