"""Citation marks in running text: [4], [1–3], [1,3-5]."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

MARK = re.compile(r"\[(\d{1,3}(?:\s*[-‐–—,;]\s*\d{1,3})*)\]")
WIDEST_RANGE = 50


def split_at_marks(text: str, numbers: Collection[int]) -> Iterator[str | int]:
    """Split text into words and the reference numbers that its marks cite, in order.

    Numbers without a reference stay in the words, as a mark of their own.
    """
    position = 0
    for match in MARK.finditer(text):
        cited = expand(match[1])
        yield text[position : match.start()]
        yield from (number for number in cited if number in numbers)
        strangers = [str(number) for number in cited if number not in numbers]
        if strangers or not cited:
            yield f"[{','.join(strangers)}]" if cited else match[0]
        position = match.end()
    yield text[position:]


def cited_numbers(text: str) -> list[int]:
    """List the numbers that a text's marks cite, in text order."""
    return [number for match in MARK.finditer(text) for number in expand(match[1])]


def without_marks(text: str) -> str:
    """Take the citation marks out of a text."""
    return " ".join(MARK.sub("", text).split())


def expand(mark: str) -> list[int]:
    """Expand what stands in a mark's brackets ("1,3-5"); empty where a range runs backwards."""
    numbers: list[int] = []
    for part in re.split(r"\s*[,;]\s*", mark):
        ends = [int(end) for end in re.split(r"\s*[-‐–—]\s*", part)]
        if len(ends) > 2 or not 0 <= ends[-1] - ends[0] <= WIDEST_RANGE:
            return []
        numbers += range(ends[0], ends[-1] + 1)
    return list(dict.fromkeys(numbers))
