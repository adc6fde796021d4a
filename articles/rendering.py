"""The words of an edition as HTML: one function, from an edition's content and nothing else.

What a physician reads and what the public reads comes from here, inside one marked region.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from lxml import html

from articles.reading import text_of_element
from gate.refusals import Refusal

REGION_START = "<!--signed text-->"
REGION_END = "<!--end of signed text-->"
RECORD_START = "<!--dated record-->"
RECORD_END = "<!--end of dated record-->"
DATED_RECORD = re.compile(f"{RECORD_START}.*?{RECORD_END}", re.DOTALL)
"""What a page says at a place of the signed text that nobody signed: set apart and dated. No
edition can hold these marks: its schema knows no comments."""

TEMPLATES = {number: f"articles/edition_{number}.html" for number in (1, 2, 3)}
TEMPLATES[4] = TEMPLATES[3]
"""Templates by the content's format version; old ones stay, so that old editions render. What
format 4 added is not on the page."""


class WordsDiffer(Refusal):
    """A page does not say, word for word, what its edition says."""


def render_edition(content: Mapping[str, Any]) -> str:
    """Render an edition's content as the marked region of a page.

    Raises WordsDiffer where the content holds the marks of what nobody signed.
    """
    words = render_to_string(TEMPLATES[content["format"]], {"edition": content}).strip()
    if RECORD_START in words or RECORD_END in words:
        raise WordsDiffer("The edition holds the marks of dated records, which are not signed.")
    return f"{REGION_START}{words}{REGION_END}"


def signed_region(page: str) -> str:
    """Cut the marked region out of a page, markers included.

    Raises WordsDiffer where there is none or more than one.
    """
    if page.count(REGION_START) != 1 or page.count(REGION_END) != 1:
        raise WordsDiffer("The page does not hold exactly one region of signed text.")
    return page[page.index(REGION_START) : page.index(REGION_END) + len(REGION_END)]


def dated_records(page: str) -> list[str]:
    """List the dated records within a page's marked region, marks included, in order."""
    return DATED_RECORD.findall(signed_region(page))


def without_dated_records(region: str) -> str:
    """Give a region as it was signed."""
    return DATED_RECORD.sub("", region)


def require_same_words(page: str, content: Mapping[str, Any]) -> None:
    """Compare the signed words in a page's marked region with the edition's reading text.

    Raises WordsDiffer, naming the first words that differ.
    """
    signed = without_dated_records(signed_region(page))
    region = html.fragment_fromstring(signed, create_parent="div")
    shown, meant = text_of_element(region).split(), content["reading_text"].split()
    if shown == meant:
        return
    place = next(
        (at for at, (one, other) in enumerate(zip(shown, meant, strict=False)) if one != other),
        min(len(shown), len(meant)),
    )
    raise WordsDiffer(
        f"The page differs from its edition at word {place + 1}: it shows "
        f"“{' '.join(shown[place : place + 6])}” where “{' '.join(meant[place : place + 6])}” "
        "was signed."
    )
