"""References in a CSL style, formatted by pandoc; never in a reader's request."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import batched
from math import ceil
from typing import Any

import nh3
import pypandoc
from django.conf import settings
from lxml import html

from references.csl_shapes import DATES, NAME_PARTS, NAMES, SHAPES, faults_in
from references.pandoc import NoPandoc, PandocFails, TakesTooLong, run_pandoc
from references.styles import CannotFormat, Style, find_style

__all__ = ["CannotFormat", "format_each", "format_references", "plain_text", "sanitised"]

type Item = Mapping[str, Any]

TAGS = {"a", "b", "em", "i", "strong", "sub", "sup"}
BATCH, PARTS = 500, 16
"""Items for one run of pandoc, whose time grows faster than their number; into how many parts it is
divided where pandoc fails."""
SECONDS, SECONDS_AN_ITEM, SECONDS_A_MEGABYTE = 3, 0.02, 12
"""Of the processor, which pandoc may take; it needs a quarter of that."""
PATIENCE = 60
"""Seconds lost to items that take too long, after which no further ones are tried."""
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def format_references(items: Sequence[Item], *, style: str | None = None) -> list[str]:
    """Format CSL-JSON items as the entries of a reference list.

    Returns one sanitised HTML fragment an item, in the items' order, without a number; it depends
    on its item and the style alone. Raises CannotFormat, and UnknownStyle.
    """
    entries = format_each(items, style=style)
    if failures := [entry for entry in entries if isinstance(entry, CannotFormat)]:
        raise failures[0]
    return [str(entry) for entry in entries]


def format_each(items: Sequence[Item], *, style: str | None = None) -> list[str | CannotFormat]:
    """Format what can be formatted; in the place of an item that can't, say why.

    Raises UnknownStyle, and CannotFormat where pandoc does not run at all.
    """
    if not items:
        return []
    chosen = find_style(style or settings.CITATION_STYLE)
    batches = list(batched(items, BATCH))
    patience = Patience(PATIENCE)
    if len(batches) == 1:
        return _format_batch(batches[0], chosen, patience)
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        results = pool.map(lambda batch: _format_batch(batch, chosen, patience), batches)
        return [entry for result in results for entry in result]


def plain_text(entry: str) -> str:
    """Write a formatted entry as one line of text."""
    return " ".join(html.fromstring(f"<div>{entry}</div>").text_content().split())


def pandoc_version() -> str:
    """Name the version of pandoc that formats."""
    return str(pypandoc.get_pandoc_version())


def sanitised(entry: str) -> str:
    """Leave of an entry's HTML what is harmless: emphasis, sub- and superscript, links."""
    return nh3.clean(entry, tags=TAGS, attributes={"a": {"href"}}, link_rel=None).strip()


@dataclass
class Patience:
    """How many seconds may still be lost to items that take too long."""

    left: float


def _format_batch(
    items: Sequence[Item], style: Style, patience: Patience
) -> list[str | CannotFormat]:
    """Format a batch; where pandoc fails, divide it until the items at fault are alone."""
    faults = {place: refusal for place, item in enumerate(items) if (refusal := _refusal(item))}
    readable = [place for place in range(len(items)) if place not in faults]
    try:
        page = _pandoc([items[place] for place in readable], style, patience) if readable else ""
    except PandocFails as error:
        if len(items) == 1:
            return [CannotFormat(f"{_named(items[0])} could not be formatted: {error}.")]
        parts = batched(items, -(-len(items) // PARTS))
        return [entry for part in parts for entry in _format_batch(part, style, patience)]
    entries = dict(zip(readable, _entries(page, len(readable)), strict=True))
    return [
        faults.get(place) or entries.get(place) or _empty(item) for place, item in enumerate(items)
    ]


# --- What is given to pandoc


def _refusal(item: Any) -> CannotFormat | None:
    if not isinstance(item, Mapping):
        return CannotFormat(
            "This could not be formatted: it is no CSL-JSON item, which has to be one object, {…}."
        )
    if faults := faults_in(item):
        return CannotFormat(f"{_named(item)} could not be formatted: {' '.join(faults)}")
    return None


def _empty(item: Item) -> CannotFormat:
    return CannotFormat(
        f"{_named(item)} could not be formatted: it holds nothing that the style prints. "
        "Give at least a title."
    )


def _named(item: Item) -> str:
    title = " ".join(str(item.get("title") or item.get("DOI") or item.get("id") or "").split())
    return f"The reference “{title[:80]}”" if title else "A reference without a title"


def _readable(item: Item) -> dict[str, Any]:
    """Leave out what pandoc can't read and no style prints: members that CSL does not know."""
    return {
        member: _readable_value(member, value)
        for member, value in item.items()
        if value is not None and (member in SHAPES or isinstance(value, str))
    }


def _readable_value(member: str, value: Any) -> Any:
    if member in NAMES:
        return [{part: name[part] for part in NAME_PARTS if part in name} for name in value]
    if member in DATES:
        parts = [date for date in value.get("date-parts", []) if date]
        return {**value, "date-parts": parts} if parts else {**_without_parts(value)}
    return _printable(value) if isinstance(value, str) else value


def _without_parts(date: Mapping[str, Any]) -> dict[str, Any]:
    return {way: value for way, value in date.items() if way != "date-parts"}


def _printable(text: str) -> str:
    return UNPRINTABLE.sub(" ", text)


# --- pandoc


def _pandoc(items: Iterable[Item], style: Style, patience: Patience) -> str:
    """Run pandoc over items. Raises PandocFails, and CannotFormat where it does not run."""
    numbered = [{**_readable(item), "id": f"r{place}"} for place, item in enumerate(items)]
    text = json.dumps(numbered).encode()
    limit = SECONDS + SECONDS_AN_ITEM * len(numbered) + SECONDS_A_MEGABYTE * len(text) / 1e6
    if patience.left <= 0:
        raise PandocFails("others before it took too long; correct them first")
    with tempfile.NamedTemporaryFile(suffix=".csl") as file:
        file.write(style.xml)
        file.flush()
        arguments = ["--from=csljson", "--to=html", "--wrap=none", "--citeproc"]
        try:
            done = run_pandoc([*arguments, f"--csl={file.name}"], text, seconds=ceil(limit))
        except TakesTooLong:
            patience.left -= limit
            raise PandocFails(
                "it takes too long; shorten its title, and take out marks and quotation marks that "
                "stand in one another"
            ) from None
        except NoPandoc as error:
            raise CannotFormat(
                f"The references could not be formatted now: pandoc does not run ({error})."
            ) from error
    return done.decode(errors="replace")


# --- What comes back


def _entries(page: str, count: int) -> Iterator[str]:
    if not count:
        return
    found = {entry.get("id", ""): entry for entry in html.fromstring(page).find_class("csl-entry")}
    for place in range(count):
        entry = found.get(f"ref-r{place}")
        yield "" if entry is None else _entry_html(entry)


def _entry_html(entry: html.HtmlElement) -> str:
    for block in entry.iterdescendants("div"):  # what the style sets on lines of their own
        block.tail = f" {block.tail or ''}"
    return sanitised(html.tostring(entry, encoding="unicode", with_tail=False))
