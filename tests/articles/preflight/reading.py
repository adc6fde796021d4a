"""Reading texts by a few checks, without a database."""

from __future__ import annotations

from collections.abc import Iterable

from articles.drafts import Draft
from articles.preflight.findings import Finding
from articles.preflight.registry import Check


def draft_with(body: str, **fields: object) -> Draft:
    """Make a draft of HTML in an application without records of therapies."""
    draft = Draft(body=body, **fields)  # type: ignore[arg-type]
    draft.__dict__["known_therapies"] = ()
    return draft


def found_by(checks: Iterable[Check], draft: Draft) -> list[Finding]:
    """Run checks over a draft."""
    return [finding for check in checks for finding in check(draft)]


def said_of(checks: Iterable[Check], text: str) -> list[tuple[str, str]]:
    """Read a paragraph: the rule and the words of each finding."""
    draft = draft_with(f"<p>{text}</p>")
    return [(finding.rule, finding.quote) for finding in found_by(checks, draft)]
