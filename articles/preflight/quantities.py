"""Figures of a text: percentages, ratios, counts of people, effects, survival, and odds.

Not every number is a figure: doses, dates, ages, names, concentrations, thresholds and odds that
follow from the laws of inheritance tell nothing that somebody has counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from articles.preflight.figure_patterns import Kind, readings
from articles.preflight.numerals import ONES, PARTS, SCALES, TENS, numbers_in, shares_in

WORDS = re.compile(r"[a-z]+|[%:/=<$€£×]")
DIGIT = re.compile(r"\d")
NUMERALS = frozenset([*ONES, *TENS, *SCALES, *PARTS, *(f"{part}s" for part in PARTS), "twice"])
CHANGES = ("fold", "doubl", "tripl", "quadrupl", "halv")


@dataclass(frozen=True)
class Figure:
    """A figure and where it stands in a text."""

    kind: Kind
    start: int
    end: int
    words: str

    @property
    def values(self) -> frozenset[str]:
        """What it amounts to, whichever way it is written: "half", "50 %" and "1 in 2" are one."""
        if self.kind in (Kind.PERCENT, Kind.RATIO):
            return shares_in(self.words) or numbers_in(self.words)
        return numbers_in(self.words)


@lru_cache(maxsize=512)
def words_of(text: str) -> frozenset[str]:
    """List the words and signs of a sentence, in small letters, with the changes they name."""
    small = text.lower()
    return frozenset(WORDS.findall(small)).union(one for one in CHANGES if one in small)


@lru_cache(maxsize=512)
def figures_in(text: str) -> tuple[Figure, ...]:
    """List the figures of a sentence, in order, none within another."""
    words = words_of(text)
    if not DIGIT.search(text) and words.isdisjoint(NUMERALS) and words.isdisjoint(CHANGES):
        return ()
    found = [
        Figure(reading.kind, *match.span(), match[0])
        for reading in readings()
        if not reading.needs.isdisjoint(words)
        for match in reading.pattern.finditer(text)
        if reading.is_figure(text, match)
    ]
    return tuple(_apart(sorted(found, key=lambda one: (one.start, -one.end))))


def _apart(figures: list[Figure]) -> Iterator[Figure]:
    end = 0
    for figure in figures:
        if figure.start >= end:
            yield figure
            end = figure.end
