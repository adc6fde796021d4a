"""Rules about a draft's structure: what must be there, and what must lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles import body
from articles.blocks import Place
from articles.drafts import Draft
from articles.preflight.findings import Finding, Level, blocker, found_in
from articles.preflight.registry import check
from articles.reading import text_of_html

SHORTCODE = re.compile(
    r"""\[/?[a-z]+_\w[^\[\]]*\]                           # [vc_row], [oxygen_component blockId=121]
      | \[[a-z][\w-]*\s[^\[\]]*?[\w-]+=["'“”‘’][^\[\]]*\]  # [contact-form-7 title="Ask"]
      | \[[a-z][\w-]*\s+(?:\w*ids?|class|url|href|link|src|slug)=[^\[\]]*\]  # [button id=12]
      | \[/[a-z][\w-]*\s*\] | \[[a-z][\w-]*\s*/\]          # [/column], [more /]
      | \[(?:audio|caption|embed|gallery|playlist|video)\b[^\[\]]*\]  # WordPress's own""",
    re.IGNORECASE | re.VERBOSE,
)
"""What page builders leave; not brackets such as [sic], [see below] or [hazard ratio=0.6]."""


@check({"title-missing": Level.BLOCKER, "summary-missing": Level.BLOCKER})
def has_title_and_summary(draft: Draft) -> Iterator[Finding]:
    """Require a title and a summary."""
    if not draft.title.strip():
        yield blocker("title-missing", "title", "The article has no title.", "Write one.")
    if not draft.summary.strip():
        yield blocker(
            "summary-missing",
            "summary",
            "The article has no summary.",
            "Say in a few sentences what the reader will learn.",
        )


@check({"body-missing": Level.BLOCKER})
def has_a_body(draft: Draft) -> Iterator[Finding]:
    """Require a text."""
    if not text_of_html(draft.body).strip():
        yield blocker("body-missing", "body", "The article has no text.", "Write it.")


@check({"takeaway-missing": Level.BLOCKER, "takeaway-empty": Level.BLOCKER})
def has_a_key_takeaway(draft: Draft) -> Iterator[Finding]:
    """Require a key takeaway, and none that is empty."""
    written = [bool(text_of_html(takeaway).strip()) for takeaway in draft.key_takeaways]
    if not any(written):
        yield blocker(
            "takeaway-missing",
            "key_takeaways",
            "There is no key takeaway.",
            "Add at least one sentence that a hurried reader should keep.",
        )
        return
    for row, has_words in enumerate(written):
        if not has_words:
            yield blocker(
                "takeaway-empty",
                Place("key_takeaways", row),
                "This key takeaway is empty.",
                "Write it or remove it.",
            )


@check({"subject-missing": Level.BLOCKER})
def has_a_subject(draft: Draft) -> Iterator[Finding]:
    """Require a condition or a therapy."""
    if draft.condition is None and not draft.therapies:
        yield blocker(
            "subject-missing",
            "condition",
            "The article names neither a condition nor a therapy.",
            "Choose what it is about.",
        )


@check({"outside-the-schema": Level.BLOCKER})
def stays_in_the_schema(draft: Draft) -> Iterator[Finding]:
    """Refuse what the schema of articles/body.py does not know."""
    for place, fragment in _fragments(draft):
        check = body.faults_in_body if place.field == "body" else body.faults_in_inline
        for fault in check(fragment):
            yield blocker("outside-the-schema", place, fault, "Edit the text.")


@check({"shortcode-residue": Level.BLOCKER})
def has_no_residue(draft: Draft) -> Iterator[Finding]:
    """Refuse shortcodes that a page builder left behind."""
    for block in draft.blocks:
        for match in SHORTCODE.finditer(block.text):
            yield found_in(
                block,
                match.span(),
                rule="shortcode-residue",
                level=Level.BLOCKER,
                message="A page builder's shortcode was left behind:",
                suggestion="Remove it, or put a call to action in its place.",
            )


@check({"call-to-action-unknown": Level.BLOCKER})
def calls_to_action_exist(draft: Draft) -> Iterator[Finding]:
    """Require that every call to action exists."""
    for pk in body.called_actions(draft.body):
        if not (body.is_number(pk) and int(pk) in draft.calls_to_action):
            yield blocker(
                "call-to-action-unknown",
                "body",
                f"The text holds a call to action ({pk!r}) that does not exist.",
                "Choose another or remove it.",
            )


@check({"link-not-web": Level.BLOCKER})
def links_lead_to_the_web(draft: Draft) -> Iterator[Finding]:
    """Require that every link leads to http or https."""
    for place, fragment in _fragments(draft):
        for target in body.links(fragment):
            if not re.match(r"https?://[^/\s]+\.?[^/\s]*", target, re.IGNORECASE):
                yield blocker(
                    "link-not-web",
                    place,
                    "A link does not lead to a web address:",
                    "Let it begin with https:// or http://, or remove it.",
                    target,
                )


def _fragments(draft: Draft) -> Iterator[tuple[Place, str]]:
    for row, takeaway in enumerate(draft.key_takeaways):
        yield Place("key_takeaways", row), takeaway
    yield Place("body"), draft.body


CHECKS = (
    has_title_and_summary,
    has_a_body,
    has_a_key_takeaway,
    has_a_subject,
    stays_in_the_schema,
    has_no_residue,
    calls_to_action_exist,
    links_lead_to_the_web,
)
