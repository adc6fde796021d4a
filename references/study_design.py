"""How a study was made, as PubMed's publication types and the title tell; a person confirms it.

Publication types: https://www.nlm.nih.gov/mesh/pubtypes.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices


class StudyDesign(TextChoices):
    """What kind of evidence a publication is, by the weight that reviews give it."""

    GUIDELINE = "guideline", "Guideline"
    SYSTEMATIC_REVIEW = "systematic-review", "Systematic review or meta-analysis"
    RANDOMISED_TRIAL = "randomised-trial", "Randomised trial"
    NON_RANDOMISED_TRIAL = "non-randomised-trial", "Non-randomised trial"
    COHORT = "cohort", "Cohort study"
    CASE_CONTROL = "case-control", "Case–control study"
    CASE_SERIES = "case-series", "Case series"
    CASE_REPORT = "case-report", "Case report"
    NARRATIVE_REVIEW = "narrative-review", "Narrative review"
    LABORATORY = "laboratory", "Laboratory study"
    OTHER = "other", "Other kind of source"


@dataclass(frozen=True)
class ProposedDesign:
    """A design, and what of the record speaks for it, for the person who confirms it."""

    design: StudyDesign
    because: str


D = StudyDesign
SPEAKING_TYPES: dict[str, StudyDesign] = {
    **dict.fromkeys(("Practice Guideline", "Guideline"), D.GUIDELINE),
    **dict.fromkeys(
        ("Consensus Development Conference", "Consensus Development Conference, NIH"),
        D.GUIDELINE,
    ),
    **dict.fromkeys(
        ("Meta-Analysis", "Systematic Review", "Network Meta-Analysis"), D.SYSTEMATIC_REVIEW
    ),
    **dict.fromkeys(("Randomized Controlled Trial", "Equivalence Trial"), D.RANDOMISED_TRIAL),
    "Controlled Clinical Trial": D.NON_RANDOMISED_TRIAL,
}
"""Types that decide by themselves, the strongest first."""
TRIAL_TYPE = re.compile(
    r"(?:Clinical Trial(?:, Phase .+)?|Pragmatic Clinical Trial|Adaptive Clinical Trial)"
)
"""Types of trials that do not say whether chance assigned the treatment; the title may."""
WEAK_TYPES: dict[str, StudyDesign] = {
    "Case Reports": D.CASE_REPORT,
    "Scoping Review": D.NARRATIVE_REVIEW,
    "Review": D.NARRATIVE_REVIEW,
}
"""Types that a title can make more exact: “Case Reports” is also given to series."""
NO_STUDIES = (
    "Published Erratum|Retraction Notice|Retraction of Publication|Editorial|Comment|Letter|News"
    "|Biography|Interview|Clinical Trial Protocol|Clinical Trial, Veterinary"
    "|Randomized Controlled Trial, Veterinary|Patient Education Handout|Historical Article"
).split("|")
MESH: dict[str, StudyDesign] = {
    "Case-Control Studies": D.CASE_CONTROL,
    "Cohort Studies": D.COHORT,
    "Prospective Studies": D.COHORT,
    "Retrospective Studies": D.COHORT,
    "Longitudinal Studies": D.COHORT,
    "Follow-Up Studies": D.COHORT,
    "Cross-Sectional Studies": D.OTHER,
}
"""Headings for methods; they count where PubMed calls the paper an observational study."""

COUNT = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
CREATURES = (
    r"(?:mice|mouse|rats?|rabbits?|pigs?|piglets?|dogs?|sheep|hamsters?|zebrafish|drosophila"
    r"|macaques?|monkeys?|murine|porcine|canine|ovine|bovine)"
)
PROTOCOL = (
    r"\b(?:study|trial|review|research) protocol\b|\bprotocol (?:for|of) (?:an?|the)\b"
    r"|\brationale and design\b|\bdesign and rationale\b"
)
"""What titles of papers say that announce a study and have no results yet."""
TITLES: list[tuple[StudyDesign, str]] = [
    (D.OTHER, r"^(?:corrigendum|erratum|correction|retraction|retracted|comment on|reply)\b"),
    (D.SYSTEMATIC_REVIEW, r"\bsystematic (?:\w+ ){0,3}review|\bsystematically review"),
    (D.SYSTEMATIC_REVIEW, r"\bmeta[- ]?analy|\bmeta-?regression|\bumbrella review"),
    (
        D.GUIDELINE,
        r"\b(?:clinical practice|practice|clinical|management|updated \w+) guidelines?\b",
    ),
    (D.GUIDELINE, r"\bguidelines? (?:for|on) the\b|^guidelines? (?:for|on)\b|\bguidelines?$"),
    (D.GUIDELINE, r"\b(?:consensus|position) (?:statement|recommendations)\b"),
    (D.NON_RANDOMISED_TRIAL, r"\b(?:non|quasi)[- –]?randomi[sz]ed\b|\bquasi[- ]experiment"),
    (D.NON_RANDOMISED_TRIAL, r"\b(?:single[- ]arm|one[- ]arm|uncontrolled)\b.*\b(?:trial|study)"),
    (D.RANDOMISED_TRIAL, r"\brandomi[sz]ed\b|\bplacebo[- ]controlled\b|\bdouble[- ]blind"),
    (D.NON_RANDOMISED_TRIAL, r"\bphase (?:1|2|i|ii)(?:a|b)? (?:\w+ )?(?:trial|study)\b"),
    (D.CASE_CONTROL, r"\bcase[- –—]?control"),
    (D.CASE_SERIES, rf"\bcase series\b|\bseries of {COUNT}\b|\b{COUNT} cases?\b|\bcase reports\b"),
    (
        D.CASE_REPORT,
        r"\bcase report\b|\ba case of\b|\breport of (?:a|one) case\b|\b(?:rare|unusual) case\b",
    ),
    (D.COHORT, r"\bcohort\b|\bprospective (?:\w+ )?study\b|\blongitudinal (?:\w+ )?study\b"),
    (D.COHORT, r"\bretrospective (?:\w+ )?(?:study|analysis)\b|\bfollow-up study\b|\bregistry\b"),
    (D.LABORATORY, rf"\bin (?:\w+ )?{CREATURES}\b|\b{CREATURES} (?:model|study)|\bmurine\b"),
    (D.LABORATORY, r"\bin vitro\b(?! (?:fertili|matur))|\bex vivo\b|\bcell lines?\b|\bknockout\b"),
    (D.LABORATORY, r"\bxenograft|\btransgenic\b"),
    (D.OTHER, r"\bcross[- ]sectional\b|\bqualitative\b|\bcost[- ]effectiveness\b"),
    (D.NARRATIVE_REVIEW, r"\b(?:narrative|scoping|literature) review\b|\ba review\b|: review\b"),
]
"""What titles say, the first that is found counts: a review of case reports is a review."""
_TITLES = [(design, re.compile(pattern, re.I)) for design, pattern in TITLES]
_PROTOCOL = re.compile(PROTOCOL, re.I)
NOT_A_GUIDELINE = re.compile(
    r"\b(?:adher\w+|complian\w+|concordan\w+|implement\w+|impact|effects? of|awareness|uptake"
    r"|follow\w*|accord\w+|based on|before and after|knowledge|do(?:es)?|should|are|is)\b",
    re.I,
)
"""Words of studies about guidelines."""


def propose_design(item: Mapping[str, Any]) -> ProposedDesign | None:
    """Propose the design of a publication from its types and title; None where neither says it.

    A protocol is no trial yet, whatever its type; else types decide before the title, except
    those that a title makes more exact.
    """
    return next(_proposals(item), None)


def _proposals(item: Mapping[str, Any]) -> Iterator[ProposedDesign]:
    """Give what speaks for a design, the strongest first."""
    types, headings = _own(item, "publication-types"), _own(item, "mesh")
    title = " ".join(re.sub("<[^>]*>", "", str(item.get("title") or "")).split())
    by_title = _by_title(title)
    if found := _PROTOCOL.search(title):
        yield ProposedDesign(D.OTHER, f"the title says “{found[0]}”: it has no results yet")
    yield from (_by_type(D.OTHER, name) for name in types if name in NO_STUDIES[:4])
    yield from (_by_type(design, name) for name, design in SPEAKING_TYPES.items() if name in types)
    for name in filter(TRIAL_TYPE.fullmatch, types):
        is_random = by_title and by_title.design is D.RANDOMISED_TRIAL
        yield by_title if is_random and by_title else _by_type(D.NON_RANDOMISED_TRIAL, name)
    if by_title:
        yield by_title
    yield from (_by_type(design, name) for name, design in WEAK_TYPES.items() if name in types)
    yield from (_by_type(D.OTHER, name) for name in NO_STUDIES if name in types)
    if "Observational Study" in types:
        yield from _by_headings(headings)
    if "Animals" in headings and "Humans" not in headings:
        yield ProposedDesign(D.LABORATORY, "PubMed's subject headings name animals and no humans")


def _own(item: Mapping[str, Any], name: str) -> list[str]:
    """Read a list that a source keeps beyond CSL; stars and qualifiers of headings left out."""
    custom = item.get("custom")
    listed = custom.get(name) if isinstance(custom, Mapping) else None
    values = listed if isinstance(listed, list) else []
    return [str(value).partition("/")[0].lstrip("*") for value in values]


def _by_type(design: StudyDesign, name: str) -> ProposedDesign:
    return ProposedDesign(design, f"PubMed's publication type is “{name}”")


def _by_headings(headings: list[str]) -> Iterator[ProposedDesign]:
    for name, design in MESH.items():
        if name in headings:
            yield ProposedDesign(design, f"PubMed's subject heading is “{name}”")


def _by_title(title: str) -> ProposedDesign | None:
    for design, pattern in _TITLES:
        found = pattern.search(title)
        if found and not (design is D.GUIDELINE and NOT_A_GUIDELINE.search(title)):
            return ProposedDesign(design, f"the title says “{found[0]}”")
    return None
