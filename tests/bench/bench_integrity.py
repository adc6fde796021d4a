"""Notices: a file of a million matched with a library of 100,000, and what of the sample is read.

The table of what was read goes between its markers in docs/references.md.
"""

from __future__ import annotations

import json
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

from references.formats.outcome import Unread
from references.integrity.matching import Tally
from references.integrity.retraction_watch import read_retraction_watch
from references.integrity.said import Said
from references.integrity.watched_file import match_file
from references.models import Reference
from tests.bench.setting import bench_database
from tests.conftest import SHARED
from tests.guides import write_into
from tests.references.integrity.retraction_rows import LIVE, row

GUIDE, MEASURED = "references.md", "measured: make bench ARGS=integrity"
NOTICES, REFERENCES, TARGET_SECONDS = 1_000_000, 100_000, 60
NATURES = ("Retraction", "Expression of concern", "Reinstatement", "Correction")
ABOUT_OURS = 20
"""Of so many notices one is about a record of the library."""
SAMPLE = SHARED / "data" / "retraction"


def main() -> int:
    """Print what was read and the times; returns 1 where the target or a nature is missed."""
    return max(_quality(), _speed())


def _quality() -> int:
    if not SAMPLE.is_dir():
        print("The folder ../shared is absent: what is read of its notices is not measured.")
        return 0
    wanted, read = _wanted(), _read()
    found = Counter((said.doi, said.nature.label) for said in read if isinstance(said, Said))
    unread = sum(isinstance(each, Unread) for each in read)
    lines = ["| nature | expected | read | of the right DOI |", "|---|--:|--:|--:|"]
    missed = unread
    for nature in NATURES:
        there, ours = _of(nature, wanted), _of(nature, found)
        right = (there & ours).total()
        is_kept = nature != "Correction"
        note = "" if is_kept else " (none is to be kept)"
        lines.append(f"| {nature}{note} | {there.total()} | {ours.total()} | {right} |")
        missed += ours.total() + (there.total() - 2 * right) * is_kept
    table = "\n".join([*lines, "", f"Lines that could not be read: {unread}."])
    print(table)
    write_into(GUIDE, MEASURED, table)
    return int(missed > 0)


def _wanted() -> Counter[tuple[str, str]]:
    expected = json.loads((SAMPLE / "expected_natures_by_doi.json").read_text())
    return Counter((doi, nature) for doi, natures in expected.items() for nature in natures)


def _read() -> list[Said | Unread]:
    with (SAMPLE / "retraction_watch_sample.csv").open("rb") as file:
        return list(read_retraction_watch(file))


def _of(nature: str, counted: Counter[tuple[str, str]]) -> Counter[tuple[str, str]]:
    return Counter({key: number for key, number in counted.items() if key[1] == nature})


def _speed() -> int:
    with tempfile.TemporaryDirectory() as folder, bench_database():
        file = Path(folder) / "retraction_watch.csv"
        _write_file(file)
        _fill_library()
        print(f"\n{NOTICES:,} notices ({file.stat().st_size / 1024**2:.0f} MB) against ", end="")
        print(f"{REFERENCES:,} references (seconds on the wall, of our processor)", flush=True)
        first = _timed("new", file)
        _timed("known", file)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"  {memory:.0f} MB of memory at most, the {NOTICES // ABOUT_OURS:,} new notices included"
    )
    return int(first >= TARGET_SECONDS)


def _timed(label: str, file: Path) -> float:
    begun, worked, tally = time.perf_counter(), time.process_time(), Tally()
    for _, batch in match_file(file):
        tally.add(batch)
    took, processor = time.perf_counter() - begun, time.process_time() - worked
    assert (tally.said, tally.matched, tally.unread) == (NOTICES, NOTICES // ABOUT_OURS, 0)
    assert len(tally.new) == (NOTICES // ABOUT_OURS if label == "new" else 0)
    missed = "" if took < TARGET_SECONDS else f"   MISSED the target {TARGET_SECONDS}"
    print(f"  {'all ' + label:10} {took:8.1f} {processor:8.1f}{missed}", flush=True)
    return took


def _write_file(file: Path) -> None:
    with file.open("w", encoding="utf-8") as text:
        text.write(f"{LIVE}\n")
        for number in range(NOTICES):
            of = f"{'ours' if number % ABOUT_OURS == 0 else 'theirs'}.{number}"
            text.write(
                row(
                    Title=f"An invented trial, number {number}, of light where it was dark",
                    Institution="Department of Tests, University of Somewhere;" * 2,
                    RetractionDate=f"{number % 12 + 1}/{number % 28 + 1}/{2000 + number % 25} 0:00",
                    RetractionDOI=f"10.5555/notice.{number}",
                    RetractionPubMedID=str(20_000_000 + number),
                    OriginalPaperDOI=f"10.5555/{of}",
                    OriginalPaperPubMedID=str(30_000_000 + number) if number % 3 else "0",
                    Reason=f"+Duplication of Text;+Error in Data;+Reason {number % 5000};",
                )
                + "\n"
            )


def _fill_library() -> None:
    records = (
        Reference(
            csl={
                "type": "article-journal",
                "title": f"An invented trial {number}",
                "DOI": f"10.5555/ours.{number * ABOUT_OURS // 2}",
                "PMID": str(1 + number),
            }
        )
        for number in range(REFERENCES)
    )
    Reference.objects.bulk_create(records, batch_size=2000)
