"""British and American spellings of a word, and which of them a text mixes.

The word lists are data (``lexicons/spelling.toml``). -ise and -ize are a choice of their own: both
are British (the Oxford dictionaries, the WHO and The BMJ differ), only -ize is American.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from articles.blocks import Sentence
from articles.preflight.lexicon import Span, tables
from articles.preflight.quoting import is_anothers

WORD = re.compile(r"(?<![\w./@])[^\W\d_]{4,}(?![\w@/]|\.\w)")
BRITISH_REGIONS = frozenset({"gb", "ie", "au", "nz", "za", "in"})


class Variety(StrEnum):
    """Whose spelling it is."""

    BRITISH = "British"
    AMERICAN = "American"
    ISE = "-ise"
    IZE = "-ize"


OTHER = {
    Variety.BRITISH: Variety.AMERICAN,
    Variety.AMERICAN: Variety.BRITISH,
    Variety.ISE: Variety.IZE,
    Variety.IZE: Variety.ISE,
}


@dataclass(frozen=True)
class Spelled:
    """A word that has another spelling, at one place of a text."""

    sentence: Sentence
    span: Span
    word: str
    variety: Variety
    other: str


@dataclass(frozen=True)
class Mixed:
    """The first of a word's places in the less frequent spelling, and how often it stands there.

    ``against`` is a word of the text in the spelling that prevails, if there is one.
    """

    first: Spelled
    times: int
    against: Spelled | None


def spelled_words(sentences: Iterable[Sentence]) -> Iterator[Spelled]:
    """Give the words of a text that have two spellings; not where they are somebody else's."""
    for sentence in sentences:
        for match in WORD.finditer(sentence.text):
            known = two_spellings(match[0].lower())
            if known and not _is_name(sentence, match) and not is_anothers(sentence, match.span()):
                yield Spelled(sentence, match.span(), match[0], known[0], known[1])


def mixed(found: Iterable[Spelled], language: str = "en") -> list[Mixed]:
    """Find the words that depart from a text's prevailing spelling, one entry a word form."""
    words = list(found)
    strays = _strays(Counter(one.variety for one in words), words, language)
    against = {kind: [one for one in words if one.variety is kind] for kind in Variety}
    first: dict[str, Spelled] = {}
    times: Counter[str] = Counter()
    for one in words:
        if one.variety in strays:
            first.setdefault(one.word.lower(), one)
            times[one.word.lower()] += 1
    return [Mixed(one, times[word], _example(against, strays, one)) for word, one in first.items()]


def _strays(times: Counter[Variety], words: list[Spelled], language: str) -> frozenset[Variety]:
    """Say which spellings are the less frequent ones of a text that mixes them."""
    british, american, ise, ize = (times[kind] for kind in Variety)
    strays = set()
    prevails = _prevailing(times, words, language)
    if prevails is Variety.AMERICAN and american and british:
        strays.add(Variety.BRITISH)
    if prevails is Variety.AMERICAN and ise and (american or ize):
        strays.add(Variety.ISE)
    if prevails is Variety.BRITISH and american and (british or ise):
        strays.add(Variety.AMERICAN)
    if prevails is Variety.BRITISH and ise and ize:
        strays.add(Variety.ISE if ize > ise else Variety.IZE)
    return frozenset(strays)


def _prevailing(times: Counter[Variety], words: list[Spelled], language: str) -> Variety:
    """Say whose spelling prevails: the language's, else the more frequent, else the first."""
    region = language.lower().rpartition("-")[2] if "-" in language else ""
    if region in BRITISH_REGIONS:
        return Variety.BRITISH
    if region == "us":
        return Variety.AMERICAN
    british, american, ise, ize = (times[kind] for kind in Variety)
    if british != american:
        return Variety.BRITISH if british > american else Variety.AMERICAN
    if ise != ize:
        return Variety.BRITISH if ise > ize else Variety.AMERICAN
    first = words[0].variety if words else Variety.BRITISH
    return Variety.AMERICAN if first in (Variety.AMERICAN, Variety.IZE) else Variety.BRITISH


def _example(
    against: Mapping[Variety, list[Spelled]], strays: frozenset[Variety], stray: Spelled
) -> Spelled | None:
    """Find a word in the prevailing spelling, the same word if it stands there."""
    kept = [one for kind in Variety if kind not in strays for one in against[kind]]
    own = OTHER[stray.variety]
    kept.sort(key=lambda one: (one.word.lower() != stray.other, one.variety is not own))
    return kept[0] if kept else None


def _is_name(sentence: Sentence, match: re.Match[str]) -> bool:
    """Tell whether a word alone is a name: a Center, the Labour party; but not a line's first."""
    named = match[0][0].isupper() and match.start() > 0
    return named and match[0].lower() in tables("spelling")["named"]["terms"]


@lru_cache(maxsize=20_000)
def two_spellings(word: str) -> tuple[Variety, str] | None:
    """Say whose spelling a word in lower case is, and how it is spelled otherwise, if it is."""
    if known := _words().get(word):
        return known
    if word in tables("spelling")["latin"]["terms"]:
        return None
    for pattern, variety, here, there in _parts():
        if pattern.fullmatch(word):
            return variety, word.replace(here, there, 1)
    return None


@cache
def _words() -> dict[str, tuple[Variety, str]]:
    listed: dict[str, tuple[Variety, str]] = {}
    read = tables("spelling")
    for british, american in map(str.split, read["words"]["pairs"]):
        listed[british] = (Variety.BRITISH, american)
        listed[american] = (Variety.AMERICAN, british)
    for british, american in map(str.split, read["one_sided"]["pairs"]):
        listed[british] = (Variety.BRITISH, american)
    for name in ("our", "behaviour", "lyse", "double"):
        listed |= _made(read[name], Variety.BRITISH, Variety.AMERICAN)
    return listed | _made(read["ise"], Variety.ISE, Variety.IZE)


def _made(table: Mapping[str, Any], one: Variety, other: Variety) -> dict[str, tuple[Variety, str]]:
    """Write out the words that a table's stems, middles and endings make."""
    made = {}
    first, second = table["middles"]
    for stem in table["stems"]:
        for ending in table["endings"]:
            made[stem + first + ending] = (one, stem + second + ending)
            made[stem + second + ending] = (other, stem + first + ending)
    return made


@cache
def _parts() -> list[tuple[re.Pattern[str], Variety, str, str]]:
    rules: list[tuple[re.Pattern[str], Variety, str, str]] = []
    for british, american in map(str.split, tables("spelling")["parts"]["pairs"]):
        here, there = british.strip("*"), american.strip("*")
        rules.append((_pattern(british), Variety.BRITISH, here, there))
        rules.append((_pattern(american), Variety.AMERICAN, there, here))
    return rules


def _pattern(part: str) -> re.Pattern[str]:
    return re.compile(part.replace("*", r"[a-z]*"))
