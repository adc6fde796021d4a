"""The text blocks of a draft: where a check finds something, and an editor shows it.

A text block is a paragraph, heading, caption, or the direct text of a list item, table cell or
quotation: what an editor's document has as its innermost blocks, in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from articles import body

if TYPE_CHECKING:
    from articles.drafts import Draft

ALWAYS = frozenset({"p", "h2", "h3", "h4", "caption"})
HOLDERS = frozenset({"li", "td", "th", "blockquote", "section"})
SENTENCE_END = re.compile(r"[.!?…][\"”’)\]]*\s+(?=[\"“‘(\[]?[A-Z0-9])")


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
class TextBlock:
    """A stretch of a draft's text that is read in one go. Citations have no length in it."""

    place: Place
    text: str

    def at(self, start: int, end: int) -> Place:
        """The place of a span of the block's text."""
        return Place(self.place.field, self.place.row, self.place.block, start, end)

    def sentence_around(self, start: int) -> str:
        """The sentence that an offset lies in."""
        ends = [match.end() for match in SENTENCE_END.finditer(self.text)]
        first = max((end for end in ends if end <= start), default=0)
        last = min((end for end in ends if end > start), default=len(self.text))
        return " ".join(self.text[first:last].split())


def text_blocks(draft: Draft) -> Iterator[TextBlock]:
    """List the text blocks of a draft: its plain fields, key takeaways and body."""
    for field in ("title", "meta_description", "summary"):
        yield TextBlock(Place(field), getattr(draft, field))
    for row, takeaway in enumerate(draft.key_takeaways):
        yield TextBlock(Place("key_takeaways", row), body.parse(takeaway).text_content())
    yield from body_blocks(draft.body)


def body_blocks(fragment: str) -> Iterator[TextBlock]:
    """List the text blocks of a body, in document order."""
    for number, text in enumerate(_texts(body.parse(fragment))):
        yield TextBlock(Place("body", block=number), text)


def _texts(element: HtmlElement) -> Iterator[str]:
    if element.tag in ALWAYS:
        yield element.text_content()
    elif element.tag in HOLDERS:
        yield from _held_texts(element)
    elif isinstance(element.tag, str) and element.tag not in body.VOID_NODES:
        for child in element:
            yield from _texts(child)


def _held_texts(element: HtmlElement) -> Iterator[str]:
    """Give each run of inline content as a block of its own, as editors wrap it."""
    run, has_blocks = element.text or "", False
    for child in element:
        if child.tag in body.BLOCK_TAGS:
            has_blocks = True
            if run.strip():
                yield run
            yield from _texts(child)
            run = child.tail or ""
        else:
            run += _inline_text(child) + (child.tail or "")
    if run.strip() or not has_blocks:
        yield run


def _inline_text(element: HtmlElement) -> str:
    """The text of an inline node; comments have none."""
    return element.text_content() if isinstance(element.tag, str) else ""
