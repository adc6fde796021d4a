"""Reading dates in the many ways that bibliographies write them."""

from __future__ import annotations

import re

from references.csl import CslDate
from references.formats.imprint import MONTHS

SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
YEAR = r"(?P<year>\d{4})"
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
NUMERIC = re.compile(
    rf"{YEAR}(?:[-/.](?P<month>\d{{1,2}})?(?:[-/.](?P<day>\d{{1,2}})?(?:[/T ].*)?)?)?[-/.]*"
)
MEDLINE = re.compile(
    rf"{YEAR},?\s+(?P<month>{MONTH})(?:\s+(?P<day>\d{{1,2}}))?"
    rf"(?:\s*[-–/]\s*(?P<to_year>\d{{4}}\b)?\s*(?P<to_month>{MONTH})?\s*(?P<to_day>\d{{1,2}})?)?",
    re.I,
)
YEARS = re.compile(rf"{YEAR}\s*[-–/]\s*(?P<to_year>\d{{4}})")
SPOKEN = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+)?(?P<month>{MONTH})"
    rf"(?:\s+(?P<day_after>\d{{1,2}})(?:st|nd|rd|th)?)?,?\s+{YEAR}",
    re.I,
)
SEASON = re.compile(
    rf"(?:{YEAR}[\s/-]*(?P<season>{'|'.join(SEASONS)})"
    rf"|(?P<season_before>{'|'.join(SEASONS)}),?\s+(?P<year_after>\d{{4}}))",
    re.I,
)
ANY_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")


def read_when(text: str) -> CslDate:
    """Read a date as CSL has it, as exactly as it is given; what is no date stays its literal.

    Takes "2019/05/17/", "2019-05", "2020 Jul-Aug", "1998 Dec-1999 Jan", "17 May 2019", "Spring
    2019" and any text with one year in it.
    """
    text = " ".join(text.split())
    if match := NUMERIC.fullmatch(text):
        return {"date-parts": [date_parts(match["year"], match["month"], match["day"])]}
    if match := YEARS.fullmatch(text):
        return {"date-parts": [[int(match["year"])], [int(match["to_year"])]]}
    if match := SEASON.search(text):
        season = (match["season"] or match["season_before"]).lower()
        year = int(match["year"] or match["year_after"])
        return {"date-parts": [[year]], "season": SEASONS[season]}
    if match := MEDLINE.fullmatch(text):
        return _range(match)
    if match := SPOKEN.search(text):
        day = match["day"] or match["day_after"]
        return {"date-parts": [date_parts(match["year"], match["month"], day)]}
    return _only_year(text)


def _only_year(text: str) -> CslDate:
    years = ANY_YEAR.findall(text)
    if len(years) != 1:
        return {"literal": text}
    return {"date-parts": [[int(years[0])]]}


def _range(match: re.Match[str]) -> CslDate:
    start = date_parts(match["year"], match["month"], match["day"])
    if not (match["to_month"] or match["to_day"]):
        return {"date-parts": [start]}
    end = date_parts(
        match["to_year"] or match["year"], match["to_month"] or match["month"], match["to_day"]
    )
    return {"date-parts": [start, end]}


def date_parts(year: str, month: str | None = None, day: str | None = None) -> list[int]:
    """List year, month and day, as far as they are there and can be; a month by number or name."""
    parts = [int(year)]
    if number := month_number(month or ""):
        parts.append(number)
        if day and 1 <= int(day) <= 31:
            parts.append(int(day))
    return parts


def month_number(month: str) -> int | None:
    """Number a month, given as digits or by its English name."""
    if month.isdecimal():
        return int(month) if 1 <= int(month) <= 12 else None
    start = month[:3].lower()
    return MONTHS.index(start) + 1 if start in MONTHS else None
