"""Sentences for tests of rules, read without a database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from articles.blocks import Place, Sentence, TextBlock
from articles.drafts import Draft
from articles.mentions import KnownTherapy
from articles.preflight.findings import Finding
from articles.preflight.registry import Check


def sentence(text: str, *, tag: str = "p", is_quoted: bool = False) -> Sentence:
    """Read a text of one sentence."""
    [read] = TextBlock(Place("body"), text, tag=tag, is_quoted=is_quoted).sentences
    return read


def draft(*paragraphs: str, known: Sequence[KnownTherapy] = ()) -> Draft:
    """Make a draft of paragraphs, in an application that knows these therapies."""
    made = Draft(body="".join(f"<p>{escape(text)}</p>" for text in paragraphs))
    made.__dict__["known_therapies"] = tuple(known)
    return made


def found_by(checks: Iterable[Check], read: Draft | str) -> list[Finding]:
    """List what checks find in a draft, or in a text of one paragraph."""
    looked_at = draft(read) if isinstance(read, str) else read
    return [finding for check in checks for finding in check(looked_at)]


def rules(checks: Iterable[Check], read: Draft | str) -> list[str]:
    """List the rules of what checks find."""
    return [finding.rule for finding in found_by(checks, read)]
