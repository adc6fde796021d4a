"""The rows of a CSV file of any size, one after the other; a broken row spoils no other.

A row may stand on several lines, inside quotation marks (RFC 4180). Where a mark is never closed,
the line that opened it is given back as broken, and reading goes on with the next one.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator
from itertools import chain
from typing import IO, Any, NamedTuple

from references.formats.decoding import FALLBACK
from references.formats.markup import storable
from references.formats.outcome import CannotRead, Unread, shortened
from references.formats.reading import MAGIC

LONGEST_LINE = 1_000_000
"""In bytes, or characters of UTF-16."""
MOST_LINES = 500
"""Of one row. Lists of institutions have about 30."""
SAMPLE = 4096
WIDE = (b"\xff\xfe", b"\xfe\xff")


class Row(NamedTuple):
    """The cells of a row, the line it starts in, and its text."""

    cells: list[str]
    line: int
    text: str


class Rows:
    """Iterates over the rows of lines, once ``have`` said what they have to look like."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._given_back: deque[str] = deque()
        self._line = 0
        self._delimiter = ","
        self._fits: Callable[[list[str]], bool] = bool

    def first_line(self) -> str:
        """Take the first line that holds anything; empty where none does."""
        while line := self._take():
            if line.strip():
                return line
        return ""

    def have(self, delimiter: str, fits: Callable[[list[str]], bool]) -> None:
        """Say what separates cells, and how a row is told from what is none."""
        self._delimiter, self._fits = delimiter, fits

    def __iter__(self) -> Iterator[Row | Unread]:
        while line := self._take():
            if len(line) >= LONGEST_LINE:
                yield Unread(self._line, f"It is longer than {LONGEST_LINE:,} characters.", "")
            elif line.strip():
                yield self._row(line)

    def _row(self, line: str) -> Row | Unread:
        """Read the row that a line starts; it takes further lines while a mark is open."""
        start = self._line
        further = self._further(line)
        whole = self._parsed([line, *(further or [])], start)
        if further == [] or (further and self._is_row(whole)):
            return whole
        alone = self._parsed([line], start) if further else whole
        if self._is_row(alone):
            self._give_back(further or [])
            return alone  # a mark that stands inside a cell opens nothing
        if further and not self._swallowed(further):
            return whole
        self._give_back(further or [])
        reason = "A quotation mark in it is never closed."
        return Unread(start, reason, storable(shortened(line)))

    def _swallowed(self, further: list[str]) -> bool:
        """Say whether lines that seem to end a broken row belong to others.

        They do where one is a row by itself, or where no row begins after the last of them.
        """
        if any(self._is_row(self._parsed([line], 0)) for line in further):
            return True
        line = self._take()
        if not line:
            return False
        more = self._further(line) or []
        self._give_back([line, *more])
        return not self._is_row(self._parsed([line, *more], 0))

    def _is_row(self, read: Row | Unread) -> bool:
        return isinstance(read, Row) and self._fits(read.cells)

    def _further(self, line: str) -> list[str] | None:
        """Take the lines that belong to a row beside its first; None where it never ends."""
        further: list[str] = []
        is_open = line.count('"') % 2
        while is_open:
            more = self._take() if len(further) < MOST_LINES else ""
            if not more:
                self._give_back(further)
                return None
            further.append(more)
            is_open ^= more.count('"') % 2
        return further

    def _parsed(self, lines: list[str], start: int) -> Row | Unread:
        text = "".join(lines)
        try:
            # All lines of a row at once: what is left over was no row.
            read = list(csv.reader(lines, delimiter=self._delimiter))
        except csv.Error as error:
            return Unread(start, _fault(error), storable(shortened(text)))
        cells = read[0] if len(read) == 1 else list(chain.from_iterable(read))
        return Row(cells, start, text)

    def _take(self) -> str:
        line = self._given_back.popleft() if self._given_back else next(self._lines, "")
        self._line += bool(line)
        return line

    def _give_back(self, lines: list[str]) -> None:
        self._given_back.extendleft(reversed(lines))
        self._line -= len(lines)


def _fault(error: csv.Error) -> str:
    if "field limit" in str(error):
        return f"A cell of it is longer than {csv.field_size_limit():,} characters."
    return "It is no row of a CSV file: a line break stands where none may."


def lines_of(file: IO[bytes], *, name: str) -> Iterator[str]:
    """Decode a file line by line, each by itself: UTF-8, else Windows-1252; or all as UTF-16.

    A line longer than LONGEST_LINE is cut short. Raises CannotRead at once for what is no text.
    """
    sample = file.read(SAMPLE)
    file.seek(0)
    if not sample.strip():
        raise CannotRead(f"{_start(name)} is empty.")
    for magic, what in MAGIC.items():
        if sample.startswith(magic):
            raise CannotRead(f"{_start(name)} is {what}. Give the CSV file itself, unpacked.")
    if sample.startswith(WIDE):
        wide = io.TextIOWrapper(file, encoding="utf-16", errors="replace", newline="\n")
        return _cut(wide)
    if sample.count(0) * 10 > len(sample):
        raise CannotRead(f"{_start(name)} is no text. Give the CSV file of Retraction Watch.")
    return map(_decoded, _cut(file))


def _cut(file: IO[Any]) -> Iterator[Any]:
    """Give the lines of a file; what of a line is too long is passed over."""
    while line := file.readline(LONGEST_LINE):
        yield line
        while len(line) >= LONGEST_LINE and line[-1:] not in ("\n", b"\n"):
            line = file.readline(LONGEST_LINE)


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8-sig" if line.startswith(b"\xef\xbb\xbf") else "utf-8")
    except UnicodeDecodeError:
        return line.decode(FALLBACK, "replace")


def _start(name: str) -> str:
    return name[:1].upper() + name[1:]
