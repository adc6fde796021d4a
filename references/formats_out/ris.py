"""Writing RIS, as EndNote, Zotero and Mendeley read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from references.csl import ET_AL
from references.formats.ris_types import PARTS, TYPES

Item = Mapping[str, Any]

USUAL = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "book": "BOOK",
    "chapter": "CHAP",
    "document": "GEN",
    "legal_case": "CASE",
    "motion_picture": "VIDEO",
    "paper-conference": "CONF",
    "webpage": "ELEC",
}
TYPE_OF = {csl: name for name, csl in reversed(TYPES.items())} | USUAL
"""CSL's types, as RIS names them."""

SEASONS = "Spring Summer Autumn Winter".split()
TAGS = {
    "JA": "container-title-short",
    "T3": "collection-title",
    "VL": "volume",
    "ET": "edition",
    "PB": "publisher",
    "CY": "publisher-place",
    "LA": "language",
    "DO": "DOI",
    "C2": "PMCID",
    "AB": "abstract",
    "N1": "note",
}
"""Tags that hold one member as it is."""


def write_ris(items: Iterable[Item]) -> Iterator[str]:
    """Write records, each ended by an empty line."""
    for item in items:
        lines = [f"{tag}  - {' '.join(str(text).split())}" for tag, text in _fields(item) if text]
        yield "\r\n".join([*lines, "ER  - ", "", ""])


def _fields(item: Item) -> Iterator[tuple[str, Any]]:
    kind = item.get("type", "")
    yield "TY", TYPE_OF.get(kind, "GEN")
    yield "TI", item.get("title")
    yield from (("AU", _name(name)) for name in item.get("author", []))
    yield from (("A2", _name(name)) for name in item.get("editor", []))
    yield from _titles(item, kind)
    yield from _dates(item)
    yield from ((tag, item.get(member)) for tag, member in TAGS.items())
    yield "IS", item.get("issue") or item.get("number")
    yield from _pages(item)
    yield from (("SN", number) for number in _numbers(item))
    if pmid := item.get("PMID"):
        yield "AN", pmid
        yield "DB", "PubMed"
    own = item.get("custom") if isinstance(item.get("custom"), Mapping) else {}
    yield from (("KW", word) for word in _keywords(item, own or {}))
    arxiv = (own or {}).get("arxiv")
    yield "UR", item.get("URL") or (f"https://arxiv.org/abs/{arxiv}" if arxiv else "")


def _name(name: Mapping[str, Any]) -> str:
    if name == ET_AL:
        return "et al."
    if "literal" in name:
        return str(name["literal"])
    family = [name.get(part) for part in ("dropping-particle", "non-dropping-particle", "family")]
    parts = [" ".join(str(part) for part in family if part), name.get("given"), name.get("suffix")]
    return ", ".join(str(part) for part in parts if part)


def _titles(item: Item, kind: str) -> Iterator[tuple[str, Any]]:
    if kind == "paper-conference":
        yield "C3", item.get("container-title")
        yield "T2", item.get("event-title")
    else:
        yield "T2" if kind in PARTS or kind == "article" else "JF", item.get("container-title")


def _dates(item: Item) -> Iterator[tuple[str, str]]:
    issued = item.get("issued") or {}
    parts = (issued.get("date-parts") or [[]])[0]
    if not parts:
        yield "PY", issued.get("literal") or issued.get("raw") or ""
        return
    yield "PY", f"{parts[0]}"
    if isinstance(season := issued.get("season"), int) and 1 <= season <= 4:
        yield "DA", f"{parts[0]} {SEASONS[season - 1]}"
    elif len(parts) > 1:
        yield "DA", "/".join(f"{int(part):02}" for part in parts) + ("" if len(parts) > 2 else "/")


def _pages(item: Item) -> Iterator[tuple[str, str]]:
    pages = str(item.get("page", "")).replace("–", "-")
    start, dash, end = pages.partition("-")
    if dash and "-" not in end and "," not in pages:
        yield from (("SP", start.strip()), ("EP", end.strip()))
    else:
        yield "SP", pages or str(item.get("number-of-pages", ""))


def _numbers(item: Item) -> list[str]:
    named = [str(item.get(member, "")).replace(",", " ") for member in ("ISSN", "ISBN")]
    return [number for text in named for number in text.split()]


def _keywords(item: Item, own: Mapping[str, Any]) -> list[str]:
    if isinstance(words := own.get("keywords"), list):
        return [str(word) for word in words]
    return [word.strip() for word in str(item.get("keyword", "")).split(",")]
