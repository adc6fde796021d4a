"""Files as Retraction Watch has them, written for tests."""

from __future__ import annotations

import io
from typing import Any

from references.formats.outcome import Unread
from references.integrity.retraction_watch import read_retraction_watch
from references.integrity.said import Said

LIVE = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,"
    "RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,"
    "OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes,"
)
"""The first line of the file as Crossref publishes it."""
COLUMNS = LIVE.split(",")
ORDINARY = {
    "Record ID": "1",
    "Title": "Sleep, and migraine",
    "RetractionDate": "2/6/2010 0:00",
    "RetractionDOI": "10.5555/notice",
    "RetractionPubMedID": "20137807",
    "OriginalPaperDOI": "10.5555/test",
    "OriginalPaperPubMedID": "9500320",
    "RetractionNature": "Retraction",
    "Reason": "+Duplication of Text;+Error in Data;",
}


def row(**cells: str) -> str:
    """A row of the live file; names are the columns', without spaces."""
    named = {name.replace(" ", ""): value for name, value in ORDINARY.items()} | cells
    written = (named.get(name.replace(" ", ""), "") for name in COLUMNS)
    return ",".join(
        '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\n') else cell for cell in written
    )


def file_of(*rows: str, header: str = LIVE, encoding: str = "utf-8") -> bytes:
    return "".join(f"{line}\n" for line in (header, *rows)).encode(encoding)


def read(content: bytes, **options: Any) -> list[Said | Unread]:
    return list(read_retraction_watch(io.BytesIO(content), **options))
