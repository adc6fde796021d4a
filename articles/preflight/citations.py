"""Rules about how a draft cites: numbers, places, and the list of references.

In a draft a citation is a node that names a reference; numbers follow by themselves when it is
frozen. Numbers that are typed, or were raised before they were pasted, name nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, pairwise

from articles.blocks import CitationMark, Place, TextBlock
from articles.citations import citation_numbers
from articles.drafts import Draft
from articles.preflight.findings import Finding, Level, blocker, found_in
from articles.preflight.marks import (
    TypedMark,
    bracketed_marks,
    flattened_spans,
    interval_spans,
    numbers_of,
    parenthesised_spans,
    raised_spans,
)
from articles.preflight.registry import ENGLISH, check
from references.models import Reference
from references.sameness import are_one_publication

WORD = re.compile(r"\S+")
MOST_SHOWN = 12
"""Numbers that a message lists; more say no more."""


@check({"citation-unresolved": Level.BLOCKER})
def citations_resolve(draft: Draft) -> Iterator[Finding]:
    """Require that every citation names a reference of the bibliography."""
    listed = {str(number) for number in draft.bibliography if number in draft.references}
    lost = Counter(cited for cited in draft.cited if cited not in listed)
    for block in draft.blocks:
        marks = [mark for mark in block.citations if mark.reference in lost]
        words = [word.start() for word in WORD.finditer(block.text)] if marks else []
        for mark in marks:
            lost[mark.reference] -= 1
            yield _unresolved(mark.reference, _place_of(block, words, mark))
    for cited in lost.elements():  # outside the text blocks, where the schema has no citations
        yield _unresolved(cited, Place("body"))


def _unresolved(cited: str, at: Place) -> Finding:
    return blocker(
        "citation-unresolved",
        at,
        f"A citation names reference {cited!r}, which is not in the bibliography.",
        "Add the reference or remove the citation.",
    )


def _place_of(block: TextBlock, words: Sequence[int], mark: CitationMark) -> Place:
    """The word that a citation stands at, of the offsets where the block's words begin."""
    number = bisect_left(words, mark.offset)
    return block.at(words[number - 1] if number else 0, mark.offset)


@check({"reference-uncited": Level.BLOCKER})
def references_are_cited(draft: Draft) -> Iterator[Finding]:
    """Require that every reference of the bibliography is cited."""
    cited = set(draft.cited)
    for row, number in enumerate(draft.bibliography):
        if str(number) not in cited and number in draft.references:
            yield blocker(
                "reference-uncited",
                Place("bibliography", row),
                "A reference is listed but cited nowhere:",
                "Cite it or remove it.",
                draft.references[number].title,
            )


@check({"reference-twice": Level.NEEDS_REASON})
def no_source_is_listed_twice(draft: Draft) -> Iterator[Finding]:
    """Ask for one reference where two of the bibliography are the same source.

    They are where DOI, PMID or PMCID agree, where one was merged into the other, or where title
    and year agree and nothing else tells them apart.
    """
    first: dict[tuple[str, object], int] = {}
    for row, number in enumerate(draft.bibliography):
        reference = draft.references.get(number)
        keys = _keys(reference) if reference else []
        before = next((first[key] for key in keys if key in first), None)
        if reference and before is not None and _are_one(draft, before, reference):
            yield Finding(
                "reference-twice",
                Level.NEEDS_REASON,
                Place("bibliography", row),
                f"References {before + 1} and {row + 1} of the list are the same source:",
                "Cite one of them in both places, and take the other off the list.",
                reference.title,
                reference.title,
            )
        for key in keys:
            first.setdefault(key, row)


def _keys(reference: Reference) -> list[tuple[str, object]]:
    """What two references of one source have in common, each under its name."""
    keys: list[tuple[str, object]] = [("record", reference.merged_into_id or reference.pk)]
    named = ((name, getattr(reference, name)) for name in ("doi", "pmid", "pmcid"))
    keys += [(name, value) for name, value in named if value]
    if reference.title_key and reference.year:
        keys.append(("title", (reference.title_key, reference.year)))
    return keys


def _are_one(draft: Draft, row: int, reference: Reference) -> bool:
    other = draft.references[draft.bibliography[row]]
    strong = {key for key in _keys(other) if key[0] != "title"}
    return not strong.isdisjoint(_keys(reference)) or are_one_publication(other.csl, reference.csl)


@check({"citation-in-heading": Level.NEEDS_REASON})
def headings_do_not_cite(draft: Draft) -> Iterator[Finding]:
    """Ask to move a citation out of a heading: contents, search results and links show it bare."""
    for block in draft.blocks:
        if block.is_heading and block.citations:
            yield found_in(
                block,
                (0, len(block.text)),
                rule="citation-in-heading",
                level=Level.NEEDS_REASON,
                message="A heading holds a citation, which lists of headings can't show:",
                suggestion="Move it to the sentence below that tells what the source says.",
            )


# Numbers as characters ---------------------------------------------------------------------


@check({"citation-typed": Level.BLOCKER})
def citations_are_not_typed(draft: Draft) -> Iterator[Finding]:
    """Refuse citation numbers in brackets that stand in the text as characters: "[1–3]"."""
    for block in draft.blocks:
        for mark in bracketed_marks(block):
            yield found_in(
                block,
                (mark.start, mark.end),
                rule="citation-typed",
                level=Level.BLOCKER,
                message="A citation number stands in the text as typed characters:",
                suggestion="Cite the reference in the sentence below; headings hold no citations."
                if block.is_heading
                else "Cite the reference instead; numbers follow by themselves.",
            )


@check(
    {"citation-perhaps-typed": Level.NEEDS_REASON, "citation-flattened": Level.NEEDS_REASON},
    languages=ENGLISH,
)
def digits_do_not_cite(draft: Draft) -> Iterator[Finding]:
    """Ask about digits that read like a citation: "(1,2)", "cases.¹", "cases.1–3", "reported12".

    The last two were raised before they were pasted. A range such as "median 3 [1, 5]" is asked
    about too. Names such as "B12", "CD34" and "claudin5",
    and measures such as "mm2", are left alone.
    """
    found = partial(
        found_in,
        level=Level.NEEDS_REASON,
        suggestion="Cite the reference instead, and take the number out; or say what it is.",
    )
    for block in draft.blocks:
        asked = (parenthesised_spans, raised_spans, interval_spans)
        for span in chain.from_iterable(spans(block.text) for spans in asked):
            yield found(
                block,
                span,
                rule="citation-perhaps-typed",
                message="This reads like a citation’s numbers, typed:",
            )
        for span in flattened_spans(block.text):
            yield found(
                block,
                span,
                rule="citation-flattened",
                message="This reads like a citation’s number that was raised once and hangs on the "
                "word now:",
            )


# The order of numbers ----------------------------------------------------------------------


@check({"citation-out-of-order": Level.ADVICE})
def citations_are_in_order(draft: Draft) -> Iterator[Finding]:
    """Tell where citations are not numbered in the order in which the text comes to them.

    Typed numbers are read as they stand. Of citation nodes the list of references is compared: an
    edition numbers sources by their first citation, whatever the order of the list.
    """
    typed = [mark for block in draft.blocks for mark in _typed_marks(block)]
    yield from _first_out_of_order(typed)
    numbers = citation_numbers(draft.fragments())
    rows = {number: row for row, number in enumerate(draft.bibliography, start=1)}
    order = [rows[number] for number in numbers if number in rows]
    if order != sorted(order):
        yield Finding(
            "citation-out-of-order",
            Level.ADVICE,
            Place("bibliography"),
            "The list of references does not follow the text, which comes to its sources in the "
            f"order {_listed(order)}.",
            "Bring the list into that order. An edition will number them so in any case: number "
            f"{order[0]} of the list will be 1.",
            sentence=_listed(order),
        )


def _typed_marks(block: TextBlock) -> Iterable[TypedMark]:
    """Give the numbers of a block; one that begins with its number is a pasted reference."""
    marks = list(bracketed_marks(block)) or [
        TypedMark(block, start, end, numbers_of(block.text[start:end]))
        for start, end in flattened_spans(block.text)
    ]
    return marks if not (marks and marks[0].start == 0) else ()


def _first_out_of_order(marks: Iterable[TypedMark]) -> Iterator[Finding]:
    """Find the first number that appears after a higher one, where it appears first."""
    seen: dict[int, TypedMark] = {}
    for mark in marks:
        for number in mark.numbers:
            seen.setdefault(number, mark)
    order = list(seen)
    for before, number in pairwise(order):
        if number < before:
            mark = seen[number]
            yield found_in(
                mark.block,
                (mark.start, mark.end),
                rule="citation-out-of-order",
                level=Level.ADVICE,
                message="Citations are not numbered in the order of the text: it comes to them in "
                f"the order {_listed(order)}, and this is the first after a higher number:",
                suggestion="Cite the references instead: then they are numbered by first citation, "
                "from 1.",
            )
            return


def _listed(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:MOST_SHOWN]))
    return f"{shown} …" if len(numbers) > MOST_SHOWN else shown


CHECKS = (
    citations_resolve,
    references_are_cited,
    no_source_is_listed_twice,
    headings_do_not_cite,
    citations_are_not_typed,
    digits_do_not_cite,
    citations_are_in_order,
)
