"""Differences between two texts, word by word, and between two drafts, field by field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, NamedTuple

from articles.alignment import Run, common_runs
from articles.drafts import FIELDS, Draft
from articles.words import LABELS, in_words

Kind = Literal["same", "removed", "added"]
WORD = re.compile(r"\S+\s*|\s+")
ISLAND = 2
"""So many times as long must changes be on both sides of words for these to be read with them."""
KEPT_AROUND = 12
"""Words shown on either side of a change; longer stretches between are folded."""


@dataclass(frozen=True)
class Segment:
    """A stretch of text that both have, or only one of them."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Change:
    """A field that reads otherwise in two drafts. Without segments only its markup differs."""

    field: str
    segments: list[Segment]

    @property
    def label(self) -> str:
        """What the form calls the field."""
        return LABELS[self.field]

    @property
    def only_markup(self) -> bool:
        """Whether the words are the same."""
        return all(segment.kind == "same" for segment in self.segments)

    @property
    def folded(self) -> list[Segment]:
        """The segments, with long stretches of the same text left out."""
        return fold(self.segments)


def differences(before: Draft, after: Draft) -> list[Change]:
    """List the fields in which two drafts differ, in the form's order."""
    return [
        Change(name, word_difference(in_words(before, name), in_words(after, name)))
        for name in FIELDS
        if getattr(before, name) != getattr(after, name)
    ]


def word_difference(before: str, after: str) -> list[Segment]:
    """Compare two texts: first line by line, then the words of lines that changed.

    Joined, the segments that are not added are ``before``, those not removed ``after``.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return _joined(_by_line(old, new))


def _by_line(old: Sequence[str], new: Sequence[str]) -> Iterator[Segment]:
    for step in _steps(old, new):
        if step.is_same:
            yield Segment("same", "".join(old[step.a : step.b]))
        else:
            yield from _by_word("".join(old[step.a : step.b]), "".join(new[step.c : step.d]))


def _by_word(before: str, after: str) -> Iterator[Segment]:
    old, new = WORD.findall(before), WORD.findall(after)
    for step in _without_islands(_steps(_bare(old), _bare(new))):
        if step.is_same:
            for one, other in zip(old[step.a : step.b], new[step.c : step.d], strict=True):
                yield from _same_word(one, other)
        else:
            yield Segment("removed", "".join(old[step.a : step.b]))
            yield Segment("added", "".join(new[step.c : step.d]))


class _Step(NamedTuple):
    """The items ``a`` to ``b`` of one sequence stand where the other has ``c`` to ``d``."""

    is_same: bool
    a: int
    b: int
    c: int
    d: int

    @property
    def length(self) -> int:
        return max(self.b - self.a, self.d - self.c)


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[_Step]:
    """Go through two sequences: what is the same, and what changed between."""
    a = c = 0
    for run in [*common_runs(old, new), Run(len(old), len(new), 0)]:
        if (run.a, run.c) != (a, c):
            yield _Step(False, a, run.a, c, run.c)
        a, c = run.a + run.length, run.c + run.length
        if run.length:
            yield _Step(True, run.a, a, run.c, c)


def _without_islands(steps: Iterable[_Step]) -> list[_Step]:
    """Take words that two texts share by chance into the changes around them.

    They are few beside what changed before and after. What was rewritten as a whole is read more
    easily one after the other than word by word.
    """
    kept: list[_Step] = []
    for step in steps:
        kept.append(step)
        while len(kept) > 2 and _is_island(*kept[-3:]):
            before, _, after = kept[-3:]
            kept[-3:] = [_Step(False, before.a, after.b, before.c, after.d)]
    return kept


def _is_island(before: _Step, step: _Step, after: _Step) -> bool:
    return step.is_same and ISLAND * step.length <= min(before.length, after.length)


def _bare(words: Sequence[str]) -> list[str]:
    return [word.strip() for word in words]


def _same_word(one: str, other: str) -> Iterator[Segment]:
    """A word that both have; the white space after it may differ."""
    if one == other:
        yield Segment("same", one)
        return
    bare = one.strip()
    yield Segment("same", bare)
    yield Segment("removed", one[len(bare) :])
    yield Segment("added", other[len(bare) :])


def _joined(segments: Iterable[Segment]) -> list[Segment]:
    said = (segment for segment in segments if segment.text)
    return [
        Segment(kind, "".join(segment.text for segment in alike))
        for kind, alike in groupby(said, key=lambda segment: segment.kind)
    ]


def fold(segments: Sequence[Segment]) -> list[Segment]:
    """Shorten long stretches of the same text to what stands around the changes."""
    last = len(segments) - 1
    return [
        _folded(segment, is_first=at == 0, is_last=at == last)
        if segment.kind == "same"
        else segment
        for at, segment in enumerate(segments)
    ]


def _folded(segment: Segment, *, is_first: bool, is_last: bool) -> Segment:
    words = WORD.findall(segment.text)
    if len(words) <= 2 * KEPT_AROUND:
        return segment
    head = "" if is_first else "".join(words[:KEPT_AROUND])
    tail = "" if is_last else "".join(words[-KEPT_AROUND:])
    return Segment("same", f"{head} … {tail}")
