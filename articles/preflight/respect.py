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
SPOKEN_OF = re.compile(
    r"(?:called|known as|termed|terms?|words?|phrases?|labels?|say|saying|X-linked|[-/])"
    r"[\s\xa0]*[“\"‘]?\Z",
    re.IGNORECASE,
)
"""What comes before words that are spoken of, not used, or are part of a name."""
A_NOUN = re.compile(r"\b(?:the|and|of|their|his|her|human|our|your)[\s\xa0]+\Z", re.IGNORECASE)
"""What comes before "suffering" where it is no verb."""
ARTICLE = re.compile(r"\b(an?)[\s\xa0]+\Z", re.IGNORECASE)
JOINED = re.compile(r"(?:\b(?:or|and|very|morbidly|severely|non)|[,-])[\s\xa0]*\Z", re.IGNORECASE)
"""What comes before an adjective that is not alone, so that it can't be moved."""
AROUND = 40
NOT_A_DISEASE = frozenset(
    "the a an of and or other many most some all these those fellow long-term chronic few both our "
    "their her his my your for to with among as by that which who lifelong former frequent".split()
)


@dataclass(frozen=True)
class Slight:
    """Words that slight people: where they stand, why, and what to write instead.

    ``mend`` are words that may stand in their place, where that is safe.
    """

    span: Span
    why: str
    instead: str
    mend: str = ""


def slights_in(sentence: Sentence) -> Iterator[Slight]:
    """Give the words of a sentence that slight people; not where they are somebody else's."""
    if not _any().is_in(sentence.text):
        return
    until = 0
    for found, kind in sorted(_found(sentence.text)):
        if found[0] < until or is_anothers(sentence, found):
            continue
        if kind == "intellect" and (sentence.is_question or sentence.block.is_heading):
            continue  # the name of a disease, which keeps it
        table = tables("respect")[kind]
        span, mend = _mended(kind, table, sentence.text, found)
        mend = _cased(sentence.text, span, mend)
        yield Slight(span, table["why"], table["instead"], mend)
        until = span[1]


def _found(text: str) -> Iterator[tuple[Span, str]]:
    for kind, table in tables("respect").items():
        for span in lexicon("respect", kind).spans(text):
            if kind in ("nominal", "people") and not GOES_ON.match(text, span[1]):
                continue
            if not _is_used(kind, text, span):
                continue
            follows = re.split(r"[.;:,!?()]", text[span[1] : span[1] + AROUND], maxsplit=1)[0]
            if "unless" not in table or not _unless(kind).is_in(follows):
                yield span, kind


@cache
def _any() -> Lexicon:
    """All terms as one lexicon: a sentence without any is read once."""
    return lexicon("respect", *tables("respect"))


@cache
def _unless(kind: str) -> Lexicon:
    return Lexicon.of(tables("respect")[kind]["unless"]["after"])


def _mended(kind: str, table: Mapping[str, Any], text: str, span: Span) -> tuple[Span, str]:
    """Say which words to mark, and what may stand instead of them."""
    said = " ".join(text[slice(*span)].replace("’", "'").lower().split())
    if kind == "sufferers":
        return _sufferers(text, span)
    if kind == "adjectives":
        return _adjective(text, span, table["conditions"])
    return span, table.get("mends", {}).get(said, "")


def _is_used(kind: str, text: str, span: Span) -> bool:
    """Tell whether words are used: not spoken of, no name, no other part of speech."""
    before = text[max(0, span[0] - AROUND) : span[0]]
    if SPOKEN_OF.search(before):
        return False
    letters = text[slice(*span)].removeprefix("HIV").lstrip("-")
    if kind != "victims" and re.search(r"(?<!^)\b[A-Z][a-z]", letters):
        return False
    if (
        span[0] > 0
        and re.match(r"[A-Z][a-z]", letters)
        and not re.search(r"[.:;•–—(]\s*\Z", before)
    ):
        return False
    return not (kind == "suffering" and letters.startswith("suffering") and A_NOUN.search(before))


def _adjective(text: str, span: Span, conditions: Mapping[str, str]) -> tuple[Span, str]:
    """Put people before their condition: "an obese person" is "a person with obesity"."""
    said = " ".join(text[slice(*span)].lower().split())
    condition, _, people = said.partition(" ")
    mend = f"{people} with {conditions[condition]}"
    before = text[max(0, span[0] - AROUND) : span[0]]
    if JOINED.search(before):
        return span, ""
    if article := ARTICLE.search(before):
        written = article[1][0] + ("n" if people[0] in "aeiou" else "")
        return (span[0] - len(article[0]), span[1]), f"{written} {mend}"
    return span, mend


WORD_BEFORE = re.compile(r"([^\W\d_]+)\s+\Z")
NO_PART_OF_A_DISEASE = frozenset(
    "a all among an and are as by for from helps in is many most of on or other our some than that "
    "the these those to which with your".split()
)


def _sufferers(text: str, span: Span) -> tuple[Span, str]:
    """Take the disease before "sufferers" along: "MS sufferers" is "people with MS"."""
    near = max(0, span[0] - 40)
    match = next((one for one in SUFFERERS.finditer(text, near) if one.end() == span[1]), None)
    if match is None or not match["what"] or match["what"].lower() in NOT_A_DISEASE:
        return span, ""
    before = WORD_BEFORE.search(text[near : match.start("what")])
    is_open = before is not None and before[1].lower() not in NO_PART_OF_A_DISEASE
    if is_open and not match["what"].isupper():
        return span, ""  # "multiple sclerosis sufferers": the name may begin before it
    if match["who"].lower() == "sufferers":
        return (match.start("what"), span[1]), f"people with {match['what']}"
    mend = f"{'A' if (match['article'] or '')[:1].isupper() else 'a'} person with {match['what']}"
    return (match.start(), span[1]), mend if match["article"] else ""


def _cased(text: str, span: Span, mend: str) -> str:
    """Begin as the words do that are replaced; a name's capital counts at the sentence's start."""
    said = text[slice(*span)]
    is_name = said[:2].isupper() or re.split(r"[\s-]", said)[0] in mend.split()
    begins = not any(letter.isalnum() for letter in text[: span[0]])
    is_capital = said[:1].isupper() and (begins or not is_name)
    return mend[:1].upper() + mend[1:] if is_capital else mend
