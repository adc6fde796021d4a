"""How well the rules find figures without a source: in labelled sentences, and in running text.

The labelled sentences are ../shared/data/statements/statistics.jsonl; the running text is that of
../shared/data/corpus: answers of MedQuAD as articles, and abstracts of PubMedQA.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from random import Random
from typing import Any

from articles.drafts import Draft
from articles.preflight import claims
from articles.preflight.findings import Finding
from tests.articles.preflight import measuring
from tests.articles.preflight.measuring import Half, Reader, Row, Rules, Score

KIND = "uncited_statistic"
FLAGGED = frozenset(measuring.KINDS[KIND])

load = measuring.load_rows
"""``load(statements, measuring.STATISTICS)``."""


def split(rows: Iterable[Row]) -> dict[Half, list[Row]]:
    """Give the rows of each half."""
    listed = list(rows)
    halves: tuple[Half, ...] = ("development", "held out")
    return {half: measuring.half_of(listed, half) for half in halves}


def read_claims(text: str) -> Rules:
    """Read a sentence by the rules about claims."""
    return frozenset(measuring.reader_of("claims")(text))


def flag_each_percentage(text: str) -> Rules:
    """Find a figure in each sentence with a percentage, cited or not: a single pattern."""
    return FLAGGED if re.search(r"\d\s?%|\bpercent\b", text) else frozenset()


def flag_each_number(text: str) -> Rules:
    """Find a figure in each sentence with a digit but no number in brackets."""
    return FLAGGED if re.search(r"\d", re.sub(r"\[\d[\d,–; -]*\]", "", text)) else frozenset()


READERS: dict[str, Reader] = {
    "the rules": read_claims,
    "flagging everything": measuring.flag_everything,
    "each percentage": flag_each_percentage,
    "each digit": flag_each_number,
}
"""The rules, and what they are compared with."""


def score(rows: Iterable[Row], read: Reader = read_claims) -> Score:
    """Count what a reader finds of figures without a source, and which cited ones it flags."""
    return measuring.score(rows, read, KIND)


HEAD = (
    "| figures without a source | sentences | found | missed | recall | cited ones flagged |\n"
    "|---|---|--:|--:|--:|--:|"
)


def table(rows: Sequence[Row]) -> str:
    """Write the figures for each half and both, with the baselines for both, as Markdown."""
    halves = {**{f"{half} half": part for half, part in split(rows).items()}, "all": list(rows)}
    lines = [_line("the rules", name, score(part)) for name, part in halves.items()]
    lines += [
        _line(reader, "all", score(rows, read))
        for reader, read in READERS.items()
        if reader != "the rules"
    ]
    return "\n".join([HEAD, *lines])


def _line(reader: str, which: str, got: Score) -> str:
    found, missed, flagged = len(got.found), len(got.missed), got.false_alarms
    return (
        f"| {reader} | {which} | {found} | {missed} | {got.recall} "
        f"| {flagged.part} of {flagged.whole}, {flagged} |"
    )


# Running text ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Alarms:
    """What the rules said of a corpus: findings with the document's name, and its words."""

    found: tuple[tuple[str, Finding], ...]
    words: int

    @property
    def per_1000_words(self) -> float:
        """How many alarms a thousand words of running text have."""
        return 1000 * len(self.found) / self.words if self.words else 0.0

    def sample(self, size: int = 100, *, seed: int = 2026) -> list[tuple[str, Finding]]:
        """Draw alarms at random, the same ones for the same seed, for a person to read."""
        return Random(seed).sample(self.found, min(size, len(self.found)))


def alarms_in(documents: Iterable[tuple[str, str]]) -> Alarms:
    """Run the rules about claims over documents, given as name and HTML."""
    found: list[tuple[str, Finding]] = []
    words = 0
    for name, html in documents:
        draft = Draft(body=html)
        draft.__dict__["known_therapies"] = ()
        words += sum(len(block.text.split()) for block in draft.blocks)
        found += [(name, finding) for check in claims.CHECKS for finding in check(draft)]
    return Alarms(tuple(found), words)


def medquad(corpus: Path) -> Iterator[tuple[str, str]]:
    """Give the documents of MedQuAD that have answers, as articles."""
    for document in _lines_of(corpus / "medquad" / "articles.jsonl.gz"):
        answered = [part for part in document["sections"] if part.get("answer")]
        if answered:
            yield document["id"], "".join(map(_section, answered))


def pubmedqa(corpus: Path) -> Iterator[tuple[str, str]]:
    """Give the abstracts of PubMedQA with their conclusions."""
    for abstract in _lines_of(corpus / "pubmedqa" / "abstracts.jsonl.gz"):
        parts = [*abstract["CONTEXTS"], abstract["LONG_ANSWER"]]
        yield abstract["pmid"], "".join(f"<p>{escape(part)}</p>" for part in parts)


def _section(part: dict[str, str]) -> str:
    """Write a question and its answer; the text's line ends and wide gaps end paragraphs."""
    written = [f"<h2>{escape(part['question'])}</h2>"]
    for line in filter(None, map(str.strip, re.split(r"\n|\s{4,}", part["answer"]))):
        item = line.removeprefix("- ")
        written.append(
            f"<p>{escape(line)}</p>" if item == line else f"<ul><li>{escape(item)}</li></ul>"
        )
    return "".join(written)


def _lines_of(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)
