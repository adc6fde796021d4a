"""What every item holds to, whatever format it came from, before it leaves the readers."""

from __future__ import annotations

import re
from typing import Any

from references.csl import CslItem
from references.formats.compact import compact
from references.formats.csl_members import DATES, date_of
from references.formats.markup import plain, storable
from references.identifiers import normalise_doi

SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):(?!\d)", re.I)
WEB = {"http", "https", "ftp"}


def sound(item: CslItem) -> CslItem:
    """Let nothing pass that a database can't store or a browser might run.

    A DOI that is none and an address that is not of the web are kept in ``custom`` as they are.
    """
    members: dict[str, Any] = dict(storable(item))
    refused = {}
    if "DOI" in members and not (doi := normalise_doi(plain(members["DOI"]))):
        refused["DOI"] = members.pop("DOI")
    elif "DOI" in members:
        members["DOI"] = doi
    if "URL" in members and not is_of_the_web(members["URL"]):
        refused["URL"] = members.pop("URL")
    for name in DATES & members.keys():
        members[name] = date_of(members[name])
    if refused:
        members["custom"] = {**members.get("custom", {}), "refused": refused}
    return compact(members)


def is_of_the_web(address: str) -> bool:
    """Tell whether an address may be linked; one without a scheme, as pasted, may."""
    scheme = SCHEME.match(address)
    return not scheme or scheme[1].lower() in WEB
