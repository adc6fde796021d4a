"""What preflight says: typed findings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Literal

from articles.blocks import Place, Sentence, TextBlock


class Level(StrEnum):
    BLOCKER = "blocker"
    NEEDS_REASON = "needs a reason"
    ADVICE = "advice"


@dataclass(frozen=True)
class Mend:
    """A safe change of the words that a finding marks, offered as one click.

    ``act`` says what is done at the finding's place: "replace" puts ``text`` instead of the marked
    words, "insert" puts it before them, "cite" opens the search for a reference after the sentence.
    """

    act: Literal["replace", "insert", "cite"]
    label: str
    text: str = ""


@dataclass(frozen=True)
class Finding:
    """One thing a check found in a draft.

    ``rule`` is a stable id, ``place`` where it stands, ``quote`` the words it stands at (empty
    where something is missing), ``suggestion`` what to do, ``sentence`` the sentence that a
    reason for leaving it is kept with, ``mend`` a change that can be made for the writer.
    """

    rule: str
    level: Level
    place: Place
    message: str
    suggestion: str
    quote: str = ""
    sentence: str = ""
    mend: Mend | None = None

    def __str__(self) -> str:
        quote = f" “{self.quote}”" if self.quote else ""
        return f"{self.level}: {self.where}: {self.message}{quote} {self.suggestion}"

    @property
    def where(self) -> str:
        """The place in words."""
        return str(self.place)

    @property
    def key(self) -> str:
        """Name the rule and sentence, which a reason belongs to, as one short word."""
        said = f"{self.rule}\n{self.sentence}"
        return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def blocker(
    rule: str, place: Place | str, message: str, suggestion: str, quote: str = ""
) -> Finding:
    """Make a finding that keeps a draft from being submitted."""
    at = Place(place) if isinstance(place, str) else place
    return Finding(rule, Level.BLOCKER, at, message, suggestion, quote)


def found_in(
    block: TextBlock,
    span: tuple[int, int],
    *,
    rule: str,
    level: Level,
    message: str,
    suggestion: str,
    mend: Mend | None = None,
) -> Finding:
    """Make a finding about a span of a block's text, with its words and sentence."""
    start, end = span
    quote, sentence = block.text[start:end], block.sentence_around(start)
    return Finding(rule, level, block.at(start, end), message, suggestion, quote, sentence, mend)


def found_in_sentence(
    sentence: Sentence,
    span: tuple[int, int] | None = None,
    *,
    rule: str,
    level: Level,
    message: str,
    suggestion: str,
    mend: Mend | None = None,
) -> Finding:
    """Make a finding about a span of a sentence (offsets within it), or about all of it."""
    first, last = span or (0, sentence.end - sentence.start)
    return found_in(
        sentence.block,
        (sentence.start + first, sentence.start + last),
        rule=rule,
        level=level,
        message=message,
        suggestion=suggestion,
        mend=mend,
    )
