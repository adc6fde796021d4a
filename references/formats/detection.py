"""Telling the format of a bibliography from what stands in it, and only then from its name."""

from __future__ import annotations

import re
from pathlib import PurePath

from references.formats.decoding import decode

FORMATS = (
    "bibtex",
    "ris",
    "csljson",
    "endnote",
    "nbib",
    "pubmed",
    "crossref",
    "refworks",
    "text",
)
HEAD = 65_536
SUFFIXES = {".bib": "bibtex", ".ris": "ris", ".nbib": "nbib", ".medline": "nbib"}
"""What a name's end settles where the content does not."""

CROSSREF = re.compile(r'"message-type"\s*:|"(?:container-)?title"\s*:\s*\[')
LINES_THAT_TELL = {
    "ris": re.compile(r"^[ \t]*TY {1,2}-(?: |$)", re.M),
    "nbib": re.compile(r"^(?:PMID|OWN |STAT)- ", re.M),
    "bibtex": re.compile(r"^[ \t]*@[ \t]*\w+\s*[{(]", re.M),
    "refworks": re.compile(r"^RT [A-Z][\w, ]+$", re.M),
}


def detect(content: bytes | str, name: str = "") -> str:
    """Name the format of a file or pasted text, one of FORMATS."""
    head = content[:HEAD] if isinstance(content, str) else decode(content[:HEAD])
    head = head.replace("\r", "\n")
    start = head.lstrip("\ufeff \t\n")
    if start.startswith("<"):
        return _xml_format(start)
    if re.match(r"[\[{]\s*(?:[\[{\"\]}]|$|-?\d+\s*,\s*[\[{\"\d]|null\b)", start):
        return "crossref" if CROSSREF.search(start) else "csljson"
    found = {
        format_: match.start()
        for format_, line in LINES_THAT_TELL.items()
        if (match := line.search(head))
    }
    if found:
        return min(found, key=lambda format_: found[format_])
    return SUFFIXES.get(PurePath(name).suffix.lower(), "text")


def _xml_format(start: str) -> str:
    if re.search(r"<Pubmed(?:Book)?(?:Article|Data|ArticleSet)\b|<MedlineCitation\b", start):
        return "pubmed"
    return "endnote" if re.search(r"<records?\b", start) else "text"
