"""Reading web pages as AMA and Vancouver set them.

World Lamp Society. Safe lamps. Published March 3, 2020. Accessed May 4, 2021. https://…
World Lamp Society. Safe lamps [Internet]. [cited 2021 May 4]. Available from: https://…
"""

from __future__ import annotations

import re
from typing import Any, cast

from references.csl import CslItem
from references.formats.book_tails import BRACKET, noted, take_visit
from references.formats.dates import MONTH, read_when
from references.formats.errors import UnreadableReference
from references.formats.organisations import is_organisation, is_site, is_unknown, read_creators
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
ONLINE = re.compile(
    r"\s*\[(?:Internet|online|web ?(?:page|site)|homepage on the Internet)\]\.?", re.I
)
IMPRINT = re.compile(
    rf"(?:(?P<place>[^:;.]{{2,60}}):\s+)?(?P<publisher>[^;]{{2,150}});\s*(?:c|©\s*)?"
    rf"(?P<date>{DATE})?",
    re.IGNORECASE,
)
ONLY_A_DATE = re.compile(rf"(?:c|©\s*)?(?P<date>{DATE})?", re.IGNORECASE)


def read_website(text: str, *, url: str, accessed: str = "") -> CslItem | None:
    """Read a line without its address as a web page; None if it is none.

    A web page has an address, and the day of a visit, a dated sentence or “[Internet]”. Raises
    UnreadableReference where author, title and site can't be told apart.
    """
    if not url or len(text) > LONGEST_PAGE:
        return None
    text = MONTH_CUT.sub(r"\1", text)
    try:
        online = ONLINE.search(text)
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
    if not parts or not (dates or accessed):
        return None
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
    if len(parts) == 1 or (len(parts) == 2 and authors):
        is_organised = not any("family" in name for name in authors)
        if len(parts) == 2 and is_organised and is_organisation(parts[1]):
            raise CannotTell("the title of the page and the name of its site can't be told apart.")
        return read_work(parts)
    if not authors and not is_site(parts[-1]):
        raise CannotTell("the author of the page and its title can't be told apart.")
    return {**read_work(parts[:-1]), "container-title": parts[-1].strip(" .")}


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
    brackets = list(BRACKET.finditer(text))
    if not brackets:
        return sentences(text) or [""]
    return [text[: brackets[0].start()], *sentences(text[brackets[-1].end() :].lstrip(" .;"))]


def _imprint(text: str) -> dict[str, Any]:
    """Read place, publisher and date, of which the date may be all, or not there."""
    for pattern, way in ((ONLY_A_DATE, text), (IMPRINT, f"{text};"), (IMPRINT, text)):
        if found := pattern.fullmatch(way):
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
    title = told_title(part)
    if ";" in title or not re.search(r"[^\W\d]{2}", title):
        raise CannotTell("the page and its site can't be told apart.")
    return {**item, "container-title": item["title"], "title": title}
