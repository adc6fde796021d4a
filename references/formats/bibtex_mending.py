"""What is mended of a BibTeX entry before pandoc reads it, and of the item afterwards."""

from __future__ import annotations

import re
from typing import Any

from references.csl import CslItem
from references.formats.bibtex_entries import BibEntry
from references.formats.bibtex_latex import readable
from references.formats.compact import compact
from references.formats.imprint import read_pages
from references.formats.markup import plain, rich
from references.identifiers import normalise_doi, normalise_pmcid, normalise_pmid

TITLES = {"title", "booktitle", "maintitle", "subtitle", "booksubtitle", "mainsubtitle", "series"}
"""Fields whose words pandoc would write in lower case: braces around them keep the letters."""

LONG = ("abstract",)
PEOPLE = {"author", "editor", "translator", "editora", "editorb", "bookauthor"}
HELD_BY = {
    "title": ("title", "volume-title"),
    "subtitle": ("title",),
    "titleaddon": ("title",),
    "shorttitle": ("title-short",),
    "booktitle": ("container-title",),
    "booksubtitle": ("container-title",),
    "maintitle": ("container-title", "volume-title"),
    "journal": ("container-title",),
    "journaltitle": ("container-title",),
    "shortjournal": ("container-title-short",),
    "series": ("collection-title",),
    "author": ("author",),
    "editor": ("editor", "container-author"),
    "translator": ("translator",),
    "year": ("issued",),
    "month": ("issued",),
    "date": ("issued",),
    "urldate": ("accessed",),
    "volume": ("volume",),
    "number": ("issue", "number", "collection-number"),
    "issue": ("issue",),
    "pages": ("page",),
    "pagetotal": ("number-of-pages",),
    "chapter": ("chapter-number", "section"),
    "doi": ("DOI",),
    "pmid": ("PMID",),
    "pmcid": ("PMCID",),
    "pmc": ("PMCID",),
    "url": ("URL",),
    "isbn": ("ISBN",),
    "issn": ("ISSN",),
    "publisher": ("publisher",),
    "institution": ("publisher",),
    "school": ("publisher",),
    "organization": ("publisher",),
    "address": ("publisher-place", "event-place"),
    "location": ("publisher-place", "event-place"),
    "edition": ("edition",),
    "type": ("genre",),
    "version": ("version",),
    "abstract": ("abstract",),
    "note": ("note",),
    "annote": ("annote",),
    "annotation": ("annote",),
    "keywords": ("keyword",),
    "language": ("language",),
    "langid": ("language",),
}
"""Fields, and the members of which one holds them; a field that none holds is kept as it is."""

COMMAND = re.compile(r"\\[A-Za-z]{2,}|\$")
"""What pandoc may have dropped: the field is kept besides."""

ARXIV = re.compile(
    r"(?:arxiv:\s*)?(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?)", re.I
)


def mended(entry: BibEntry, key: str, above: dict[str, str]) -> str:
    """Write an entry for pandoc: under another key, its values in braces, its titles kept as is."""
    fields = {name: _balanced(readable(value)) for name, value in entry.fields.items()}
    fields |= {name: _names(fields[name]) for name in PEOPLE if name in fields}
    for name in ("crossref", "xdata", *_plain_words(entry)):
        fields.pop(name, None)
    lines = [
        f"  {name} = {{{{{value}}}}}," if name in TITLES else f"  {name} = {{{value}}},"
        for name, value in (fields | above).items()
        if value.strip() and re.fullmatch(r"[\w.:+-]+", name)
    ]
    return "\n".join([f"@{entry.kind}{{{key},", *lines, "}"])


def _plain_words(entry: BibEntry) -> list[str]:
    """Name long fields without LaTeX in them, which pandoc need not go through."""
    return [name for name in LONG if not re.search(r"[\\\\{}$~]|--", entry.fields.get(name, ""))]


def _names(value: str) -> str:
    """Write "et al" and "AND" as BibTeX wants them, and names in lower case family first."""
    value = re.sub(r"(?<![, ])[, ]+et\.? al\.?$", " and others", " ".join(value.split()))
    value = value.replace(" AND ", " and ")
    return re.sub(r"(?:^|(?<= and ))[^{},A-Z]+?(?= and |$)", _lower_case_name, value)


def _lower_case_name(match: re.Match[str]) -> str:
    """Turn "jane roe": pandoc takes words in lower case for particles of a family name."""
    words = match[0].split()
    if len(words) < 2 or not match[0].islower() or "\\" in match[0]:
        return match[0]
    return f"{words[-1]}, {' '.join(words[:-1])}"


def _balanced(value: str) -> str:
    """Leave out braces that have no partner."""
    depth, kept = 0, []
    for part in re.split(r"(\\.|[{}])", value, flags=re.S):
        if part == "}" and depth == 0:
            continue
        depth += {"{": 1, "}": -1}.get(part, 0)
        kept.append(part)
    return "".join(kept) + "}" * depth


def item_of(entry: BibEntry, item: dict[str, Any]) -> CslItem:
    """Mend the item that pandoc read of an entry, and keep what it left out."""
    members = {name: _text(name, value) for name, value in item.items() if name != "id"}
    members["type"] = members.get("type") or "document"
    if entry.kind in {"inproceedings", "conference"} and "issue" not in members:
        members["issue"] = plain(entry.fields.get("number", ""))
    members |= {name: plain(entry.fields.get(name, "")) for name in _plain_words(entry)}
    members |= _identifiers(entry)
    if "page" in members:
        members["page"] = read_pages(members["page"])
    members["custom"] = _custom(entry, members)
    return compact(members)


def _text(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return rich(value) if "title" in name else plain(value)
    if isinstance(value, list):
        return [_text("", held) for held in value]
    if isinstance(value, dict) and "date-parts" not in value:
        return {_lasting(key): _text(key, held) for key, held in value.items()}
    return value


def _lasting(part: str) -> str:
    """Let "van der" stand before the family name, as indexes and AMA have it, not behind it all."""
    return "non-dropping-particle" if part == "dropping-particle" else part


def _identifiers(entry: BibEntry) -> dict[str, str]:
    """Read identifiers from their own fields, from eprint, or from a note that names them."""
    fields = entry.fields
    archive = fields.get("eprinttype", fields.get("archiveprefix", "")).lower()
    note = re.sub(r"[{}]", "", fields.get("note", ""))
    noted = re.search(r"\bPMID:?\s*\d+", note)
    found = {
        "DOI": normalise_doi(fields.get("doi", "").replace("\\", "")),
        "PMID": normalise_pmid(
            fields.get("pmid") or (fields.get("eprint", "") if archive == "pubmed" else "")
        )
        or normalise_pmid(noted[0] if noted else ""),
        "PMCID": normalise_pmcid(fields.get("pmcid", fields.get("pmc", ""))),
    }
    return {name: number for name, number in found.items() if number}


def _custom(entry: BibEntry, members: dict[str, Any]) -> dict[str, Any]:
    fields = entry.fields
    arxiv = ARXIV.search(fields.get("eprint", "")) or re.match(
        r"arxiv:(\S+)", fields.get("journal", ""), re.I
    )
    keywords = re.split(r"[,;]", plain(fields.get("keywords", "")))
    kept = {name: value for name, value in fields.items() if not _is_held(name, value, members)}
    return {
        "arxiv": arxiv[1] if arxiv else "",
        "keywords": [word.strip() for word in keywords if word.strip()],
        "bibtex": {"entry": entry.kind, "key": entry.key} | kept,
        "bibtex-repeated": entry.repeated,
    }


def _is_held(name: str, value: str, members: dict[str, Any]) -> bool:
    held = any(member in members for member in HELD_BY.get(name, ()))
    return not value.strip() or (held and not COMMAND.search(value))
