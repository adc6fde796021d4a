"""Which sentences a source stands behind: their own citation, or one that follows.

In the editor a citation is a node. A pasted text names its sources in many ways: by number, author
and year, an identifier, or what a markup language writes.
"""

from __future__ import annotations

import re
from functools import cache

from articles.blocks import Sentence
from articles.preflight.lexicon import Lexicon, tables
from articles.preflight.marks import flattened_spans, parenthesised_spans, raised_spans

NUMBERED = re.compile(
    r"""\[\^?\s?(?:refs?\.?|references?|sources?|citations?:)?\s?
        (?!(?:19|20)\d\d\b)\d{1,4}(?:\s?[,;–—-]\s?\d{1,4}){0,30}(?:,?\s?pp?\.\s?\d+)?\s?\]
      | 【\d{1,4}[^】]{0,40}】
      | \[[A-Z]\d{1,3}(?:,\s?[A-Z]\d{1,3}){0,10}\]
      | [\[(](?:see\s)?(?:refs?\.?|references?|citations?):?\s?\#?\d
      | [\[(]sources?:\s?\w
      | (?<=[a-z%)])\s\(\d{1,3}\)(?=\s?[.,;]|\Z)""",
    re.IGNORECASE | re.VERBOSE,
)
"""Numbers that are plainly a reference's, and "(source: …)"."""
MARKUP = re.compile(
    r"\[\^[\w-]{1,40}\]|\[@[\w:-]|\\cite\w{0,6}\{|<ref\b|[a-z.]\^\[?\d|\[[A-Za-z]{2,30}(?:19|20)\d\d[a-z]?\]"
)
"""Footnotes and keys as Markdown, LaTeX and wikis write them."""
IDENTIFIER = re.compile(r"\bPMID:?\s?\d|\bPMC\d{4}|\b10\.\d{4,9}/\w")

YEAR = r"(?:(?:19|20)\d\d[a-z]?|n\.d\.|in\spress)"
NO_AUTHOR = (
    r"(?!(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Spring|Summer|Autumn|Fall|Winter|Figure|Fig|"
    r"Table|Since|From|In|Until|Between|Phase|Updated|Revised|Established|Founded|Act)\b)"
)
"""What a capital letter begins and an author's name does not."""
NAME = r"[A-ZÀ-Ý][\w’'-]{1,40}"
PARTICLE = r"(?:(?:de|van|von|der|den|la|le|di|da|del)\s){0,2}"
AUTHOR_YEAR = re.compile(
    rf"""\((?:(?:see|e\.g\.,?|reviewed\sin|cf\.|in)\s)?{NO_AUTHOR}{PARTICLE}[A-ZÀ-Ý]
         [^()]{{1,160}}?[\s,]{YEAR}(?:[,;:][^()]{{0,200}})?\)
      | \[(?:see\s)?{NO_AUTHOR}{PARTICLE}[A-ZÀ-Ý]
         [^\[\]]{{1,160}}?[\s,]{YEAR}(?:[,;:][^\[\]]{{0,200}})?\]
      | {NAME}(?:\set\sal\.?,?|\s(?:and|&)\s{NAME}|\sand\scolleagues),?\s[(\[]{YEAR}
      | \bet\sal\.?,?\s[(\[]?(?:(?:19|20)\d\d[a-z]?|\d{{1,3}})\b
      | [(\[][^()\[\]]{{0,120}}\bet\sal\b[^()\[\]]{{0,60}}[)\]]""",
    re.VERBOSE,
)
ONE_AUTHOR = re.compile(rf"\b{NO_AUTHOR}{NAME},?\s[(\[](?:19|20)\d\d[a-z]?[)\],;:]")
"""As in "Smith (2019)"; a place or an act has a word before that tells it."""
NO_PERSON = re.compile(r"(?:\b[Ii]n|\b[Tt]he|(?<=\s)[A-Z][\w’'-]*)\s\Z")
DATED = re.compile(r"(?:19|20)\d\d[a-z]?\b|\bet\sal\b|n\.d\.")

FURTHEST = 6
"""Sentences after which a citation no longer stands for what was said before."""


def cites(sentence: Sentence) -> bool:
    """Tell whether a sentence holds a citation, as a node or typed."""
    return bool(sentence.citations) or names_a_source(sentence.text)


def names_a_source(text: str) -> bool:
    """Tell whether a text names a source in any of the ways that are typed."""
    is_bracketed = "(" in text or "[" in text or "【" in text
    if is_bracketed and (NUMBERED.search(text) or next(parenthesised_spans(text), None)):
        return True
    if DATED.search(text) and (AUTHOR_YEAR.search(text) or _names_one_author(text)):
        return True
    return bool(
        MARKUP.search(text)
        or IDENTIFIER.search(text)
        or next(raised_spans(text), None)
        or next(flattened_spans(text), None)
    )


def _names_one_author(text: str) -> bool:
    return any(
        not NO_PERSON.search(text[max(0, match.start() - 40) : match.start()])
        for match in ONE_AUTHOR.finditer(text)
    )


def is_sourced(sentence: Sentence) -> bool:
    """Tell whether a citation stands in a sentence, or in one after it that goes on from it.

    All sentences on the way must go on, and the citation may be six sentences away at most.
    """
    if cites(sentence):
        return True
    later = sentence.after
    for _ in range(FURTHEST):
        if later is None or not goes_on(later):
            return False
        if cites(later):
            return True
        later = later.after
    return False


def goes_on(sentence: Sentence) -> bool:
    """Tell whether a sentence plainly goes on from the one before.

    It begins with a word that points back ("They", "Of these", "The authors", "In that trial"),
    perhaps after "However"; or names what was looked at as known ("in the control group"); or is
    nothing but a citation.
    """
    text = sentence.text
    led = _lead().match(text)
    begins = text[led.end() if led else 0 :]
    if _begin("empty").match(begins):
        return False
    return bool(
        _begin("terms").match(begins)
        or _pointing().is_in(text)
        or (len(text) < 60 and not re.search(r"[a-z]{4,} [a-z]{3,}", text) and cites(sentence))
    )


@cache
def _begin(name: str) -> re.Pattern[str]:
    return Lexicon.of(tables("claims")["goes_on"][name]).pattern


@cache
def _lead() -> re.Pattern[str]:
    leads = Lexicon.of(tables("claims")["goes_on"]["leads"]).pattern.pattern
    return re.compile(rf"{leads},?\s+", re.IGNORECASE)


@cache
def _pointing() -> Lexicon:
    return Lexicon.of(tables("claims")["goes_on"]["points_back"])
