"""Bringing the members of foreign CSL-JSON into the shapes that CSL 1.0.2 asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from references.csl import CslDate, CslItem, CslName
from references.formats.compact import compact
from references.formats.dates import read_when
from references.formats.markup import plain, rich
from references.identifiers import normalise_doi, normalise_pmcid, normalise_pmid

NAMES = {
    *("author", "chair", "collection-editor", "compiler", "composer", "container-author"),
    *("contributor", "curator", "director", "editor", "editorial-director", "executive-producer"),
    *("guest", "host", "illustrator", "interviewer", "narrator", "organizer", "original-author"),
    *("performer", "producer", "recipient", "reviewed-author", "script-writer", "series-creator"),
    "translator",
}
DATES = {"accessed", "available-date", "event-date", "issued", "original-date", "submitted"}
RICH = {
    *("title", "title-short", "container-title", "collection-title", "original-title"),
    *("event-title", "volume-title", "part-title", "reviewed-title", "publisher"),
}
TEXTS = RICH | {
    *("abstract", "annote", "archive", "archive_collection", "archive_location", "archive-place"),
    *("authority", "call-number", "chapter-number", "citation-label", "citation-number"),
    *("collection-number", "container-title-short", "dimensions", "division", "DOI", "edition"),
    *("event", "event-place", "first-reference-note-number", "genre", "ISBN", "ISSN", "issue"),
    *("jurisdiction", "keyword", "language", "locator", "medium", "note", "number"),
    *("number-of-pages", "number-of-volumes", "original-publisher", "original-publisher-place"),
    *("page", "page-first", "part-number", "PMCID", "PMID", "printing-number"),
    *("publisher-place", "references", "reviewed-genre", "scale", "section", "source", "status"),
    *("supplement-number", "type", "URL", "version", "volume", "year-suffix"),
    *("journalAbbreviation", "shortTitle"),
}
NAME_PARTS = (
    *("family", "given", "suffix", "non-dropping-particle", "dropping-particle", "literal"),
    *("comma-suffix", "static-ordering"),
)
OLD_NAMES = {"journalAbbreviation": "container-title-short", "shortTitle": "title-short"}
EARLIEST, LATEST = -1_000_000_000, 9999


def tidy_item(foreign: Mapping[str, Any]) -> CslItem:
    """Keep what CSL knows, each member in its shape; what it does not know goes to ``custom``."""
    members: dict[str, Any] = {}
    unknown: dict[str, Any] = {}
    for name, value in foreign.items():
        shaped = _shaped(name, value)
        if shaped is not None:
            members[OLD_NAMES.get(name, name)] = shaped
        elif name not in {"id", "custom"} and value not in (None, "", [], {}):
            unknown[name] = value
    custom = dict(foreign["custom"]) if isinstance(foreign.get("custom"), Mapping) else {}
    if unknown:
        custom["csl"] = unknown
    members["type"] = members.get("type") or "document"
    return compact(members | _identifiers(members) | {"custom": custom})


def _shaped(name: str, value: Any) -> Any:
    if name in NAMES and isinstance(value, list):
        return [read for name_ in value if (read := name_of(name_))]
    if name in DATES:
        return date_of(value)
    if name in TEXTS and isinstance(value, str | int | float) and not isinstance(value, bool):
        return rich(str(value)) if name in RICH else plain(str(value))
    if name == "categories" and isinstance(value, list):
        return [plain(str(category)) for category in value]
    return None


def name_of(value: Any) -> CslName | None:
    """Read a person; a text alone is a literal name."""
    if isinstance(value, str):
        return {"literal": plain(value)} if value.strip() else None
    if not isinstance(value, Mapping):
        return None
    parts = {
        part: plain(str(value[part]))
        for part in NAME_PARTS
        if isinstance(value.get(part), str) and value[part].strip()
    }
    known = parts.keys() & {"family", "literal", "given"}
    return cast(CslName, parts) if known else None


def date_of(value: Any) -> CslDate | None:
    """Read a date in CSL's shape, or as text; of parts that are no numbers only those before."""
    if isinstance(value, str | int):
        return read_when(str(value)) if str(value).strip() else None
    if not isinstance(value, Mapping):
        return None
    ranges = [_parts(parts) for parts in _listed(value.get("date-parts"))[:2]]
    date: CslDate = {}
    if ranges and ranges[0]:
        date["date-parts"] = [parts for parts in ranges if parts]
    for name in ("literal", "raw"):
        if isinstance(value.get(name), str) and value[name].strip() and not date:
            date = read_when(value[name])
    if str(value.get("season", "")).isdecimal():
        date["season"] = int(value["season"])
    if value.get("circa"):
        date["circa"] = True
    return date or None


def _parts(value: Any) -> list[int]:
    """Take year, month and day as long as they are numbers that can be."""
    parts: list[int] = []
    for part, (low, high) in zip(
        _listed(value), ((EARLIEST, LATEST), (1, 24), (1, 31)), strict=False
    ):
        try:
            number = int(part)
        except (TypeError, ValueError, OverflowError):
            break
        if not low <= number <= high or number == 0:
            break
        parts.append(number)
    return parts


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _identifiers(members: dict[str, Any]) -> dict[str, str]:
    """Normalise the identifiers that are ones; what is none stays as it was."""
    found = {
        "DOI": normalise_doi(members.get("DOI", "")),
        "PMID": normalise_pmid(members.get("PMID", "")),
        "PMCID": normalise_pmcid(members.get("PMCID", "")),
    }
    return {name: number for name, number in found.items() if number}
