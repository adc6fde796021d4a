"""Citation numbers: they follow the first citation and are never typed."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

EN_DASH = "–"


def number_by_first_citation[Id: Hashable](cited: Iterable[Id]) -> dict[Id, int]:
    """Number what is cited, from 1, in the order of first citation."""
    return {reference: number for number, reference in enumerate(dict.fromkeys(cited), start=1)}


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Group numbers into ascending runs (first, last), without repeats.

    Three or more in a row make a run; two stay apart, as AMA 11 (3.6) sets them.
    """
    grouped: list[list[int]] = []
    for number in sorted(set(numbers)):
        if grouped and grouped[-1][-1] == number - 1:
            grouped[-1].append(number)
        else:
            grouped.append([number])
    spread = [[group] if len(group) > 2 else [[number] for number in group] for group in grouped]
    return [(run[0], run[-1]) for group in spread for run in group]


def in_text_numbers(numbers: Iterable[int]) -> str:
    """Write citation numbers as in a text, e.g. ``1–3,5``."""
    return ",".join(
        str(first) if first == last else f"{first}{EN_DASH}{last}" for first, last in runs(numbers)
    )
