"""What changed from one edition to another: passage by passage, and what no passage shows.

A citation counts as the reference that it names, not as its number: where a reference is cited
anew, all numbers after it shift, and that is no change of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from lxml import html
from lxml.html import HtmlElement

from articles.differences import Segment, word_difference
from articles.edition_facts import Content, Fact, other_changes
from articles.passage_pairs import paired
from articles.passages import CITATION, KINDS, passage_elements
from articles.reading import text_of_html, words_about
from articles.rendering import render_edition
from references.numbering import EN_DASH

HEADINGS = ("h1", "h2", "h3", "h4")
LED_IN = 20
"""Words of the passage before that lead a change in."""
MARKED = re.compile("\ue000([0-9]+)\ue001")
"""A citation in a text that is compared: the number of its reference, between private marks."""

Names = Mapping[int, str]
"""What people call the references of an edition, by their numbers in the database."""


@dataclass(frozen=True)
class ChangedPassage:
    """A passage that reads otherwise, stands in one edition alone, or is set otherwise.

    ``heading`` is the one that it stands under, ``lead`` the end of the passage before it where
    that is the same in both. ``is_moved`` says that the same words stand elsewhere in the other.
    """

    heading: str
    kind: str
    lead: str
    segments: list[Segment]
    is_moved: bool = False

    @property
    def words_are_same(self) -> bool:
        """Whether only its links, its emphasis or its kind differ."""
        return all(segment.kind == "same" for segment in self.segments)


@dataclass(frozen=True)
class ChangedReference:
    """A reference that is cited anew, no longer, or reads otherwise; by its number."""

    number: int
    segments: list[Segment]


@dataclass(frozen=True)
class EditionChanges:
    """Everything in which two editions differ, but for their numbers."""

    passages: list[ChangedPassage]
    references: list[ChangedReference]
    facts: list[Fact]

    @property
    def are_none(self) -> bool:
        """Whether a reader and a machine are given the same."""
        return not (self.passages or self.references or self.facts)

    @property
    def words_are_same(self) -> bool:
        """Whether every passage and reference reads the same."""
        return not self.references and all(one.words_are_same for one in self.passages)


def edition_changes(before: Content, after: Content) -> EditionChanges:
    """Compare the contents of two editions of an article."""
    changed = list(_changed_passages(before, after))
    references = list(_changed_references(before, after))
    is_all = not (changed or references)
    return EditionChanges(changed, references, other_changes(before, after, is_all=is_all))


# Passages --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Set:
    """A passage as it is set: its markup without its identity, and without passages in it."""

    kind: str
    text: str
    markup: str


def _changed_passages(before: Content, after: Content) -> Iterator[ChangedPassage]:
    old, new = _set_passages(before), _set_passages(after)
    texts = [one.text for one in old], [one.text for one in new]
    in_both = {one.text for one in old} & {one.text for one in new}
    names = _names(before), _names(after)
    lead = ""
    for a, c in paired(*texts):
        was, now = None if a is None else old[a], None if c is None else new[c]
        if was == now:
            lead = _end_of(_readable(texts[1][c or 0], names[1]))
            continue
        found, place = (new, c) if c is not None else (old, a or 0)
        yield ChangedPassage(
            heading=_heading_above(found, place),
            kind=found[place].kind,
            lead=lead,
            segments=list(_segments(was, now, names)),
            is_moved=not (was and now) and found[place].text in in_both,
        )
        lead = ""


def _segments(was: _Set | None, now: _Set | None, names: tuple[Names, Names]) -> Iterator[Segment]:
    for segment in word_difference(was.text if was else "", now.text if now else ""):
        own = names[0] if segment.kind == "removed" else names[1]
        yield Segment(segment.kind, _readable(segment.text, own))


def _set_passages(content: Content) -> list[_Set]:
    """List the passages outside of the references, with marks in the place of citations."""
    region = html.fragment_fromstring(render_edition(content), create_parent="div")
    by_number = {reference["number"]: reference["id"] for reference in content["references"]}
    for node in list(region.iter("section")):
        if "references" in (node.get("class") or "").split():
            node.drop_tree()
    for node in list(region.iter("sup")):
        if CITATION in (node.get("class") or "").split():
            _mark(node, by_number)
    return [
        _Set(str(element.tag), text, _markup(element)) for element, text in passage_elements(region)
    ]


def _markup(element: HtmlElement) -> str:
    own = deepcopy(element)
    own.tail = None
    own.attrib.pop("id", None)
    for inner in list(own.iterdescendants()):
        if inner.tag in KINDS and inner.getparent() is not None:
            inner.drop_tree()
    return " ".join(html.tostring(own, encoding="unicode").split())


def _mark(node: HtmlElement, by_number: Mapping[int, int]) -> None:
    """Put marks of the references that a citation names after it, and take the citation away."""
    numbers = [number for number in _numbers(node.text_content()) if number in by_number]
    marks = "".join(f" \ue000{by_number[number]}\ue001" for number in numbers)
    node.tail = f"{marks} {node.tail or ''}"
    node.drop_tree()


def _numbers(citation: str) -> Iterator[int]:
    """Read the numbers of a citation as references/numbering.py writes them: 1,3–5."""
    for part in citation.split(","):
        first, _, last = part.partition(EN_DASH)
        if first.isdecimal() and (last or first).isdecimal():
            yield from range(int(first), int(last or first) + 1)


def _names(content: Content) -> dict[int, str]:
    return {reference["id"]: _name_of(reference) for reference in content["references"]}


def _name_of(reference: Mapping[str, Any]) -> str:
    """Name a reference by its number, its first author or its title, and its year."""
    csl = reference["csl"]
    author: Mapping[str, Any] = next(iter(csl.get("author") or ()), {})
    who = author.get("family") or author.get("literal") or str(csl.get("title", ""))[:30]
    dates = csl.get("issued", {}).get("date-parts") or [[]]
    year = next(iter(dates[0]), "")
    return f"[{' '.join(str(part) for part in (reference['number'], who, year) if part)}]"


def _readable(text: str, names: Names) -> str:
    return MARKED.sub(lambda mark: names.get(int(mark[1]), "[?]"), text)


def _heading_above(found: Sequence[_Set], place: int) -> str:
    return next((one.text for one in reversed(found[:place]) if one.kind in HEADINGS), "")


def _end_of(text: str) -> str:
    words = text.split()
    return " ".join(words) if len(words) <= LED_IN else f"… {' '.join(words[-LED_IN:])}"


# References ------------------------------------------------------------------------------------


def _changed_references(before: Content, after: Content) -> Iterator[ChangedReference]:
    old, new = _entries(before), _entries(after)
    for key, (number, now) in new.items():
        was = old[key][1] if key in old else ""
        if was != now:
            yield ChangedReference(number, word_difference(was, now))
    for key, (number, was) in old.items():
        if key not in new:
            yield ChangedReference(number, [Segment("removed", was)])


def _entries(content: Content) -> dict[int, tuple[int, str]]:
    """The number of each reference, and its words with what is said of the source."""
    return {
        one["id"]: (
            one["number"],
            f"{text_of_html(one['formatted'])} {words_about(one, content['labels'])}".rstrip(),
        )
        for one in content["references"]
    }
