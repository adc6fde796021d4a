"""What people read of a record in lists: its title, who wrote it and where, its identifiers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from references.formats.markup import plain
from references.record_form import authors_as_lines
from references.records import year_of

NAMED = 3
"""Authors that are named before “and others”."""
IDENTIFIERS = ("DOI", "PMID", "PMCID", "ISBN")


def title_of(item: Mapping[str, Any]) -> str:
    """Write a title without its marks."""
    return plain(str(item.get("title", "")))


def about(item: Mapping[str, Any]) -> str:
    """Say who wrote a publication, in what and when, without its title."""
    names = authors_as_lines(item).splitlines()
    said = ["; ".join(names[:NAMED]) + (" and others" if len(names) > NAMED else "")]
    said += [plain(str(item.get("container-title", ""))), str(year_of(item) or "no year")]
    return ". ".join(part.rstrip(".") for part in said if part)


def identifiers_line(item: Mapping[str, Any]) -> str:
    """List what identifies a publication; empty where nothing does."""
    return ", ".join(f"{kind} {item[kind]}" for kind in IDENTIFIERS if kind in item)
