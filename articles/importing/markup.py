"""Writing parsed passages as HTML of the draft's closed schema."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from articles.body import sanitise_body, sanitise_inline
from articles.importing.citations import split_at_marks
from articles.importing.parsed import Block, Kind

META_DESCRIPTION_LENGTH = 160
TAGS = {Kind.HEADING_2: "h2", Kind.HEADING_3: "h3", Kind.LIST_ITEM: "li"}


def inline_html(text: str, references: Mapping[int, int]) -> str:
    """Write text as inline HTML; ``references`` gives the record of each citation number."""
    return sanitise_inline(_with_citations(text, references))


def body_html(
    blocks: Sequence[Block], *, references: Mapping[int, int], actions: Mapping[str, int]
) -> str:
    """Write blocks as the HTML of a body.

    ``references`` gives the record of each citation number, ``actions`` the call to action of
    each shortcode; a shortcode without one stays as a paragraph.
    """
    return sanitise_body(
        "".join(
            f"{start}{''.join(_element(block, references, actions) for block in run)}{end}"
            for start, run, end in _runs(blocks)
        )
    )


def shortcode_of(text: str) -> str:
    """Write a shortcode without brackets and needless spaces, as calls to action name it."""
    return " ".join(text.strip("[] \t").split())


def shorten(text: str, length: int = META_DESCRIPTION_LENGTH) -> str:
    """Cut text at the end of its last sentence that fits, else of its last word, with "…"."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    sentences = [end.end() for end in re.finditer(r"[.!?][”\"’')]*(?=\s)", text[: length + 1])]
    if sentences:
        return text[: sentences[-1]]
    words = text[:length].rpartition(" ")[0] or text[: length - 1]
    return words.rstrip(" ,;:–—-") + "…"


def _runs(blocks: Sequence[Block]) -> Iterator[tuple[str, list[Block], str]]:
    """Group the items of each list; gives start tag, blocks, end tag."""
    run: list[Block] = []
    for block in blocks:
        if run and not _goes_on(run[-1], block):
            yield _tagged(run)
            run = []
        run.append(block)
    if run:
        yield _tagged(run)


def _goes_on(item: Block, block: Block) -> bool:
    """Tell whether a block is the next item of the same list."""
    if item.kind is not Kind.LIST_ITEM or block.kind is not Kind.LIST_ITEM:
        return False
    if item.ordinal is None or block.ordinal is None:
        return item.ordinal is block.ordinal
    return block.ordinal != 1 or item.ordinal == 1


def _tagged(run: list[Block]) -> tuple[str, list[Block], str]:
    if run[0].kind is not Kind.LIST_ITEM:
        return "", run, ""
    if run[0].ordinal is None:
        return "<ul>", run, "</ul>"
    start = f' start="{run[0].ordinal}"' if run[0].ordinal != 1 else ""
    return f"<ol{start}>", run, "</ol>"


def _element(block: Block, references: Mapping[int, int], actions: Mapping[str, int]) -> str:
    if block.kind is Kind.SHORTCODE and (action := actions.get(shortcode_of(block.text))):
        return f'<div data-call-to-action="{action}"></div>'
    tag = TAGS.get(block.kind, "p")
    return f"<{tag}>{_with_citations(block.text, references)}</{tag}>"


def _with_citations(text: str, references: Mapping[int, int]) -> str:
    return "".join(
        escape(part, quote=False)
        if isinstance(part, str)
        else f'<cite data-ref="{references[part]}"></cite>'
        for part in split_at_marks(text, references)
    )
