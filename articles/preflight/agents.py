"""Who or what a sentence says does something: a product, a seller, a patient, or medicine itself.

A sentence is read without records: kinds of products, a seller's voice, headlines that leave their
subject out, and testimony are lists of terms. Where the records name a therapy, they decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from articles.blocks import Sentence
from articles.mentions import Mention
from articles.preflight.ailments import ailments_in
from articles.preflight.lexicon import Span, lexicon

LOOKED_BACK = 2
"""Sentences that "it" and "they" look back."""
REACH = 60
"""Characters from the head of a headline to what it says."""
LONGEST_LEAD = 60
"""Characters of a phrase before the subject: "Once injected, these cells …"."""
LONGEST_PRAISE = 300
GERUND = re.compile(r"\W*[A-Z][a-z]+ing\b")
LED = re.compile(r"\A[\s“\"'*•]*|,\s")
BRAND = re.compile(
    r"\b(?!Mc|Mac|De[A-Z]|La[A-Z]|Le[A-Z]|Di[A-Z]|Van|Pub|Med|You|Face|Gene|Linked|Clinical|Fitz|Kids|Bright|Orpha|Uni)"
    r"[A-Z][a-z]{2,}[A-Z][a-z]+\b|\b(?!X-L)[A-Z]-[A-Z][a-z]{2,}\b"
)
"""Names as only products have them: "GlucoEase", "V-Shield"."""
OPENING = " “\"'*•–-✔✅✓▪◾.…[]"
"""What may stand before a sentence's first word."""
LABEL = re.compile(r"[A-Z0-9][\w’'®™&/-]*(?:\s[\w’'®™&/-]+){0,4}\s*(?::|\s[–—-])\s+")
"""A label before what a list says: "Weight Management – ", "Arthritis: "."""
AFTER = re.compile(r"\b(?:with|using|by|through|via|like|including|called)\b|[:–—]|\s-\s")
STUDIED = re.compile(
    r"\bp\s?[<>=≤]\s?0?\.\d|95\s?% (?:CI|confidence)|\bvs\.?\s|\bn\s?=\s?\d|\bodds ratio|\bhazard "
    r"|\bplacebo\b|\bcontrols\b|\bcontrol (?:group|subjects|arm)",
    re.IGNORECASE,
)
"""Signs of a study's own result: figures that compare."""
APPROVAL = re.compile(
    r"\b(?:FDA|Food and Drug Administration|EMA|MHRA|U\.S\.|agency)\b.{0,80}\bapprov"
    r"|\bapproved?\b.{0,60}\b(?:FDA|Food and Drug Administration|EMA|MHRA)\b"
    r"|\b(?:has|have|is|are|was|were|been) (?:\w+ )?approved (?:for|to|as|in)\b",
    re.IGNORECASE,
)


class Agent(StrEnum):
    """Who is said to do it."""

    PRODUCT = "product"
    NUTRIENT = "nutrient"
    SELLER = "seller"
    PATIENT = "patient"
    UNNAMED = "unnamed"
    MEANT = "meant"
    MEDICINE = "medicine"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Cast:
    """The agents of a sentence, as spans in it; ``earlier`` are the sentences before it."""

    sentence: Sentence
    earlier: Sequence[Sentence]
    products: tuple[Span, ...]
    nutrients: tuple[Span, ...]
    medicines: tuple[Span, ...]
    is_sold: bool
    is_told: bool

    @property
    def text(self) -> str:
        """The sentence's words."""
        return self.sentence.text

    def agent_of(self, claim: Span) -> Agent:
        """Say who is said to do what stands at a span."""
        if self.is_sold:
            return Agent.SELLER
        product, medicine = _before(self.products, claim[0]), _before(self.medicines, claim[0])
        # The subject stands first, or next to the verb.
        if product and (not medicine or product[0] < medicine[0] or product[-1] > medicine[-1]):
            return Agent.PRODUCT
        if medicine:
            return Agent.UNNAMED if self._is_headed(claim) else Agent.MEDICINE
        return self._agent_after(claim) or self._agent_at_head(claim)

    def _agent_after(self, claim: Span) -> Agent | None:
        """Look for "with …", "using …" after the claim."""
        for agent, spans in (
            (Agent.PRODUCT, self.products),
            (Agent.MEDICINE, self.medicines),
        ):
            if any(
                start >= claim[0] and AFTER.search(self.text, claim[0], start) is not None
                for start, _ in spans
            ):
                return agent
        return None

    def _agent_at_head(self, claim: Span) -> Agent:
        if self.is_told:
            return Agent.PATIENT
        if _before(self.nutrients, claim[0]):
            return Agent.NUTRIENT
        if self._is_headed(claim):
            return Agent.UNNAMED
        if stands_for_another(self.text):
            return self._meant()
        return Agent.UNKNOWN

    def _is_headed(self, claim: Span) -> bool:
        head = end_of_head(self.text)
        return head is not None and claim[0] <= head + REACH

    def _meant(self) -> Agent:
        """Look for what "it" stands for in the sentences before."""
        for sentence in reversed(self.earlier[-LOOKED_BACK:]):
            cast = cast_of(sentence)
            if cast.products or cast.is_sold:
                return Agent.PRODUCT
            if cast.medicines:
                return Agent.MEDICINE
        return Agent.UNKNOWN if self.earlier else Agent.MEANT


def cast_of(
    sentence: Sentence, mentions: Iterable[Mention] = (), earlier: Sequence[Sentence] = ()
) -> Cast:
    """Find the agents of a sentence; what the records say of a therapy goes before its kind."""
    text = sentence.text
    named = list(mentions)
    approved = [(one.start, one.end) for one in named if one.is_approved()]
    unapproved = [(one.start, one.end) for one in named if one.is_unapproved()]
    kinds = [
        *lexicon("products", "kinds").spans(text),
        *(one.span() for one in BRAND.finditer(text)),
    ]
    others = [*lexicon("products", "not_medicines").spans(text), *unapproved]
    medicines = [
        *_outside(lexicon("products", "ordinary").spans(text), [*others, *kinds]),
        *approved,
    ]
    return Cast(
        sentence=sentence,
        earlier=earlier,
        products=(*_outside(kinds, medicines), *unapproved),
        nutrients=tuple(lexicon("products", "nutrients").spans(text)),
        medicines=tuple(medicines),
        is_sold=lexicon("products", "vendor").is_in(text),
        is_told=lexicon("products", "testimony").is_in(text),
    )


def end_of_head(text: str) -> int | None:
    """Where a sentence begins to say what a product does that it does not name, if it does."""
    bare = len(text) - len(text.lstrip(OPENING))
    led = LABEL.match(text, bare)
    for at in (bare, *([led.end()] if led else [])):
        if lexicon("efficacy", "headlines").pattern.match(text, at):
            return at
        if lexicon("efficacy", "commands").pattern.match(text, at) and is_headline(text):
            return at
    if led and (ailments_in(led[0]) or lexicon("efficacy", "outcomes").is_in(led[0])):
        return led.end()
    return None


def is_headline(text: str) -> bool:
    """Tell whether most long words of a text begin with a capital, as in a headline."""
    long = list(re.findall(r"[^\W\d_]{4,}", text)[1:])
    capitals = sum(word[0].isupper() for word in long)
    return bool(long) and capitals * 2 > len(long) and not text.rstrip().endswith(".")


def is_plain_talk(text: str) -> bool:
    """Tell whether a sentence reads as patient information: its subject is an act or the body."""
    return len(text) > LONGEST_PRAISE or (
        GERUND.match(text) is not None or lexicon("products", "plain_talk").is_in(text)
    )


def stands_for_another(text: str) -> bool:
    """Tell whether a sentence's subject is a word such as "it", after a phrase or at once."""
    return any(
        lexicon("products", "anaphors").pattern.match(text, led.end()) is not None
        for led in LED.finditer(text, 0, LONGEST_LEAD)
    )


def reports_a_study(sentence: Sentence) -> bool:
    """Tell whether a sentence gives a study's own result, compared, or with its source."""
    return STUDIED.search(sentence.text) is not None or (
        bool(sentence.citations)
        and re.search(r"\b(?:trial|stud(?:y|ies))\b", sentence.text) is not None
    )


def tells_of_approval(text: str) -> bool:
    """Tell whether a sentence says that something is approved."""
    return APPROVAL.search(text) is not None


def _before(spans: Iterable[Span], at: int) -> list[int]:
    """Where the spans begin that begin at an offset or before, in order."""
    return sorted(start for start, _ in spans if start <= at)


def _outside(spans: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """Leave out the spans that lie in another, or are another."""
    taken = list(others)
    return tuple(
        (start, end)
        for start, end in spans
        if not any(first <= start and end <= last for first, last in taken)
    )
