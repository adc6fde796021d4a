"""Reading a pasted reference list: one or many references, each of one or several lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache

from references.csl import CslItem
from references.formats.errors import UnreadableReference
from references.formats.line import SEVERAL, read_line
from references.formats.markup import plain
from references.formats.names import CAPITAL, GROUP, STARTS
from references.formats.outcome import Outcomes, Read, Unread
from references.formats.printed import without_links
from references.formats.tagged import numbered_lines

WORD = rf"(?:[^\W\d_]{{2}}|{CAPITAL}\s|[“\"‘'\[])"
NUMBER = re.compile(
    rf"\s*(?:[\[(]?(\d{{1,4}})(?:[\].)](?:\s+\S|\s*$|(?={WORD}))|:\s+(?={WORD}))"
    rf"|(\d{{1,4}})\s+{STARTS})"
)
"""“1.”, “1)”, “(1)”, “[1]”, and “1:” before a word: “18: 401-9” is what a line may break before."""
BARE_NUMBER = re.compile(rf"\s*(\d{{1,4}})\s+[\[“\"‘']?{CAPITAL}")
ALONE = re.compile(r"\s*[\[(]?\d{1,4}[\].)]\s*")
"""A number that stands on a line of its own, as pages of the web are copied."""
BULLET = re.compile(r"\s*[-–—*•·▪‣]\s+\S")
HEADING = re.compile(
    r"\s*(?:#+\s*)?(?:references?|bibliography|literature(?: cited)?|works cited|sources)\s*:?\s*",
    re.I,
)
LARGEST_STEP = 20
STARTS_LIKE_ONE = re.compile(rf"\s*(?:{STARTS}|[“\"])")
"""How references start where nothing marks them: with a name, inverted or initialled."""

BROKEN = re.compile(r"(?:https?:|doi\b|10\.\d{4})\S*[/.:_-]$|\w-$")
ENDS = re.compile(r"(?:[.?!][”\"’')]?|\b10\.\d{4,9}/\S+|https?:\S+|\bPMC?I?D?:?\s*\d+)\s*$")

DATED = re.compile(r"\b(?:1[5-9]|20)\d\d|\bn\.\s?d\.|\bin press\b")
SENTENCE = re.compile(rf"\s*[“\"]?{CAPITAL}")
GOES_ON = re.compile(r"(?:,|\bIn:)\s*$")
"""A list of names that is not at its end, a chapter before its book."""

MOST_BEFORE_A_TITLE = 15
"""Lines of a reference, after which one that starts with its title is looked for."""

MOST_LINES = 150
"""Of one reference: even 500 authors stand in fewer."""

type Lines = list[tuple[int, str]]


@dataclass
class Pasted:
    """The lines of one reference so far, and their text put together."""

    line: int
    source: str
    text: str
    lines: int = 1

    def add(self, line: str) -> None:
        """Put a line on, without a space where an address or a word is broken."""
        gap = "" if BROKEN.search(self.text[-200:]) else " "
        self.text += gap + plain(line)
        self.source += "\n" + line
        self.lines += 1

    def outcome(self) -> Read | Unread:
        """Read the reference, or say why not."""
        try:
            return Read(_read(self.text), self.line, self.source)
        except UnreadableReference as error:
            return Unread(self.line, error.reason, self.source)

    def takes(self, line: str) -> bool:
        """Tell whether it can still be read with a line put on."""
        longer = Pasted(self.line, self.source, self.text)
        longer.add(line)
        return isinstance(longer.outcome(), Read)

    def may_end(self, following: Pasted) -> bool:
        """Tell whether it may end here: before a book or web page, its last sentence must."""
        read = following.outcome()
        is_article = isinstance(read, Read) and read.item["type"] == "article-journal"
        return is_article or self.ends()

    def ends(self) -> bool:
        """Tell whether its last line ends as references do."""
        return bool(ENDS.search(without_links(self.text[-500:])))

    def is_whole(self) -> bool:
        """Tell whether it ends like a reference and can be read as one, or holds several."""
        if not self.ends() or not DATED.search(self.text):
            return False
        read = self.outcome()
        return isinstance(read, Read) or read.reason == SEVERAL


def read_pasted(text: str) -> Outcomes:
    """Read the references of a pasted text, in any of the styles, in their order.

    Numbers and bullets tell where references start; without them, blank lines do, and whether a
    line or several can be read as one.
    """
    for block in _blocks(text):
        first = block[0][1]
        starts = _after_marks if NUMBER.match(first) or BULLET.match(first) else _after_whole
        current: Pasted | None = None
        for number, line in block:
            if current and (current.lines >= MOST_LINES or starts(current, line)):
                yield current.outcome()
                current = None
            if current:
                current.add(line)
            else:
                current = Pasted(number, line, plain(line))
        if current:
            yield current.outcome()


def _blocks(text: str) -> Iterator[Lines]:
    """Split at blank lines, headings left out."""
    block: Lines = []
    for number, line in numbered_lines(text):
        if line.strip() and not HEADING.fullmatch(line[:40]):
            block.append((number, line))
        elif block and not ALONE.fullmatch(block[-1][1]):
            yield block
            block = []
    if block:
        yield block


def _after_marks(current: Pasted, line: str) -> bool:
    """Tell a further mark of the kind that the reference before has: numbers go up."""
    bare, next_bare = BARE_NUMBER.match(current.source), BARE_NUMBER.match(line)
    if bare and next_bare:
        return int(next_bare[1]) == int(bare[1]) + 1
    last, number = number_of(current.source), number_of(line)
    if last is None:
        return bool(BULLET.match(line))
    return number is not None and last <= number <= last + LARGEST_STEP


def number_of(source: str) -> int | None:
    """Read the number that a reference of a list bears, if any."""
    mark = NUMBER.match(source)
    return int(mark[1] or mark[2]) if mark else None


def _after_whole(current: Pasted, line: str) -> bool:
    """Tell a line that starts like a reference, after a whole one or being whole by itself."""
    alone = Pasted(0, line, plain(line))
    if not STARTS_LIKE_ONE.match(line) and not GROUP.search(line.partition(". ")[0]):
        if current.lines > MOST_BEFORE_A_TITLE or not SENTENCE.match(line):
            return False
        return current.is_whole() and (alone.is_whole() or not current.takes(line))
    if GOES_ON.search(current.text[-20:]):
        return False
    return current.is_whole() or (alone.is_whole() and current.may_end(alone))


@lru_cache(maxsize=256)
def _attempt(text: str) -> CslItem | UnreadableReference:
    try:
        return read_line(text)
    except UnreadableReference as error:
        return error


def _read(text: str) -> CslItem:
    """Read a reference, of which the same may be asked several times."""
    read = _attempt(text)
    if isinstance(read, UnreadableReference):
        raise read
    return deepcopy(read)
