"""Mapping works as Crossref's REST API gives them to CSL-JSON items.

Members: https://api.crossref.org/swagger-ui/index.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from references.csl import CslDate, CslItem, CslName
from references.formats.compact import compact
from references.formats.csl_members import date_of
from references.formats.imprint import read_pages
from references.formats.markup import plain, rich
from references.formats.medline import trial_numbers
from references.identifiers import normalise_doi

TYPES = {
    "book": "book",
    "book-chapter": "chapter",
    "book-part": "chapter",
    "book-section": "chapter",
    "book-series": "book",
    "book-set": "book",
    "book-track": "chapter",
    "component": "document",
    "database": "dataset",
    "dataset": "dataset",
    "dissertation": "thesis",
    "edited-book": "book",
    "grant": "document",
    "journal": "periodical",
    "journal-article": "article-journal",
    "journal-issue": "periodical",
    "journal-volume": "periodical",
    "monograph": "book",
    "peer-review": "review",
    "posted-content": "article",
    "proceedings": "book",
    "proceedings-article": "paper-conference",
    "reference-book": "book",
    "reference-entry": "entry-encyclopedia",
    "report": "report",
    "report-component": "report",
    "report-series": "report",
    "standard": "standard",
}
"""Crossref's types; any other is a document."""

TAKEN = {
    *("type", "title", "subtitle", "short-title", "original-title", "author", "editor", "issued"),
    *("translator", "chair", "container-title", "short-container-title", "volume", "issue", "page"),
    *("DOI", "ISSN", "ISBN", "URL", "publisher", "publisher-location", "abstract", "language"),
    *("article-number", "edition-number", "subject", "updated-by", "update-to", "PMID"),
}
BALLAST = {
    *("indexed", "score", "reference-count", "references-count", "is-referenced-by-count"),
    *("deposited", "created", "prefix", "member", "resource", "link", "content-domain", "source"),
}
"""Members that speak of Crossref's own records and counts rather than of the work."""


def read_work(message: Mapping[str, Any]) -> CslItem:
    """Map a work, as it stands in a response's ``message``, to a CSL-JSON item."""
    kind = TYPES.get(str(message.get("type")), "document")
    containers = _texts(message, "container-title")
    short = _first(message, "short-container-title")
    members = {
        "type": kind,
        "title": _title(message),
        "title-short": rich(_first(message, "short-title")),
        "original-title": rich(_first(message, "original-title")),
        "container-title": rich(containers[-1] if kind == "chapter" and containers else "")
        or rich(_first(message, "container-title")),
        "collection-title": rich(containers[0])
        if kind == "chapter" and len(containers) > 1
        else "",
        "container-title-short": plain(short),
        "issued": _issued(message),
        "available-date": _available(message),
        "volume": _text(message, "volume"),
        "issue": _text(message, "issue"),
        "page": read_pages(_text(message, "page") or _text(message, "article-number")),
        "edition": _text(message, "edition-number"),
        "publisher": rich(_text(message, "publisher")),
        "publisher-place": _text(message, "publisher-location"),
        "abstract": _text(message, "abstract"),
        "language": _text(message, "language"),
        "DOI": normalise_doi(_text(message, "DOI")),
        "URL": _text(message, "URL"),
        "ISSN": ", ".join(_texts(message, "ISSN")),
        "ISBN": ", ".join(text.rpartition("/")[2] for text in _texts(message, "ISBN")),
    }
    return compact(
        members | _people(message) | _special(message, kind) | {"custom": _custom(message)}
    )


def _title(message: Mapping[str, Any]) -> str:
    """Put title and subtitle together, where the title does not hold the subtitle already."""
    title, subtitle = rich(_first(message, "title")), rich(_first(message, "subtitle"))
    if not subtitle or subtitle.casefold() in title.casefold():
        return title or subtitle
    return f"{title}{' ' if title.endswith(('?', '!', ':')) else ': '}{subtitle}"


def _issued(message: Mapping[str, Any]) -> CslDate | None:
    """Take the printed date before the first of all, as journals are cited."""
    for name in ("published-print", "issued", "published", "published-online", "posted"):
        date = date_of(message.get(name))
        if date and date.get("date-parts"):
            return date
    return None


def _available(message: Mapping[str, Any]) -> CslDate | None:
    return date_of(message.get("published-online")) if "published-print" in message else None


def _people(message: Mapping[str, Any]) -> dict[str, list[CslName]]:
    return {
        role: [name for person in _list(message.get(role)) if (name := _name(person))]
        for role in ("author", "editor", "translator", "chair")
    }


def _name(person: Any) -> CslName | None:
    if not isinstance(person, Mapping):
        return None
    group = _text(person, "name") or _text(person, "literal")
    family, given = _text(person, "family"), _text(person, "given")
    if not family:
        whole = group or given
        return {"literal": whole} if whole else None
    name: CslName = {"family": family}
    if given:
        name["given"] = given
    if suffix := _text(person, "suffix"):
        name["suffix"] = suffix
    return name


def _special(message: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Map what single types have: institutions, conferences, preprint servers."""
    places = [_text(place, "name") for place in _list(message.get("institution"))]
    event = message.get("event")
    special: dict[str, Any] = {"genre": _text(message, "subtype"), "PMID": _text(message, "PMID")}
    if kind in {"report", "thesis", "dataset"} and places:
        special["publisher"] = places[0]
    if kind == "article" and places:
        special["container-title"] = rich(_first(message, "container-title")) or places[0]
    if kind == "thesis":
        special["genre"] = plain(_first(message, "degree"))
    if isinstance(event, Mapping):
        special |= {"event-title": _text(event, "name"), "event-place": _text(event, "location")}
    return {name: value for name, value in special.items() if value}


def _custom(message: Mapping[str, Any]) -> dict[str, Any]:
    left = {name: value for name, value in message.items() if name not in TAKEN | BALLAST}
    numbers = [str(trial) for trial in _list(message.get("clinical-trial-number"))]
    persons = [
        person
        for role in ("author", "editor")
        for person in _list(message.get(role))
        if isinstance(person, Mapping) and (person.get("ORCID") or person.get("affiliation"))
    ]
    return {
        "keywords": _texts(message, "subject"),
        "trials": trial_numbers(numbers),
        "updated-by": _list(message.get("updated-by")),
        "update-to": _list(message.get("update-to")),
        "crossref": left | ({"persons": persons} if persons else {}),
    }


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(message: Mapping[str, Any], name: str) -> list[str]:
    value = message.get(name)
    listed = value if isinstance(value, list) else [value]
    return [text for text in listed if isinstance(text, str) and text.strip()]


def _first(message: Mapping[str, Any], name: str) -> str:
    return next(iter(_texts(message, name)), "")


def _text(message: Any, name: str) -> str:
    value = message.get(name) if isinstance(message, Mapping) else None
    return plain(str(value)) if isinstance(value, str | int) else ""
