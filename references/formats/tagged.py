"""Splitting the formats that write one tagged field a line: RIS, MEDLINE (.nbib), RefWorks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")


@dataclass
class Field:
    """A tag, the lines it holds, and whether the item holds them already."""

    tag: str
    lines: list[str]
    is_taken: bool = False

    @property
    def text(self) -> str:
        """What it holds, on one line."""
        return " ".join(line.strip() for line in self.lines if line.strip())


@dataclass
class Entry:
    """The fields of an entry in their order, and where it starts.

    A field that is taken for a member of the item is marked, so that nothing else is lost.
    """

    line: int
    fields: list[Field] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    @property
    def source(self) -> str:
        """The text of the entry."""
        return "\n".join(self.lines)

    def having(self, *tags: str) -> list[Field]:
        """List the fields of some tags that hold something, in the entry's order."""
        return [part for part in self.fields if part.tag in tags and part.text]

    def take_all(self, *tags: str) -> list[str]:
        """Take what the fields of some tags hold, in the entry's order."""
        parts = self.having(*tags)
        for part in parts:
            part.is_taken = True
        return [part.text for part in parts]

    def take(self, *tags: str) -> str:
        """Take the first field of the first of these tags that holds something new."""
        for tag in tags:
            if part := next((part for part in self.having(tag) if not part.is_taken), None):
                part.is_taken = True
                return part.text
        return ""

    def left(self, joint: str = "\n") -> dict[str, list[str]]:
        """Collect the fields that were not taken, as they are, by their tags."""
        left: dict[str, list[str]] = {}
        for part in self.fields:
            if not part.is_taken and (text := joint.join(part.lines).strip()):
                left.setdefault(part.tag, []).append(text)
        return left


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """Go through the lines of a text, from 1, without making a list of them."""
    number, at = 0, 0
    while at < len(text):
        match = LINE.match(text, at)
        assert match
        number, at = number + 1, match.end()
        yield number, match[1]
