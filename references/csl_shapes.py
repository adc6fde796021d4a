"""What the members of a CSL-JSON item have to look like (CSL 1.0.2, input data schema)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

NAMES = frozenset(
    "author chair collection-editor compiler composer container-author contributor curator "
    "director editor editor-translator editorial-director executive-producer guest host "
    "illustrator interviewer narrator organizer original-author performer producer recipient "
    "reviewed-author script-writer series-creator translator".split()
)
DATES = frozenset("accessed available-date event-date issued original-date submitted".split())
TEXTS = frozenset(
    "archive archive_location call-number collection-title container-title "
    "container-title-short DOI edition event-title genre ISBN ISSN issue language medium "
    "note number original-title page page-first PMCID PMID publisher publisher-place scale "
    "section source status title title-short type URL version volume volume-title".split()
)
NAME_PARTS = frozenset(
    "family given literal suffix dropping-particle non-dropping-particle comma-suffix "
    "static-ordering parse-names".split()
)


class Shape(NamedTuple):
    """A test of a member's value, and how to say what it should have been."""

    fits: Callable[[Any], bool]
    expected: str


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_text_or_number(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(name, dict)
        and name
        and all(_is_text(part) for kind, part in name.items() if kind in NAME_TEXTS)
        for name in value
    )


NAME_TEXTS = NAME_PARTS - {"comma-suffix", "static-ordering", "parse-names"}


def _is_date(value: Any) -> bool:
    if isinstance(value, dict) and "date-parts" not in value:
        return any(_is_text(value.get(way)) for way in ("raw", "literal", "edtf"))
    parts = value.get("date-parts") if isinstance(value, dict) else None
    return isinstance(parts, list) and all(
        isinstance(date, list) and all(map(_is_number, date)) for date in parts
    )


def _is_number(value: Any) -> bool:
    """Whether it is a number, also as digits in text: the schema allows both."""
    return type(value) is int or (isinstance(value, str) and value.strip("-").isdecimal())


TEXT = Shape(_is_text_or_number, "text")
SHAPES: dict[str, Shape] = (
    dict.fromkeys(TEXTS, TEXT)
    | {
        name: Shape(_are_names, "a list of names, each with “family” and “given” or a “literal”")
        for name in NAMES
    }
    | {name: Shape(_is_date, 'a date such as {"date-parts": [[2024, 5, 1]]}') for name in DATES}
    | {"title": Shape(_is_text, "text"), "type": Shape(_is_text, "text")}
)


def faults_in(item: Mapping[str, Any]) -> list[str]:
    """Say of each member that no CSL processor could read what it should have been."""
    return [
        f"“{member}” has to be {SHAPES[member].expected}."
        for member, value in item.items()
        if member in SHAPES and value is not None and not SHAPES[member].fits(value)
    ]
