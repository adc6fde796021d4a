"""Reading what stands after the year of a book or web page: pages, number, dates of visits."""

from __future__ import annotations

import re
from typing import Any

from references.formats.ama import PAGE
from references.formats.dates import read_when
from references.formats.imprint import read_pages
from references.formats.works import CannotTell
from references.identifiers import normalise_isbn

LONGEST_NOTE = 300
CHAPTER = re.compile(r":\s*chap(?:ter)?s?\.?\s*(?P<chapter>\w{1,8})(?:\s*[:,]\s*(?P<rest>.*))?")
AFTER_COLON = re.compile(rf":\s*(?:pp?\.?\s*)?(?P<page>{PAGE})(?=[.;,\s]|$)(?P<rest>.*)")
PAGES = re.compile(rf"(?:^|[\s,;])pp?\.?\s*(?P<page>{PAGE})(?=[.;,\s]|$)\.?")
SIZE = re.compile(r"(?:^|\s)(?:[xvil]{1,8},\s*)?(?P<pages>\d{1,5})\s*p(?:\.|ages?\b|p\b)\.?")
NUMBER = re.compile(
    r"(?:(?:Technical )?Report|Publication|Document)\s+(?:no|number)\.?:?\s*"
    r"(?P<number>[\w./-]{1,40})",
    re.IGNORECASE,
)
ISBN = re.compile(r"\bISBN(?:-1[03])?:?\s*(?P<isbn>[\dX][\dX -]{8,16}[\dX])\b\.?", re.I)
BRACKET = re.compile(
    r"\[(?P<said>[^\[\]]{0,60}\b(?:cited|accessed|viewed|updated|modified|revised|reviewed|about)\b"
    r"[^\[\]]{0,60})\]",
    re.IGNORECASE,
)
MEDIUM = re.compile(
    r"\s*\[(?:(?:homepage|monograph|database|book|report|document)s? on (?:the )?)?"
    r"(?:Internet|online|web ?(?:page|site)|e-?book|CD-ROM)\]\.?",
    re.IGNORECASE,
)
VISITED = re.compile(r"(?:cited|accessed|viewed)(?:\s+on)?:?\s+(?P<date>[\w ,./-]{4,30})", re.I)
ANOTHER = re.compile(r"[;.]\s*(?:c|©)?(?:1[6-9]|20)\d\d\s*[;.:(]")
"""A year as a further reference would have it."""
FURTHER = re.compile(r"[^\W\d]{3}\. [^\W\d]")
"""One sentence after another, which a further reference has."""


def read_tail(tail: str, *, is_part: bool = False) -> dict[str, Any]:
    """Read what follows the year; what is left over becomes the note. Raises CannotTell.

    ``is_part`` tells the pages of a chapter ("p. 12-34") from a passage in a whole book.
    """
    if len(tail) > 2 * LONGEST_NOTE or ANOTHER.search(tail):
        raise CannotTell("more than one reference may stand in it.")
    item, rest = take_visit(tail.strip())
    rest = _take_pages(item, rest.strip())
    for name, pattern in (("number", NUMBER), ("ISBN", ISBN), ("number-of-pages", SIZE)):
        if found := pattern.search(rest):
            item[name] = found[1].rstrip(".")
            rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    if "ISBN" in item and not normalise_isbn(item["ISBN"]):
        item["note"] = f"ISBN {item.pop('ISBN')}"
    if is_part and "number-of-pages" in item:
        del item["number-of-pages"]
    return item | noted(item, rest)


def take_visit(text: str) -> tuple[dict[str, Any], str]:
    """Take "[updated 2020 Jan 3; cited 2021 May 4]" out of a text: the visit, the update noted."""
    item: dict[str, Any] = {}
    for bracket in BRACKET.finditer(text):
        for said in bracket["said"].split(";"):
            if visited := VISITED.fullmatch(said.strip()):
                item["accessed"] = read_when(visited["date"])
            elif said.strip():
                item |= noted(item, said.strip()[:1].upper() + said.strip()[1:])
    return item, BRACKET.sub(" ", text)


def noted(item: dict[str, Any], rest: str) -> dict[str, str]:
    """Put what is left of a text into the note of an item, after what is there."""
    left = " ".join(re.sub(r"(?:\s*[.;,]){2,}", ".", rest).split()).strip(" .,;")
    if len(left) > LONGEST_NOTE or FURTHER.search(left):
        raise CannotTell("more stands after the year than belongs to one reference.")
    note = ". ".join(part for part in (item.get("note", ""), left) if part)
    return {"note": note} if note else {}


def _take_pages(item: dict[str, Any], rest: str) -> str:
    if chapter := CHAPTER.match(rest):
        item["chapter-number"] = chapter["chapter"]
        rest = f": {chapter['rest']}" if chapter["rest"] else ""
    if rest.startswith(":"):
        pages = AFTER_COLON.match(rest)
        if not pages:
            raise CannotTell("what stands after the year is no range of pages.")
        item["page"] = read_pages(pages["page"])
        return pages["rest"]
    if pages := PAGES.search(rest):
        item["page"] = read_pages(pages["page"])
        return f"{rest[: pages.start()]} {rest[pages.end() :]}"
    return rest
