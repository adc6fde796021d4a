"""How well rules find what labelled sentences hold: counts, shares with intervals, and tables.

The sentences stand in ../shared/data/statements. Half of them, by a hash of the id, are for
developing rules; the others are only counted.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from importlib import import_module
from math import sqrt
from pathlib import Path
from typing import Literal

from articles.drafts import Draft

CLAIMS, STATISTICS = "claims.jsonl", "statistics.jsonl"

KINDS: Mapping[str, tuple[str, ...]] = {
    "cure_promise": (
        "promise-of-cure",
        "promise-of-restoration",
        "promise-of-result",
        "promise-of-safety",
    ),
    "unapproved_efficacy": ("efficacy-unapproved",),
    "fda_misleading": ("approval-misleading",),
    "uncited_statistic": ("figure-uncited",),
}
"""Which rules find what kind of label."""
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "cure_promise": ("promises",),
    "unapproved_efficacy": ("efficacy",),
    "fda_misleading": ("approvals",),
    "uncited_statistic": ("claims",),
}
"""The modules that those rules stand in."""
CLAIM_KINDS = ("cure_promise", "unapproved_efficacy", "fda_misleading")

Half = Literal["development", "held out"]
Rules = frozenset[str]
Reader = Callable[[str], Collection[str]]
"""Reads a text and names the rules that find something in it."""


@dataclass(frozen=True)
class Row:
    """A labelled sentence: the kinds of claim it makes, and where it was found."""

    id: str
    text: str
    kinds: frozenset[str]
    is_hard_negative: bool
    source: str

    @property
    def half(self) -> Half:
        """The half it is in, by a hash of its id."""
        return "held out" if int(sha256(self.id.encode()).hexdigest(), 16) % 2 else "development"

    @property
    def family(self) -> str:
        """The source, less what tells its documents apart."""
        if self.source.startswith("FDA"):
            return "FDA warning letters"
        if self.source.startswith("MedQuAD"):
            return "MedQuAD"
        site = self.source.rpartition("github ")[2]
        return site if "/" in site else "other web pages"


def load_rows(statements: Path, name: str = CLAIMS) -> list[Row]:
    """Read the labelled sentences of a file."""
    lines = (statements / name).read_text(encoding="utf-8").splitlines()
    return [
        Row(
            id=one["id"],
            text=one["text"],
            kinds=frozenset(one["kinds"]),
            is_hard_negative=one["hard_negative"],
            source=one["source"],
        )
        for one in map(json.loads, lines)
    ]


def half_of(rows: Iterable[Row], half: Half) -> list[Row]:
    """Take the rows of one half."""
    return [row for row in rows if row.half == half]


def draft_of(text: str) -> Draft:
    """Make a draft of one paragraph, in an application without records of therapies."""
    draft = Draft(body=f"<p>{escape(text)}</p>")
    draft.__dict__["known_therapies"] = ()
    return draft


def reader_of(*families: str) -> Reader:
    """Give a reader that runs the checks of modules, such as "promises"."""
    modules = [import_module(f"articles.preflight.{family}") for family in families]
    checks = [check for module in modules for check in module.CHECKS]

    def read(text: str) -> Rules:
        draft = draft_of(text)
        return frozenset(finding.rule for check in checks for finding in check(draft))

    return read


def flag_everything(text: str) -> Rules:
    """Find every kind in every sentence: the baseline that must fail."""
    return frozenset(rule for rules in KINDS.values() for rule in rules)


def flag_the_word_cure(text: str) -> Rules:
    """Find a promise in each sentence with the letters of "cure": what a search would do."""
    return flag_everything(text) if "cure" in text.lower() else frozenset()


@dataclass(frozen=True)
class Share:
    """How many of how many, with the 95 % interval of Wilson (1927)."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """The share; 0 of nothing is 0."""
        return self.part / self.whole if self.whole else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The lower and upper end of the 95 % interval."""
        if not self.whole:
            return 0.0, 1.0
        z, n, p = 1.959964, self.whole, self.value
        middle, reach = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        scale = 1 + z * z / n
        return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.2f} ({low:.2f}–{high:.2f})" if self.whole else "–"


@dataclass(frozen=True)
class Score:
    """What a reader found of one kind, by the rows' ids."""

    found: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    hard_negatives: int = 0

    @property
    def precision(self) -> Share:
        """How many of the sentences that were flagged make the claim."""
        return Share(len(self.found), len(self.found) + len(self.false))

    @property
    def recall(self) -> Share:
        """How many of the sentences that make the claim were flagged."""
        return Share(len(self.found), len(self.found) + len(self.missed))

    @property
    def false_alarms(self) -> Share:
        """How many of the hard negatives were flagged."""
        return Share(len(self.alarms), self.hard_negatives)


def score(rows: Iterable[Row], read: Reader, kind: str) -> Score:
    """Count what a reader finds of one kind."""
    rules = frozenset(KINDS[kind])
    by_outcome: dict[str, list[str]] = defaultdict(list)
    hard = 0
    for row in rows:
        is_flagged, is_claim = not rules.isdisjoint(read(row.text)), kind in row.kinds
        hard += row.is_hard_negative
        if is_flagged or is_claim:
            outcome = "found" if is_flagged and is_claim else "false" if is_flagged else "missed"
            by_outcome[outcome].append(row.id)
        if is_flagged and row.is_hard_negative:
            by_outcome["alarms"].append(row.id)
    return Score(
        **{name: tuple(ids) for name, ids in by_outcome.items()},
        hard_negatives=hard,
    )


def alarmed(rows: Iterable[Row], read: Reader, kinds: Sequence[str] = CLAIM_KINDS) -> Share:
    """Count the hard negatives in which any rule of several kinds finds something."""
    rules = {rule for kind in kinds for rule in KINDS[kind]}
    hard = [row for row in rows if row.is_hard_negative]
    return Share(sum(not rules.isdisjoint(read(row.text)) for row in hard), len(hard))


HEAD = (
    "| claim | sentences | found | missed | false | precision | recall | hard negatives flagged |\n"
    "|---|---|--:|--:|--:|--:|--:|--:|"
)


def table(rows: Sequence[Row], kinds: Sequence[str] = CLAIM_KINDS) -> str:
    """Write the figures of kinds for each half and both, with the baselines, as Markdown."""
    return "\n".join([HEAD, *_lines(rows, kinds)])


def _lines(rows: Sequence[Row], kinds: Sequence[str]) -> Iterator[str]:
    for kind in kinds:
        read = reader_of(*FAMILIES[kind])
        yield _line(kind, "development half", score(half_of(rows, "development"), read, kind))
        yield _line(kind, "held-out half", score(half_of(rows, "held out"), read, kind))
        yield _line(kind, "all", score(rows, read, kind))
        yield _line(kind, "all, flagging everything", score(rows, flag_everything, kind))
        yield _line(kind, "all, the word “cure”", score(rows, flag_the_word_cure, kind))


def table_by_source(rows: Sequence[Row], kinds: Sequence[str] = CLAIM_KINDS) -> str:
    """Write the figures of kinds for each family of sources, as Markdown."""
    lines = [HEAD]
    for kind in kinds:
        read = reader_of(*FAMILIES[kind])
        for family in sorted({row.family for row in rows}):
            of_family = score([row for row in rows if row.family == family], read, kind)
            if of_family.found or of_family.missed or of_family.false:
                lines.append(_line(kind, family, of_family))
    return "\n".join(lines)


def _line(kind: str, which: str, got: Score) -> str:
    counts = f"{len(got.found)} | {len(got.missed)} | {len(got.false)}"
    return (
        f"| {kind} | {which} | {counts} | {got.precision} | {got.recall} "
        f"| {got.false_alarms.part} of {got.false_alarms.whole} |"
    )
