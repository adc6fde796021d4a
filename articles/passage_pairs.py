"""Which passage of one edition became which of another, in reading order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from articles.alignment import Run, common_runs

Pair = tuple[int | None, int | None]
"""The places of a passage in both editions; None where it is missing."""
WORD = re.compile(r"\w+")

ALIKE = 0.3
"""The share of words that two passages have in common, from which one became the other."""
MOST_COMPARED = 2500
"""Pairs of passages compared in one gap; in longer ones passages are taken in their order."""


def paired(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """Pair passages by their words: equal ones first, then what is alike between them."""
    a = c = 0
    for run in [*common_runs(old, new), Run(len(old), len(new), 0)]:
        yield from _in_gap(old, new, range(a, run.a), range(c, run.c))
        for step in range(run.length):
            yield run.a + step, run.c + step
        a, c = run.a + run.length, run.c + run.length


def _in_gap(old: Sequence[str], new: Sequence[str], before: range, after: range) -> Iterator[Pair]:
    """Give what is alike as pairs, and the rest where it stands: first what is gone."""
    a, c = before.start, after.start
    for place, other in [*_alike(old, new, before, after), (before.stop, after.stop)]:
        yield from ((gone, None) for gone in range(a, place))
        yield from ((None, added) for added in range(c, other))
        if place < before.stop:
            yield place, other
        a, c = place + 1, other + 1


def _alike(
    old: Sequence[str], new: Sequence[str], before: range, after: range
) -> list[tuple[int, int]]:
    if len(before) == len(after) == 1:
        return [(before.start, after.start)]
    if len(before) * len(after) > MOST_COMPARED:
        together = zip(before, after, strict=False)
        return [(a, c) for a, c in together if likeness(_words(old[a]), _words(new[c])) >= ALIKE]
    return _best(before, after, _likenesses(old, new, before, after))


def _likenesses(
    old: Sequence[str], new: Sequence[str], before: range, after: range
) -> list[list[float]]:
    words = [_words(new[c]) for c in after]
    return [[likeness(_words(old[a]), each) for each in words] for a in before]


def _best(before: range, after: range, alike: list[list[float]]) -> list[tuple[int, int]]:
    """Choose the pairs, in order, whose likenesses sum up highest."""
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for a in reversed(range(len(before))):
        for c in reversed(range(len(after))):
            together = alike[a][c] + best[a + 1][c + 1] if alike[a][c] >= ALIKE else 0.0
            best[a][c] = max(together, best[a + 1][c], best[a][c + 1])
    pairs: list[tuple[int, int]] = []
    a = c = 0
    while a < len(before) and c < len(after):
        if best[a][c] == best[a + 1][c]:
            a += 1
        elif best[a][c] == best[a][c + 1]:
            c += 1
        else:
            pairs.append((before[a], after[c]))
            a, c = a + 1, c + 1
    return pairs


def _words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text.casefold()))


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """Say which share of the words of two passages both have: from 0 to 1 (Dice, 1945)."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
