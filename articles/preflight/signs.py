"""Whether a text names an emergency sign: by its words, however they are inflected."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from articles.blocks import Sentence
from articles.preflight.lexicon import tables
from therapies.names import plain_words

EMPTY = frozenset(
    "a an the of in on at or and to your you any with from for by that which is are be not does do "
    "it one this new other such as very".split()
)
ENDING = re.compile(r"(?:ingly|edly|ness|ing|ed|ly|es|e|s)$")


def names(sentences: Iterable[Sentence], sign: str) -> bool:
    """Tell whether a sentence holds all content words of a sign, in any order and inflection."""
    wanted = roots(sign)
    return bool(wanted) and any(wanted <= roots(one.text) for one in sentences)


@lru_cache(maxsize=2000)
def roots(text: str) -> frozenset[str]:
    """Reduce a text to the roots of its content words; words that mean the same are one."""
    return frozenset(_root(word) for word in plain_words(text).split() if word not in EMPTY)


@lru_cache(maxsize=10_000)
def _root(word: str) -> str:
    if word in _same():
        return _same()[word]
    stem = ENDING.sub("", word) if len(word) > 4 else word
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "ls":
        stem = stem[:-1]
    return stem[:-1] + "i" if stem.endswith("y") else stem


@cache
def _same() -> dict[str, str]:
    """Words that stand for another, each in plain form, with the first of its group."""
    return {
        plain_words(word): plain_words(group.split()[0])
        for group in tables("safety")["same"]["groups"]
        for word in group.split()
    }
