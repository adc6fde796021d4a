"""What a writer cites: found in the library, else looked up or read, and recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from gate.refusals import NotPermitted, Overtaken, Refusal, one_step
from references.csl import CslItem
from references.formats.pasted import number_of
from references.formats.reading import read_records
from references.identifiers import identify
from references.importing import Entry, import_records
from references.integrity.effects import effect_of
from references.integrity.own import said_in
from references.items import settled
from references.lookup import NotKnown, by_identifier
from references.lookup.taking import digest_of
from references.models import IntegrityFact, Reference
from references.pending import PERMISSION
from references.records import doubt, find_identified, find_records, record_reference

LONGEST_LIST = 500_000
"""Characters of a pasted list. A thousand references of the longest kind have fewer."""
MOST_ENTRIES = 1000
"""References of a pasted list: as many as an article's bibliography holds."""
LIST = "The pasted list"


@dataclass(frozen=True)
class Citable:
    """A publication that can be cited; ``reference`` is None where the library lacks it yet."""

    item: CslItem
    reference: Reference | None = None
    source: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Digest of what is shown of it, so that nothing else is recorded."""
        return digest_of(self.item)


def find_or_look_up(text: str, *, by: Any) -> Citable:
    """Find the publication that an identifier names: in the library, else by a look-up.

    Nothing is recorded. Raises Refusal: it is no identifier, nobody knows it, nobody answers, or
    the account may not add it.
    """
    identifier = identify(text)
    if identifier is None:
        raise NotKnown(f"“{text.strip()[:100]}” is no DOI, PMID or PMCID.")
    if found := find_identified(identifier):
        return Citable(found[0].csl, found[0])
    _require_adding(by, f"The library has no record of {identifier.kind} {identifier.value}")
    answer = by_identifier(identifier)
    item = settled(answer.item)
    remarks = (*answer.remarks, *_told_of(item, answer.source))
    [known] = find_records([item])
    if known is None:
        return Citable(item, source=answer.source, remarks=remarks)
    said = doubt(known, item)
    return Citable(known.csl, known, answer.source, (*remarks, *([said] if said else [])))


def _told_of(item: CslItem, source: str) -> list[str]:
    """Say what a looked-up item tells of retractions and the like; nobody confirmed it yet."""
    became = dict.fromkeys(effect_of(said.nature).became for said in said_in(item))
    return [f"{source} says that this publication {each}." for each in became]


def warnings_of(references: Iterable[Reference]) -> dict[int, str]:
    """Say what holds against records, as a person confirmed it: a sentence by their number."""
    became: dict[int, dict[str, None]] = {}
    facts = IntegrityFact.objects.standing().about(each.pk for each in references)
    for fact in facts.select_related("reference").order_by("pk"):
        became.setdefault(fact.record, {})[effect_of(fact.nature).became] = None
    return {pk: f"This publication {', and '.join(each)}." for pk, each in became.items()}


def record_looked_up(text: str, *, seen: str, by: Any) -> Reference:
    """Record what an identifier names, if it still is what was ``seen``: the digest of that.

    A record that is there already is the one. Raises Refusal.
    """
    found = find_or_look_up(text, by=by)
    if found.reference:
        return found.reference
    if found.digest != seen:
        raise Overtaken(f"{found.source} says something else of it now. Look it up again.")
    try:
        with one_step():
            return record_reference(found.item, source_line=text.strip()).reference
    except Overtaken:
        [known] = find_records([found.item])
        if known is None:
            raise
        return known


@dataclass(frozen=True)
class Numbered:
    """An entry of a pasted reference list, and the number by which the text cites it."""

    number: int | None
    entry: Entry

    @property
    def last_line(self) -> int:
        """The line in which it ends."""
        return self.entry.line + self.entry.source.strip().count("\n")


def look_at_list(text: str, *, by: Any) -> list[Numbered]:
    """Read a pasted reference list, and find what of it the library has; nothing is recorded.

    Raises Refusal.
    """
    _require_adding(by, "A list of references was found")
    return _numbered(_entries_of(text, save=False))


def record_list(text: str, *, by: Any) -> list[Numbered]:
    """Find or make the records of a pasted reference list. Raises Refusal."""
    _require_adding(by, "Nothing was added")
    with one_step():
        return _numbered(_with_twins(_entries_of(text, save=True)))


def _require_adding(by: Any, what: str) -> None:
    if not by.has_perm(PERMISSION):
        raise NotPermitted(f"{what}, but your account may not add references. Ask an editor.")


def _entries_of(text: str, *, save: bool) -> list[Entry]:
    if len(text) > LONGEST_LIST:
        raise Refusal(f"{LIST} is longer than {LONGEST_LIST:,} characters. Paste it in parts.")
    outcomes = list(islice(read_records(text, name=LIST, format="text"), MOST_ENTRIES + 1))
    if len(outcomes) > MOST_ENTRIES:
        raise Refusal(f"{LIST} has more than {MOST_ENTRIES:,} references. Paste it in parts.")
    return list(import_records(outcomes, save=save))


def _with_twins(entries: Sequence[Entry]) -> list[Entry]:
    """Give those that name a publication of an earlier line the record of that one."""
    twins = [entry for entry in entries if entry.item and not entry.reference]
    known = iter(find_records([entry.item for entry in twins if entry.item]))
    return [
        replace(entry, reference=next(known)) if entry.item and not entry.reference else entry
        for entry in entries
    ]


def _numbered(entries: Sequence[Entry]) -> list[Numbered]:
    """Take the numbers that stand in the list, each once; else count."""
    return [
        Numbered(number, entry) for number, entry in zip(_numbers(entries), entries, strict=True)
    ]


def _numbers(entries: Sequence[Entry]) -> Iterator[int | None]:
    found = [number_of(entry.source) for entry in entries]
    are_numbered = any(number is not None for number in found)
    seen: set[int] = set()
    for place, read in enumerate(found, start=1):
        number = read if are_numbered else place
        yield None if number in seen else number
        if number is not None:
            seen.add(number)
