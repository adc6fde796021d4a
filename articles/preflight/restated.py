"""Whether a figure that stands outside the running text stands there too, and of the same thing.

Two sentences speak of the same thing where one holds the other's value, however it is written, and
a good share of the words that carry its meaning. Words that most sentences of the text hold, such
as the name of the condition, carry none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from articles.blocks import Sentence
from articles.drafts import Draft
from articles.preflight.lexicon import tables
from articles.preflight.numerals import numbers_in
from articles.preflight.quantities import Figure, figures_in

ALIKE = 1 / 3
"""The share of a sentence's meaning-bearing words that another must hold to say the same."""
COMMON = 1 / 6
"""Words in more than this share of a text's sentences tell none of them apart."""
FEW = 12
"""In texts with fewer sentences every word counts."""
WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class Restated:
    """What the running text says of a figure: in which sentence, and whether it is the same."""

    sentence: Sentence | None
    has_figure: bool
    is_same: bool


class RunningText:
    """The sentences of a draft's body with their figures and words; headings are none of it."""

    def __init__(self, draft: Draft) -> None:
        self.sentences = [
            sentence
            for sentence in draft.sentences
            if sentence.block.place.field == "body" and not sentence.block.is_heading
        ]

    @cached_property
    def _with_value(self) -> dict[str, list[Sentence]]:
        found: dict[str, list[Sentence]] = defaultdict(list)
        for sentence in self.sentences:
            for value in _values(sentence):
                found[value].append(sentence)
        return found

    @cached_property
    def _common(self) -> frozenset[str]:
        if len(self.sentences) < FEW:
            return frozenset()
        counts = Counter(stem for one in self.sentences for stem in stems_of(one.text))
        return frozenset(
            stem for stem, count in counts.items() if count > COMMON * len(self.sentences)
        )

    def says(self, sentence: Sentence, figure: Figure) -> Restated:
        """Look for what a sentence tells with a figure; the likest sentence is given."""
        wanted = _meaning(sentence.text, self._common)
        holding = self._holding(figure)
        if not holding:
            near = self._likest(self._with_figures, wanted)
            return Restated(near[1] if near and near[0] >= ALIKE else None, False, False)
        likeness, likest = self._likest(holding, wanted) or (0.0, holding[0])
        return Restated(likest, True, not wanted or likeness >= ALIKE)

    def _holding(self, figure: Figure) -> list[Sentence]:
        """List the sentences that hold every value of a figure."""
        values = figure.values
        if not values:
            return []
        first, *others = (self._with_value.get(value, []) for value in sorted(values))
        holding = set(first).intersection(*others)
        return [sentence for sentence in first if sentence in holding]

    @cached_property
    def _with_figures(self) -> list[Sentence]:
        return [sentence for sentence in self.sentences if figures_in(sentence.text)]

    def _likest(
        self, sentences: Iterable[Sentence], wanted: frozenset[str]
    ) -> tuple[float, Sentence] | None:
        ranked = [(self._likeness(one, wanted), -at, one) for at, one in enumerate(sentences)]
        if not ranked:
            return None
        likeness, _, likest = max(ranked, key=lambda entry: entry[:2])
        return likeness, likest

    def _likeness(self, sentence: Sentence, wanted: frozenset[str]) -> float:
        """The share of the wanted words in a sentence and the one that it may go on from."""
        if not wanted:
            return 1.0
        here = stems_of(sentence.text)
        if sentence.before is not None:
            here |= stems_of(sentence.before.text)
        return len(wanted & here) / len(wanted)


def _values(sentence: Sentence) -> Iterator[str]:
    figures = figures_in(sentence.text)
    yield from frozenset().union(numbers_in(sentence.text), *(figure.values for figure in figures))


def _meaning(text: str, common: frozenset[str]) -> frozenset[str]:
    return stems_of(text) - common


def stems_of(text: str) -> frozenset[str]:
    """List the words of a text that carry a meaning, without their endings."""
    words = {word.lower() for word in WORD.findall(text)}
    return frozenset(_one_meaning().get(stem, stem) for stem in map(stem_of, words - _generic()))


ENDINGS = (
    *("isations", "izations", "isation", "ization", "ations", "ements", "ities", "ation", "ement"),
    *(
        "ments",
        "ities",
        "ively",
        "ingly",
        "ment",
        "ions",
        "ness",
        "able",
        "ally",
        "ity",
        "ing",
        "ion",
    ),
    *("ies", "ied", "ive", "ers", "est", "ed", "es", "er", "ly", "al", "ic", "y", "e", "s"),
)
SHORTEST = 3


def stem_of(word: str) -> str:
    """Take an English ending off a word, and spell ae and oe as e: simple, the same for both."""
    word = word.replace("ae", "e").replace("oe", "e")
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            word = word.removesuffix(ending)
            break
    return word[:-1] if len(word) > SHORTEST and word[-1] == word[-2] else word


@cache
def _generic() -> frozenset[str]:
    return frozenset(tables("claims")["generic"]["words"])


@cache
def _one_meaning() -> dict[str, str]:
    lines = [line.split() for line in tables("claims")["generic"]["same"]]
    return {stem_of(word): line[0] for line in lines for word in line} | {
        word: line[0] for line in lines for word in line
    }
