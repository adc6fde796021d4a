"""Rules about claims that need a source: figures, and what studies are said to show.

A source is a citation in the sentence, or in a sentence after it that plainly goes on from it
(sourcing.py). Titles, summaries and headings can't cite: what they say in figures must stand in the
running text, where it is cited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from articles.blocks import Sentence, TextBlock
from articles.drafts import Draft
from articles.preflight.findings import Finding, Level, Mend, found_in_sentence
from articles.preflight.lexicon import Lexicon, Span, lexicon, tables
from articles.preflight.quantities import Figure, figures_in, words_of
from articles.preflight.registry import ENGLISH, check
from articles.preflight.restated import Restated, RunningText
from articles.preflight.sourcing import cites, is_sourced

CELLS = frozenset({"caption", "th", "td"})
CITE = Mend("cite", "Cite a source")


@check({"figure-uncited": Level.NEEDS_REASON}, languages=ENGLISH)
def figures_have_a_source(draft: Draft) -> Iterator[Finding]:
    """Ask for a source of each figure: percentages, counts of people, ratios, risks, effects.

    A citation in the sentence counts, or in a later one that plainly goes on from it. No figures
    are doses, dates, ages, names, thresholds, and odds that the laws of inheritance give ("a 25 %
    chance with each pregnancy"). A table cites in its caption or any cell. A key takeaway is
    compared with the running text instead, where its figures are cited.
    """
    text = RunningText(draft)
    for sentence in _citing(draft):
        figures = figures_in(sentence.text)
        is_compared = text.sentences and sentence.block.place.field == "key_takeaways"
        if figures and not is_compared and not is_sourced(sentence):
            yield _uncited(sentence, figures)
    for table in _tables(draft):
        yield from _uncited_in_table(table)


@check({"evidence-uncited": Level.NEEDS_REASON}, languages=ENGLISH)
def evidence_has_a_source(draft: Draft) -> Iterator[Finding]:
    """Ask which study it was, where a text says what studies show or what works better or safer.

    Such as "research suggests", "has been shown to", "more effective than", "the safest therapy".
    Denied evidence ("no study has shown") is left alone.
    """
    for sentence in _citing(draft):
        span = _evidence(sentence.text)
        if span and not figures_in(sentence.text) and not is_sourced(sentence):
            yield _unnamed(sentence, span)


@check({"figure-not-in-body": Level.NEEDS_REASON}, languages=ENGLISH)
def figures_stand_in_the_body(draft: Draft) -> Iterator[Finding]:
    """Ask that a figure of a title, summary, key takeaway or heading stands in the text as well.

    There it must tell the same thing: with the same value, however written, and a third at least of
    the words that carry the meaning.
    """
    text = RunningText(draft)
    if not text.sentences:
        return
    for block in draft.blocks:
        if block.is_heading or block.place.field != "body":
            for sentence in block.sentences:
                for figure in () if sentence.is_question else figures_in(sentence.text):
                    said = text.says(sentence, figure)
                    if not said.is_same:
                        yield _mismatch(sentence, figure, said)


# Which sentences are read ------------------------------------------------------------------


def _citing(draft: Draft) -> Iterator[Sentence]:
    """Give the sentences that should cite for themselves: not of tables, nor under a cited lead."""
    lead: TextBlock | None = None
    for block in draft.blocks:
        if block.tag != "li":
            lead = block
        elif lead is not None and _introduces(lead):
            continue
        if _can_cite(block) and block.tag not in CELLS:
            yield from (one for one in block.sentences if not _only_asks(one))


def _only_asks(sentence: Sentence) -> bool:
    """Tell a question from one that tells, such as "Did you know that one in five …?"."""
    return sentence.is_question and not sentence.text.lower().startswith("did you know")


def _can_cite(block: TextBlock) -> bool:
    return block.place.field in ("key_takeaways", "body") and not block.is_heading


def _introduces(block: TextBlock) -> bool:
    """Tell whether a block leads in to a list or table with a sentence that cites."""
    if not (block.sentences and _can_cite(block)):
        return False
    last = block.sentences[-1]
    return last.text.rstrip("*_ ]0123456789,–-[").endswith(":") and cites(last)


def _tables(draft: Draft) -> Iterator[list[TextBlock]]:
    """Give the cells of each table that has no source: in a cell, its caption or its lead-in."""
    before: TextBlock | None = None
    cells: list[TextBlock] = []
    for block in [*draft.blocks, None]:
        if block is not None and block.tag in CELLS and (block.tag != "caption" or not cells):
            cells.append(block)
            continue
        if cells and not (before and _introduces(before)) and not _any_cites(cells):
            yield cells
        cells = [block] if block is not None and block.tag == "caption" else []
        before = block


def _any_cites(blocks: list[TextBlock]) -> bool:
    return any(cites(sentence) for block in blocks for sentence in block.sentences)


# What studies are said to show -------------------------------------------------------------

FAR = 60
"""Characters right before in which something is denied, asked for or supposed."""


def _evidence(text: str) -> Span | None:
    """Find what a sentence says that studies show, or that works better or safer."""
    words = words_of(text)
    spans: list[Span] = []
    if not words.isdisjoint(_finders()):
        spans += [match.span() for match in _shows().finditer(text)]
    if not words.isdisjoint(tables("claims")["evidence"]["needs"]):
        spans += [
            *lexicon("claims", "evidence").spans(text),
            *lexicon("claims", "comparison").spans(text),
        ]
    return min((span for span in spans if _is_told(text, span[0])), default=None)


def _is_told(text: str, start: int) -> bool:
    return not _untold().search(text[max(0, start - FAR) : start])


@cache
def _untold() -> re.Pattern[str]:
    terms = Lexicon.of(tables("claims")["untold"]["terms"]).pattern.pattern
    return re.compile(rf"{terms}[^,;.:]*\Z", re.IGNORECASE)


@cache
def _finders() -> frozenset[str]:
    return frozenset(
        word for noun in tables("claims")["evidence"]["nouns"] for word in noun.split("-")
    )


@cache
def _shows() -> re.Pattern[str]:
    """Compile "studies … show": who found it, up to seven words, and that they did."""
    table = tables("claims")["evidence"]
    nouns, verbs, never = ("|".join(table[name]) for name in ("nouns", "verbs", "not_between"))
    between = rf"(?:[\s,]+(?!(?:{never})\b)[\w’'-]+){{0,7}}?"
    return re.compile(rf"\b(?:{nouns})\b{between},?\s+(?:{verbs})\b(?!\sby\b)", re.IGNORECASE)


# Findings ----------------------------------------------------------------------------------


def _uncited(sentence: Sentence, figures: Sequence[Figure]) -> Finding:
    words = [f"“{figure.words.strip()}”" for figure in figures]
    told = " and ".join(words if len(words) < 3 else [", ".join(words[:2]), "more"])
    stand = "stands" if len(figures) == 1 else "stand"
    return found_in_sentence(
        sentence,
        (figures[0].start, figures[-1].end),
        rule="figure-uncited",
        level=Level.NEEDS_REASON,
        message=f"{told} {stand} here without a source: no citation follows in this sentence, or "
        f"in one that goes on from it.{_word_of(sentence)}",
        suggestion="Cite where the figure was published, or leave it out.",
        mend=CITE,
    )


def _unnamed(sentence: Sentence, span: Span) -> Finding:
    return found_in_sentence(
        sentence,
        span,
        rule="evidence-uncited",
        level=Level.NEEDS_REASON,
        message="This tells what was found, or what works better, and no citation says by whom: "
        f"readers can’t look it up.{_word_of(sentence)}",
        suggestion="Cite the study or review, or say only what you can cite.",
        mend=CITE,
    )


def _word_of(sentence: Sentence) -> str:
    span = lexicon("claims", "attribution").first(sentence.text)
    if span is None:
        return ""
    return (
        f" “{sentence.text[slice(*span)]} …” tells whose word it is, but not where it can be read."
    )


def _uncited_in_table(cells: list[TextBlock]) -> Iterator[Finding]:
    """Give one finding for a table, at its first figure."""
    for block in cells:
        for sentence in block.sentences:
            figures = figures_in(sentence.text)
            if figures:
                yield found_in_sentence(
                    sentence,
                    (figures[0].start, figures[0].end),
                    rule="figure-uncited",
                    level=Level.NEEDS_REASON,
                    message="A table gives figures, and neither its caption nor a cell cites a "
                    "source.",
                    suggestion="Cite the source in the caption, or in the cells where they differ.",
                    mend=CITE,
                )
                return


def _mismatch(sentence: Sentence, figure: Figure, said: Restated) -> Finding:
    here = f"{str(sentence.block.place).capitalize()} says: “{sentence.words}”"
    if said.sentence is None:
        there = "The text nowhere gives this figure."
    elif said.has_figure:
        there = f"The text has the figure, but of something else: “{said.sentence.words}”"
    else:
        there = f"The text nowhere gives this figure; nearest comes: “{said.sentence.words}”"
    return found_in_sentence(
        sentence,
        (figure.start, figure.end),
        rule="figure-not-in-body",
        level=Level.NEEDS_REASON,
        message=f"A figure here is not what the text says. {here} {there}",
        suggestion="Let both give the same figure, of the same people and the same result.",
    )


CHECKS = (figures_have_a_source, evidence_has_a_source, figures_stand_in_the_body)
