"""Reading RefWorks' tagged format, whose tags are RIS's under other names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from references.formats.outcome import Outcomes, Read
from references.formats.ris import item_of_entry
from references.formats.tagged import Entry, Field, numbered_lines

TAG = re.compile(r"([A-Z][A-Z0-9]|PMC?ID) (.*)$")
AS_IN_RIS = {
    "RT": "TY",
    "YR": "PY",
    "FD": "DA",
    "VO": "VL",
    "OP": "EP",
    "K1": "KW",
    "PP": "CY",
    "UL": "UR",
    "LK": "UR",
    "ED": "ET",
    "NO": "N1",
    "PMID": "PM",
    "PMCID": "C2",
}
TYPES = {
    "abstract": "ABST",
    "artwork": "ART",
    "bills/resolutions": "BILL",
    "book, section": "CHAP",
    "book, edited": "BOOK",
    "book, whole": "BOOK",
    "case/court decisions": "CASE",
    "computer program": "COMP",
    "conference proceedings": "CONF",
    "dissertation": "THES",
    "dissertation/thesis": "THES",
    "grant": "GRANT",
    "hearing": "HEAR",
    "journal": "JOUR",
    "journal article": "JOUR",
    "journal, electronic": "JOUR",
    "laws/statutes": "STAT",
    "magazine article": "MGZN",
    "map": "MAP",
    "monograph": "BOOK",
    "motion picture": "MPCT",
    "music score": "MUSIC",
    "newspaper article": "NEWS",
    "patent": "PAT",
    "personal communication": "PCOMM",
    "report": "RPRT",
    "sound recording": "SOUND",
    "unpublished material": "UNPB",
    "video/ dvd": "VIDEO",
    "web page": "ELEC",
}


def read_refworks(text: str) -> Outcomes:
    """Read the records of a RefWorks text, each of which starts with its type (RT)."""
    for entry in _entries(text):
        yield Read(item_of_entry(entry, "refworks"), entry.line, entry.source)


def _entries(text: str) -> Iterator[Entry]:
    entry: Entry | None = None
    for number, line in numbered_lines(text):
        match = TAG.match(line)
        if match and match[1] == "RT":
            if entry:
                yield entry
            entry = Entry(number)
        if entry and line.strip():
            entry.lines.append(line)
            _add(entry, match, line)
    if entry:
        yield entry


def _add(entry: Entry, match: re.Match[str] | None, line: str) -> None:
    if not match:
        entry.fields[-1].lines.append(line.strip())
        return
    tag = AS_IN_RIS.get(match[1], match[1])
    value = TYPES.get(match[2].strip().lower(), "GEN") if tag == "TY" else match[2]
    entry.fields.append(Field(tag, [value]))
