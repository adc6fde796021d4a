"""Where sentences are in the passive voice, and where such sentences stand in heaps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from articles.blocks import Sentence, TextBlock
from articles.preflight.lexicon import Span, lexicon, tables

IN_A_ROW = 3
"""Passive sentences in a row from which on they are a heap."""
FEWEST, SHARE = 4, 0.75
"""Or so many in one paragraph, if they are so large a part of it."""


@dataclass(frozen=True)
class Heap:
    """Passive sentences of a paragraph, each with the span of its verb."""

    sentences: list[tuple[Sentence, Span]]
    of: int

    @property
    def verbs(self) -> list[str]:
        """The verbs, as they stand."""
        return [sentence.text[slice(*span)] for sentence, span in self.sentences]


def passive_in(text: str) -> Span | None:
    """Find a sentence's first verb in the passive voice."""
    for match in _passive().finditer(text):
        if not lexicon("passive", "adjectives").is_in(match["participle"]):
            return match.span()
    return None


def heaps(block: TextBlock) -> Iterator[Heap]:
    """Give the heaps of passive sentences in a block: runs of three, or most of a paragraph."""
    if len(block.sentences) < IN_A_ROW:
        return
    read = [(one, passive_in(one.text)) for one in block.sentences]
    runs = [list(run) for is_passive, run in groupby(read, lambda one: bool(one[1])) if is_passive]
    long = [run for run in runs if len(run) >= IN_A_ROW]
    every = [one for run in runs for one in run]
    if not long and len(every) >= FEWEST and len(every) >= SHARE * len(read):
        long = [every]
    for run in long:
        yield Heap([(sentence, span) for sentence, span in run if span], len(read))


@cache
def _passive() -> re.Pattern[str]:
    participles = "|".join(tables("passive")["participles"]["terms"])
    adverbs = "|".join(tables("passive")["adverbs"]["terms"])
    return re.compile(
        r"\b(?:am|is|are|was|were|be|been|being)(?:n['’]t)?[\s\xa0]+"
        rf"(?:(?:{adverbs}|\w{{2,20}}ly)[\s\xa0]+){{0,2}}"
        rf"(?P<participle>\w{{2,20}}ed|{participles})\b",
        re.IGNORECASE,
    )
