"""Reading RIS, of whatever program wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from references.csl import ET_AL, CslDate, CslItem, CslName
from references.formats.compact import compact
from references.formats.dates import read_when
from references.formats.imprint import read_pages
from references.formats.markup import plain, rich
from references.formats.outcome import Outcomes, Read, Unread
from references.formats.people import read_inverted
from references.formats.ris_types import WHOLE, WITH_VOLUME, Meaning, meaning_of, type_of
from references.formats.strays import strays_in
from references.formats.tagged import Entry, Field, numbered_lines
from references.identifiers import normalise_doi, normalise_pmcid, normalise_pmid

TAG = re.compile(r"\s*([A-Z][A-Z0-9]) {0,3}-(?: (.*)|\s*)$")
STRICT_TAG = re.compile(r"\s*([A-Z][A-Z0-9])  -(?: ?(.*))$")
"""Files that write their first tag with two spaces write all so: "US - a text" is none there."""

BY_SHORT_NAME = {"legal_case", "legislation"}
"""Types that are often known by a short name alone."""

LABELLED = re.compile(r"(?P<label>[A-Z][A-Za-z ]{2,30}): (?P<text>.+)")
LABELS = {
    "Volume ID": "volume",
    "Issue ID": "issue",
    "Proceedings Title": "container-title",
    "Language": "language",
}
"""What Reference Manager and ProCite write as notes, for want of a tag."""

ISSN = re.compile(r"(?<![\d-])\d{4}-?\d{3}[\dXx](?![\d-])")
ISBN = re.compile(r"(?<!\d)(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx](?!\d)")


def read_ris(text: str) -> Outcomes:
    """Read the records of a RIS text, each from TY to ER, or to the next TY where ER is missing."""
    for entry in _entries(text):
        if not entry.fields:
            yield from strays_in(entry.source, entry.line)
        elif entry.having("TY"):
            yield Read(item_of_entry(entry), entry.line, entry.source)
        else:
            yield Unread(entry.line, "It does not start with its type (TY).", entry.source)


def _entries(text: str) -> Iterator[Entry]:
    """Split into records; lines outside of them that carry no tag are entries without fields."""
    entry, tag = Entry(1), TAG
    for number, line in numbered_lines(text):
        match = tag.match(line)
        if match and match[1] == "TY":
            tag = STRICT_TAG if STRICT_TAG.match(line) else TAG
        if match and (match[1] == "TY" or (not entry.fields and match[1] != "ER")):
            yield entry
            entry = Entry(number)
        _add_line(entry, line, match)
        if match and match[1] == "ER":
            yield entry
            entry = Entry(number + 1)
    yield entry


def _add_line(entry: Entry, line: str, match: re.Match[str] | None) -> None:
    entry.lines.append(line)
    if match and match[1] != "ER":
        entry.fields.append(Field(match[1], [match[2] or ""]))
    elif not match and line.strip() and entry.fields:
        entry.fields[-1].lines.append(line.strip())


def item_of_entry(entry: Entry, format_name: str = "ris") -> CslItem:
    """Map an entry; what no member takes stays as it is, under its tag."""
    periodical = bool(entry.having("JF", "JO", "JA", "J2", "T2"))
    kind = type_of(entry.take("TY"), has_periodical=periodical)
    meaning = meaning_of(kind)
    members = _titles(entry, kind, meaning) | _people(entry, kind, meaning) | _dates(entry)
    members |= _places(entry, kind) | _identifiers(entry) | _words(entry)
    members |= _labelled(entry, members)
    members["note"] = "\n".join(plain(text) for text in entry.take_all("N1", "RN"))
    custom = {"keywords": _keywords(entry), format_name: entry.left()}
    return compact(members | {"type": kind, "custom": custom})


def _titles(entry: Entry, kind: str, meaning: Meaning) -> dict[str, Any]:
    own_title = () if meaning.container else ("BT",)
    members: dict[str, Any] = {"title": rich(entry.take("TI", "T1", "CT", *own_title))}
    container = ("A2",) if kind == "legal_case" else meaning.container
    members["title"] = members["title"] or (rich(entry.take("ST")) if kind in BY_SHORT_NAME else "")
    members["container-title"] = rich(entry.take(*container))
    members["container-title-short"] = plain(entry.take("JA", "J2", "J1", "JO"))
    members["collection-title"] = rich(entry.take(*meaning.series))
    if kind == "paper-conference":
        members["event-title"] = rich(entry.take("T2"))
    return members | {
        "title-short": rich(entry.take("ST")),
        "original-title": rich(entry.take("OP")),
    }


def _people(entry: Entry, kind: str, meaning: Meaning) -> dict[str, list[CslName]]:
    second, third = meaning.second, meaning.third
    edited = any(part.text.upper() == "EDBOOK" for part in entry.having("TY"))
    people = {
        "editor" if edited else "author": _names(entry, "AU", "A1"),
        "translator": _names(entry, "A4") if kind != "legal_case" else [],
    }
    for role, tags in ((second, ("A2",)), (third, ("A3",)), ("editor", ("ED",))):
        if kind not in {"legal_case", "bill", "hearing", "patent", "thesis"}:
            people[role] = people.get(role, []) + _names(entry, *tags)
    if kind == "bill" and not people["author"]:
        people["author"] = _names(entry, "A2")
    return people


def _names(entry: Entry, *tags: str) -> list[CslName]:
    """Read names, one a line or several with semicolons between them."""
    names: list[CslName] = []
    for text in (part for value in entry.take_all(*tags) for part in value.split(";")):
        if text.strip().rstrip(".").lower() in {"et al", "and others"}:
            names.append(ET_AL)
        elif name := read_inverted(text):
            names.append(name)
    return names


def _dates(entry: Entry) -> dict[str, CslDate | None]:
    """Read when it appeared: as exactly as DA says, where that is the same year."""
    year = _date(entry, "PY", "Y1")
    exact = next((read_when(part.text) for part in entry.having("DA")), None)
    if exact and "date-parts" in exact and (not year or _year(year) in {None, _year(exact)}):
        _date(entry, "DA")
        year = exact if not year or len(str(exact)) >= len(str(year)) else year
    accessed = next((read_when(part.text) for part in entry.having("Y2")), None)
    if accessed and "date-parts" in accessed:
        entry.take("Y2")
        return {"issued": year, "accessed": accessed}
    return {"issued": year}


def _date(entry: Entry, *tags: str) -> CslDate | None:
    text = entry.take(*tags)
    return read_when(text) if text.strip("/ ") else None


def _year(date: CslDate) -> int | None:
    return date["date-parts"][0][0] if date.get("date-parts") else None


def _places(entry: Entry, kind: str) -> dict[str, Any]:
    """Read volume, issue and pages, or the number of pages of what is whole."""
    members: dict[str, Any] = {}
    if kind in WITH_VOLUME:
        has_both = kind == "book" and entry.having("VL") and entry.having("IS")
        members["volume"] = plain(entry.take("IS" if has_both else "VL"))
        if has_both and not entry.having("ET"):
            members["edition"] = plain(entry.take("VL"))
    if kind == "software":
        members["version"] = plain(entry.take("ET"))
    if kind in WITH_VOLUME - {"book", "song"}:
        periodical = ("IS", "M1") if kind in {"article-journal", "article-magazine"} else ("IS",)
        members["issue"] = plain(entry.take(*periodical))
    elif kind in {"report", "patent", "standard"}:
        members["number"] = plain(entry.take("IS", "M1", "VL"))
    return members | _pages(entry, kind)


def _pages(entry: Entry, kind: str) -> dict[str, str]:
    if kind in WHOLE and not entry.having("EP"):
        length = entry.having("SP")
        if kind in {"book", "thesis"} and length and re.match(r"\d", length[0].text):
            return {"number-of-pages": plain(entry.take("SP"))}
        return {}
    start, end = plain(entry.take("SP")), plain(entry.take("EP"))
    if end and end != start and not re.search(r"\d\s*[-–]\s*\w*\d", start):
        start = f"{start}-{end}" if start else end
    return {"page": read_pages(start or plain(entry.take("C7")))}


def _identifiers(entry: Entry) -> dict[str, str]:
    numbers = entry.having("SN")
    text = " ".join(part.text for part in numbers)
    issns = list(dict.fromkeys(ISSN.findall(ISBN.sub(" ", text) if "-" not in text else text)))
    isbns = [found.strip() for part in numbers for found in ISBN.findall(part.text)]
    for part in numbers:
        part.is_taken = bool(ISSN.search(part.text) or ISBN.search(part.text))
    members = {"ISSN": "" if isbns else ", ".join(issns), "ISBN": ", ".join(isbns)}
    return members | {"DOI": _doi(entry), **_pubmed_numbers(entry), "URL": _url(entry)}


def _doi(entry: Entry) -> str:
    """Find the DOI in its own tag, or where programs put it before there was one."""
    for part in (
        part for tag in ("DO", "DI", "M3", "L3", "UR", "N1") for part in entry.having(tag)
    ):
        looks_like_it = part.tag in {"DO", "DI"} or re.search(r"\bdoi\b", part.text, re.I)
        if looks_like_it and (doi := normalise_doi(part.text)):
            part.is_taken = part.tag != "UR"
            return doi
    return ""


def _pubmed_numbers(entry: Entry) -> dict[str, str]:
    source = " ".join(part.text for part in entry.having("DB", "DP"))
    is_pubmed = re.search(r"pubmed|medline|nlm", source, re.I)
    members: dict[str, str] = {}
    for part in entry.having("AN", "C2", "N1", "PM"):
        labelled = re.match(r"PMID\b", part.text, re.I) or part.tag == "PM"
        pmid = normalise_pmid(part.text) if labelled or (is_pubmed and part.tag == "AN") else None
        pmcid = normalise_pmcid(part.text)
        for name, number in (("PMID", pmid), ("PMCID", pmcid)):
            if number and name not in members:
                members[name], part.is_taken = number, True
    return members


def _url(entry: Entry) -> str:
    """Take the first address; others stay with the rest."""
    first = next(iter(entry.having("UR")), None)
    if not first:
        return ""
    url, *more = re.split(r"\s*;\s*(?=https?:)|\s+(?=https?:)", plain(first.text))
    first.is_taken = not more
    return url


def _words(entry: Entry) -> dict[str, Any]:
    abstracts = [plain(" ".join(part.lines)) for part in entry.having("AB", "N2")[:1]]
    entry.take("AB", "N2")
    return {
        "abstract": "".join(abstracts),
        "keyword": ", ".join(
            word for part in entry.having("KW") for word in map(plain, part.lines)
        ),
        "publisher": rich(entry.take("PB")),
        "publisher-place": plain(entry.take("CY", "PP")),
        "edition": plain(entry.take("ET")),
        "number-of-volumes": plain(entry.take("NV")),
        "call-number": plain(entry.take("CN")),
        "language": plain(entry.take("LA")),
        "genre": plain(entry.take("M3")),
        "source": plain(entry.take("DP", "DB")),
    }


def _labelled(entry: Entry, members: dict[str, Any]) -> dict[str, str]:
    """Read notes that stand for a tag; where one gives the volume, VL gave the edition."""
    labelled = {}
    for part in entry.having("N1"):
        match = LABELLED.fullmatch(part.text)
        if match and (name := LABELS.get(match["label"])):
            labelled[name] = plain(match["text"])
    if "volume" in labelled and members.get("volume"):
        labelled["edition"] = members.get("edition") or members["volume"]
    return labelled


def _keywords(entry: Entry) -> list[str]:
    """Take the keywords, of which each stands in a line."""
    words = [plain(line) for part in entry.having("KW") for line in part.lines]
    entry.take_all("KW")
    return [word for word in words if word]
