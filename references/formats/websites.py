"""Reading web pages as AMA and Vancouver set them.

World Lamp Society. Safe lamps. Published March 3, 2020. Accessed May 4, 2021. https://…
World Lamp Society. Safe lamps [Internet]. [cited 2021 May 4]. Available from: https://…
"""

from __future__ import annotations

import re
from typing import Any, cast

from references.csl import CslItem
from references.formats.book_tails import BRACKET, MEDIUM, noted, take_visit
from references.formats.dates import ANY_YEAR, MONTH, read_when
from references.formats.errors import UnreadableReference
from references.formats.organisations import (
    is_a_name,
    is_organisation,
    is_site,
    is_unknown,
    read_creators,
)
from references.formats.sentences import sentences
from references.formats.works import CannotTell, read_work, told_title

LONGEST_PAGE = 2000
DATE = (
    rf"(?:{MONTH}\s+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?\d{{4}}|\d{{1,2}}\s+{MONTH}\s+\d{{4}}"
    rf"|(?:1[6-9]|20)\d\d(?:\s+{MONTH}(?:\s+\d{{1,2}})?|-\d\d-\d\d)?)"
)
DATED = re.compile(
    r"(?:(?P<label>(?:last\s+)?(?:published|posted|updated|reviewed|modified|revised|created)"
    r"|copyright|©|c)(?:\s+on)?:?\s*)?"
    rf"(?P<date>{DATE})\.?",
    re.IGNORECASE,
)
MONTH_CUT = re.compile(r"\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.(?=\s+\d)")
DAY = rf"(?:c|©\s*)?(?P<date>{DATE})?(?:\s*[-–]\s*(?:\d{{2,4}})?)?"
IMPRINT = re.compile(
    rf"(?:(?P<place>[^:;.]{{2,60}}):\s+)?(?P<publisher>[^;]{{2,150}});\s*{DAY}", re.IGNORECASE
)
ONLY_A_DAY = re.compile(DAY, re.IGNORECASE)


def read_website(text: str, *, url: str, accessed: str = "") -> CslItem | None:
    """Read a line without its address as a web page; None if it is none.

    A web page has an address, and the day of a visit, a dated sentence or “[Internet]”. Raises
    UnreadableReference where author, title and site can't be told apart.
    """
    if not url or len(text) > LONGEST_PAGE:
        return None
    text = MONTH_CUT.sub(r"\1", text)
    try:
        online = MEDIUM.search(text)
        item = _vancouver(text, online) if online else _ama(text, accessed)
    except CannotTell as error:
        raise UnreadableReference(text, str(error)) from None
    return cast(CslItem, {"type": "webpage", **item}) if item else None


def _ama(text: str, accessed: str) -> dict[str, Any] | None:
    parts = sentences(text)
    dates: list[re.Match[str]] = []
    while parts and (dated := DATED.fullmatch(parts[-1].strip())):
        dates.insert(0, dated)
        parts.pop()
    is_visited = accessed or any(date["label"] for date in dates)
    is_in_brackets = text.rstrip(" .").endswith(("(", "()", "( )"))
    if not parts or not (dates or accessed) or is_in_brackets:
        return None
    if any(DATED.fullmatch(part.strip()) for part in parts):
        raise CannotTell("a date stands where the title or the site should.")
    item = _who_and_what(parts)
    return item | _dates(dates) if is_visited or "author" in item else None


def _dates(dates: list[re.Match[str]]) -> dict[str, Any]:
    """Take the day of publication, else the last that is named; the others are noted."""
    if not dates:
        return {}
    published = [date for date in dates if not _is_later(date)]
    chosen = published[0] if published else dates[-1]
    item: dict[str, Any] = {"issued": read_when(chosen["date"])}
    others = [date[0].strip(" .") for date in dates if date is not chosen]
    return item | noted({}, ". ".join(others))


def _is_later(date: re.Match[str]) -> bool:
    return bool(re.search(r"updated|reviewed|modified|revised", date["label"] or "", re.I))


def _who_and_what(parts: list[str]) -> dict[str, Any]:
    """Tell author, title and site: people and organisations are known by their names."""
    authors, _ = read_creators(parts[0])
    *before, last = parts
    is_person = any("family" in name for name in authors)
    if len(parts) == 2 and authors and not is_person and is_organisation(last):
        raise CannotTell("the title of the page and the name of its site can't be told apart.")
    has_site = is_site(last) or (authors and len(parts) > 2 and is_a_name(last))
    if has_site and len(before) > bool(authors):
        return {**read_work(before), "container-title": told_title([last])}
    return read_work(parts)


def _vancouver(text: str, online: re.Match[str]) -> dict[str, Any]:
    after = text[online.end() :]
    item, _ = take_visit(after)
    imprint, *part = _around_brackets(after)
    named = read_work(sentences(text[: online.start()]))
    held = _imprint(imprint.strip(" .;"))
    if date := held.pop("date", ""):
        item["issued"] = read_when(date)
    if place := held.pop("place", ""):
        item["publisher-place"] = place
    return _of_a_site({**named, **held, **item}, part)


def _around_brackets(text: str) -> list[str]:
    """Split what follows “[Internet]” into its imprint and the sentences after it."""
    first = BRACKET.search(text)
    if not first:
        return sentences(text) or [""]
    after = BRACKET.sub(" ", text[first.end() :]).lstrip(" .;")
    return [text[: first.start()], *sentences(re.sub(r"[\s.;]+$", ".", after))]


def _imprint(text: str) -> dict[str, Any]:
    """Read place, publisher and date, of which the date may be all, or not there."""
    for pattern, way in ((ONLY_A_DAY, text), (IMPRINT, f"{text};"), (IMPRINT, text)):
        found = pattern.fullmatch(way)
        if found and not ANY_YEAR.search(found.groupdict().get("publisher") or ""):
            return {
                name: value
                for name, value in found.groupdict().items()
                if value and not is_unknown(value)
            }
    raise CannotTell("what stands after “[Internet]” is no publisher and no date.")


def _of_a_site(item: dict[str, Any], part: list[str]) -> dict[str, Any]:
    """Take what follows the imprint for the page, and what stood before it for its site."""
    if not part:
        return item
    if part[0].startswith("("):
        return item | noted(item, " ".join(part))
    title = told_title(part)
    if ";" in title or not re.search(r"[^\W\d]{2}", title):
        raise CannotTell("the page and its site can't be told apart.")
    return {**item, "container-title": item["title"], "title": title}
