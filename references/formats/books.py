"""Reading books, chapters and reports as AMA and Vancouver set them.

Prober PQ. Lamps. In: Tester TA, ed. The Book of Lamps. 2nd ed. Lamp House; 2019:12-34.
Prober PQ. Lamps. In: Tester TA, editor. The book of lamps. Oslo: Lamp House; 2019. p. 12-34.
Sources: AMA Manual of Style, 11th ed., 3.12; Citing Medicine (NLM), chapters 2, 18, 20, 22.
"""

from __future__ import annotations

import re
from typing import Any, cast

from references.csl import CslItem
from references.formats.ama import MONTH, YEAR
from references.formats.book_tails import MEDIUM, read_tail
from references.formats.errors import UnreadableReference
from references.formats.imprint import read_date
from references.formats.organisations import is_a_name, is_unknown
from references.formats.sentences import sentences
from references.formats.works import CannotTell, read_work, told_title

OF_BOOKS = frozenset(
    ("container-title", "edition", "volume", "editor", "ISBN", "number-of-pages", "page")
)
LONGEST_HEAD = 4000
LONGEST_PUBLISHER = 150
DATE = (
    rf"\s*(?:c|©\s*|copyright\s+)?{YEAR}(?:\s+{MONTH}(?:\s+(?P<day>\d{{1,2}}))?)?"
    r"(?:\s*[-–](?:\s*\d{2,4})?)?(?=\s*(?:[.:\[]|,\s+pp?\.|$))"
)
IMPRINT = re.compile(rf";{DATE}")
AFTER_A_COMMA = re.compile(rf",{DATE}")
IN = re.compile(r"(?<=[.?!”\"’)\]])\s+In:\s+")
THESIS = re.compile(r"\s*\[(?P<genre>dissertation|[\w’' ]{0,20}thesis)\]$", re.I)
NTH = (
    r"\d{1,3}(?:st|nd|rd|th)|First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|"
    r"Rev(?:ised|\.)?|New|International|Student|Updated|Global"
)
EDITION = re.compile(
    rf"[.,]?\s+\(?(?P<edition>(?:{NTH})(?:\s(?:and\s)?(?:rev(?:ised|\.)?|updated|enl\.|int))?)\s+"
    r"ed(?:ition|n)?\b\.?\)?[.,]?(?=\s|$)",
    re.IGNORECASE,
)
VOLUME = re.compile(r"(?<=[.?!])\s+Vol(?:ume)?\.?\s+(?P<volume>\d{1,4}|[IVXLC]{1,7})\.(?=\s)", re.I)
PUBLISHERS = re.compile(
    r"\b(?:Press|Publish(?:ers?|ing)|Publications|Books|Verlag|Elsevier|Springer(?! ?Plus)|Wiley|"
    r"Routledge|McGraw|Saunders|Mosby|Lippincott|Churchill|Thieme|Karger|Humana)\b"
)
PLACE = re.compile(r"(?P<place>[^:]{2,60}?)\s?:\s+(?P<publisher>\S.*)")
REPORT = re.compile(r"\b(?:reports?|guidelines?|guidance|recommendations?|statement)\b", re.I)


def read_book(text: str, *, is_article: bool = False, url: str = "") -> CslItem | None:
    """Read a line without identifiers as a book, a chapter or a report; None if it is none.

    What has a DOI or PMID (``is_article``) is a book only where more than the year after a
    publisher shows it: an edition, a place, or a book that it stands in. None too where Vancouver's
    “[Internet]” and an address, without edition, volume and pages, make it a web page. Raises
    UnreadableReference where a book is there, but its parts can't be told apart.
    """
    part = IN.search(text[:LONGEST_HEAD])
    found = _imprint(text, is_article=is_article)
    if not found or (part and part.end() > found.start()):
        return None
    head, tail = text[: found.start()], text[found.end() :]
    shown = _shows_a_book(head) or bool(part)
    if (not shown and (is_article or tail.startswith(":"))) or (not part and tail.startswith(",")):
        return None
    try:
        item = _chapter(head, part) if part else _whole(head)
        item |= {"issued": read_date(found["year"], found["month"], found["day"])}
        item |= read_tail(tail, is_part=bool(part))
    except CannotTell as error:
        if not shown:
            return None
        raise UnreadableReference(text, str(error)) from None
    if not shown and not is_a_name(item.get("publisher", "")):
        return None
    item |= _type_of(item)
    if url and MEDIUM.search(head) and item["type"] == "book" and not OF_BOOKS & item.keys():
        return None
    return cast(CslItem, item)


def _imprint(text: str, *, is_article: bool) -> re.Match[str] | None:
    """Find the year after the publisher; after a comma only where a book shows otherwise."""
    if len(text) > LONGEST_HEAD:
        return None
    if found := IMPRINT.search(text):
        return found
    commas = [] if is_article else list(AFTER_A_COMMA.finditer(text))
    last = commas[-1] if commas else None
    if not last or text.startswith(":", last.end()):
        return None
    return last if IN.search(text) or _shows_a_book(text[: last.start()]) else None


def _shows_a_book(head: str) -> bool:
    """Tell a book by edition, medium, place or publisher: a year alone has a journal too."""
    last = (sentences(head) or [""])[-1]
    placed = PLACE.fullmatch(last)
    return bool(
        EDITION.search(head)
        or MEDIUM.search(head)
        or (PUBLISHERS.search(last) and is_a_name(last))
        or (placed and is_a_name(placed["place"]) and is_a_name(placed["publisher"]))
    )


def _chapter(head: str, part: re.Match[str]) -> dict[str, Any]:
    book = _whole(head[part.end() :])
    editors = book.pop("editor", None) or book.pop("author", None)
    item = {**book, "type": "chapter", "container-title": book.pop("title")}
    item |= read_work(sentences(head[: part.start()]))
    return item | ({"editor": editors} if editors else {})


def _whole(head: str) -> dict[str, Any]:
    """Read authors or editors, title, edition, volume, place and publisher of a book."""
    head, edition = _without(EDITION, MEDIUM.sub(".", head))
    head, volume = _without(VOLUME, head)
    *parts, last = sentences(head) or [""]
    item: dict[str, Any] = {"type": "book", **edition, **volume, **_publisher(last)}
    if len(parts) > 1 and _same(parts[0], item.get("publisher", "")):
        item["author"] = [{"literal": parts[0].strip(" .")}]
        return item | {"title": told_title(parts[1:])}
    return item | read_work(parts)


def _without(pattern: re.Pattern[str], head: str) -> tuple[str, dict[str, str]]:
    """Take the last of what the pattern names out of a head, with a full stop in its place."""
    found = list(pattern.finditer(head))
    if not found:
        return head, {}
    before = head[: found[-1].start()].rstrip(" ,")
    stop = "" if before.endswith((".", "?", "!")) else "."
    named = {name: value.strip() for name, value in found[-1].groupdict().items()}
    return f"{before}{stop} {head[found[-1].end() :].strip()}", named


def _publisher(text: str) -> dict[str, str]:
    text = text.strip(" ,;")
    if not re.match(r"[^\W_a-z]|\[", text) or len(text) > LONGEST_PUBLISHER:
        raise CannotTell("no publisher stands before the year.")
    placed = PLACE.fullmatch(text)
    named = {
        "publisher": placed["publisher"] if placed else text,
        "publisher-place": placed["place"] if placed else "",
    }
    return {name: value for name, value in named.items() if value and not is_unknown(value)}


def _same(one: str, other: str) -> bool:
    return one.strip(" .").casefold() == other.strip(" .").casefold()


def _type_of(item: dict[str, Any]) -> dict[str, str]:
    """Tell a thesis and a report, which has a number or is called one, from a book."""
    if item["type"] != "book":
        return {}
    if thesis := THESIS.search(item["title"]):
        title = item["title"][: thesis.start()]
        return {"type": "thesis", "title": title, "genre": thesis["genre"]}
    authors = item.get("author", [])
    is_official = bool(authors) and all("literal" in name for name in authors)
    is_named = is_official and REPORT.search(item["title"])
    return {"type": "report"} if "number" in item or is_named else {}
