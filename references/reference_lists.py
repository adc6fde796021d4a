"""Formatted entries kept on their records, so that pandoc runs once for each record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import batched
from typing import Any

from django.conf import settings
from django.db import transaction

from references.formatting import (
    CannotFormat,
    format_each,
    format_references,
    pandoc_version,
    sanitised,
)
from references.models import Reference
from references.styles import Style, find_style

KEPT_AT_A_TIME = 1000


def entries_of(references: Sequence[Reference]) -> list[str]:
    """Format records in the house's style, each as format_references does.

    What is kept on the records is used where it is still right; the rest is formatted in one
    batch and kept. Raises CannotFormat.
    """
    style = find_style(settings.CITATION_STYLE)
    keys = [_key(reference.csl, style) for reference in references]
    stale = {
        reference.pk: reference
        for reference, key in zip(references, keys, strict=True)
        if reference.formatted_key != key
    }
    fresh = _formatted(list(stale.values()), style)
    return [fresh.get(each.pk) or sanitised(each.formatted) for each in references]


def keep_entries(references: Iterable[Reference]) -> tuple[int, list[CannotFormat]]:
    """Format those of many records whose kept entries are missing or outdated.

    Returns how many were formatted, and a refusal for each that can't be. Raises UnknownStyle.
    """
    style = find_style(settings.CITATION_STYLE)
    done, refusals = 0, []
    for batch in batched(references, KEPT_AT_A_TIME):
        stale = [each for each in batch if each.formatted_key != _key(each.csl, style)]
        entries = format_each([each.csl for each in stale], style=style.name)
        good = {
            each.pk: (each, entry)
            for each, entry in zip(stale, entries, strict=True)
            if isinstance(entry, str)
        }
        _keep([each for each, _ in good.values()], [entry for _, entry in good.values()], style)
        done += len(good)
        refusals += [entry for entry in entries if isinstance(entry, CannotFormat)]
    return done, refusals


def _formatted(stale: list[Reference], style: Style) -> dict[int, str]:
    written = _format(tuple(_json(each.csl) for each in stale), style.name)
    _keep(stale, written, style)
    return {each.pk: entry for each, entry in zip(stale, written, strict=True)}


@lru_cache(maxsize=64)
def _format(items: tuple[str, ...], style: str) -> list[str]:
    """Format items; a process that is asked for the same at once again remembers the last ones."""
    return format_references([json.loads(item) for item in items], style=style)


def _keep(references: list[Reference], entries: list[str], style: Style) -> None:
    """Keep entries on their records; a record that somebody else has in hand is passed over."""
    if not references:
        return
    for reference, entry in zip(references, entries, strict=True):
        reference.formatted = entry
        reference.formatted_key = _key(reference.csl, style)
    with transaction.atomic():
        rows = Reference.objects.filter(pk__in=[each.pk for each in references])
        free = rows.select_for_update(no_key=True, skip_locked=True).values_list("pk", flat=True)
        ours = set(free)
        Reference.objects.bulk_update(
            [each for each in references if each.pk in ours], ["formatted", "formatted_key"]
        )


def _key(item: Any, style: Style) -> str:
    """Digest of all that an entry is made from: the item, the style and the formatter."""
    return sha256(_maker(style) + _json(item).encode()).hexdigest()


def _json(item: Any) -> str:
    return json.dumps(item, sort_keys=True)


@lru_cache(maxsize=8)
def _maker(style: Style) -> bytes:
    return sha256(f"{pandoc_version()} {style.name} ".encode() + style.xml).digest()
