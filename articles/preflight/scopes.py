"""How a sentence means a word: denied, asked, quoted, reported, supposed, hedged, or hoped for.

The method is ConText (Harkema et al., J Biomed Inform 2009;42:839), which grew out of NegEx
(Chapman et al., J Biomed Inform 2001;34:301): a trigger opens a scope before or after it, which
ends at a termination term or at the sentence's end; a pseudo-trigger only looks like one.
Triggers and terms are data: ``lexicons/scopes.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from articles.blocks import Sentence
from articles.preflight.lexicon import Lexicon, Span, tables


class Modifier(StrEnum):
    """What a sentence does to a word in it."""

    NEGATED = "negated"
    ASKED = "asked"
    QUOTED = "quoted"
    REPORTED = "reported"
    HYPOTHETICAL = "hypothetical"
    HEDGED = "hedged"
    AIMED = "aimed"


TRIGGERED = tuple(one for one in Modifier if one is not Modifier.QUOTED)
QUOTATION = re.compile(r"“[^“”]{1,600}”|\"[^\"]{1,600}\"|«[^«»]{1,600}»|„[^„“”]{1,600}[“”]")
QUESTION_HEADING = re.compile(
    r"\W*(?:(?:[Cc]an|[Cc]ould|[Dd]oes|[Dd]o|[Dd]id|[Ii]s|[Aa]re|[Ww]ill|[Ww]ould|[Ss]hould|[Hh]as"
    r"|[Hh]ave|[Hh]ow|[Ww]hy|[Ww]hat|[Ww]hen|[Ww]hich|[Ww]ho)(?:n['’]t)?)\s"
)
"""How a heading that asks begins: many leave out the question mark."""
LONGEST_SCOPE = 200
"""Characters that a scope reaches at most; claims further away are another thought."""
LONGEST_PHRASE = 80
PHRASE_END = re.compile(r"[,;:–—)]|\s-\s")
"""Where the scope of a trigger that governs one phrase ends, such as "without" or "if"."""


@dataclass(frozen=True)
class Scope:
    """A stretch of a sentence and what a trigger makes of the words in it.

    The trigger itself is outside: "no side effects" does not deny itself.
    """

    modifier: Modifier
    start: int
    end: int


def modifiers_of(sentence: Sentence, span: Span) -> frozenset[Modifier]:
    """Say how a sentence means a span of it; offsets count within the sentence."""
    found = {
        scope.modifier
        for scope in scopes(sentence.text)
        if scope.start <= span[0] and span[1] <= scope.end
    }
    if sentence.is_question or _is_asking_heading(sentence):
        found.add(Modifier.ASKED)
    if sentence.block.is_quoted:
        found.add(Modifier.QUOTED)
    return frozenset(found)


def _is_asking_heading(sentence: Sentence) -> bool:
    return sentence.block.is_heading and QUESTION_HEADING.match(sentence.text) is not None


@lru_cache(maxsize=512)
def scopes(text: str) -> tuple[Scope, ...]:
    """List the scopes that open in a sentence."""
    stops = list(_terms("terminations", "terms").spans(text))
    pseudo = list(_terms("pseudo", "terms").spans(text))
    quoted = [Scope(Modifier.QUOTED, *match.span()) for match in QUOTATION.finditer(text)]
    opened = [
        scope
        for modifier in TRIGGERED
        for direction in ("forward", "phrase", "backward")
        for span in _terms(modifier, direction).spans(text)
        if not any(start <= span[0] and span[1] <= end for start, end in pseudo)
        for scope in _opened(modifier, direction, span, stops, text)
    ]
    return (*quoted, *opened)


def _opened(
    modifier: Modifier, direction: str, span: Span, stops: list[Span], text: str
) -> Iterator[Scope]:
    start, end = span
    if direction == "backward":
        stop = max((last for _, last in stops if last <= start), default=0)
        yield Scope(modifier, max(stop, start - LONGEST_SCOPE, 0), start)
        return
    stop = min((first for first, _ in stops if first >= end), default=len(text))
    reach = LONGEST_SCOPE
    if direction == "phrase":
        comma = PHRASE_END.search(text, end)
        stop, reach = min(stop, comma.start() if comma else stop), LONGEST_PHRASE
    yield Scope(modifier, end, min(stop, end + reach))


@cache
def _terms(modifier: str, direction: str) -> Lexicon:
    return Lexicon.of(tables("scopes")[modifier].get(direction, []))
