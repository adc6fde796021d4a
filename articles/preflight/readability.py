"""How hard a text is to read: Flesch–Kincaid grade and SMOG, and the syllables they count.

Both formulas give a grade of US schools. They were made for running prose, so headings, captions,
tables and quotations are left out; each item of a list counts as a sentence or more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from math import sqrt

from pyphen import Pyphen

from articles.blocks import Sentence, TextBlock
from articles.drafts import Draft
from articles.preflight.lexicon import tables

TARGET_GRADE = 8
"""The grade that health texts for everybody aim at, at most.

The American Medical Association and the NIH ask for the sixth, the CDC for the eighth or lower.
"""
FEWEST_WORDS = 100
"""Flesch took samples of 100 words; a grade of fewer says little."""
FEWEST_SENTENCES = 30
"""McLaughlin's formula rests on 30 sentences."""
MANY_SYLLABLES = 3
PROSE = frozenset({"p", "li", "section"})
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True)
class Readability:
    """What was counted in a text; ``hard`` are its words of three syllables and more."""

    sentences: int
    words: int
    syllables: int
    hard: Counter[str]

    @property
    def flesch_kincaid(self) -> float | None:
        """The Flesch–Kincaid grade level; None for fewer than 100 words.

        0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid et al., Naval Technical
        Training Command, Research Branch Report 8-75, 1975).
        """
        if self.words < FEWEST_WORDS or not self.sentences:
            return None
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59

    @property
    def smog(self) -> float | None:
        """The SMOG grade; None for fewer than 30 sentences.

        3.1291 + 1.0430 times the root of the words of three syllables and more in 30 sentences
        (McLaughlin, Journal of Reading 1969;12(8):639-646).
        """
        if self.sentences < FEWEST_SENTENCES:
            return None
        return 3.1291 + 1.0430 * sqrt(30 * self.hard.total() / self.sentences)

    @property
    def is_too_hard(self) -> bool:
        """Whether a grade that could be given lies over the target."""
        grades = (self.flesch_kincaid, self.smog)
        return any(grade is not None and round(grade, 1) > TARGET_GRADE for grade in grades)

    def __str__(self) -> str:
        if self.flesch_kincaid is None:
            return (
                f"No grade: there are {self.words} words of running text, and fewer than "
                f"{FEWEST_WORDS} say too little."
            )
        smog = (
            f"SMOG {self.smog:.1f}"
            if self.smog is not None
            else f"no SMOG, which needs {FEWEST_SENTENCES} sentences ({self.sentences} here)"
        )
        return f"Flesch–Kincaid grade {self.flesch_kincaid:.1f}, {smog}; target {TARGET_GRADE}"


def readability_of(draft: Draft) -> Readability:
    """Count the running text of a draft's body."""
    return readability(sentence for block in prose(draft) for sentence in block.sentences)


def prose(draft: Draft) -> Iterable[TextBlock]:
    """Give the blocks of a draft's body that are running text of its own."""
    return (
        block
        for block in draft.blocks
        if block.place.field == "body" and block.tag in PROSE and not block.is_quoted
    )


def readability(sentences: Iterable[Sentence]) -> Readability:
    """Count sentences, words and syllables; sentences without words count for nothing."""
    read = [words for one in sentences if (words := WORD.findall(one.text.lower()))]
    found = Counter(word for words in read for word in words)
    counted = {word: syllables_of(word) for word in found}
    hard = {word: times for word, times in found.items() if counted[word] >= MANY_SYLLABLES}
    syllables = sum(counted[word] * times for word, times in found.items())
    return Readability(len(read), found.total(), syllables, Counter(hard))


# --- Syllables

VOWELS = re.compile(r"[aeiouy]+")
ENDINGS = re.compile(r"(?:ly|ness|ments?|less|ful|fully|some)$")
HIATUS = re.compile(
    r"(?<![ctsgx])ia|[ct]ia(?=t[^r])|(?<![ctsgxln])io|tio$|(?<=[aeiouy][^aeiouy])ea$|rrhea"
    r"|(?<!t)rea(?=ct|t[ei]|li)|idea(?=l)|thea|(?<![gps])eo(?!u)|(?<![qg])ua(?!r?d)"
    r"|(?<![qgbtsj])ui(?=[nd])|suic|poie|poe[mt]|ie(?=t)|scie(?!nti)|scientif"
    r"|[dl]ien|(?<=[aeiouy][^aeiouy])ier$|(?<=[aeiouy][^aeiouy][^aeiouy])ier$|ying|[eo]ing"
    r"|(?<=i)sms?$|asms?$|thms?$|ao|(?<![qg])uou|ium|eu[sm]|duo|coo[pr]|zoo[lp]|oimm|roin$"
)
"""Where two vowels that stand together are spoken apart, or a syllable has none."""


@lru_cache(maxsize=50_000)
def syllables_of(word: str) -> int:
    """Count the syllables of an English word in lower case.

    The larger of two counts: of vowel groups by rules of English spelling, and of the places at
    which pyphen would divide the word. The second alone counts too few, since it never divides
    off a single letter. Of 150 words that the rules were not made with, both together had 142 right
    and pyphen alone 109; the table of exceptions has grown since.
    """
    plain = word.replace("’", "'").removesuffix("'s").replace("'", "")
    if plain in tables("readability")["syllables"]:
        return int(tables("readability")["syllables"][plain])
    return max(_spoken(plain), len(_hyphens().positions(plain)) + 1)


def _spoken(word: str) -> int:
    """Count vowel groups, less silent letters, and what is spoken apart."""
    if len(word) > 6:
        word = _compounds().sub(lambda part: part[0].rstrip("e"), word)
    ending = ENDINGS.search(word)
    at = ending.start() if ending and ending.start() > 2 else len(word)
    groups = VOWELS.findall(_without_silent_e(word[:at])) + VOWELS.findall(word[at:])
    silent = 1 if word[at:] == "some" else 0
    return max(len(groups) - silent + len(HIATUS.findall(word)), 1)


def _without_silent_e(stem: str) -> str:
    if re.search(r"[^td]ed$", stem) and len(stem) > 4:
        return stem if re.search(r"(?:[^aeiouyrlw][lr]|[aeoui])ed$", stem) else stem[:-2]
    if stem.endswith("es"):
        keeps = re.search(r"(?:[sxzcgi]|sh|ch|[^aeiouyrlw]l|[^aeiouyr]r)es$", stem)
        return stem if keeps or not VOWELS.search(stem[:-2]) else stem[:-2]
    if stem.endswith("e") and VOWELS.search(stem[:-1]):
        keeps = re.search(r"(?:[^aeiouyrlw]l|[^aeiouyr]r|[aeio])e$", stem)
        return stem if keeps else re.sub(r"(?<=[gq])ue$|e$", "", stem)
    return stem


@cache
def _compounds() -> re.Pattern[str]:
    parts = "|".join(tables("readability")["compounds"]["terms"])
    return re.compile(rf"(?:{parts})(?=[bcdfghjkmnpstvw])")


@cache
def _hyphens() -> Pyphen:
    return Pyphen(lang="en_US")
