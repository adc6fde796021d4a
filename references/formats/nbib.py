"""Reading MEDLINE text, which PubMed offers as .nbib.

Fields: https://www.nlm.nih.gov/bsd/mms/medlineelements.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from references.csl import ET_AL, CslItem, CslName
from references.formats.compact import compact
from references.formats.dates import read_when
from references.formats.imprint import read_pages
from references.formats.markup import plain
from references.formats.medline import LANGUAGES, item_type, read_title, trial_numbers
from references.formats.outcome import Outcomes, Read, Unread
from references.formats.people import read_inverted, take_suffix
from references.formats.tagged import Entry, Field, numbered_lines
from references.identifiers import normalise_doi, normalise_pmcid, normalise_pmid

TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}) *- ?(.*)")
ISSN = re.compile(r"\b\d{4}-\d{3}[\dX]\b")
STARTS = {"OWN", "STAT", "TI", "BTI"}
CORRECTIONS = {
    "CIN": "CommentIn",
    "CON": "CommentOn",
    "CRI": "CorrectedandRepublishedIn",
    "CRF": "CorrectedandRepublishedFrom",
    "ECI": "ExpressionOfConcernIn",
    "ECF": "ExpressionOfConcernFor",
    "EIN": "ErratumIn",
    "EFR": "ErratumFor",
    "PRIN": "PartialRetractionIn",
    "PROF": "PartialRetractionOf",
    "RIN": "RetractionIn",
    "ROF": "RetractionOf",
    "RPI": "RepublishedIn",
    "RPF": "RepublishedFrom",
    "RRI": "RetractedandRepublishedIn",
    "RRF": "RetractedandRepublishedFrom",
    "SPIN": "SummaryForPatientsIn",
    "UIN": "UpdateIn",
    "UOF": "UpdateOf",
}
"""Tags and the names that PubMed's XML gives the same links."""

PEOPLE = {"author": ("AU", "FAU", "CN"), "editor": ("ED", "FED", "")}


def read_nbib(text: str) -> Outcomes:
    """Read the records of a MEDLINE text, each of which starts with its PMID."""
    for entry in _entries(text):
        if entry.having("TI", "BTI", "PMID"):
            yield Read(_item(entry), entry.line, entry.source)
        else:
            yield Unread(entry.line, "It has neither a PMID nor a title.", entry.source)


def _entries(text: str) -> Iterator[Entry]:
    entry: Entry | None = None
    is_after_blank = True
    for number, line in numbered_lines(text):
        match = TAG.match(line)
        if match and (entry is None or _starts_another(match[1], entry, is_after_blank)):
            if entry:
                yield entry
            entry = Entry(number)
        is_after_blank = not line.strip()
        if not entry or is_after_blank:
            continue
        entry.lines.append(line)
        if match:
            entry.fields.append(Field(match[1], [match[2]]))
        elif entry.fields:
            entry.fields[-1].lines.append(line.strip())
    if entry:
        yield entry


def _starts_another(tag: str, entry: Entry, is_after_blank: bool) -> bool:
    """Tell a new record: by its PMID, or where that is missing by a blank line and its start."""
    return tag == "PMID" or (is_after_blank and tag in STARTS and bool(entry.having("TI", "BTI")))


def _item(entry: Entry) -> CslItem:
    types = [plain(kind) for kind in entry.take_all("PT")]
    keywords = [plain(word).lstrip("*") for word in entry.take_all("OT")]
    title, book = entry.take("TI"), entry.take("BTI")
    short = plain(entry.take("TA"))
    members: dict[str, Any] = {
        "type": ("chapter" if title else "book") if book else item_type(types),
        "title": read_title(title or book),
        "original-title": read_title(entry.take("TT")),
        "container-title": plain(entry.take("JT") or short or (book if title else "")),
        "container-title-short": short,
        "collection-title": plain(entry.take("CTI")),
        "issued": read_when(date) if (date := entry.take("DP")) else None,
        "available-date": read_when(_dashed(date)) if (date := entry.take("DEP")) else None,
        "volume": plain(entry.take("VI")),
        "issue": plain(entry.take("IP")),
        "page": read_pages(plain(entry.take("PG"))),
        "edition": plain(entry.take("EN")),
        "publisher": plain(entry.take("PB")),
        "publisher-place": plain(entry.take("PL")) if book else "",
        "language": _language(entry.take("LA")),
        "abstract": plain(entry.take("AB")),
        "keyword": ", ".join(keywords),
        "ISSN": ", ".join(_issns(entry)),
        "ISBN": " ".join(entry.take("ISBN").split()[:1]),
    }
    for role, tags in PEOPLE.items():
        members[role] = _people(entry, *tags)
    members |= _identifiers(entry)
    return compact(members | {"custom": _custom(entry, types, keywords)})


def _dashed(compact_date: str) -> str:
    """Write 20060110 as 2006-01-10."""
    return re.sub(r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3", compact_date)


def _language(code: str) -> str:
    return LANGUAGES.get(code.lower(), plain(code))


def _issns(entry: Entry) -> list[str]:
    return [number for text in entry.take_all("IS") for number in ISSN.findall(text)]


def _people(entry: Entry, short: str, full: str, group: str) -> list[CslName]:
    """Read names in their order; short forms only where there are no full ones."""
    people: list[CslName] = []
    wanted = full if entry.having(full) else short
    for part in entry.having(wanted, short, group):
        part.is_taken = True
        name = plain(part.text)
        if name.rstrip(".").lower() == "et al":
            people.append(ET_AL)
        elif part.tag == group:
            people.append({"literal": name})
        elif part.tag == wanted:
            people.append(_person(name, is_full=wanted == full))
    return people


def _person(name: str, *, is_full: bool) -> CslName:
    family, given = name, ""
    if is_full and "," in name:
        return _with_suffix(read_inverted(name) or {"literal": name})
    if not is_full:
        family, _, given = name.rpartition(" ")
    if not family or not given:
        return {"literal": name}
    return _with_suffix({"family": family, "given": given})


def _with_suffix(name: CslName) -> CslName:
    given, suffix = take_suffix(name.get("given", ""))
    return {**name, "given": given, "suffix": suffix} if suffix else name


def _identifiers(entry: Entry) -> CslItem:
    """Read the DOI where it stands: a place of its own (LID) before a list of them (AID, SO)."""
    named = [part for tag in ("LID", "AID") for part in entry.having(tag) if "[doi]" in part.text]
    dois = [normalise_doi(part.text.removesuffix("[doi]").replace(" ", "")) for part in named]
    for part, doi in zip(named, dois, strict=True):
        part.is_taken = bool(doi) and doi == dois[0]
    cited = [text for part in entry.having("SO") for text in re.findall(r"\bdoi: ?\S+", part.text)]
    return compact(
        {
            "DOI": next(filter(None, [*dois, *map(normalise_doi, cited)]), ""),
            "PMID": normalise_pmid(entry.take("PMID")),
            "PMCID": normalise_pmcid(entry.take("PMC")),
        }
    )


def _custom(entry: Entry, types: list[str], keywords: list[str]) -> dict[str, object]:
    return {
        "publication-types": types,
        "keywords": keywords,
        "mesh": [plain(heading) for heading in entry.take_all("MH")],
        "other-abstracts": [{"text": plain(text)} for text in entry.take_all("OAB")],
        "trials": trial_numbers(part.text for part in entry.having("SI")),
        "corrections": [_correction(part) for part in entry.having(*CORRECTIONS)],
        "medline": entry.left(" "),
    }


def _correction(part: Field) -> dict[str, str]:
    part.is_taken = True
    correction = {"type": CORRECTIONS[part.tag], "text": plain(part.text)}
    if pmid := re.search(r"PMID: ?(\d+)", part.text):
        correction["pmid"] = pmid[1]
    return correction
