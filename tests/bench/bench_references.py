"""Readers of bibliographies: what they read of the expected sides, and how fast.

The table of what was read goes between its markers in docs/references.md.
"""

from __future__ import annotations

import json
import resource
import time

from references.formats.reading import LARGEST_FILE, Read, read_records
from tests.conftest import SHARED
from tests.guides import write_into
from tests.references.measuring import details, measure, missed_aims, table

GUIDE, MEASURED = "references.md", "measured: make bench ARGS=references"
RECORDS, TARGET_S = 10_000, 60


def main() -> int:
    """Print what was read and the times; returns 1 where an aim or a target is missed."""
    return max(_quality(), _speed(), _largest())


def _quality() -> int:
    if not SHARED.is_dir():
        print("The folder ../shared is absent: what is read of its bibliographies is not measured.")
        return 0
    scores = measure(SHARED)
    print(table(scores), details(scores), sep="\n")
    if write_into(GUIDE, MEASURED, table(scores)):
        print(f"{GUIDE} is rewritten.")
    missed = missed_aims(scores)
    for miss in missed:
        print(f"MISSED the aim: {miss}")
    return int(bool(missed))


def _speed() -> int:
    print(f"\n{RECORDS:,} records (seconds on the wall, of the processor)")
    slow = 0
    for name, content in (("RIS", _ris(RECORDS)), ("BibTeX", _bibtex()), ("CSL-JSON", _json())):
        wall, processor = _timed(content)
        slow = max(slow, int(wall >= TARGET_S and name == "RIS"))
        print(f"  {name:10} {len(content) / 1024**2:6.1f} MB {wall:8.1f} {processor:8.1f}")
    return slow


def _largest() -> int:
    """Read nearly as much as is taken at once; what of memory was needed at most, ever."""
    one = len(_ris(1).encode())
    content = _ris(LARGEST_FILE // one - LARGEST_FILE // one // 100).encode()[:LARGEST_FILE]
    wall, processor = _timed(content)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = len(content) / 1024**2
    print(f"  RIS        {size:6.1f} MB {wall:8.1f} {processor:8.1f}   {memory:.0f} MB of memory")
    return 0


def _timed(content: bytes | str) -> tuple[float, float]:
    begun, worked = time.perf_counter(), time.process_time()
    read = sum(isinstance(outcome, Read) for outcome in read_records(content))
    assert read >= RECORDS
    return time.perf_counter() - begun, time.process_time() - worked


ABSTRACT = "An invented trial found light where it was dark. " * 30


def _ris(count: int) -> str:
    return "".join(
        f"TY  - JOUR\nAU  - Tester, Tina\nAU  - Prober, Pat Q.\nTI  - Light in the dark {n}\n"
        f"JF  - Invented Science\nPY  - 2019\nVL  - 8\nIS  - 2\nSP  - {n}\nEP  - {n + 4}\n"
        f"DO  - 10.5555/light.{n}\nAB  - {ABSTRACT}\nKW  - light\nKW  - dark\nER  - \n\n"
        for n in range(count)
    )


def _bibtex() -> str:
    return "".join(
        f"@article{{light{n},\n  author = {{Tester, Tina and Prober, Pat Q.}},\n"
        f"  title = {{Light in the {{Dark}} {n}}},\n  journal = {{Invented Science}},\n"
        f"  year = 2019, volume = 8, number = 2, pages = {{{n}--{n + 4}}},\n"
        f"  doi = {{10.5555/light.{n}}}, abstract = {{{ABSTRACT}}},\n}}\n\n"
        for n in range(RECORDS)
    )


def _json() -> str:
    return json.dumps(
        [
            {
                "type": "article-journal",
                "title": f"Light in the dark {n}",
                "author": [{"family": "Tester", "given": "Tina"}],
                "issued": {"date-parts": [[2019]]},
                "abstract": ABSTRACT,
            }
            for n in range(RECORDS)
        ],
        indent=1,
    )
