"""What an importer found in a file: plain values, nothing of the database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from references.csl import CslItem


class Kind(StrEnum):
    """What a line was taken for."""

    TITLE = "title"
    REVIEWER = "reviewer"
    AUTHOR = "author"
    LABEL = "label"
    TAKEAWAY = "key takeaway"
    SUMMARY = "summary"
    HEADING_2 = "heading 2"
    HEADING_3 = "heading 3"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    SHORTCODE = "shortcode"
    REFERENCE = "reference"
    CONTINUATION = "continued"
    NOT_PLACED = "NOT PLACED"


HEADINGS = frozenset({Kind.HEADING_2, Kind.HEADING_3})


@dataclass(frozen=True)
class LineNote:
    """What became of one line."""

    number: int
    kind: Kind
    text: str
    remark: str = ""


@dataclass(frozen=True)
class NotPlaced:
    """Something of a line that did not get into the draft, and why."""

    number: int
    reason: str


@dataclass(frozen=True)
class Block:
    """A heading, paragraph, list item or shortcode of the body; citations are still marks."""

    line: int
    kind: Kind
    text: str
    ordinal: int | None = None


@dataclass(frozen=True)
class Passage:
    """A key takeaway or a paragraph of the summary."""

    line: int
    text: str


@dataclass(frozen=True)
class ClaimedReviewer:
    """Whom a line calls the reviewer. A claim: it is no sign-off and is recorded nowhere."""

    line: int
    name: str
    role: str
    country: str


@dataclass(frozen=True)
class NamedAuthor:
    """An author as the text names them."""

    line: int
    name: str
    credentials: str


@dataclass(frozen=True)
class NamedTherapy:
    """A therapy type as a heading names it."""

    line: int
    name: str
    abbreviation: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class NamedCondition:
    """A condition as the text names it."""

    name: str
    abbreviation: str = ""


@dataclass(frozen=True)
class NumberedReference:
    """An entry of the reference list with the number that citations give it."""

    line: int
    number: int
    source_line: str
    item: CslItem


@dataclass(frozen=True)
class ParsedText:
    """An article as a text holds it, and what became of each of its lines."""

    title: str
    title_line: int | None
    reviewers: tuple[ClaimedReviewer, ...]
    authors: tuple[NamedAuthor, ...]
    takeaways: tuple[Passage, ...]
    summary: tuple[Passage, ...]
    blocks: tuple[Block, ...]
    therapies: tuple[NamedTherapy, ...]
    condition: NamedCondition | None
    references: tuple[NumberedReference, ...]
    notes: tuple[LineNote, ...]
    not_placed: tuple[NotPlaced, ...]
