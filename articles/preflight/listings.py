"""Where a register of studies, or leave for a trial, is made to look like an approval."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from articles.blocks import Sentence
from articles.drafts import Draft
from articles.preflight.lexicon import Lexicon, Span, lexicon, pattern_of, tables
from articles.preflight.scopes import modifiers_of

HINT = re.compile(r"clinicaltrials|\bNCT|NIH|National|trial|stud|protocol|research", re.I)
NUMBER = r"NCT[\s#:]?0?\d{7,8}"


@dataclass(frozen=True)
class Listing:
    """The words that lend a therapy the look of an approval."""

    class Kind(StrEnum):
        REGISTER = "register"
        TRIAL = "trial"

    kind: Kind
    span: Span


def listings(sentence: Sentence, draft: Draft) -> Iterator[Listing]:
    """List where a sentence makes an approval of a listing or of leave for a trial."""
    text = sentence.text
    if not HINT.search(text):
        return
    span = _registered_as_if_approved(text)
    if span and not modifiers_of(sentence, span):
        yield Listing(Listing.Kind.REGISTER, span)
        return
    approved = lexicon("regulatory", "approved_trial")
    for found in approved.spans(text):
        led = _authority_before(draft, text, found[0])
        if led is not None and not modifiers_of(sentence, found):
            yield Listing(Listing.Kind.TRIAL, (led, found[1]))


def _registered_as_if_approved(text: str) -> Span | None:
    """Find "our therapy is listed on ClinicalTrials.gov", or a register beside a word it lends."""
    listed = _listed().search(text)
    if listed and not lexicon("regulatory", "trials").is_in(text[: listed.start()]):
        return listed.span()
    register = _register().search(text)
    lent = _lent().first(text) if register else None
    is_of_a_trial = lent and lexicon("regulatory", "trials").is_in(text[lent[1] : lent[1] + 18])
    return None if is_of_a_trial else lent


def _authority_before(draft: Draft, text: str, at: int) -> int | None:
    before = text[max(0, at - 60) : at]
    for authority in draft.authorities:
        for name in (authority.abbreviation, authority.name):
            found = re.search(rf"(?<!\w){re.escape(name)}[\s‑-]+$", before)
            if found:
                return at - len(before) + found.start()
    return None


@cache
def _lent() -> Lexicon:
    return Lexicon.of(tables("regulatory")["listing"]["lent"])


@cache
def _register() -> re.Pattern[str]:
    names = "|".join(pattern_of(name) for name in tables("regulatory")["listing"]["registers"])
    return re.compile(rf"(?<!\w)(?:{names}|{NUMBER})(?!\w)", re.I)


@cache
def _listed() -> re.Pattern[str]:
    table = tables("regulatory")["listing"]
    where = "|".join(pattern_of(name) for name in (*table["registers"], *table["lenders"]))
    listed = "|".join(pattern_of(term) for term in table["listed"])
    return re.compile(
        rf"(?<!\w)(?:{listed})\s+(?:(?:the|U\.?S\.?)\s+){{0,2}}(?:{where}|{NUMBER})(?!\w)", re.I
    )
