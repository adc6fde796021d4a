"""Reading EndNote's XML, which EndNote, Zotero and databases export."""

from __future__ import annotations

import html
import re
from typing import Any

from lxml import etree

from references.csl import CslDate, CslName
from references.formats.compact import compact
from references.formats.dates import read_when
from references.formats.imprint import read_pages
from references.formats.markup import plain, rich
from references.formats.outcome import Outcomes, Read, Unread
from references.formats.people import read_inverted
from references.formats.ris_types import PERIODICAL, WITH_VOLUME
from references.formats.xml import Fragment, as_json, fragments, parse
from references.identifiers import normalise_doi, normalise_pmcid, normalise_pmid

TYPES = {
    "aggregated database": "dataset",
    "artwork": "graphic",
    "bill": "bill",
    "blog": "post-weblog",
    "book": "book",
    "book section": "chapter",
    "case": "legal_case",
    "chart or table": "graphic",
    "classical work": "book",
    "computer program": "software",
    "conference paper": "paper-conference",
    "conference proceedings": "paper-conference",
    "dataset": "dataset",
    "dictionary": "entry-dictionary",
    "edited book": "book",
    "electronic article": "article-journal",
    "electronic book": "book",
    "electronic book section": "chapter",
    "encyclopedia": "entry-encyclopedia",
    "figure": "graphic",
    "film or broadcast": "motion_picture",
    "generic": "document",
    "government document": "report",
    "hearing": "hearing",
    "interview": "interview",
    "journal article": "article-journal",
    "legal rule or regulation": "regulation",
    "magazine article": "article-magazine",
    "manuscript": "manuscript",
    "map": "map",
    "newspaper article": "article-newspaper",
    "online database": "dataset",
    "online multimedia": "motion_picture",
    "pamphlet": "pamphlet",
    "patent": "patent",
    "personal communication": "personal_communication",
    "podcast": "broadcast",
    "press release": "document",
    "report": "report",
    "standard": "standard",
    "statute": "legislation",
    "thesis": "thesis",
    "unpublished work": "manuscript",
    "web page": "webpage",
}
FACES = {"bold": "b", "italic": "i", "superscript": "sup", "subscript": "sub"}
WITHIN = PERIODICAL | {
    *("chapter", "paper-conference", "entry-dictionary", "entry-encyclopedia", "webpage"),
    *("post-weblog", "document", "legislation"),
}
ISSN = re.compile(r"\d{4}-?\d{3}[\dXx]")


def read_endnote(text: str) -> Outcomes:
    """Read the records of an EndNote XML text one by one; a broken one spoils no other."""
    found = False
    for fragment in fragments(text, "record"):
        found = True
        yield _read(fragment)
    if not found:
        yield Unread(1, "It holds no record.", text)


def _read(fragment: Fragment) -> Read | Unread:
    record = parse(fragment)
    if isinstance(record, Unread):
        return record
    return Read(compact(_members(_Taking(record))), fragment.line, fragment.text)


class _Taking:
    """Takes elements out of a record, so that what is left can be kept whole."""

    def __init__(self, record: etree._Element) -> None:
        self.record = record

    def take(self, *paths: str) -> str:
        """Take the first element on the first of these paths that holds something."""
        for path in paths:
            for found in self.record.iterfind(path):
                if text := _styled(found):
                    _remove(found)
                    return text
        return ""

    def take_all(self, path: str) -> list[str]:
        """Take all elements on a path."""
        found = self.record.findall(path)
        texts = [_styled(element) for element in found]
        for element in found:
            _remove(element)
        return [text for text in texts if text]

    def has(self, path: str) -> bool:
        """Tell whether an element on a path holds something."""
        return any(_styled(found) for found in self.record.iterfind(path))


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _styled(element: etree._Element) -> str:
    """Write an element's text with the marks that its styles ask for."""
    if not len(element):
        return html.escape(element.text or "", quote=False).strip()
    pieces = [html.escape(element.text or "", quote=False)]
    for style in element:
        text = html.escape("".join(str(part) for part in style.itertext()), quote=False)
        marks = [FACES[face] for face in (style.get("face") or "").split() if face in FACES]
        for mark in reversed(marks):
            text = f"<{mark}>{text}</{mark}>"
        pieces += [text, html.escape(style.tail or "", quote=False)]
    return "".join(pieces).strip()


def _members(taking: _Taking) -> dict[str, Any]:
    reference_type = taking.record.find("ref-type")
    name = "" if reference_type is None else str(reference_type.get("name") or "")
    kind = TYPES.get(name.strip().lower(), "document")
    members = _titles(taking, kind) | _people(taking, kind) | _places(taking, kind)
    members |= _dates(taking) | _identifiers(taking) | _words(taking)
    return members | {"type": kind, "custom": _custom(taking)}


def _titles(taking: _Taking, kind: str) -> dict[str, Any]:
    members = {"title": rich(taking.take("titles/title"))}
    if kind in WITHIN:
        members["container-title"] = rich(
            taking.take("titles/secondary-title", "periodical/full-title", "titles/alt-title")
        )
        members["collection-title"] = rich(taking.take("titles/tertiary-title"))
    else:
        members["collection-title"] = rich(
            taking.take("titles/secondary-title", "titles/tertiary-title")
        )
    container = members.get("container-title")
    if container and container == plain(_first(taking, "periodical/full-title")):
        taking.take("periodical/full-title")
    return members | {
        "container-title-short": plain(taking.take("periodical/abbr-1", "titles/alt-title")),
        "title-short": rich(taking.take("titles/short-title")),
        "original-title": rich(taking.take("titles/translated-title")),
    }


def _first(taking: _Taking, path: str) -> str:
    found = taking.record.find(path)
    return "" if found is None else _styled(found)


def _people(taking: _Taking, kind: str) -> dict[str, list[CslName]]:
    is_whole = kind not in WITHIN
    has_authors = taking.has("contributors/authors/author")
    second = "collection-editor" if is_whole and has_authors else "editor"
    roles = {
        "author": "authors",
        second: "secondary-authors",
        "translator": "subsidiary-authors",
    }
    people = {
        role: _names(taking.take_all(f"contributors/{path}/author")) for role, path in roles.items()
    }
    third = "editor" if is_whole and has_authors else "collection-editor"
    people[third] = people.get(third, []) + _names(
        taking.take_all("contributors/tertiary-authors/author")
    )
    return people


def _names(texts: list[str]) -> list[CslName]:
    return [name for text in texts if (name := read_inverted(text))]


def _places(taking: _Taking, kind: str) -> dict[str, str]:
    members = {"page": read_pages(plain(taking.take("pages")))} if taking.has("pages") else {}
    if kind in WITH_VOLUME:
        members["volume"] = plain(taking.take("volume"))
    if kind in WITH_VOLUME - {"book", "song"}:
        members["issue"] = plain(taking.take("number", "issue"))
    elif kind in {"report", "patent", "standard"}:
        members["number"] = plain(taking.take("number", "volume", "isbn"))
    if kind in {"book", "thesis"} and members.get("page", "").isdecimal():
        members["number-of-pages"] = members.pop("page")
    return members


def _dates(taking: _Taking) -> dict[str, CslDate | None]:
    """Read when it appeared: the year, and the day where it is of that year or of none."""
    year = plain(taking.take("dates/year"))
    day = plain(_first(taking, "dates/pub-dates/date"))
    exact = (
        read_when(day if re.search(r"\d{4}", day) else f"{day} {year}") if day and year else None
    )
    if (
        exact
        and str(exact.get("date-parts", [[""]])[0][0]) == year
        and len(exact["date-parts"][0]) > 1
    ):
        taking.take("dates/pub-dates/date")
        return {"issued": exact}
    return {"issued": read_when(year) if year else None}


def _identifiers(taking: _Taking) -> dict[str, str]:
    number = plain(_first(taking, "isbn"))
    members = {"ISSN" if ISSN.fullmatch(number.split("\n")[0].split(" ")[0]) else "ISBN": number}
    if number:
        taking.take("isbn")
    if doi := normalise_doi(plain(_first(taking, "electronic-resource-num"))):
        members["DOI"] = doi
        taking.take("electronic-resource-num")
    database = plain(_first(taking, "remote-database-name")).lower()
    pmid = normalise_pmid(plain(_first(taking, "accession-num")))
    if pmid and re.search("pubmed|medline|nlm|^$", database):
        members["PMID"] = pmid
        taking.take("accession-num")
    if pmcid := normalise_pmcid(plain(_first(taking, "custom2"))):
        members["PMCID"] = pmcid
        taking.take("custom2")
    urls = ("urls/related-urls/url", "urls/web-urls/url", "urls/url")
    return members | {"URL": plain(taking.take(*urls))}


def _words(taking: _Taking) -> dict[str, str]:
    return {
        "abstract": plain(taking.take("abstract")),
        "publisher": rich(taking.take("publisher")),
        "publisher-place": plain(taking.take("pub-location")),
        "edition": plain(taking.take("edition")),
        "genre": plain(taking.take("work-type")),
        "language": plain(taking.take("language")),
        "note": plain(taking.take("notes")),
        "call-number": plain(taking.take("call-num")),
    }


def _custom(taking: _Taking) -> dict[str, Any]:
    keywords = [plain(word) for word in taking.take_all("keywords/keyword")]
    rest = as_json(taking.record)
    return {"keywords": keywords, "endnote": rest if isinstance(rest, dict) else {"text": rest}}
