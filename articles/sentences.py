"""Where sentences begin and end: sentencex (Wikimedia's splitter), with our repairs.

The splitter knows each language's punctuation; it does not know a citation's number after the full
stop, abbreviations of medical prose, nor a space that is missing between two sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from sentencex import segment

GOES_ON_AFTER = re.compile(
    r"\b(?:approx|ca|cf|e\.g|i\.e|esp|etc|fig|incl|inj|max|min|resp|viz|vs|no|nos|p|pp|vol"
    r"|[dD]r|[mM]rs?|[mM]s|[pP]rof|[sS]t|al|q\.d|b\.i\.d|t\.i\.d|i\.v|i\.m|s\.c|U\.S|U\.K|E\.U"
    r"|Ph\.D|M\.D)\.[\s\xa0]*\Z"
)
"""After these a full stop ends no sentence, unless the next word begins one in any case."""

BEGINS_SENTENCE = re.compile(
    r"(?:The|This|These|Those|It|They|He|She|We|You|In|On|At|If|But|And|For|However|Most|Some|Many"
    r"|There|When|While|After|Before)\b"
)
LED_BY_CITATION = re.compile(
    r"[\s\xa0]*(?:\[\d[\d,;–\s-]*\][\s\xa0]*)+|[⁰¹²³⁴-⁹]{1,3}(?:[⁻,–-][⁰¹²³⁴-⁹]{1,3})*"
)
"""Numbers in brackets, or raised, that the splitter left at the head of the next sentence."""
MISSING_SPACE = re.compile(r"(?<=[a-z)\]”’][.!?])(?=[A-Z“][a-z’]+[\s\xa0,])")
FLATTENED = re.compile(
    r"(?:(?<=[a-z)\]”’%])|(?<=[A-Z]{2}))[.!?]\d{1,3}(?:[,–-]\d{1,3})*(?=[\s\xa0]+[A-Z“])"
)
"""A full stop and a citation's number whose raised type was lost: "in most cases.1–3 Then"."""
GOES_ON = re.compile(r"[\s\xa0]*[a-z,;]")


LONGEST = 2_000
"""Characters of a sentence, at most: no writer's is as long, and what compares each word of one
with each other stays quick."""


def sentence_spans(
    text: str, language: str = "en", breaks: Iterable[int] = ()
) -> list[tuple[int, int]]:
    """Give the start and end of each sentence of a text, as offsets, without the space around it.

    ``breaks`` are offsets at which a new line begins, which ends a sentence too.
    """
    edges = sorted({0, len(text), *(edge for edge in breaks if 0 < edge < len(text))})
    return [
        span
        for first, last in pairwise(edges)
        for span in _spans_of_line(text[first:last], first, language)
    ]


def _spans_of_line(line: str, at: int, language: str) -> Iterator[tuple[int, int]]:
    for start, end in _mended(line, _cuts(line, language)):
        words = line[start:end]
        led = len(words) - len(words.lstrip())
        if words.strip():
            yield from _bounded(line, at, start + led, start + len(words.rstrip()))


def _bounded(line: str, at: int, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut what is longer than any sentence at a space, if it has one."""
    while end - start > LONGEST:
        space = line.rfind(" ", start + 1, start + LONGEST)
        cut = space if space > start else start + LONGEST
        yield at + start, at + cut
        start = cut + (space > start)
    if end > start:
        yield at + start, at + end


def _cuts(line: str, language: str) -> list[int]:
    """Where the splitter ends a sentence, or a space is missing between two."""
    cuts = {match.start() for match in MISSING_SPACE.finditer(line)}
    cuts |= {match.end() for match in FLATTENED.finditer(line)}
    at = 0
    for piece in segment(language, line):
        at += len(piece)
        cuts.add(at)
    return sorted(cuts - {0, len(line)})


def _mended(line: str, cuts: list[int]) -> Iterator[tuple[int, int]]:
    """Join what the splitter cut too early; give a citation's number to the sentence before."""
    start = 0
    for cut in cuts:
        if cut <= start:
            continue
        led = LED_BY_CITATION.match(line, cut)
        end = led.end() if led else cut
        if end < len(line) and not _goes_on(line, start, end):
            yield start, end
            start = end
    yield start, len(line)


def _goes_on(line: str, start: int, cut: int) -> bool:
    if GOES_ON.match(line, cut):
        return True
    # An abbreviation stands right before the cut: a short look back is enough.
    before = line[max(start, cut - 12) : cut]
    return bool(GOES_ON_AFTER.search(before)) and not BEGINS_SENTENCE.match(line, cut)
