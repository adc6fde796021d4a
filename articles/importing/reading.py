"""Taking lines one after the other for what they are: the state of reading a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from articles.importing import labels
from articles.importing.citations import cited_numbers
from articles.importing.headings import looks_like_heading
from articles.importing.lines import Line
from articles.importing.parsed import (
    Block,
    ClaimedReviewer,
    Kind,
    LineNote,
    NamedAuthor,
    NotPlaced,
    NumberedReference,
    Passage,
)
from references.formats.errors import UnreadableReference
from references.formats.line import read_line

SENTENCE_END = re.compile(r"[.!?…:][”\"’')\]]*(?:\[[\d,;\s–—-]+\])*$")
LEAST_WORDS_OF_PROSE = 5
GLUED_SENTENCES = re.compile(r"(?<![\w./@-])[\w’'-]*[a-z]{2}[.!?][A-Z][a-z]+\b(?![./@])")
INLINE_SHORTCODE = re.compile(r"\[/?[A-Za-z]\w*_\w+[^\[\]]*\]|\[[A-Za-z][\w-]*\s+\w+=[^\[\]]*\]")
REFERENCES_BEGIN_WITHIN = 10
"""In lines: a label "Sources" with no reference so near is a heading."""


@dataclass
class Reading:
    """The state of reading: what the lines so far were taken for."""

    lines: list[Line]
    section: Kind = Kind.SUMMARY
    """What the next plain line belongs to: TAKEAWAY, SUMMARY, PARAGRAPH or REFERENCE."""
    title: Line | None = None
    reviewers: list[ClaimedReviewer] = field(default_factory=list)
    authors: list[NamedAuthor] = field(default_factory=list)
    takeaways: list[Passage] = field(default_factory=list)
    summary: list[Passage] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    entries: list[tuple[Line, NumberedReference | None]] = field(default_factory=list)
    notes: list[LineNote] = field(default_factory=list)
    not_placed: list[NotPlaced] = field(default_factory=list)

    def take(self, index: int) -> None:
        """Give a line to the first of the rules that takes it."""
        line = self.lines[index]
        rules = (
            self._named_person,
            self._label,
            self._shortcode,
            self._reference,
            self._takeaway,
            self._heading,
        )
        kind = next((kind for rule in rules if (kind := rule(line, index))), None)
        self._note(line, kind or self._passage(line))

    def _note(self, line: Line, kind: Kind) -> None:
        self.notes.append(LineNote(line.number, kind, line.text, "; ".join(_remarks(line, kind))))
        for number in line.joined:
            self.notes.append(LineNote(number, Kind.CONTINUATION, f"goes on line {line.number}"))

    def _named_person(self, line: Line, index: int) -> Kind | None:
        if reviewer := labels.read_reviewer(line.text, line.number):
            self.reviewers.append(reviewer)
            return Kind.REVIEWER
        authors = labels.read_authors(line.text, line.number)
        if authors and (not self.blocks or self.section is Kind.REFERENCE):
            self.authors += authors
            return Kind.AUTHOR
        return None

    def _label(self, line: Line, index: int) -> Kind | None:
        rest = self.lines[index + 1 : index + 1 + REFERENCES_BEGIN_WITHIN]
        if line.is_marked or not rest:
            return None
        if not self.takeaways and labels.TAKEAWAYS.fullmatch(line.text) and rest[0].is_marked:
            self.section = Kind.TAKEAWAY
        elif self._opens() and labels.SUMMARY.fullmatch(line.text):
            self.section = Kind.SUMMARY
        elif labels.REFERENCES.fullmatch(line.text) and _begins_references(rest):
            self.section = Kind.REFERENCE
        else:
            return self._title_label(line)
        return Kind.LABEL

    def _title_label(self, line: Line) -> Kind | None:
        labelled = labels.TITLE.fullmatch(line.text)
        if not labelled or self.title or not self._opens():
            return None
        self.title = replace(line, text=labelled["title"])
        return Kind.TITLE

    def _opens(self) -> bool:
        """Whether nothing of the body has come yet."""
        return not self.blocks and not self.summary

    def _shortcode(self, line: Line, index: int) -> Kind | None:
        if not labels.SHORTCODE.fullmatch(line.text):
            return None
        self._add_block(line, Kind.SHORTCODE)
        return Kind.SHORTCODE

    def _reference(self, line: Line, index: int) -> Kind | None:
        """Take an entry of the reference list, readable or not; what is no entry ends it."""
        if self.section is not Kind.REFERENCE:
            return None
        read = _read_reference(line)
        if not read and self._ends_references(line, index):
            self.section = Kind.PARAGRAPH
            return None
        self.entries.append((line, read))
        if not read:
            self.not_placed.append(NotPlaced(line.number, _why_unreadable(line)))
        return Kind.REFERENCE if read else Kind.NOT_PLACED

    def _ends_references(self, line: Line, index: int) -> bool:
        """Tell what follows the list from an entry of it that can't be read."""
        if line.is_marked or _begins_references(self.lines[index + 1 : index + 2]):
            return False
        lacks_mark = bool(self.entries) and self.entries[0][0].is_marked
        return lacks_mark or looks_like_heading(line.text, before_prose=False)

    def _takeaway(self, line: Line, index: int) -> Kind | None:
        if self.section is not Kind.TAKEAWAY:
            return None
        if not line.is_marked:
            self.section = Kind.PARAGRAPH if self.blocks else Kind.SUMMARY
            return None
        self.takeaways.append(Passage(line.number, line.text))
        return Kind.TAKEAWAY

    def _heading(self, line: Line, index: int) -> Kind | None:
        following = self.lines[index + 1] if index + 1 < len(self.lines) else None
        if line.has_bullet or not following or self._is_in_numbered_list(index):
            return None
        begins_part = following.is_marked or is_prose(following.text) or _says_what_it_is(following)
        if not looks_like_heading(line.text, before_prose=begins_part):
            return None
        if self._opens() and not self.title and not self.takeaways:
            self.title = line
            return Kind.TITLE
        self._add_block(line, Kind.HEADING_2)
        return Kind.HEADING_2

    def _is_in_numbered_list(self, index: int) -> bool:
        neighbours = self.lines[max(0, index - 1) : index] + self.lines[index + 1 : index + 2]
        return self.lines[index].ordinal is not None and any(
            line.ordinal is not None for line in neighbours
        )

    def _passage(self, line: Line) -> Kind:
        """Take a list item or a paragraph, which is summary before the body has begun.

        A paragraph that cites begins the body: the summary is plain text without citations.
        """
        if line.is_marked:
            kind = Kind.LIST_ITEM
        elif self.section is Kind.SUMMARY and not self.blocks and not cited_numbers(line.text):
            self.summary.append(Passage(line.number, line.text))
            return Kind.SUMMARY
        else:
            kind = Kind.PARAGRAPH
        self._add_block(line, kind)
        return kind

    def _add_block(self, line: Line, kind: Kind) -> None:
        self.blocks.append(Block(line.number, kind, line.text, line.ordinal))
        if self.section is not Kind.REFERENCE:
            self.section = Kind.PARAGRAPH


def is_prose(text: str) -> bool:
    """Tell whole sentences from headings and fragments."""
    return len(text.split()) >= LEAST_WORDS_OF_PROSE and bool(SENTENCE_END.search(text[-80:]))


def _says_what_it_is(line: Line) -> bool:
    return bool(
        labels.read_reviewer(line.text, line.number)
        or labels.read_authors(line.text, line.number)
        or labels.TAKEAWAYS.fullmatch(line.text)
    )


def _begins_references(lines: list[Line]) -> bool:
    return any(map(_read_reference, lines))


@lru_cache(maxsize=4 * REFERENCES_BEGIN_WITHIN)
def _read_reference(line: Line) -> NumberedReference | None:
    try:
        return NumberedReference(line.number, line.ordinal or 0, line.raw, read_line(line.text))
    except UnreadableReference:
        return None


def _why_unreadable(line: Line) -> str:
    try:
        read_line(line.text)
    except UnreadableReference as error:
        return f"The reference can't be read: {error.reason} Mend the line, or add it by hand."
    return ""


def _remarks(line: Line, kind: Kind) -> Iterator[str]:
    if kind in (Kind.REFERENCE, Kind.NOT_PLACED):
        return
    if glued := GLUED_SENTENCES.search(line.text):
        yield f"a space seems to be missing in “{glued[0]}”; kept as it is"
    if kind is not Kind.SHORTCODE and (code := INLINE_SHORTCODE.search(line.text)):
        yield f"“{code[0]}” looks like page-builder residue; kept as text"
