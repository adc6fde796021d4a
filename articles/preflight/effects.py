"""What sentences say of a therapy's effects and harms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from articles.blocks import Sentence
from articles.drafts import Draft
from articles.mentions import KnownTherapy, Mention
from articles.preflight.lexicon import Lexicon, Span, lexicon, tables
from articles.preflight.naming import mentions_by_sentence
from articles.preflight.scopes import Modifier, modifiers_of

REACH = 120
"""Characters between a therapy's name and an effect that is said of it, at most."""
DENIED = re.compile(r"\b(?:no|without|zero|free\s+(?:of|from))\s+(?:\w+\s+){0,2}$", re.I)
"""Right before a harm: it is denied."""
NO_CLAIM = frozenset(
    {Modifier.NEGATED, Modifier.ASKED, Modifier.QUOTED, Modifier.REPORTED, Modifier.AIMED}
)


@dataclass(frozen=True)
class Effect:
    """Words that say what a therapy does for health."""

    mention: Mention
    span: Span

    @property
    def sentence(self) -> Sentence:
        """The sentence that says it."""
        return self.mention.sentence


def effects_of_therapies(draft: Draft) -> Iterator[Effect]:
    """List where a sentence says what a therapy does for health, the first effect of each."""
    effects, outcomes = lexicon("evidence", "effects"), lexicon("evidence", "outcomes")
    for sentence, mentions in mentions_by_sentence(draft):
        if sentence.block.is_heading or not outcomes.is_in(sentence.text):
            continue
        for mention, until in zip(mentions, [*mentions[1:], None], strict=True):
            last = min(until.start if until else mention.end + REACH, mention.end + REACH)
            span = next(effects.spans(sentence.text, mention.end, last), None)
            if span and not NO_CLAIM & modifiers_of(sentence, span):
                yield Effect(mention, span)


def harmful(draft: Draft) -> set[int]:
    """Give the therapies (by number) of which some sentence names a harm.

    That is one which names the therapy or its class, or goes on about it right after ("It …").
    """
    return {
        known.therapy.pk
        for sentence, mentions in mentions_by_sentence(draft)
        if _names_a_harm(sentence) or _goes_on_to_a_harm(sentence)
        for mention in mentions
        for known in mention.therapies
    }


def is_harmless(mention: Mention, harmed: set[int]) -> bool:
    """Tell whether no harm is named of anything that a mention means."""
    return harmed.isdisjoint(_number(known) for known in mention.therapies)


def _number(known: KnownTherapy) -> int:
    return known.therapy.pk


def _goes_on_to_a_harm(sentence: Sentence) -> bool:
    after = sentence.after
    if after is None:
        return False
    return _goes_on().pattern.match(after.text) is not None and _names_a_harm(after)


def _names_a_harm(sentence: Sentence) -> bool:
    text = sentence.text
    spared = list(_spared().spans(text))
    for start, end in lexicon("evidence", "harms").spans(text):
        is_spared = any(first <= start and end <= last for first, last in spared)
        is_denied = DENIED.search(text[max(0, start - 40) : start]) or (
            Modifier.NEGATED in modifiers_of(sentence, (start, end))
        )
        if not is_spared and (not is_denied or "not without" in text.lower()):
            return True
    return False


@cache
def _spared() -> Lexicon:
    return Lexicon.of(tables("evidence")["harms"]["spared"])


@cache
def _goes_on() -> Lexicon:
    return Lexicon.of(tables("evidence")["harms"]["goes_on"], exact=True)
