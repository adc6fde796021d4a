"""Reading the dates and pages of references as CSL wants them."""

from __future__ import annotations

import re

from references.csl import CslDate

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_date(year: str, month: str | None = None, day: str | None = None) -> CslDate:
    """Build a CSL date from a year, an English month name and a day, as far as they are known."""
    parts = [int(year)]
    if month and (number := _month_number(month)):
        parts.append(number)
        if day and 1 <= int(day) <= 31:
            parts.append(int(day))
    return {"date-parts": [parts]}


def read_pages(pages: str) -> str:
    """Write a page range with a hyphen and both ends in full ("1052–7" as "1052-1057")."""
    plain = re.sub(r"\s*[‐–—]\s*", "-", pages).strip(" .")
    ends = re.fullmatch(r"(\d+)-(\d+)", plain)
    if not ends or len(ends[2]) >= len(ends[1]):
        return plain
    return f"{ends[1]}-{ends[1][: -len(ends[2])]}{ends[2]}"


def _month_number(name: str) -> int | None:
    start = name[:3].lower()
    return MONTHS.index(start) + 1 if start in MONTHS else None
