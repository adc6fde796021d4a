"""Which study design a sentence claims for what it tells, and whether sources have that design."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from articles.blocks import Sentence, TextBlock
from articles.body import is_number
from articles.drafts import Draft
from articles.preflight.lexicon import Lexicon, Span, lexicon, pattern_of, tables
from articles.preflight.scopes import Modifier, modifiers_of
from references.study_design import StudyDesign

HINT = re.compile(
    r"trial|review|meta|random|guideline|cohort|registry|observational|RCT|case|blind|placebo"
    r"|consensus|register|statement",
    re.I,
)
NO_CLAIM = frozenset({Modifier.NEGATED, Modifier.ASKED, Modifier.QUOTED, Modifier.HYPOTHETICAL})
ONE = re.compile(
    r"\b(?:an?|one|the|this|that|another|each|first|single|two|three)\s+(?:[\w’',-]+\s+){0,4}$",
    re.I,
)
OF_SEVERAL = re.compile(
    r"(?:^\s*|[,;:–—(]\s*|\b(?:evidence|data|results?|findings|shown|found|reported|proved|worked"
    r"|improved|helped|reduced|seen)\s+)(?:in|from|across|according\s+to)\s+(?:[\w’'-]+\s+){0,3}$",
    re.I,
)
"""Before "trials": they found something, and are not what goes on ("tested in trials")."""
REVIEW_OF = re.compile(
    r"\b(?:reviews?|analys[ei]s|overview|summary|pool\w*)\s+of\s+(?:[\w-]+\s+){0,3}$", re.I
)
"""Before "trials": they are what a review read."""
LOOK_BACK = 600
"""Characters before a sentence in which its paragraph names the study."""
MOST_COMPARED = 8
"""Sentences with the same figure, or after a claim, that are looked at."""
FIGURE = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,2})?)\s?(?:%|percent\b|per\s+cent\b)"
    r"|(?<![\d.,])(\d{2,6})\s+(?:\w+\s+)?(?:people|patients|participants|adults|children|women|men)\b"
)


@dataclass(frozen=True)
class Claim:
    """A study design that a sentence claims, by the words of a span."""

    sentence: Sentence
    span: Span
    kind: str
    is_of_one: bool
    """Whether it speaks of one study, which a source must be, or of several, told by a review."""

    @property
    def words(self) -> str:
        """The words that claim it."""
        return self.sentence.text[slice(*self.span)]

    @property
    def said(self) -> str:
        """What is claimed, in our words."""
        return str(_table(self.kind)["said"])

    def is_held_by(self, designs: Iterable[StudyDesign]) -> bool:
        """Tell whether one of the designs is that which is claimed, or tells of such studies."""
        table = _table(self.kind)
        fit = {*table["held_by"], *(() if self.is_of_one else table["told_by"])}
        return any(str(design) in fit for design in designs)


def design_claims(sentence: Sentence) -> list[Claim]:
    """List the designs that a sentence claims for the studies it tells of, as a fact."""
    if not HINT.search(sentence.text):
        return []
    found = [
        Claim(sentence, match.span(), str(match.lastgroup), _is_of_one(sentence.text, match))
        for match in _terms().finditer(sentence.text)
        if _is_claim(sentence, match)
    ]
    # "A systematic review of randomised trials" is a review; the trials are what it read.
    reviews = [claim for claim in found if claim.kind == "systematic_review"]
    return reviews[:1] or found


def known_designs(draft: Draft, numbers: Iterable[int]) -> list[StudyDesign] | None:
    """Give the designs of references; None where one of them is not known."""
    designs = []
    for number in numbers:
        design = draft.designs.get(number)
        if design is None or not design.chosen:
            return None
        designs.append(StudyDesign(design.chosen))
    return designs


def cited_in(sentence: Sentence) -> list[int]:
    """Give the references that a sentence cites, by number."""
    return [int(mark.reference) for mark in sentence.citations if is_number(mark.reference)]


def figures_in(text: str) -> set[str]:
    """Give a text's percentages and counts of people, in one spelling: "73 %" as "73%"."""
    return {
        f"{match[1].replace(',', '.')}%" if match[1] else match[2]
        for match in FIGURE.finditer(text)
    }


def study_words_before(sentence: Sentence) -> str:
    """Give what a passage calls the work that a sentence tells of: "a Swedish study"; or nothing.

    That is the last such words in the block up to the sentence's end.
    """
    first = max(0, sentence.start - LOOK_BACK)
    found = _study_phrase().findall(sentence.block.text, first, sentence.end)
    return found[-1] if found else ""


def _is_of_one(text: str, match: re.Match[str]) -> bool:
    last = match[0].lower()
    is_plural = last.endswith("s") and not last.endswith(("analysis", "series"))
    return not is_plural or bool(re.search(r"\bone of the\s+(?:\w+\s+)?$", text[: match.start()]))


def _is_claim(sentence: Sentence, match: re.Match[str]) -> bool:
    """Tell whether the words stand for a study that the sentence tells of."""
    start, end = match.span()
    before, after = sentence.text[max(0, start - 45) : start], sentence.text[end : end + 90]
    if _no_study_yet().is_in(before) or _no_study_yet().is_in(after[:30]):
        return False
    if lexicon("evidence", "no_result_yet").is_in(after) or REVIEW_OF.search(before):
        return False
    if _is_of_one(sentence.text, match):
        is_source = _tells().is_in(after) or _from().search(before) or ONE.search(before)
    else:
        is_source = _several_tell().match(after) or OF_SEVERAL.search(before)
    return bool(is_source) and not NO_CLAIM & modifiers_of(sentence, match.span())


def _table(kind: str) -> dict[str, Any]:
    table: dict[str, Any] = tables("evidence")["claims"][kind]
    return table


@cache
def _terms() -> re.Pattern[str]:
    groups = []
    for kind, table in tables("evidence")["claims"].items():
        ordered = sorted(table["terms"], key=len, reverse=True)
        groups.append(f"(?P<{kind}>{'|'.join(map(pattern_of, ordered))})")
    return re.compile(rf"(?<![\w-])(?:{'|'.join(groups)})(?!\w)", re.I)


@cache
def _tells() -> Lexicon:
    return Lexicon.of(tables("evidence")["sources"]["tells"])


@cache
def _several_tell() -> re.Pattern[str]:
    verbs = "|".join(map(pattern_of, tables("evidence")["sources"]["several_tell"]))
    return re.compile(
        rf"(?:\s+(?!(?:be|is|are|was|were|to)\b)[\w’'-]+){{0,4}}?\s+(?<!be )(?:{verbs})(?!\w)", re.I
    )


@cache
def _no_study_yet() -> Lexicon:
    return Lexicon.of(tables("evidence")["sources"]["no_study_yet"])


@cache
def _from() -> re.Pattern[str]:
    words = "|".join(map(pattern_of, tables("evidence")["sources"]["before"]))
    return re.compile(rf"(?<!\w)(?:{words})\s+(?:[\w’'-]+,?\s+){{0,3}}$", re.I)


@cache
def _study_phrase() -> re.Pattern[str]:
    nouns = "|".join(map(pattern_of, tables("evidence")["study_words"]["terms"]))
    return re.compile(rf"\b(?:an?|one|the|this)\s+(?:[\w’'-]+\s+){{0,3}}?(?:{nouns})\b", re.I)


class Told:
    """What a draft's sentences tell of studies and figures, each sentence read once."""

    def __init__(self, draft: Draft) -> None:
        self.claims = {
            sentence: claims for sentence in draft.sentences if (claims := design_claims(sentence))
        }
        self._draft = draft

    def kinds_in(self, block: TextBlock) -> set[str]:
        """Give the designs that a block speaks of."""
        return {claim.kind for one in block.sentences for claim in self.claims.get(one, ())}

    def with_the_figures_of(self, sentence: Sentence) -> list[Sentence]:
        """List the body's first sentences that hold a figure of a sentence, but itself."""
        same = [
            one
            for figure in figures_in(sentence.text)
            for one in self._by_figure.get(figure, ())[: MOST_COMPARED + 1]
        ]
        return [one for one in dict.fromkeys(same) if one is not sentence][:MOST_COMPARED]

    @cached_property
    def _by_figure(self) -> dict[str, list[Sentence]]:
        found: dict[str, list[Sentence]] = {}
        for sentence in self._draft.sentences:
            if sentence.block.place.field == "body":
                for figure in figures_in(sentence.text):
                    found.setdefault(figure, []).append(sentence)
        return found

    def cited_later(self, claim: Claim) -> list[int]:
        """Give what the paragraph cites next, unless it speaks of another design by then."""
        first = claim.sentence.number + 1
        for sentence in claim.sentence.block.sentences[first : first + MOST_COMPARED]:
            if any(one.kind != claim.kind for one in self.claims.get(sentence, ())):
                return []
            if sentence.citations:
                return cited_in(sentence)
        return []


def cited_from(sentence: Sentence) -> list[int]:
    """Give what a sentence cites, else the next one in its paragraph that cites something."""
    for one in sentence.block.sentences[sentence.number :][:MOST_COMPARED]:
        if one.citations:
            return cited_in(one)
    return []
