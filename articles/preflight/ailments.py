"""Diseases, symptoms, measured values, germs and tissues that a sentence names."""

from __future__ import annotations

import re
from functools import lru_cache

from articles.preflight.lexicon import Span, lexicon

SICK = ("diseases", "symptoms", "markers", "germs", "suffixes")


@lru_cache(maxsize=256)
def ailments_in(text: str) -> tuple[Span, ...]:
    """List the spans that name a disease, symptom, measured value or germ."""
    others = list(lexicon("conditions", "not_diseases").spans(text))
    return tuple(
        (start, end)
        for start, end in lexicon("conditions", *SICK).spans(text)
        if not any(first < end and start < last for first, last in others)
        # "MS" and "AIDS" are diseases; "Ms" is a lady, and a thing "aids" digestion.
        and not (text[start:end].lower() in SHOUTED and not text[start:end].isupper())
        and not _names_none(text, start, end)
    )


def any_ailments_in(text: str) -> tuple[Span, ...]:
    """List them with words such as "diseases" that name none."""
    return tuple(sorted({*ailments_in(text), *lexicon("conditions", "unnamed").spans(text)}))


def _names_none(text: str, start: int, end: int) -> bool:
    """Tell whether words such as "diseases" stand alone, or after words such as "various"."""
    if not lexicon("conditions", "unnamed").pattern.fullmatch(text, start, end):
        return False
    if POINTED_AT.search(text, max(0, start - 30), start):
        return False
    before = LAST_WORD.search(text, max(0, start - 30), start)
    return before is None or lexicon("conditions", "vague").pattern.fullmatch(before[1]) is not None


POINTED_AT = re.compile(r"\b(?:this|these|that|those)[\s\xa0](?:[\w’'-]+[\s\xa0]){0,2}\Z")
LAST_WORD = re.compile(r"([\w’'-]+)[\s\xa0]\Z")
NEXT_WORDS = re.compile(r"[\w’'-]+")
SHOUTED = frozenset({"ms", "aids", "als", "add", "sars", "std", "mono", "tmj"})


def object_at(text: str, at: int) -> Span | None:
    """Find what a verb that ends at an offset acts on, where it may be a disease of any name."""
    for word in NEXT_WORDS.finditer(text, at, at + 60):
        if lexicon("conditions", "nobody").pattern.fullmatch(word[0]):
            return None
        is_vague = lexicon("conditions", "vague").pattern.fullmatch(word[0])
        is_unnamed = lexicon("conditions", "unnamed").pattern.fullmatch(word[0])
        if not is_vague:
            return None if is_unnamed else word.span()
    return None


def tissues_in(text: str) -> list[Span]:
    """List the spans that name a tissue or organ."""
    return list(lexicon("conditions", "tissues").spans(text))


def is_incurable(words: str) -> bool:
    """Tell whether words name a disease for which no cure is accepted."""
    return lexicon("conditions", "incurable").is_in(words)


def is_curable(words: str) -> bool:
    """Tell whether words name a disease that medicine cures, in some stage at least."""
    return lexicon("conditions", "curable").is_in(words)
