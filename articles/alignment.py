"""What two sequences have in common, in the same order: a longest common subsequence.

Bit-parallel (H. Hyyrö, Bit-parallel LCS-length computation revisited, 2004) on Python's integers:
the time depends on the lengths alone, whatever the items are, so hostile texts take no longer.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from itertools import takewhile
from typing import NamedTuple

LARGEST = 400_000_000
"""Pairs of items that are compared, 50 MB of bits; longer sequences have nothing in common."""


class Run(NamedTuple):
    """So many items from ``a`` on are the same as those of the other sequence from ``c`` on."""

    a: int
    c: int
    length: int


def common_runs(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Run]:
    """Find the runs that two sequences have in common, in order, with as many items as can be."""
    head = _equal(zip(old, new, strict=False))
    shorter = min(len(old), len(new)) - head
    tail = min(_equal(zip(reversed(old), reversed(new), strict=False)), shorter)
    a, c = len(old) - tail, len(new) - tail
    middle = _pairs(old[head:a], new[head:c])
    return _joined(
        [
            Run(0, 0, head),
            *(Run(head + place, head + other, 1) for place, other in middle),
            Run(a, c, tail),
        ]
    )


def _equal(both: Iterable[tuple[Hashable, Hashable]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both))


def _joined(runs: list[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in runs:
        if joined and (run.a, run.c) == (joined[-1].a + joined[-1].length, _end(joined[-1])):
            joined[-1] = joined[-1]._replace(length=joined[-1].length + run.length)
        elif run.length:
            joined.append(run)
    return joined


def _end(run: Run) -> int:
    return run.c + run.length


def _pairs(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Pair the places of equal items, going back through the rows from their end."""
    if len(old) * len(new) > LARGEST:
        return []
    found, rows = [], _rows(old, new)
    column, row = len(old), len(new)
    while row and column:
        if rows[row] >> (column - 1) & 1:
            column -= 1
        elif not rows[row - 1] >> (column - 1) & 1:
            row -= 1
        else:
            column, row = column - 1, row - 1
            found.append((column, row))
    return found[::-1]


def _rows(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[int]:
    """Compute a row of bits for each beginning of ``new``.

    Bit j is 0 where ``old[: j + 1]`` has one more item in common with it than ``old[:j]``.
    """
    places: dict[Hashable, int] = {}
    for place, item in enumerate(old):
        places[item] = places.get(item, 0) | 1 << place
    everywhere = (1 << len(old)) - 1
    rows = [everywhere]
    for item in new:
        row = rows[-1]
        if matches := row & places.get(item, 0):
            row = (row + matches | row - matches) & everywhere
        rows.append(row)
    return rows
