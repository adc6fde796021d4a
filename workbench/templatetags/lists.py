"""The ``under_headings`` filter: each cell of a list knows the heading that it stands under."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import zip_longest
from typing import Any

from django import template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst

register = template.Library()


@register.filter
def under_headings(cells: Iterable[str], headings: Iterable[Mapping[str, Any]]) -> list[str]:
    """Write role and heading into the cells of a row, as Django's list wrote them.

    On a phone a row is a card: style sheets show the heading before the value, and the roles keep
    it a row of a table for who listens.
    """
    pairs = zip_longest(cells, headings)
    return [_labelled(str(cell), heading) for cell, heading in pairs if cell]


def _labelled(cell: str, heading: Mapping[str, Any] | None) -> SafeString:
    role = "rowheader" if cell.startswith("<th") else "cell"
    text = capfirst(strip_tags(str(heading["text"])).strip()) if heading else ""
    opened = cell.index(">")
    return format_html(
        '{} role="{}" data-heading="{}"{}',
        SafeString(cell[:opened]),
        role,
        text,
        SafeString(cell[opened:]),
    )
