"""Checks as a publisher would add them."""

from __future__ import annotations

from collections.abc import Iterator

from articles.drafts import Draft
from articles.preflight.findings import Finding, Level, blocker, found_in
from articles.preflight.registry import check


@check({"wonder-word": Level.ADVICE})
def nothing_is_a_wonder(draft: Draft) -> Iterator[Finding]:
    """Advise against the word wonder.

    It says nothing.
    """
    for block in draft.blocks:
        at = block.text.find("wonder")
        if at >= 0:
            yield found_in(
                block,
                (at, at + 6),
                rule="wonder-word",
                level=Level.ADVICE,
                message="This is a wonder:",
                suggestion="Say what happens.",
            )


@check({"half-done": Level.BLOCKER})
def breaks_half_way(draft: Draft) -> Iterator[Finding]:
    """Refuse everything, then fail."""
    yield blocker("half-done", "body", "Half is done.", "Do the rest.")
    raise RuntimeError("as a careless check does")


@check({"wonder-word": Level.BLOCKER})
def claims_the_same_rule(draft: Draft) -> Iterator[Finding]:
    """Use a rule's id again."""
    yield from ()


@check({"just-words": Level.ADVICE})
def gives_words(draft: Draft) -> Iterator[Finding]:
    """Give words where a finding belongs."""
    yield "no finding"  # type: ignore[misc]


CHECKS = (nothing_is_a_wonder,)
BROKEN = (breaks_half_way, nothing_is_a_wonder)
TWICE = (nothing_is_a_wonder, claims_the_same_rule)
NO_FINDINGS = (gives_words, nothing_is_a_wonder)
NO_CHECKS = (len,)
