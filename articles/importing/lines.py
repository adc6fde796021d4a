"""Cutting a text into lines: their marks taken off, hard-wrapped paragraphs joined again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

LINE_END = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
MARK = re.compile(r"(?:(?P<bullet>[-–—*•·▪‣◦●])|\[?(?P<ordinal>\d{1,3})[.)\]])\s+(?=\S)")

WRAPPED_WIDTH = 100
SIGNS_OF_WRAPPING = 3


@dataclass(frozen=True)
class Line:
    """A line of text without the mark before it; ``number`` counts from 1, ``raw`` is untouched."""

    number: int
    text: str
    raw: str
    has_bullet: bool = False
    ordinal: int | None = None
    follows_gap: bool = False
    joined: tuple[int, ...] = ()
    """Numbers of the lines that were put to this one."""

    @property
    def is_marked(self) -> bool:
        """Whether a bullet or a number stood before the line."""
        return self.has_bullet or self.ordinal is not None


def cut(text: str) -> list[Line]:
    """Cut a text into its lines that are not empty."""
    lines = list(_lines(text))
    return list(_joined(lines)) if _is_wrapped(lines) else lines


def _lines(text: str) -> Iterator[Line]:
    follows_gap = False
    for number, raw in enumerate(LINE_END.split(text), start=1):
        plain = " ".join(INVISIBLE.sub("", raw).split())
        if plain:
            yield replace(_line(number, plain, raw), follows_gap=follows_gap)
        follows_gap = not plain


def _line(number: int, plain: str, raw: str) -> Line:
    if not (mark := MARK.match(plain)):
        return Line(number, plain, raw)
    ordinal = int(mark["ordinal"]) if mark["ordinal"] else None
    return Line(number, plain[mark.end() :], raw, bool(mark["bullet"]), ordinal)


def _is_wrapped(lines: list[Line]) -> bool:
    """Tell text with line ends inside its sentences: narrow, and lines go on in lower case."""
    if not lines or max(len(line.text) for line in lines) > WRAPPED_WIDTH:
        return False
    signs = sum(
        len(line.text) > WRAPPED_WIDTH / 2 and _goes_on(following)
        for line, following in pairwise(lines)
    )
    return signs >= SIGNS_OF_WRAPPING


def _goes_on(line: Line) -> bool:
    return not line.follows_gap and not line.is_marked and line.text[0].islower()


def _joined(lines: list[Line]) -> Iterator[Line]:
    """Put a line to the one before it unless an empty line, a mark or a short line parts them."""
    full = 0.6 * max(len(line.text) for line in lines)
    whole, last = lines[0], lines[0]
    for line in lines[1:]:
        is_new = line.follows_gap or line.is_marked or len(last.text) < full
        if is_new and not _goes_on(line):
            yield whole
            whole = line
        else:
            whole = _put_together(whole, line)
        last = line
    yield whole


def _put_together(whole: Line, line: Line) -> Line:
    return replace(
        whole,
        text=f"{whole.text} {line.text}",
        raw=f"{whole.raw}\n{line.raw}",
        joined=(*whole.joined, line.number),
    )
