"""Rules about how a draft reads to people with and without a screen, and to search engines."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from articles import body
from articles.blocks import Place, body_blocks
from articles.drafts import Draft
from articles.preflight.findings import Finding, Level
from articles.preflight.registry import check

LONGEST_META_DESCRIPTION = 160
"""Characters; search engines cut what is longer."""

EMPTY_LINK_TEXTS = {"click here", "here", "link", "more", "read more", "this", "this link"}


@check({"table-without-headers": Level.NEEDS_REASON})
def tables_have_headers(draft: Draft) -> Iterator[Finding]:
    """Ask for header cells in each table (WCAG 2.2, success criterion 1.3.1)."""
    for table in body.parse(draft.body).iter("table"):
        if next(table.iter("th"), None) is None:
            yield _in_body(
                draft,
                "table-without-headers",
                Level.NEEDS_REASON,
                "A table has no header cells, so that a screen reader can't name its columns:",
                "Make its first row or column headers, or say why it needs none.",
                next(filter(None, map(_words, table.iter("td"))), ""),
                sentence=_words(table),
            )


@check({"heading-skips-a-level": Level.ADVICE})
def headings_step_down_one_by_one(draft: Draft) -> Iterator[Finding]:
    """Advise against headings that leave out a level."""
    level = 1
    for heading in body.parse(draft.body).iter("h2", "h3", "h4"):
        deeper = int(str(heading.tag)[1])
        if deeper > level + 1:
            yield _in_body(
                draft,
                "heading-skips-a-level",
                Level.ADVICE,
                f"A heading of level {deeper} follows one of level {level}:",
                f"Make it a heading of level {level + 1}.",
                _words(heading),
            )
        level = deeper


@check({"link-text-says-nothing": Level.ADVICE})
def links_say_where_they_lead(draft: Draft) -> Iterator[Finding]:
    """Advise against links whose text says nothing alone (success criterion 2.4.4)."""
    for block in draft.blocks:
        for link in block.links if block.place.field == "body" else ():
            words = " ".join(block.text[link.start : link.end].split())
            if words.casefold().rstrip(".…") in EMPTY_LINK_TEXTS:
                yield Finding(
                    "link-text-says-nothing",
                    Level.ADVICE,
                    block.at(link.start, link.end),
                    "A link's words don't say where it leads:",
                    "Link the words that name the page.",
                    words,
                    words,
                )


@check({"meta-description-length": Level.ADVICE})
def meta_description_fits(draft: Draft) -> Iterator[Finding]:
    """Advise on a meta description that is missing or is cut by search engines."""
    length = len(draft.meta_description.strip())
    if length == 0:
        message = "There is no meta description: search engines will choose words themselves."
        suggestion = f"Say in up to {LONGEST_META_DESCRIPTION} characters what the page answers."
    elif length > LONGEST_META_DESCRIPTION:
        message = f"The meta description has {length} characters; search engines cut it."
        suggestion = f"Shorten it to {LONGEST_META_DESCRIPTION}."
    else:
        return
    yield Finding(
        "meta-description-length", Level.ADVICE, Place("meta_description"), message, suggestion
    )


def _in_body(
    draft: Draft,
    rule: str,
    level: Level,
    message: str,
    suggestion: str,
    quote: str,
    *,
    sentence: str = "",
) -> Finding:
    """Make a finding at the first block that reads as quoted, or at the body as a whole."""
    at = Place("body")
    for block in body_blocks(draft.body):
        start = block.text.find(quote)
        if quote and start >= 0:
            at = block.at(start, start + len(quote))
            break
    return Finding(rule, level, at, message, suggestion, quote, sentence or quote)


def _words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


CHECKS = (
    tables_have_headers,
    headings_step_down_one_by_one,
    links_say_where_they_lead,
    meta_description_fits,
)
