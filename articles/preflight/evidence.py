"""Rules about what the sources are, against the words that rest on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from articles.blocks import Place, Sentence
from articles.clock import utc_today
from articles.drafts import Draft
from articles.preflight.claimed_designs import (
    Claim,
    Told,
    cited_from,
    cited_in,
    known_designs,
    study_words_before,
)
from articles.preflight.effects import effects_of_therapies, harmful, is_harmless
from articles.preflight.findings import Finding, Level, found_in_sentence
from articles.preflight.lexicon import Lexicon, Span, lexicon, tables
from articles.preflight.naming import named
from articles.preflight.registry import ENGLISH, check
from articles.preflight.scopes import Modifier, modifiers_of
from references.models import Reference
from references.study_design import StudyDesign

D = StudyDesign
PRIMARY = frozenset(
    {
        D.RANDOMISED_TRIAL,
        D.NON_RANDOMISED_TRIAL,
        D.COHORT,
        D.CASE_CONTROL,
        D.CASE_SERIES,
        D.CASE_REPORT,
        D.LABORATORY,
    }
)
"""Designs of a single study, as against those that weigh several."""
SMALL = frozenset({D.CASE_REPORT, D.CASE_SERIES, D.LABORATORY})
FEWEST_OF_A_LARGE_STUDY = 200
MOST_YEARS = 10
"""Years for which a source speaks for the present."""
SUMMARIES = ("title", "meta_description", "summary", "key_takeaways")


@check({"design-misstated": Level.NEEDS_REASON}, languages=ENGLISH)
def designs_are_as_claimed(draft: Draft) -> Iterator[Finding]:
    """Hold a claimed study design against that of the sources cited for it.

    "A randomised trial", "a meta-analysis", "guidelines" and the like must be what a cited source
    is, as confirmed or as its record proposes. Where the sentence cites nothing, what the text
    cites and says where it gives the same figure counts, else the article's sources as a whole.
    """
    told = Told(draft)
    for sentence, claims in told.claims.items():
        for claim in claims:
            wrong = _why_misstated(draft, told, claim)
            if wrong:
                yield _at(
                    sentence,
                    claim.span,
                    "design-misstated",
                    f"The text speaks of “{claim.words}”, but {wrong}:",
                    "Call the study what it is, or cite the one that is meant.",
                )
                break


def _why_misstated(draft: Draft, told: Told, claim: Claim) -> str:
    """Say what speaks against a claimed design; empty where nothing does."""
    numbers = cited_in(claim.sentence)
    if numbers:
        return _against(draft, claim, numbers, "cited there")
    later = told.cited_later(claim)
    if later:
        return _against(draft, claim, later, "cited for it in the paragraph")
    same = told.with_the_figures_of(claim.sentence)
    if same:
        return _against_the_body(draft, told, claim, same)
    if claim.is_of_one and claim.sentence.block.place.field in SUMMARIES:
        return _against(draft, claim, draft.bibliography, "of the article")
    return ""


def _against(draft: Draft, claim: Claim, numbers: Sequence[int], which: str) -> str:
    designs = known_designs(draft, numbers)
    if not designs or claim.is_held_by(designs):
        return ""
    kinds = " and ".join(dict.fromkeys(_a(design) for design in designs))
    if len(designs) == 1:
        return f"the source {which} is {kinds} ({_title(draft.references[numbers[0]])})"
    return f"no source {which} is {claim.said}: they are {kinds}"


def _against_the_body(draft: Draft, told: Told, claim: Claim, same: Sequence[Sentence]) -> str:
    """Compare with where the body gives the same figure; one passage that agrees is enough."""
    wrong = ""
    for sentence in same:
        numbers = cited_from(sentence)
        if numbers:
            wrong = _against(draft, claim, numbers, "cited there for the same figure")
        elif claim.kind in told.kinds_in(sentence.block):
            return ""
        else:
            wrong = _told_otherwise(sentence)
        if not wrong:
            return ""
    return wrong


def _told_otherwise(sentence: Sentence) -> str:
    called = study_words_before(sentence)
    where = "where the text gives the same figure it"
    if called:
        return f"{where} tells of “{called}”, cites no source, and says nothing of such a design"
    return f"{where} cites no source, and says nothing of such a design"


@check({"study-called-large": Level.NEEDS_REASON}, languages=ENGLISH)
def large_studies_are_large(draft: Draft) -> Iterator[Finding]:
    """Find a "large study" of few people, or one that cites cases or laboratory work."""
    for sentence in draft.sentences:
        span = lexicon("evidence", "large").first(sentence.text)
        if span is None or modifiers_of(sentence, span) & {Modifier.NEGATED, Modifier.ASKED}:
            continue
        why = _why_not_large(draft, sentence)
        if why:
            yield _at(
                sentence,
                span,
                "study-called-large",
                f"A study is called large, and {why}:",
                "Give the number of people instead.",
            )


def _why_not_large(draft: Draft, sentence: Sentence) -> str:
    counts = [int(found[1].replace(",", "")) for found in _people().finditer(sentence.text)]
    if counts and max(counts) < FEWEST_OF_A_LARGE_STUDY:
        return f"the sentence counts {max(counts)} people"
    designs = known_designs(draft, cited_in(sentence))
    if designs and SMALL.issuperset(designs):
        return f"the source cited there is {_a(designs[0])}"
    return ""


@check({"laboratory-as-human": Level.NEEDS_REASON}, languages=ENGLISH)
def laboratory_work_is_called_so(draft: Draft) -> Iterator[Finding]:
    """Find an effect on people's health that rests on animal or laboratory studies alone.

    The sentence, or the one before it in the paragraph, has to say that the work was done on
    animals or in a laboratory.
    """
    effects, outcomes = lexicon("evidence", "effects"), lexicon("evidence", "outcomes")
    told = lexicon("evidence", "laboratory")
    for sentence in draft.sentences:
        designs = known_designs(draft, cited_in(sentence))
        if not designs or set(designs) != {D.LABORATORY} or sentence.is_question:
            continue
        before = sentence.before.text if sentence.before else ""
        span = effects.first(sentence.text)
        if span and outcomes.is_in(sentence.text) and not told.is_in(f"{before} {sentence.text}"):
            yield _at(
                sentence,
                span,
                "laboratory-as-human",
                "This reads as an effect in people, and the source cited there is a laboratory or "
                f"animal study ({_title(draft.references[cited_in(sentence)[0]])}):",
                "Say what it was seen in (mice, cells), and that people may differ.",
            )


@check({"single-study-settled": Level.NEEDS_REASON}, languages=ENGLISH)
def one_study_settles_nothing(draft: Draft) -> Iterator[Finding]:
    """Find a single primary study presented as settled knowledge.

    "Has been shown to", "is proven to", "studies show" and the like, where one study is cited and
    no guideline or review; unless the sentence says itself that it tells of one study.
    """
    for sentence in draft.sentences:
        numbers = cited_in(sentence)
        designs = known_designs(draft, numbers) if len(set(numbers)) == 1 else None
        if not designs or designs[0] not in PRIMARY:
            continue
        span = next(_said_as_fact(sentence), None)
        if span is not None and not _is_openly_one().is_in(sentence.text):
            yield _at(
                sentence,
                span,
                "single-study-settled",
                "This sounds settled, and rests on a single study, "
                f"{_a(designs[0])} ({_title(draft.references[numbers[0]])}):",
                "Say that one study found it, or cite a guideline or systematic review too.",
            )


def _said_as_fact(sentence: Sentence) -> Iterator[Span]:
    for span in lexicon("evidence", "settled").spans(sentence.text):
        if not modifiers_of(sentence, span) - {Modifier.AIMED}:
            yield span


@check({"source-old": Level.NEEDS_REASON}, languages=ENGLISH)
def the_present_has_recent_sources(draft: Draft) -> Iterator[Finding]:
    """Find a statement about today that only sources older than ten years speak for."""
    oldest = utc_today().year - MOST_YEARS
    for sentence in draft.sentences:
        years = [_year(draft.references.get(number)) for number in cited_in(sentence)]
        if not years or None in years or max(filter(None, years)) >= oldest:
            continue
        span = lexicon("evidence", "present").first(sentence.text)
        if span and not sentence.is_question and not _is_past().is_in(sentence.text):
            newest = max(filter(None, years))
            yield _at(
                sentence,
                span,
                "source-old",
                f"This speaks of the present, and the newest source cited there is of {newest}:",
                "Cite a newer source, or say of what year it is true.",
            )


@check({"sources-only-reviews": Level.NEEDS_REASON})
def sources_are_not_all_narrative_reviews(draft: Draft) -> Iterator[Finding]:
    """Ask for a reason where an article rests on narrative reviews alone."""
    designs = known_designs(draft, draft.bibliography)
    if designs and set(designs) == {D.NARRATIVE_REVIEW}:
        yield Finding(
            "sources-only-reviews",
            Level.NEEDS_REASON,
            Place("bibliography"),
            "The article rests on narrative reviews alone: nobody says how they chose what they "
            "tell, and no study or guideline is cited.",
            "Cite the studies, a systematic review or a guideline.",
            sentence="The article rests on narrative reviews alone.",
        )


@check({"efficacy-without-harm": Level.NEEDS_REASON}, languages=ENGLISH)
def efficacy_stands_with_harms(draft: Draft) -> Iterator[Finding]:
    """Find a therapy that is said to help in an article that nowhere names a harm of it."""
    harmed = harmful(draft)
    for effect in effects_of_therapies(draft):
        mention = effect.mention
        if is_harmless(mention, harmed):
            harmed |= {known.therapy.pk for known in mention.therapies}
            yield _at(
                effect.sentence,
                effect.span,
                "efficacy-without-harm",
                f"The text says what {named(mention)} does for health, and no sentence that names "
                "it names a harm, so that a reader can't weigh the two:",
                "Name its risks and side effects as plainly, with a source.",
            )


def _at(sentence: Sentence, span: Span, rule: str, message: str, suggestion: str) -> Finding:
    return found_in_sentence(
        sentence,
        span,
        rule=rule,
        level=Level.NEEDS_REASON,
        message=message,
        suggestion=suggestion,
    )


def _a(design: StudyDesign) -> str:
    words = str(design.label)
    said = words[0].lower() + words[1:]
    return (
        f"an{said[len('an') :]}"
        if said.startswith("an ")
        else f"a {said}".replace("a other", "another")
    )


def _title(reference: Reference) -> str:
    return f"“{reference.csl.get('title', '')}”"


def _year(reference: Reference | None) -> int | None:
    """Give the year of a publication as its record tells it, saved or not."""
    issued = (reference.csl or {}).get("issued") if reference else None
    parts = issued.get("date-parts") if isinstance(issued, dict) else None
    try:
        return int(parts[0][0]) if parts else None
    except (IndexError, TypeError, ValueError):
        return None


@cache
def _people() -> re.Pattern[str]:
    people = "|".join(tables("evidence")["large"]["people"])
    return re.compile(rf"(?<![\d.,])(\d{{1,3}}(?:,\d{{3}})*|\d+)\s+(?:[\w-]+\s+)?(?:{people})\b")


@cache
def _is_openly_one() -> Lexicon:
    return Lexicon.of(tables("evidence")["settled"]["one_study"])


@cache
def _is_past() -> Lexicon:
    return Lexicon.of(tables("evidence")["present"]["past"])


CHECKS = (
    designs_are_as_claimed,
    large_studies_are_large,
    laboratory_work_is_called_so,
    one_study_settles_nothing,
    the_present_has_recent_sources,
    sources_are_not_all_narrative_reviews,
    efficacy_stands_with_harms,
)
"""Retracted sources, which are evidence too, are looked after in sources.py."""
