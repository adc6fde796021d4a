"""Comparing names of therapies and conditions, spelling and plural aside."""

from __future__ import annotations

import re
from functools import lru_cache

GENERIC_WORDS = frozenset({"therapy", "treatment", "the", "a", "an"})
COMMON_WORDS = frozenset(
    "art blood cell cold combination drug exercise family gene group heat hormone laser light "
    "manual music occupational oxygen physical play pressure radiation replacement shock sleep "
    "sound speech stem supportive talk targeted vision water".split()
)
"""Words that name a therapy only together with "therapy": "gene therapy", not "gene"."""
SPELLINGS = (
    (re.compile("ae|oe"), "e"),
    (re.compile("our$"), "or"),
    (re.compile("is(e|ed|ing|ation)$"), r"iz\1"),
    (re.compile("yse(d?)$"), r"yze\1"),
    (re.compile("sulph"), "sulf"),
    (re.compile("(?<=[^aeiou])ies$"), "y"),
    (re.compile(r"(?<=\w\w[^siu])s$"), ""),
    (re.compile("^transplantation$"), "transplant"),
)


def plain_words(text: str) -> str:
    """Write text in lower case, American spelling and singular, without punctuation."""
    return " ".join(_plain_word(word) for word in re.findall(r"[^\W_]+", text.casefold()))


def plain_name(name: str) -> str:
    """Write a name as plain words without words such as "therapy", for comparison."""
    words = plain_words(re.sub(r"\([^()]*\)", "", name)).split()
    return " ".join([word for word in words if word not in GENERIC_WORDS] or words)


@lru_cache(maxsize=10_000)
def _plain_word(word: str) -> str:
    for spelling, plain in SPELLINGS:
        word = spelling.sub(plain, word)
    return word
