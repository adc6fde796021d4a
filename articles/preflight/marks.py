"""Citation numbers that stand in a text as characters: in brackets, raised, or raised once.

In the editor a citation is a node; a pasted text has "[10]", "(1,2)", "cases.¹" or "cases.1–3".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from articles.blocks import TextBlock
from articles.preflight.lexicon import Span, tables

BRACKETED = re.compile(r"\[(?P<numbers>(?!(?:19|20)\d\d\])\d{1,4}(?:\s?[,;–—-]\s?\d{1,4}){0,30})\]")
"""Numbers in brackets, not a year."""
PARENTHESISED = re.compile(
    r"(?<=[\w)\]”’%.,])(?<!\b[a-z])\s?(?P<mark>\((?P<numbers>\d{1,3}(?:\s?[,;–—-]\s?\d{1,3}){1,12})\))"
    r"(?=[.,;:]|\Z|\s[A-Z])"
)
"""Several numbers in parentheses at the end of a clause; one alone may be anything."""
MEASURED = re.compile(
    r"\b(?:scales?|scor\w+|rang\w+|ages?|aged|grades?|stages?|types?|class|classes|figures?|fig\.|tables?|"
    r"steps?|chapters?|weeks?|days?|months?|years?|hours?|minutes?|times|doses?|levels?|rat(?:e|ed|ing|io)|"
    r"from|medians?|means?|average|IQR|CI|items?|questions?|points?|numbers?|results?|games?|sets?|phases?)\b"
    r"[^.;()]{0,30}\Z",
    re.IGNORECASE,
)
"""Before numbers in parentheses that are a measure and no citation."""
INTERVAL = re.compile(r"\[\d{1,4}\s?[,;–—-]\s?\d{1,4}\]")
OF_INTERVALS = (
    r"(?:intervals?|rang(?:e|es|ed|ing)|CIs?|CrIs?|IQRs?|means?|medians?|scales?|scor(?:e|es|ed))"
)
BEFORE_INTERVAL = re.compile(
    rf"\b{OF_INTERVALS}\b(?:[\s\xa0]+[a-z]{{1,12}}\b){{0,2}}"
    r"(?:[\s\xa0]*[:=,(±~]|[\s\xa0]*\d{1,6}(?:\.\d{1,3})?\b|[\s\xa0]*%){0,3}"
    r"(?:[\s\xa0]+[a-z]{1,12}\b)?[\s\xa0]*\Z",
    re.IGNORECASE,
)
AFTER_INTERVAL = re.compile(
    rf"[\s\xa0]*(?:\d{{2}}[\s\xa0]?%[\s\xa0]?)?(?:[a-z]{{1,12}}[\s\xa0-]+)?{OF_INTERVALS}\b",
    re.IGNORECASE,
)
"""What is said of two numbers in brackets that are the ends of an interval."""
WIDEST_RANGE = 20
RAISED = re.compile(
    r"(?<=[.,;:!?)\]”’\"])[⁰¹²³⁴-⁹]{1,3}(?:[⁻,ʼ⁾–-][⁰¹²³⁴-⁹]{1,3})*|(?<=[a-z]{5})[¹²³⁴-⁹]{1,3}"
)
MEASURES = re.compile(r"(?:inch|inches|feet|meters?|metres?|miles?|yards?|kilometers?)\Z", re.I)

AFTER_STOP = re.compile(
    r"(?<=[\w%)\]”’][a-zA-Z%)\]”’][.,;!?])(?P<numbers>\d{1,3}(?:[,–-]\d{1,3})*)(?=\s|\Z|[.,;])"
)
AFTER_WORD = re.compile(
    r"(?<![\w./@#_-])(?P<word>[A-Za-z]?[a-z]{3,30}|[A-Za-z]?[a-z]{2,30}-[a-z]{3,30})"
    r"(?P<numbers>\d{1,3}(?:[,–]\d{1,3})*)(?=\s|\Z|[.,;:)])"
)
SHORTENED = re.compile(
    r"\b(?:approx|vs|fig|figs|no|nos|vol|ca|cf|pp|sect|sec|chap|ch|eq|tab|ver|v|ed|art|para|ref|refs|"
    r"incl|max|min|st|al|dr|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|tel|ext|dept)\.\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class TypedMark:
    """A citation's numbers as characters of a block: where, and which."""

    block: TextBlock
    start: int
    end: int
    numbers: tuple[int, ...]


def numbers_of(mark: str) -> tuple[int, ...]:
    """List the numbers of a mark such as "1,3-5"; a range that runs backwards gives its ends."""
    numbers: list[int] = []
    for part in re.split(r"\s*[,;]\s*", mark):
        ends = [int(end) for end in re.findall(r"\d+", part)]
        if len(ends) == 2 and 0 < ends[1] - ends[0] <= 50:
            numbers += range(ends[0], ends[1] + 1)
        else:
            numbers += ends
    return tuple(dict.fromkeys(numbers))


def bracketed_marks(block: TextBlock) -> Iterator[TypedMark]:
    """Give the numbers in brackets of a block that cite: "[4]", "[1–3]", "[1, 5]"."""
    for match in BRACKETED.finditer(block.text):
        if not _is_interval(block.text, *match.span()):
            yield TypedMark(block, *match.span(), numbers_of(match["numbers"]))


def interval_spans(text: str) -> Iterator[Span]:
    """Give numbers in brackets beside a word such as "range" or "median": they may not cite."""
    for match in BRACKETED.finditer(text):
        if _is_interval(text, *match.span()):
            yield match.span()


def _is_interval(text: str, start: int, end: int) -> bool:
    if not INTERVAL.fullmatch(text, start, end):
        return False
    before = text[max(0, start - 60) : start]
    return bool(BEFORE_INTERVAL.search(before) or AFTER_INTERVAL.match(text, end))


def parenthesised_spans(text: str) -> Iterator[Span]:
    """Give numbers in parentheses that plainly cite: rising, after a word, no scale or age."""
    for match in PARENTHESISED.finditer(text):
        numbers = numbers_of(match["numbers"])
        is_narrow = numbers[-1] - numbers[0] <= WIDEST_RANGE
        before = text[max(0, match.start() - 50) : match.start()]
        rises = list(numbers) == sorted(numbers) and len(numbers) > 1 and numbers[0] > 0
        if rises and is_narrow and not MEASURED.search(before):
            yield match.span("mark")


def flattened_spans(text: str) -> Iterator[Span]:
    """Give the digits of a text that were a citation's raised numbers once.

    After a full stop or comma: "in most cases.1–3"; or on a plain English word: "reported12 that".
    """
    for match in AFTER_STOP.finditer(text):
        if not SHORTENED.search(text, max(0, match.start() - 8), match.start()):
            yield match.span("numbers")
    for match in AFTER_WORD.finditer(text):
        if is_plain_word(match["word"]):
            yield match.span("numbers")


def is_plain_word(word: str) -> bool:
    """Tell English words from names that may end in a digit, such as "claudin5" and "type2"."""
    return _plain().search(word) is not None


@cache
def _plain() -> re.Pattern[str]:
    table = tables("citations")["plain"]
    never = "|".join(table["never"])
    return re.compile(
        rf"^(?!(?:{never})$)(?:{'|'.join(table['words'])}|\w{{2,}}(?:{'|'.join(table['endings'])}))$"
    )


def raised_spans(text: str) -> Iterator[Span]:
    """Give raised digits that cite, not those of a measure such as "metres²"."""
    for match in RAISED.finditer(text):
        if not MEASURES.search(text, max(0, match.start() - 12), match.start()):
            yield match.span()
