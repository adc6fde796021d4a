"""Where a draft's sentences name a therapy: by name, abbreviation, synonym or its class."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from articles.blocks import Sentence
from therapies.models import RegulatoryStatus, TherapyType
from therapies.names import COMMON_WORDS, GENERIC_WORDS

APPROVED = frozenset({RegulatoryStatus.Status.APPROVED, RegulatoryStatus.Status.CONDITIONAL})
TAIL = (
    r"(?:[\s\xa0-]+(?:therap(?:y|ies)|treatments?|transplant(?:ation)?s?|infusions?|injections?))?"
)
"""What texts hang on a therapy's name: "stem cell" is found in "stem cell therapies" as one."""
FEWEST_LETTERS = 2


@dataclass(frozen=True)
class KnownTherapy:
    """A therapy of the records and its newest statuses for the draft's condition.

    Without a condition the statuses are those for every condition.
    """

    therapy: TherapyType
    statuses: tuple[RegulatoryStatus, ...] = ()

    def is_approved(self, authority: str = "") -> bool:
        """Tell whether an authority approved it; any authority, where none is named."""
        return any(
            status.status in APPROVED and authority in ("", status.authority.abbreviation)
            for status in self.statuses
        )

    def is_unapproved(self, authority: str = "") -> bool:
        """Tell whether what is recorded of it is no approval; not where nothing is recorded."""
        said = [one for one in self.statuses if authority in ("", one.authority.abbreviation)]
        return bool(said) and not self.is_approved(authority)

    def __str__(self) -> str:
        return str(self.therapy)


@dataclass(frozen=True)
class Mention:
    """A span of a sentence that names a therapy, or the class that several are of.

    ``start`` and ``end`` are offsets within the sentence; the therapies are in the order of the
    records.
    """

    sentence: Sentence
    start: int
    end: int
    therapies: tuple[KnownTherapy, ...]
    is_class: bool = False

    @property
    def words(self) -> str:
        """The words that name it."""
        return self.sentence.text[self.start : self.end]

    def is_approved(self, authority: str = "") -> bool:
        """Tell whether any therapy it may mean is approved."""
        return any(known.is_approved(authority) for known in self.therapies)

    def is_unapproved(self, authority: str = "") -> bool:
        """Tell whether every therapy it may mean is recorded as not approved."""
        return all(known.is_unapproved(authority) for known in self.therapies)


def mentions_in(sentences: Iterable[Sentence], known: Sequence[KnownTherapy]) -> Iterator[Mention]:
    """List the mentions of known therapies, in reading order, none within another."""
    names: dict[str, tuple[tuple[int, ...], bool]] = {}
    for number, one in enumerate(known):
        for name in names_of(one.therapy):
            names[name] = (*names.get(name, ((), False))[0], number), False
        for name in one.therapy.class_names:
            if name not in names or names[name][1]:
                names[name] = (*names.get(name, ((), True))[0], number), True
    if not names:
        return
    pattern, by_group = _pattern(tuple(names))
    for sentence in sentences:
        for match in pattern.finditer(sentence.text):
            numbers, is_class = names[by_group[match.lastgroup or ""]]
            therapies = tuple(known[number] for number in dict.fromkeys(numbers))
            yield Mention(sentence, *match.span(), therapies, is_class)


def names_of(therapy: TherapyType) -> list[str]:
    """List the names of a therapy: its name, abbreviation and synonyms."""
    named = [therapy.name, therapy.abbreviation, *therapy.synonyms]
    return [name for name in dict.fromkeys(named) if len(name) >= FEWEST_LETTERS]


@lru_cache(maxsize=8)
def _pattern(names: tuple[str, ...]) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Compile names to one pattern, the longest first, and say which group is which name."""
    groups = {f"n{number}": name for number, name in enumerate(names)}
    ordered = sorted(groups.items(), key=lambda item: len(item[1]), reverse=True)
    written = "|".join(f"(?P<{group}>{_written(name)})" for group, name in ordered)
    return re.compile(rf"(?<!\w)(?:{written})(?!\w)"), groups


def _written(name: str) -> str:
    """Write a name as a pattern: any case but an abbreviation's, either spelling, plurals."""
    if name.isupper() or (name[1:] != name[1:].lower() and " " not in name):
        return rf"{re.escape(name)}s?{TAIL}"
    words = re.findall(r"[^\s]+", re.sub(r"\([^()]*\)", "", name)) or [name]
    while len(words) > 1 and words[-1].lower() in GENERIC_WORDS | {"therapies", "treatments"}:
        if len(words) == 2 and words[0].lower() in COMMON_WORDS:
            break
        words.pop()
    spelled = [_spelled(word) for word in words]
    return rf"(?i:{r'[\s\xa0-]+'.join(spelled)}{TAIL})"


def _spelled(word: str) -> str:
    written = re.escape(word.lower()).replace("ae", "a?e").replace("oe", "o?e")
    written = re.sub(r"transplant(?:ation)?s?$", "transplant(?:ation)?", written)
    written = re.sub(r"therap(?:y|ies)$", "therap(?:y|ies)", written)
    return written if written.endswith(("s", ")")) else rf"{written}s?"
