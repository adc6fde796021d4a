"""What reading a bibliography gives: records read, entries not read, or a refusal of it all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gate.refusals import Refusal
from references.csl import CslItem

LONGEST_SOURCE = 20_000


class CannotRead(Refusal):
    """Nothing of a file or pasted text can be read; the message says why and what to do."""


@dataclass(frozen=True)
class Read:
    """A record as a CSL-JSON item (without ``id``), the line it starts in, its text as it was.

    The item may lack anything, even a title, where its source lacks it.
    """

    item: CslItem
    line: int
    source: str


@dataclass(frozen=True)
class Unread:
    """An entry that can't be read: the line it starts in, why, and its text as it was."""

    line: int
    reason: str
    text: str


type Outcomes = Iterator[Read | Unread]


def shortened(source: str) -> str:
    """Cut the text of a huge entry short, and say so at its end."""
    source = source.strip()
    if len(source) <= LONGEST_SOURCE:
        return source
    return f"{source[:LONGEST_SOURCE]}… ({len(source) - LONGEST_SOURCE} more characters)"
