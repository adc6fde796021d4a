"""Reference lists: a batch of 1,000 in each of three styles, and one that is kept already."""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from references.formatting import format_references
from references.models import Reference
from references.reference_lists import entries_of
from tests.bench.setting import bench_database

RECORDS, ROUNDS, TARGET_SECONDS = 1_000, 3, 3.0
STYLES = ("american-medical-association", "nlm-citation-sequence", "apa")
rng = random.Random(1)


def main() -> int:
    """Print the medians; returns 1 where a batch misses the target."""
    items = [_item(number) for number in range(RECORDS)]
    print(f"{RECORDS:,} references in one batch (median of {ROUNDS}, seconds)")
    slowest = max(_measure(style, items) for style in STYLES)
    _print_kept(items)
    return int(slowest >= TARGET_SECONDS)


def _measure(style: str, items: list[dict[str, Any]]) -> float:
    begun = os.times().children_user
    took = statistics.median(
        _once(lambda: format_references(items, style=style)) for _ in range(ROUNDS)
    )
    pandoc = (os.times().children_user - begun) / ROUNDS
    missed = "" if took < TARGET_SECONDS else f"   MISSED the target {TARGET_SECONDS}"
    print(f"  {style:42} {took:8.2f}, pandoc's processor time {pandoc:.2f}{missed}")
    return took


def _print_kept(items: list[dict[str, Any]]) -> None:
    with bench_database():
        Reference.objects.bulk_create([Reference(csl=item) for item in items])
        records = list(Reference.objects.all())
        print(f"  {'records, formatted and kept':42} {_once(lambda: entries_of(records)):8.2f}")
        records = list(Reference.objects.all())
        print(f"  {'records whose entries are kept':42} {_once(lambda: entries_of(records)):8.2f}")


def _item(number: int) -> dict[str, Any]:
    authors = [
        {"family": _words(1).title(), "given": f"{rng.choice('ABCDEFGH')}. {_words(1).title()}"}
        for _ in range(rng.choice((1, 2, 3, 5, 8, 20)))
    ]
    return {
        "type": "article-journal",
        "title": f"{_words(rng.randint(6, 18)).capitalize()} {number}",
        "author": authors,
        "container-title": _words(4).title(),
        "container-title-short": _words(3).title(),
        "issued": {"date-parts": [[rng.randint(1980, 2026), rng.randint(1, 12)]]},
        "volume": str(rng.randint(1, 90)),
        "issue": str(rng.randint(1, 12)),
        "page": f"{number}-{number + 9}",
        "DOI": f"10.5555/bench.{number}",
    }


def _words(count: int) -> str:
    return " ".join(
        "".join(rng.choices("aeioubdlmnrst", k=rng.randint(3, 9))) for _ in range(count)
    )


def _once(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun
