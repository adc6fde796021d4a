"""Measuring the readers of bibliographies: what of the expected sides they read, as a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from references.formats.reading import CannotRead, Read, read_records
from tests.references.bibliographies import Case, Miss, Score, cases

AIMS = {"bibtex": 0.95}
AIM_OF_FIELDS, AIM_OF_RECORDS = 0.97, 0.99
SOURCES = {
    "pubmed_xml": "PubMed (Biopython, metapub)",
    "biopython-medline": "Biopython",
    "zotero": "Zotero",
    "rispy": "rispy",
    "citation-js": "Citation.js",
    "pandoc": "pandoc",
    "crossref": "Crossref (habanero)",
    "citations": "items of the same works",
}

type Scores = dict[str, dict[str, Score]]


def measure(shared: Path) -> Scores:
    """Read every bibliography that has an expected side; scores by format and source."""
    scores: Scores = defaultdict(lambda: defaultdict(Score))
    for case in cases(shared):
        scores[case.format][case.name.split("/")[0]].add(case, _items(case))
    return scores


def _items(case: Case) -> list[dict[str, object]]:
    """Read a case by itself, its format unsaid; what is not read leaves its place empty."""
    try:
        outcomes = list(read_records(case.content))
    except CannotRead:
        return []
    return [dict(read.item) if isinstance(read, Read) else {} for read in outcomes]


def table(scores: Scores) -> str:
    """Write the scores as a table, and after it where each miss is."""
    return "\n".join([*_rows(scores), "", *_misses(scores)])


def _rows(scores: Scores) -> Iterator[str]:
    yield "| format | expected side of | records | read | fields | equal | share |"
    yield "|---|---|--:|--:|--:|--:|--:|"
    for format_name, sources in scores.items():
        for source, score in sources.items():
            yield _row(format_name, SOURCES[source], score)
        if len(sources) > 1:
            yield _row(format_name, "**all**", total(sources.values()))


def _row(format_name: str, source: str, score: Score) -> str:
    share = f"{100 * score.equal / score.fields:.1f} %"
    counts = (score.records, score.read, score.fields, score.equal)
    return f"| {format_name} | {source} | {' | '.join(map(str, counts))} | {share} |"


def total(scores: Iterable[Score]) -> Score:
    """Add scores up."""
    whole = Score()
    for score in scores:
        whole.records += score.records
        whole.read += score.read
        whole.fields += score.fields
        whole.equal += score.equal
        whole.misses += score.misses
    return whole


def _misses(scores: Scores) -> Iterator[str]:
    for format_name, sources in scores.items():
        misses = total(sources.values()).misses
        if misses:
            yield f"**{format_name}**, {len(misses)} misses:"
            yield ""
            yield from (f"- {miss.where}{_types(miss)}" for miss in misses)
            yield ""


def _types(miss: Miss) -> str:
    return f" ({miss.expected} expected, {miss.read} read)" if miss.field == "type" else ""


def details(scores: Scores) -> str:
    """Write out what each miss expected and read."""
    return "\n".join(
        f"{miss.where}: {miss.expected!r} expected, {miss.read!r} read"
        for sources in scores.values()
        for miss in total(sources.values()).misses
    )


def missed_aims(scores: Scores) -> list[str]:
    """Name the formats that miss the aim for records or for fields."""
    missed = []
    for format_name, sources in scores.items():
        whole = total(sources.values())
        if whole.read < AIM_OF_RECORDS * whole.records:
            missed.append(f"{format_name}: {whole.read} of {whole.records} records")
        if whole.equal < AIMS.get(format_name, AIM_OF_FIELDS) * whole.fields:
            missed.append(f"{format_name}: {whole.equal} of {whole.fields} fields")
    return missed
