"""How a button or link sells, and when what is offered ends. Words are data: ``safety.toml``."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from articles.preflight.lexicon import Span, lexicon, tables

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
S, NTH = r"[\s\xa0]", r"(?:st|nd|rd|th)?"
DATE = re.compile(
    r"\b(?:(?P<iso>\d{4}-\d{2}-\d{2})"
    rf"|(?P<d1>\d{{1,2}}){NTH}(?:{S}of)?{S}(?P<m1>{MONTH})\.?,?{S}(?P<y1>\d{{4}})"
    rf"|(?P<m2>{MONTH})\.?{S}(?P<d2>\d{{1,2}}){NTH},?{S}(?P<y2>\d{{4}})"
    r"|(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?P<y3>\d{4})"
    rf"|(?P<m4>{MONTH}){S}(?P<y4>\d{{4}}))\b",
    re.IGNORECASE,
)
NEAR = 60
"""Characters between the words of an offer, its deadline and the date."""


def selling_words(words: str, address: str) -> str:
    """Say what in a button's words or its address sells; empty where nothing does."""
    label = " ".join(words.casefold().split()).strip(" .!→»>")
    if label in tables("safety")["selling_alone"]["words"]:
        return words
    if span := lexicon("safety", "selling").first(words):
        return words[slice(*span)]
    return _in_address(address)


def _in_address(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    known = tables("safety")["selling_addresses"]["words"]
    for piece in re.split(r"[/?&=.#]+", unquote(f"{parts.path}?{parts.query}").lower()):
        word = piece.replace("_", "-").strip("-")
        if word in known or lexicon("safety", "selling").is_in(word.replace("-", " ")):
            return piece
    return ""


def ended_offers(text: str, *, today: datetime.date) -> Iterator[tuple[Span, datetime.date]]:
    """Give the dates in a text at which an offer ended before today, with their places."""
    for match in DATE.finditer(text):
        before = text[max(0, match.start() - NEAR) : match.start()]
        after = text[match.end() : match.end() + NEAR]
        if not lexicon("safety", "offers").is_in(f"{before} | {after}"):
            continue
        if not lexicon("safety", "deadlines").is_in(before[-NEAR // 2 :]):
            continue
        day = last_day(match)
        if day and day < today:
            yield match.span(), day


def last_day(match: re.Match[str]) -> datetime.date | None:
    """Read a date as the last day that it may mean; None where it is none.

    12/10/2025 is the later of 12 October and 10 December; a month alone is its last day.
    """
    try:
        if match["iso"]:
            return datetime.date.fromisoformat(match["iso"])
        if match["a"]:
            return _either(int(match["a"]), int(match["b"]), int(match["y3"]))
        if match["m4"]:
            return _end_of(_month(match["m4"]), int(match["y4"]))
        day, month, year = match["d1"] or match["d2"], match["m1"] or match["m2"], match["y1"]
        return datetime.date(int(year or match["y2"]), _month(month), int(day))
    except ValueError:
        return None


def _either(one: int, other: int, year: int) -> datetime.date:
    days = [
        datetime.date(year, month, day)
        for day, month in ((one, other), (other, one))
        if month <= 12 and day <= 31
    ]
    return max(days)


def _end_of(month: int, year: int) -> datetime.date:
    first_after = datetime.date(year + month // 12, month % 12 + 1, 1)
    return first_after - datetime.timedelta(days=1)


def _month(name: str) -> int:
    return MONTHS.index(name[:3].lower()) + 1
