"""Pairs of a verb and what it acts on, or of a thing and what is said to happen to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from articles.preflight.lexicon import Span

REACH = 90
"""Characters between a verb and the disease that it acts on, at most."""
BREAK = re.compile(
    r"[;:?!]|\.\s|\b(?:but|which|not?|there|because|although|where|when|if)\b"
    r"|\bwho\b(?! (?:suffer|have|had|are suffering|live|struggle|experience))"
)
"""What parts two thoughts: a verb doesn't act beyond it."""


def followed_by(
    text: str, verbs: Iterable[Span], objects: Sequence[Span]
) -> Iterator[tuple[Span, Span]]:
    """Give each verb with an object after it, and the span of both."""
    for verb in verbs:
        after = next((one for one in objects if one[0] >= verb[1]), None)
        if after and after[0] <= verb[1] + REACH and not BREAK.search(text, verb[1], after[0]):
            yield verb, (verb[0], after[1])


def preceded_by(
    text: str, verbs: Iterable[Span], things: Sequence[Span]
) -> Iterator[tuple[Span, Span]]:
    """Give each verb with a thing shortly before it, and the span of both."""
    for verb in verbs:
        before = next((one for one in reversed(things) if one[1] <= verb[0]), None)
        if (
            before
            and verb[0] - REACH // 2 <= before[1]
            and not BREAK.search(text, before[1], verb[0])
        ):
            yield verb, (before[0], verb[1])
