"""Reading a pasted reference list, one or many references of one or more lines each."""

from __future__ import annotations

from references.formats.errors import UnreadableReference
from references.formats.line import read_line
from references.formats.outcome import Outcomes, Read, Unread


def read_pasted(text: str) -> Outcomes:
    """Read each line as a reference."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield Read(read_line(line), number, line)
            except UnreadableReference as error:
                yield Unread(number, error.reason, line)
