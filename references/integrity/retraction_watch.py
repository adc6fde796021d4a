"""Reading Retraction Watch's CSV: the file that Crossref publishes, and what is derived from it.

Columns: https://retractionwatch.com/retraction-watch-database-user-guide/. Both the live file's
(OriginalPaperDOI) and lower-case names (originalpaperdoi) are known. A file of any size is read
in constant memory; a broken row spoils no other.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import IO

from references.formats.markup import plain, storable
from references.formats.outcome import CannotRead, Unread, shortened
from references.identifiers import normalise_doi, normalise_pmid
from references.integrity.csv_rows import Row, Rows, lines_of
from references.integrity.said import LONGEST_REASONS, Said, Sayings, day, word_of
from references.notices import Nature, Source, address_of

NATURES = {nature.value: nature for nature in Nature}
IGNORED = {"correction", "erratum", "corrigendum"}
ABSENT = {"", "0", "unavailable", "none", "nan", "null", "n/a", "na", "-"}
PAPER_DOI, PAPER_PMID = "originalpaperdoi", "originalpaperpubmedid"
NATURE, DATE = "retractionnature", "retractiondate"
NOTICE_DOI, NOTICE_PMID = "retractiondoi", "retractionpubmedid"
REASONS, ADDRESSES = "reason", "urls"
WANTED = (NATURE, DATE, PAPER_DOI, PAPER_PMID, NOTICE_DOI, NOTICE_PMID, REASONS, ADDRESSES)
DELIMITERS = ",;\t"
AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s.*)?")
ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[\sT].*)?")
REASON = re.compile(r"\+([^+]+)")
AROUND = " \t\r\n;,'\"[]"
ADDRESS = re.compile(r"https?://[^\s;'\"\]]+", re.I)
SIMPLE_DOI = re.compile(r"10\.\d{4,9}/[-./_()a-z0-9]{0,200}[a-z0-9]")
"""DOIs that are in normal form already: most are, and to tell is quick."""
SIMPLE_PMID = re.compile(r"[1-9][0-9]{0,7}")
LONGEST_CELL = 1000
"""Characters of a cell that is to hold an identifier or a date."""
NO_HEADER = (
    "The first line of {} names no columns “OriginalPaperDOI” or “OriginalPaperPubMedID”, and "
    "“RetractionNature”. Give the CSV file of Retraction Watch as Crossref publishes it, with its "
    "first line."
)


def read_retraction_watch(file: IO[bytes], *, name: str = "the file") -> Sayings:
    """Read the notices of a CSV file one by one, and what can't be read with line and reason.

    Corrections are passed over. Raises CannotRead at once where nothing can be read: an empty or
    binary file, one without the line of columns.
    """
    rows = Rows(lines_of(file, name=name))
    columns = _columns(rows, name)
    return _read(rows, columns)


@dataclass(frozen=True)
class _Columns:
    """Where the columns that are read stand; how many have a name."""

    wanted: Callable[[list[str]], tuple[str, ...]]
    named: int

    @classmethod
    def of(cls, names: list[str]) -> _Columns:
        """Find the columns by their names in lower case; an absent one is always empty."""
        places = {column: place for place, column in enumerate(names) if column}
        wanted = itemgetter(*(places.get(column, -1) for column in WANTED))
        return cls(wanted, max(places.values()) + 1)

    def fit(self, cells: list[str]) -> bool:
        """Say whether a row has these columns, and nothing beside them."""
        return len(cells) >= self.named and not any(cells[self.named :])

    def read(self, cells: list[str]) -> list[str]:
        """Read the wanted cells of a row that fits."""
        return [cell.strip() for cell in self.wanted(cells)]


def _columns(rows: Rows, name: str) -> _Columns:
    first = rows.first_line()
    for delimiter in DELIMITERS:
        try:
            [cells] = csv.reader([first], delimiter=delimiter)
        except (csv.Error, ValueError):
            continue
        names = [re.sub("[^a-z]", "", cell.lower()) for cell in cells]
        if NATURE in names and {PAPER_DOI, PAPER_PMID} & set(names):
            columns = _Columns.of(names)
            rows.have(delimiter, columns.fit)
            return columns
    raise CannotRead(NO_HEADER.format(name))


def _read(rows: Rows, columns: _Columns) -> Sayings:
    for row in rows:
        if isinstance(row, Unread):
            yield row
        elif not columns.fit(row.cells):
            number = f"{len(row.cells)} column{'s' if len(row.cells) != 1 else ''}"
            reason = f"It has {number} in place of {columns.named}."
            yield _unread(row, reason)
        elif outcome := _said(row, columns):
            yield outcome


def _said(row: Row, columns: _Columns) -> Said | Unread | None:
    """Read a row; None where it tells of a correction."""
    row.cells.append("")  # stands for columns that the file lacks
    kind, date, paper_doi, paper_pmid, doi, pmid, reasons, addresses = columns.read(row.cells)
    word = _kind(kind[:LONGEST_CELL])
    if word in IGNORED:
        return None
    nature = NATURES.get(word)
    if nature is None:
        return _unread(row, f"“{kind[:100]}” is no kind of notice that is known.")
    of_doi, of_pmid = _doi(paper_doi), _pmid(paper_pmid)
    if of_doi is None and not of_pmid:
        return _unread(row, f"“{paper_doi[:100]}” is no DOI, and it gives no PMID.")
    notice_doi, notice_pmid = _doi(doi) or "", _pmid(pmid)
    noticed_on = _date(date[:LONGEST_CELL])
    return Said(
        source=Source.RETRACTION_WATCH,
        nature=nature,
        doi=of_doi or "",
        pmid=of_pmid,
        noticed_on=noticed_on,
        notice_doi=notice_doi,
        notice_pmid=notice_pmid,
        reasons=_reasons(reasons[:LONGEST_REASONS], "" if noticed_on else date[:50]),
        url=address_of(notice_doi, notice_pmid) or _first_address(addresses),
    )


def _unread(row: Row, reason: str) -> Unread:
    return Unread(row.line, storable(reason), storable(shortened(row.text)))


@lru_cache(maxsize=1000)
def _kind(text: str) -> str:
    return word_of(text)


def _doi(text: str) -> str | None:
    """Normalise a DOI; empty where the file says that there is none, None where it is none."""
    if len(text) > LONGEST_CELL:
        return None
    lowered = text.lower()
    if SIMPLE_DOI.fullmatch(lowered):
        return lowered
    return "" if lowered in ABSENT else normalise_doi(text)


def _pmid(text: str) -> str:
    if SIMPLE_PMID.fullmatch(text):
        return text
    if len(text) > LONGEST_CELL or text.lower() in ABSENT:
        return ""
    return normalise_pmid(text.removesuffix(".0")) or ""


@lru_cache(maxsize=10_000)
def _date(text: str) -> datetime.date | None:
    """Read M/D/YYYY, as the file has it, or the ISO form that spreadsheets write."""
    if found := AMERICAN.fullmatch(text):
        month, number, year = map(int, found.groups())
        return day(year, month, number)
    found = ISO.fullmatch(text)
    return day(*map(int, found.groups())) if found else None


@lru_cache(maxsize=10_000)
def _reasons(text: str, unread_date: str) -> str:
    """List the reasons, each of which begins with a plus; keep a date that can't be read."""
    said = [reason.strip(AROUND) for reason in REASON.findall(text)] or [text.strip(AROUND)]
    if unread_date.lower() not in ABSENT:
        said.append(f"Its date reads “{unread_date}”")
    found = "; ".join(reason for reason in said if reason and reason.lower() not in ABSENT)
    return str(storable(plain(found)))[:LONGEST_REASONS]


def _first_address(text: str) -> str:
    found = ADDRESS.search(text)
    return str(storable(found[0]))[:LONGEST_REASONS] if found else ""
