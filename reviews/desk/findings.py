"""What the checks found in an edition, beside the passages that it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from articles.passages import Passage


@dataclass(frozen=True)
class Found:
    """A finding as an edition holds it, with the writer's reason where one was given.

    ``passage`` numbers the passage that it is about; None where it is about none, or the whole.
    """

    where: str
    message: str
    sentence: str
    passage: int | None
    suggestion: str = ""
    quote: str = ""
    reason: str = ""

    @property
    def words(self) -> str:
        """The words that it is about, where its message does not say them."""
        return "" if self.quote in self.message else self.quote


@dataclass(frozen=True)
class Advice:
    """The findings on one passage that nobody had to explain."""

    passage: int | None
    found: list[Found]


def explained(content: Mapping[str, Any], passages: Sequence[Passage]) -> list[Found]:
    """List what the writer gave a reason for."""
    listed: list[Found] = []
    for given in content.get("reasons", ()):
        # A reason is a sentence's: every finding of the rule in it stands by it.
        about = [
            one
            for one in _findings(content)
            if (one["rule"], one["sentence"]) == (given["rule"], given["sentence"])
        ]
        listed += [_found(one, passages, given["reason"]) for one in about or [given]]
    return listed


def advice(content: Mapping[str, Any], passages: Sequence[Passage]) -> list[Advice]:
    """List the rest, passage by passage; none before format 4, which kept it first."""
    reasons = {(given["rule"], given["sentence"]) for given in content.get("reasons", ())}
    rest = [one for one in _findings(content) if (one["rule"], one["sentence"]) not in reasons]
    by_passage: dict[int | None, list[Found]] = {}
    for found in (_found(one, passages) for one in rest):
        by_passage.setdefault(found.passage, []).append(found)
    order = sorted(by_passage, key=lambda number: -1 if number is None else number)
    return [Advice(number, by_passage[number]) for number in order]


def _findings(content: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    return content.get("findings", ())


def _found(one: Mapping[str, str], passages: Sequence[Passage], reason: str = "") -> Found:
    return Found(
        where=one["where"],
        message=one["message"],
        sentence=one["sentence"],
        passage=_passage_of(one, passages),
        suggestion=one.get("suggestion", ""),
        quote=one.get("quote", ""),
        reason=reason,
    )


def _passage_of(one: Mapping[str, str], passages: Sequence[Passage]) -> int | None:
    """Find the passage with a finding's sentence, or else with its words."""
    for said in (one["sentence"], one.get("quote", "")):
        words = " ".join(said.split())
        numbers = [passage.number for passage in passages if words and words in passage.text]
        if numbers:
            # The body is read last: what stands in a takeaway too is meant at its end.
            return numbers[-1] if one["where"] == "body" else numbers[0]
    return None
