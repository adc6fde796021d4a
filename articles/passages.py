"""The passages of an edition: what a physician can comment on, numbered from 0.

A passage is an element of the rendered edition with words of its own: a heading, paragraph, list
item, table cell, caption. static/reviews/passages.js numbers them by the same rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import html
from lxml.html import HtmlElement

from articles.rendering import render_edition

KINDS = frozenset("h1 h2 h3 h4 p li dt dd td th caption figcaption blockquote".split())
PARTING = KINDS | {"br"}
"""Elements that part the words before them from those after."""
CITATION = "citation"


@dataclass(frozen=True)
class Passage:
    """A stretch of an edition; citation numbers are left out of its text."""

    number: int
    kind: str
    text: str


def passages(content: Mapping[str, Any]) -> list[Passage]:
    """List the passages of an edition's content, in reading order."""
    return passages_of(html.fragment_fromstring(render_edition(content), create_parent="div"))


def passages_of(region: HtmlElement) -> list[Passage]:
    """List the passages under an element, in reading order."""
    return [
        Passage(number, str(element.tag), text)
        for number, (element, text) in enumerate(passage_elements(region))
    ]


def passage_elements(region: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Give the elements that are passages, each with its words."""
    found = ((element, _own_text(element)) for element in _elements(region))
    return ((element, text) for element, text in found if text)


def _elements(element: HtmlElement) -> Iterator[HtmlElement]:
    if not isinstance(element.tag, str) or element.tag == "nav":
        return
    if element.tag in KINDS:
        yield element
    for child in element:
        yield from _elements(child)


def _own_text(element: HtmlElement) -> str:
    """The words of an element without those of passages inside it, white space folded."""
    return " ".join("".join(_pieces(element, is_outermost=True)).split())


def _pieces(element: HtmlElement, *, is_outermost: bool = False) -> Iterator[str]:
    if not isinstance(element.tag, str) or _is_citation(element):
        return
    if element.tag in PARTING and not is_outermost:
        yield " "
        return
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""


def _is_citation(element: HtmlElement) -> bool:
    return element.tag == "sup" and CITATION in (element.get("class") or "").split()
