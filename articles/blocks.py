"""The text blocks of a draft: where a check finds something, and an editor shows it.

A text block is a paragraph, heading, caption, or the direct text of a list item, table cell or
quotation: what an editor's document has as its innermost blocks, in the same order.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from lxml.html import HtmlElement

from articles import body
from articles.sentences import sentence_spans

if TYPE_CHECKING:
    from articles.drafts import Draft

ALWAYS = frozenset({"p", "h2", "h3", "h4", "caption"})
HEADINGS = frozenset({"h2", "h3", "h4"})
HOLDERS = frozenset({"li", "td", "th", "blockquote", "section"})


@dataclass(frozen=True)
class Place:
    """Where in a draft something stands.

    ``field`` is the draft's field, ``row`` the row of a list field, ``block`` the text block of
    the body, all counted from 0; ``start`` and ``end`` are offsets in the block's text.
    """

    field: str
    row: int | None = None
    block: int | None = None
    start: int | None = None
    end: int | None = None

    def __str__(self) -> str:
        if self.field == "key_takeaways" and self.row is not None:
            return f"key takeaway {self.row + 1}"
        return self.field.replace("_", " ")


@dataclass(frozen=True)
class CitationMark:
    """A citation node: the offset in the block's text where it stands, and what it names."""

    offset: int
    reference: str


@dataclass(frozen=True)
class LinkSpan:
    """A link's words as offsets in the block's text, and where it leads."""

    start: int
    end: int
    target: str


@dataclass(frozen=True)
class TextBlock:
    """A stretch of a draft's text that is read in one go. Citations have no length in it.

    ``tag`` is the HTML element that holds it ("p" for a plain field), ``breaks`` are the offsets
    of line breaks, which have no length either; ``is_quoted`` tells that it stands in a quotation.
    """

    place: Place
    text: str
    tag: str = "p"
    citations: tuple[CitationMark, ...] = ()
    breaks: tuple[int, ...] = ()
    is_quoted: bool = False
    language: str = "en"
    links: tuple[LinkSpan, ...] = ()

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading of the body or the article's title."""
        return self.tag in HEADINGS or self.place.field == "title"

    def at(self, start: int, end: int) -> Place:
        """The place of a span of the block's text."""
        return Place(self.place.field, self.place.row, self.place.block, start, end)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The block's sentences, in order."""
        spans = sentence_spans(self.text, self.language, self.breaks)
        ends = [*(start for start, _ in spans[1:]), len(self.text)][: len(spans)]
        marks = iter(self.citations)
        mark = next(marks, None)
        found = []
        for number, ((start, end), until) in enumerate(zip(spans, ends, strict=True)):
            cited = []
            # A citation never begins a sentence: between two it belongs to the one before.
            while mark is not None and mark.offset <= until:
                cited.append(mark)
                mark = next(marks, None)
            found.append(Sentence(self, number, start, end, tuple(cited)))
        return tuple(found)

    def sentence_around(self, start: int) -> str:
        """The sentence that an offset lies in; the whole block where it lies in none."""
        number = bisect_right(self.sentences, start, key=lambda one: one.start)
        return self.sentences[number - 1].words if number else " ".join(self.text.split())


@dataclass(frozen=True, eq=False)
class Sentence:
    """A sentence of a text block; ``start`` and ``end`` are offsets in the block's text."""

    block: TextBlock
    number: int
    start: int
    end: int
    citations: tuple[CitationMark, ...] = ()

    @cached_property
    def text(self) -> str:
        """The sentence as it stands in the block."""
        return self.block.text[self.start : self.end]

    @cached_property
    def words(self) -> str:
        """The sentence in one line, with single spaces."""
        return " ".join(self.text.split())

    @property
    def is_question(self) -> bool:
        """Whether the sentence asks."""
        return self.text.rstrip(" \xa0”’\"')]").endswith(("?", "؟", "？"))

    @property
    def before(self) -> Sentence | None:
        """The sentence before it in the same block."""
        return self.block.sentences[self.number - 1] if self.number else None

    @property
    def after(self) -> Sentence | None:
        """The sentence after it in the same block."""
        later = self.block.sentences[self.number + 1 : self.number + 2]
        return later[0] if later else None


def text_blocks(draft: Draft) -> Iterator[TextBlock]:
    """List the text blocks of a draft: its plain fields, key takeaways and body."""
    for field in ("title", "meta_description", "summary"):
        text = getattr(draft, field)
        yield TextBlock(Place(field), text, breaks=_lines(text), language=draft.language)
    for row, takeaway in enumerate(draft.key_takeaways):
        pieces = list(pieces_of(body.parse(takeaway)))
        yield _block(Place("key_takeaways", row), "li", pieces, draft.language)
    yield from body_blocks(draft.body, draft.language)


def body_blocks(fragment: str, language: str = "en") -> Iterator[TextBlock]:
    """List the text blocks of a body, in document order."""
    runs = runs_of_body(body.parse(fragment))
    for number, (tag, pieces, is_quoted) in enumerate(runs):
        place = Place("body", block=number)
        yield _block(place, tag, pieces, language, is_quoted=is_quoted)


@dataclass(frozen=True)
class Slot:
    """Where words stand in the tree: before an element's first child, or after the element."""

    node: HtmlElement
    part: Literal["text", "tail"]

    @property
    def words(self) -> str:
        """The words that stand there."""
        return getattr(self.node, self.part) or ""

    @property
    def link(self) -> HtmlElement | None:
        """The link that the words are part of, if there is one."""
        if self.part == "text" and self.node.tag == "a":
            return self.node
        return next(self.node.iterancestors("a"), None)


Piece = Slot | HtmlElement
"""Words, or a node without words: a citation or a line break."""
Run = tuple[str, list[Piece], bool]
"""What a text block is made from: its element's name, its pieces, whether it is quoted."""


def runs_of_body(root: HtmlElement) -> Iterator[Run]:
    """Give what the text blocks of a parsed body are made from, in document order."""
    yield from _runs(root, is_quoted=False)


def pieces_of(element: HtmlElement) -> Iterator[Piece]:
    """Give an element's words and the nodes without words between them."""
    yield Slot(element, "text")
    for child in element:
        yield from _inline_pieces(child)
        yield Slot(child, "tail")


def _lines(text: str) -> tuple[int, ...]:
    return tuple(at for at, letter in enumerate(text) if letter == "\n")


def _block(
    place: Place, tag: str, pieces: list[Piece], language: str, *, is_quoted: bool = False
) -> TextBlock:
    words: list[str] = []
    citations, breaks, at = [], [], 0
    for piece in pieces:
        if isinstance(piece, Slot):
            words.append(piece.words)
            at += len(piece.words)
        elif piece.tag == "cite":
            citations.append(CitationMark(at, piece.get("data-ref", "")))
        else:
            breaks.append(at)
    text = "".join(words)
    links = tuple(_links(pieces))
    return TextBlock(place, text, tag, tuple(citations), tuple(breaks), is_quoted, language, links)


def _links(pieces: list[Piece]) -> Iterator[LinkSpan]:
    """Give the spans of links: runs of words that stand in the same one."""
    slots = [piece for piece in pieces if isinstance(piece, Slot)]
    at = 0
    for link, run in groupby(slots, key=lambda slot: slot.link):
        start, at = at, at + sum(len(slot.words) for slot in run)
        if link is not None:
            yield LinkSpan(start, at, link.get("href", ""))


def _runs(element: HtmlElement, *, is_quoted: bool) -> Iterator[Run]:
    if element.tag in ALWAYS:
        yield str(element.tag), list(pieces_of(element)), is_quoted
    elif element.tag in HOLDERS:
        yield from _held_runs(element, is_quoted=is_quoted or element.tag == "blockquote")
    elif isinstance(element.tag, str) and element.tag not in body.VOID_NODES:
        for child in element:
            yield from _runs(child, is_quoted=is_quoted)


def _held_runs(element: HtmlElement, *, is_quoted: bool) -> Iterator[Run]:
    """Give each run of inline content as a block of its own, as editors wrap it."""
    run: list[Piece] = [Slot(element, "text")]
    has_blocks = False
    for child in element:
        if child.tag in body.BLOCK_TAGS:
            has_blocks = True
            if _has_words(run):
                yield str(element.tag), run, is_quoted
            yield from _runs(child, is_quoted=is_quoted)
            run = [Slot(child, "tail")]
        else:
            run += [*_inline_pieces(child), Slot(child, "tail")]
    if _has_words(run) or not has_blocks:
        yield str(element.tag), run, is_quoted


def _has_words(run: list[Piece]) -> bool:
    return any(isinstance(piece, Slot) and piece.words.strip() for piece in run)


def _inline_pieces(element: HtmlElement) -> Iterator[Piece]:
    """Give the pieces of an inline node; comments have none."""
    if not isinstance(element.tag, str):
        return
    if element.tag in ("cite", "br"):
        yield element
    yield from pieces_of(element)
