"""How a sentence means a word: denied, asked, quoted, reported, supposed, or hoped for.

The method is ConText (Harkema et al., J Biomed Inform 2009;42:839), which grew out of NegEx
(Chapman et al., J Biomed Inform 2001;34:301): a trigger opens a scope before or after it, which
ends at a termination term or at the sentence's end; what stands in a pseudo-trigger is none.
Triggers and terms are data: ``lexicons/scopes.toml``.
"""

from __future__ import annotations

import re
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
    AIMED = "aimed"


QUOTATION = re.compile(r"“[^“”]{1,600}”|\"[^\"]{1,600}\"|«[^«»]{1,600}»|„[^„“”]{1,600}[“”]")
LONGEST_SCOPE = 200
"""Characters that a scope reaches at most; claims further away are another thought."""


@dataclass(frozen=True)
class Scope:
    """A stretch of a sentence and what a trigger makes of the words in it."""

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
    if sentence.is_question:
        found.add(Modifier.ASKED)
    if sentence.block.is_quoted:
        found.add(Modifier.QUOTED)
    return frozenset(found)


@lru_cache(maxsize=512)
def scopes(text: str) -> tuple[Scope, ...]:
    """List the scopes that open in a sentence."""
    found = [Scope(Modifier.QUOTED, *match.span()) for match in QUOTATION.finditer(text)]
    stops = list(_terms("terminations", "terms").spans(text))
    pseudo = list(_terms("pseudo", "terms").spans(text))
    for modifier in tables("scopes"):
        if modifier in ("terminations", "pseudo"):
            continue
        for direction in ("forward", "backward"):
            found += [
                _opened(Modifier(modifier), direction, span, stops, len(text))
                for span in _terms(modifier, direction).spans(text)
                if not any(start <= span[0] and span[1] <= end for start, end in pseudo)
            ]
    return tuple(found)


def _opened(
    modifier: Modifier, direction: str, span: Span, stops: list[Span], length: int
) -> Scope:
    start, end = span
    if direction == "forward":
        stop = min((first for first, _ in stops if first >= end), default=length)
        return Scope(modifier, start, min(stop, end + LONGEST_SCOPE, length))
    stop = max((last for _, last in stops if last <= start), default=0)
    return Scope(modifier, max(stop, start - LONGEST_SCOPE, 0), end)


@cache
def _terms(modifier: str, direction: str) -> Lexicon:
    return Lexicon.of(tables("scopes")[modifier].get(direction, []))
