"""What a source says of a publication, as its readers give it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from references.formats.outcome import Unread
from references.notices import Nature, Source

LONGEST_REASONS = 2000
YEARS = range(1900, 2200)
NOT_LETTERS = re.compile(r"[^a-z]+")


@dataclass(frozen=True, slots=True)
class Said:
    """A notice as a source has it: ``doi`` and ``pmid`` are the paper's, in normal form.

    Either may be empty, where the source does not give it. ``noticed_on`` is None where the day
    is not known: none is made up.
    """

    source: Source
    nature: Nature
    doi: str = ""
    pmid: str = ""
    noticed_on: datetime.date | None = None
    notice_doi: str = ""
    notice_pmid: str = ""
    reasons: str = ""
    url: str = ""


type Sayings = Iterator[Said | Unread]


def word_of(name: str) -> str:
    """Write the name of a nature as an identifier: “Expression of concern”, expression_of_concern.

    Sources differ in capitals, dashes and spaces alone.
    """
    return NOT_LETTERS.sub("_", name.lower()).strip("_")


def day(year: int, month: int, number: int) -> datetime.date | None:
    """Make a day; None where there is none such, or where nobody can have noticed anything."""
    try:
        made = datetime.date(year, month, number)
    except (ValueError, OverflowError):
        return None
    return made if year in YEARS else None


def text_of(
    entry: Mapping[str, object], member: str, normalise: Callable[[str], str | None]
) -> str:
    """Read an identifier of an entry in normal form; empty where it is none."""
    value = entry.get(member)
    return normalise(str(value)) or "" if isinstance(value, str | int) else ""
