"""Differences between two texts, word by word, and between two drafts, field by field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from articles.drafts import FIELDS, Draft
from articles.words import LABELS, in_words

Kind = Literal["same", "removed", "added"]
WORD = re.compile(r"\S+\s*|\s+")
ALIKE = 0.3
"""Blocks that share less of their words are shown as one removed and one added."""
KEPT_AROUND = 12
"""Words shown on either side of a change; longer stretches between are folded."""
LONGEST_COMPARED = 4000
"""Words in one block; longer ones are compared as wholes, so that time stays bounded."""


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
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield Segment("same", "".join(old[a:b]))
        else:
            yield from _by_word("".join(old[a:b]), "".join(new[c:d]))


def _by_word(before: str, after: str) -> Iterator[Segment]:
    old, new = WORD.findall(before), WORD.findall(after)
    matcher = SequenceMatcher(None, _bare(old), _bare(new), autojunk=False)
    is_long = max(len(old), len(new)) > LONGEST_COMPARED
    if is_long or matcher.quick_ratio() < ALIKE or matcher.ratio() < ALIKE:
        yield Segment("removed", before)
        yield Segment("added", after)
        return
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            for one, other in zip(old[a:b], new[c:d], strict=True):
                yield from _same_word(one, other)
        else:
            yield Segment("removed", "".join(old[a:b]))
            yield Segment("added", "".join(new[c:d]))


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


def _joined(segments: Iterator[Segment]) -> list[Segment]:
    joined: list[Segment] = []
    for segment in segments:
        if not segment.text:
            continue
        if joined and joined[-1].kind == segment.kind:
            joined.append(Segment(segment.kind, joined.pop().text + segment.text))
        else:
            joined.append(segment)
    return joined


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
