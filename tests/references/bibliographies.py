"""Bibliographies with an expected side, and how what was read of them compares with it."""

from __future__ import annotations

import gzip
import html
import json
import re
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypandoc

FIELDS = (
    "type",
    "title",
    "authors",
    "container",
    "year",
    "volume",
    "issue",
    "pages",
    "DOI",
    "PMID",
)


@dataclass(frozen=True)
class Case:
    """A bibliography in a format and the CSL-JSON items that its source expects of it."""

    name: str
    format: str
    content: str
    expected: list[dict[str, Any]]


@dataclass(frozen=True)
class Miss:
    """A field that was read otherwise than expected."""

    case: str
    place: int
    field: str
    expected: Any
    read: Any

    @property
    def where(self) -> str:
        """Name its place, without words of the source."""
        return f"{self.case}, record {self.place}: {self.field}"


@dataclass
class Score:
    """Records and fields on the expected side, how many of them were read, and each miss."""

    records: int = 0
    read: int = 0
    fields: int = 0
    equal: int = 0
    misses: list[Miss] = field(default_factory=list)

    def add(self, case: Case, items: list[dict[str, Any]]) -> None:
        """Compare a case's records with those read, in order; an empty item was not read."""
        self.records += len(case.expected)
        self.read += sum(map(bool, items[: len(case.expected)]))
        for place, expected in enumerate(case.expected):
            item = items[place] if place < len(items) else {}
            wanted, had = fields_of(expected), fields_of(item)
            self.fields += len(wanted)
            for name, value in wanted.items():
                if had.get(name) == value:
                    self.equal += 1
                else:
                    miss = Miss(case.name, place + 1, name, value, had.get(name))
                    self.misses.append(miss)


def fields_of(item: dict[str, Any]) -> dict[str, Any]:
    """Take the fields that count out of a CSL-JSON item, in a form that can be compared.

    Case, markup (₂ is a 2 set low), quotation marks, dashes, the spaces between initials and a
    final full stop do not count: sources differ in them, and some expect titles in sentence case.
    """
    found = {
        "type": item.get("type"),
        "title": _plain(item.get("title")),
        "authors": [_name(name) for name in item.get("author", [])],
        "container": _plain(item.get("container-title")),
        "year": _year(item.get("issued") or {}),
        "volume": _plain(item.get("volume")),
        "issue": _plain(item.get("issue")),
        "pages": _pages(item.get("page")),
        "DOI": str(item.get("DOI") or "").lower(),
        "PMID": str(item.get("PMID") or ""),
    }
    return {name: value for name, value in found.items() if value}


def _plain(text: Any) -> str:
    text = re.sub(r"</?[a-z]+[^<>]*>", "", html.unescape(str(text or "")))
    text = unicodedata.normalize("NFKC", text)
    text = re.sub("[\"'‘’“”„`]", "", re.sub("[‐‑‒–—]", "-", text))
    return " ".join(text.casefold().split()).rstrip(".")


def _name(name: dict[str, str]) -> tuple[str, str]:
    parts = ("dropping-particle", "non-dropping-particle", "family", "literal")
    family = " ".join(filter(None, (name.get(part, "") for part in parts)))
    given = " ".join(filter(None, (name.get("given", ""), name.get("suffix", ""))))
    return _plain(family), re.sub(r"[.\s]+", " ", _plain(re.sub(r"\.(?=\w)", ". ", given))).strip()


def _year(date: dict[str, Any]) -> int | None:
    parts = date.get("date-parts") or [[]]
    if parts[0]:
        return int(parts[0][0])
    year = re.search(r"\b\d{4}\b", str(date.get("raw") or date.get("literal") or ""))
    return int(year[0]) if year else None


def _pages(text: Any) -> str:
    plain = re.sub(r"\s*-+\s*", "-", _plain(text))
    ends = re.fullmatch(r"(\d+)-(\d+)", plain)
    if not ends or len(ends[2]) >= len(ends[1]):
        return plain
    return f"{ends[1]}-{ends[1][: -len(ends[2])]}{ends[2]}"


def cases(shared: Path) -> Iterator[Case]:
    """Go through all bibliographies of the shared material that have an expected side."""
    for source in SOURCES:
        yield from source(shared / "data")


# Zotero

ZOTERO_TYPES = {
    "journalArticle": "article-journal",
    "magazineArticle": "article-magazine",
    "newspaperArticle": "article-newspaper",
    "bookSection": "chapter",
    "conferencePaper": "paper-conference",
    "encyclopediaArticle": "entry-encyclopedia",
    "dictionaryEntry": "entry-dictionary",
    "webpage": "webpage",
    "blogPost": "post-weblog",
    "artwork": "graphic",
    "film": "motion_picture",
    "videoRecording": "motion_picture",
    "audioRecording": "song",
    "case": "legal_case",
    "statute": "legislation",
    "computerProgram": "software",
    "letter": "personal_communication",
    "email": "personal_communication",
    "preprint": "article",
}
"""Where Zotero's own CSL export (types that are not here keep their name) has another word."""

ZOTERO_AUTHORS = {
    *("author", "artist", "director", "programmer", "sponsor", "inventor", "cartographer"),
    *("composer", "presenter", "performer"),
}
ZOTERO_MEMBERS = {
    "title": ("title", "caseName", "nameOfAct", "subject"),
    "container-title": (
        *("publicationTitle", "bookTitle", "proceedingsTitle", "encyclopediaTitle"),
        *("dictionaryTitle", "websiteTitle", "blogTitle", "forumTitle", "code", "reporter"),
    ),
    "volume": ("volume", "codeVolume", "reporterVolume"),
    "issue": ("issue",),
    "page": ("pages", "codePages", "firstPage"),
    "DOI": ("DOI",),
}


def _zotero_item(item: dict[str, Any]) -> dict[str, Any]:
    members = {
        member: next((item[name] for name in names if item.get(name)), "")
        for member, names in ZOTERO_MEMBERS.items()
    }
    kind = item["itemType"]
    primary = [name for name in item["creators"] if name["creatorType"] in ZOTERO_AUTHORS]
    if kind == "audioRecording":
        primary = [name for name in primary if name["creatorType"] != "performer"] or primary
    pmid = re.search(r"PMID: ?(\d+)", item.get("extra", ""))
    date = next((item[name] for name in item if name.lower().endswith("date")), "")
    year = re.search(r"\b[1-9]\d{3}\b", str(item.get("date") or item.get("dateDecided") or date))
    return members | {
        "type": ZOTERO_TYPES.get(kind, kind),
        "author": [
            {"family": name.get("lastName", ""), "given": name.get("firstName") or ""}
            for name in primary
        ],
        "issued": {"date-parts": [[int(year[0])]]} if year else {},
        "PMID": pmid[1] if pmid else "",
    }


def _zotero(data: Path) -> Iterator[Case]:
    files = {
        "bibtex_even": "bibtex",
        "ris_even": "ris",
        "endnote_xml": "endnote",
        "refworks": "refworks",
        "csl_json": "csljson",
    }
    for name, format_ in files.items():
        for case in json.loads((data / f"bib/zotero/{name}.json").read_text()):
            items = [_zotero_item(item) for item in case["items"]]
            yield Case(f"zotero/{name}/{case['case']}", format_, case["input"], items)


# rispy

RISPY_MEMBERS = {
    "title": ("title", "primary_title"),
    "container-title": ("journal_name", "secondary_title", "alternate_title3", "alternate_title1"),
    "volume": ("volume",),
    "issue": ("number",),
    "DOI": ("doi",),
}


def _rispy_item(item: dict[str, Any]) -> dict[str, Any]:
    members = {
        member: next((item[name] for name in names if item.get(name)), "")
        for member, names in RISPY_MEMBERS.items()
    }
    names = item.get("authors") or item.get("first_authors") or []
    split = [name.partition(",") for name in names]
    ends = [item[name] for name in ("start_page", "end_page") if item.get(name)]
    year = re.match(r"\d{4}", item.get("year") or item.get("publication_year") or "")
    return members | {
        "type": {"JOUR": "article-journal"}[item["type_of_reference"]],
        "author": [{"family": name[0].strip(), "given": name[2].strip()} for name in split],
        "page": "-".join(ends),
        "issued": {"date-parts": [[int(year[0])]]} if year else {},
    }


def _rispy(data: Path) -> Iterator[Case]:
    folder = data / "bib/rispy/tests"
    for name, entries in json.loads((folder / "expected.json").read_text())["expected"].items():
        content = (folder / "data" / name).read_text(encoding="utf-8-sig")
        yield Case(f"rispy/{name}", "ris", content, [_rispy_item(entry) for entry in entries])


# Citation.js


def _citation_js(data: Path) -> Iterator[Case]:
    packages = data / "bib/citation-js/packages"
    folder = packages / "plugin-bibtex/test"
    for kind, named in json.loads((folder / "input.json").read_text()).items():
        for name, (given, expected) in named.items():
            path = folder / "input" / f"{name.removeprefix('with ')}.bib"
            if kind == "@biblatex/text" and (given or path.exists()):
                yield Case(f"citation-js/{name}", "bibtex", given or path.read_text(), expected)
    for dialect in ("bibtex", "biblatex"):
        expected = json.loads((folder / f"mapping/{dialect}-csl.json").read_text())
        content = (folder / f"mapping/{dialect}-input.bib").read_text()
        yield Case(f"citation-js/mapping/{dialect}", "bibtex", content, expected)
    ris = json.loads((packages / "plugin-ris/test/input.json").read_text())
    for name, (given, expected) in ris["@ris/record"].items():
        yield Case(f"citation-js/{name}", "ris", _ris_text(given), expected)
    for name, (given, expected) in ris["@ris/file"].items():
        yield Case(f"citation-js/{name}", "ris", given, expected)


def _ris_text(record: dict[str, Any]) -> str:
    """Write out a record that Citation.js keeps as tags and values."""
    lines = [
        f"{tag}  - {text}"
        for tag, value in record.items()
        for text in (value if isinstance(value, list) else [value])
    ]
    return "\n".join([*lines, "ER  - "])


# pandoc

COMMAND = re.compile(
    r"^% pandoc -f (bib(?:la)?tex) -t markdown -s\n(.*?)\n\^D\n(.*?)^```", re.S | re.M
)


def _pandoc(data: Path) -> Iterator[Case]:
    for path in sorted((data / "bib/pandoc/test/command").glob("*.md")):
        for _, given, expected in COMMAND.findall(path.read_text()):
            items = json.loads(_run_pandoc(expected, "--from=markdown", "--to=csljson"))
            yield Case(f"pandoc/{path.stem}", "bibtex", given, items)


def _run_pandoc(text: str, *options: str) -> str:
    command = [pypandoc.get_pandoc_path(), *options]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


# PubMed: read once more in another way, by patterns instead of a parser


def _pubmed(data: Path) -> Iterator[Case]:
    folder = data / "pubmed_xml"
    for path in sorted([*folder.glob("metapub/*.xml"), *folder.glob("biopython/*.xml")]):
        content = path.read_text()
        records = re.findall(r"<PubmedArticle>.*?</PubmedArticle>", content, re.S)
        yield Case(f"pubmed_xml/{path.stem}", "pubmed", content, list(map(_article, records)))


def _article(record: str) -> dict[str, Any]:
    own = re.sub(r"<ReferenceList>.*</ReferenceList>", "", record, flags=re.S)
    own = re.sub(r"<CommentsCorrectionsList>.*</CommentsCorrectionsList>", "", own, flags=re.S)
    issue = _first(r"<JournalIssue[^>]*>(.*?)</JournalIssue>", own)
    names = re.findall(r"<Author [^>]*>(.*?)</Author>", own, re.S)
    doi = r"<ELocationID EIdType=\"doi\"[^>]*>([^<]*)|<ArticleId IdType=\"doi\">([^<]*)"
    found = re.search(doi, own)
    return {
        "type": "article-journal",
        "title": _first(r"<ArticleTitle[^>]*>(.*?)</ArticleTitle>", own),
        "author": [_author(name) for name in names],
        "container-title": _first(r"<Journal>.*?<Title>([^<]*)", own),
        "issued": {"raw": _first(r"<PubDate>.*?(\d{4})", issue)},
        "volume": _first(r"<Volume>([^<]*)", issue),
        "issue": _first(r"<Issue>([^<]*)", issue),
        "page": _first(r"<MedlinePgn>([^<]*)", own),
        "DOI": html.unescape(found[1] or found[2]) if found else "",
        "PMID": _first(r"<PMID[^>]*>(\d+)", own),
    }


def _author(name: str) -> dict[str, str]:
    if group := _first(r"<CollectiveName[^>]*>([^<]*)", name):
        return {"literal": group}
    parts = {"family": "LastName", "given": "ForeName", "suffix": "Suffix"}
    return {part: _first(rf"<{tag}>([^<]*)", name) for part, tag in parts.items()}


def _first(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.S)
    return html.unescape(match[1]) if match else ""


def _medline(data: Path) -> Iterator[Case]:
    path = data / "bib/biopython-medline/pubmed_result2.txt"
    content = path.read_text()
    records = re.split(r"\n\n(?=PMID)", content.strip())
    yield Case("biopython-medline", "nbib", content, list(map(_medline_item, records)))


def _medline_item(record: str) -> dict[str, Any]:
    flat = re.sub(r"\n {6}", " ", record)
    names = [name.split(", ") for name in re.findall(r"^FAU - (.*)", flat, re.M)]
    return {
        "type": "article-journal",
        "title": _first(r"(?m)^TI  - (.*?)$", flat),
        "author": [{"family": name[0], "given": name[1]} for name in names],
        "container-title": _first(r"JT  - ([^\n]*)", flat),
        "issued": {"raw": _first(r"DP  - (\d{4})", flat)},
        "volume": _first(r"VI  - ([^\n]*)", flat),
        "issue": _first(r"IP  - ([^\n]*)", flat),
        "page": _first(r"PG  - ([^\n]*)", flat),
        "DOI": _first(r"AID - (\S+) \[doi\]", flat),
        "PMID": _first(r"PMID- (\d+)", flat),
    }


# Crossref, and what two citation engines were given of the same works


def _crossref(data: Path) -> Iterator[Case]:
    items = {
        item["DOI"].lower(): item
        for item in json.loads((data / "citations/ama_items.csl.json").read_text())
    }
    with gzip.open(data / "crossref/works.jsonl.gz", "rt", encoding="utf-8") as works:
        for line in works:
            doi = json.loads(line)["DOI"].lower()
            if doi in items:
                yield Case(f"crossref/{doi}", "crossref", line, [items[doi]])
    content = json.dumps(list(items.values()))
    yield Case("citations/ama_items", "csljson", content, list(items.values()))


SOURCES: tuple[Callable[[Path], Iterator[Case]], ...] = (
    *(_pubmed, _medline, _zotero, _rispy, _citation_js, _pandoc, _crossref),
)
