"""Words that judge people or make them their disease, and person-first words instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from articles.blocks import Sentence
from articles.preflight.lexicon import Lexicon, Span, lexicon, tables
from articles.preflight.quoting import is_anothers

SUFFERERS = re.compile(
    r"(?:\b(?P<article>an?)[\s\xa0]+)?(?:\b(?P<what>[\w’'-]+)[\s\xa0-]+)?(?P<who>sufferers?)\b",
    re.IGNORECASE,
)
GOES_ON = re.compile(
    r"[\s\xa0]*(?:\Z|[.,;:!?)”\"’—–]|(?:and|or|are|is|was|were|who|in|with|have|has|had|may|can|at|of"
    r"|to|from|by|on|for|as|than|often|also|do|need|should|must|will|living|because|when|especially"
    r"|but|during|since|after)\b)"
)
"""What follows an adjective that stands for people: no noun."""
NOT_A_DISEASE = frozenset(
    "the a an of and or other many most some all these those fellow long-term chronic few both our "
    "their her his my your for to with among as by that which who lifelong former frequent".split()
)


@dataclass(frozen=True)
class Slight:
    """Words that slight people: where they stand, why, and what to write; ``mend`` if it is safe."""

    span: Span
    why: str
    instead: str
    mend: str = ""


def slights_in(sentence: Sentence) -> Iterator[Slight]:
    """Give the words of a sentence that slight people; not where they are somebody else's."""
    if not _any().is_in(sentence.text):
        return
    until = 0
    for span, kind in sorted(_found(sentence.text)):
        if span[0] < until or is_anothers(sentence, span):
            continue
        table = tables("respect")[kind]
        span, mend = _mended(kind, table, sentence.text, span)
        yield Slight(span, table["why"], table["instead"], _cased(sentence.text[slice(*span)], mend))
        until = span[1]


def _found(text: str) -> Iterator[tuple[Span, str]]:
    for kind, table in tables("respect").items():
        for span in lexicon("respect", kind).spans(text):
            if kind == "nominal" and not GOES_ON.match(text, span[1]):
                continue
            unless = _unless(kind) if "unless" in table else None
            if unless is None or not unless.pattern.match(text, _word_at(text, span[1])):
                yield span, kind


@cache
def _any() -> Lexicon:
    """All terms as one lexicon: a sentence without any is read once."""
    return lexicon("respect", *tables("respect"))


@cache
def _unless(kind: str) -> Lexicon:
    return Lexicon.of(tables("respect")[kind]["unless"]["after"])


def _word_at(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \xa0":
        at += 1
    return at


def _mended(kind: str, table: Mapping[str, Any], text: str, span: Span) -> tuple[Span, str]:
    """Say which words to mark, and what may stand instead of them."""
    said = " ".join(text[slice(*span)].replace("’", "'").lower().split())
    if kind == "sufferers":
        return _sufferers(text, span)
    if kind == "adjectives":
        condition, _, people = said.partition(" ")
        return span, f"{people} with {table['conditions'][condition]}"
    return span, table.get("mends", {}).get(said, "")


def _sufferers(text: str, span: Span) -> tuple[Span, str]:
    """Take the disease before "sufferers" along: "MS sufferers" is "people with MS"."""
    near = max(0, span[0] - 40)
    match = next((one for one in SUFFERERS.finditer(text, near) if one.end() == span[1]), None)
    if match is None or not match["what"] or match["what"].lower() in NOT_A_DISEASE:
        return span, ""
    if match["who"].lower() == "sufferers":
        return (match.start("what"), span[1]), f"people with {match['what']}"
    mend = f"{'A' if (match['article'] or '')[:1].isupper() else 'a'} person with {match['what']}"
    return (match.start(), span[1]), mend if match["article"] else ""


def _cased(said: str, mend: str) -> str:
    """Begin as the words do that are replaced."""
    is_word = said[:1].isupper() and not said[:2].isupper()
    return mend[:1].upper() + mend[1:] if is_word else mend
