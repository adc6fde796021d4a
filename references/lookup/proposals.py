"""DOIs for records without one: works at Crossref that are like it. A person decides."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from references.csl import CslItem
from references.lookup.crossref import ask_for_like, works_in
from references.lookup.errors import NotKnown

LEAST_SIMILARITY = 0.6
LIKELY = 0.9
SUBTITLE = re.compile(r"[:.?–—]\s+")


@dataclass(frozen=True)
class Proposal:
    """A work that may be the record's: ``similarity`` of the titles is from 0 to 1.

    ``years_apart`` and ``same_first_author`` are None where one of the two does not say it.
    ``score`` is Crossref's, which only ranks the answers to one question.
    """

    doi: str
    item: CslItem
    score: float
    similarity: float
    years_apart: int | None
    same_first_author: bool | None

    @property
    def is_likely(self) -> bool:
        """Whether titles agree and nothing speaks against it."""
        return (
            self.similarity >= LIKELY
            and (self.years_apart is None or self.years_apart <= 1)
            and self.same_first_author is not False
        )

    @property
    def where(self) -> str:
        """Journal and year, as far as they are known."""
        year = str(_year(self.item) or "")
        return ", ".join(filter(None, (self.item.get("container-title", ""), year)))

    @property
    def verdict(self) -> str:
        """What speaks for and against it, in a sentence."""
        parts = [f"the titles agree to {self.similarity:.0%}"]
        if self.years_apart is not None:
            apart = f"{self.years_apart} year{'s' if self.years_apart > 1 else ''} apart"
            parts.append(apart if self.years_apart else "the same year")
        if self.same_first_author is not None:
            parts.append(f"{'the same' if self.same_first_author else 'another'} first author")
        start = "Likely" if self.is_likely else "Doubtful"
        return f"{start}: {', '.join(parts)}."


def propose_dois(item: Mapping[str, Any]) -> list[Proposal]:
    """Ask Crossref for works like a record: the likeliest first. Raises LookUpFailed."""
    query = " ".join(filter(None, (str(item.get("title", "")), _author(item), _year_text(item))))
    if not item.get("title"):
        raise NotKnown("A record without a title can't be searched for.")
    answer = ask_for_like(query)
    return ranked(item, works_in(answer.content) if answer.status == 200 else [])


def told_apart(item: Mapping[str, Any], answer: Mapping[str, Any]) -> list[str]:
    """Name what makes an answer look like another publication than a record: number, title."""
    numbers = [name for name in ("DOI", "PMID", "PMCID") if item.get(name) and answer.get(name)]
    apart = [name for name in numbers if str(item[name]).lower() != str(answer[name]).lower()]
    titles = str(item.get("title", "")), str(answer.get("title", ""))
    if all(titles) and similarity(*titles) < LEAST_SIMILARITY:
        apart.append("title")
    return apart


def ranked(item: Mapping[str, Any], found: Iterable[tuple[CslItem, float]]) -> list[Proposal]:
    """Compare works with a record; leave out those whose titles are too different."""
    proposals = [
        Proposal(
            doi=work["DOI"],
            item=work,
            score=score,
            similarity=similarity(str(item.get("title", "")), work["title"]),
            years_apart=_years_apart(item, work),
            same_first_author=_same_first_author(item, work),
        )
        for work, score in found
    ]
    near = [each for each in proposals if each.similarity >= LEAST_SIMILARITY]
    return sorted(
        near, key=lambda each: (each.is_likely, each.similarity, each.score), reverse=True
    )


def similarity(one: str, other: str) -> float:
    """Compare two titles by their words, from 0 to 1; a subtitle that one lacks costs little."""
    ours, theirs = _words(one), _words(other)
    if not ours or not theirs:
        return 0.0
    whole = SequenceMatcher(None, ours, theirs, autojunk=False).ratio()
    heads = _words(SUBTITLE.split(one)[0]), _words(SUBTITLE.split(other)[0])
    is_longer = len(ours) != len(heads[0]) or len(theirs) != len(heads[1])
    if is_longer and min(len(ours), len(theirs)) >= 4 and (ours == heads[1] or theirs == heads[0]):
        return max(whole, 0.95)
    return whole


def _words(title: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", re.sub("<[^>]*>", "", title)).casefold()
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.findall(r"\w+", kept)


def _author(item: Mapping[str, Any]) -> str:
    names = item.get("author") or [{}]
    return str(names[0].get("family") or names[0].get("literal") or "")


def _same_first_author(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool | None:
    ours, theirs = _words(_author(one)), _words(_author(other))
    return ours[-1] == theirs[-1] if ours and theirs else None


def _year(item: Mapping[str, Any]) -> int | None:
    try:
        return int(item["issued"]["date-parts"][0][0])
    except (KeyError, IndexError, TypeError, ValueError):
        return None


def _year_text(item: Mapping[str, Any]) -> str:
    return str(_year(item) or "")


def _years_apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> int | None:
    ours, theirs = _year(one), _year(other)
    return None if ours is None or theirs is None else abs(ours - theirs)
