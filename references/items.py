"""The form in which the library holds CSL-JSON items, whoever brings them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from gate.refusals import Refusal
from references.csl import CslItem
from references.formats.markup import storable
from references.identifiers import (
    isbns_in,
    normalise_arxiv,
    normalise_doi,
    normalise_pmcid,
    normalise_pmid,
    normalise_trial,
)

LARGEST_ITEM = 1_000_000
"""Characters of an item as JSON. A paper with 5,000 authors has about 250,000."""
YEARS = range(-9999, 10_000)
NORMAL: dict[str, Callable[[str], str | None]] = {
    "DOI": normalise_doi,
    "PMID": normalise_pmid,
    "PMCID": normalise_pmcid,
    "ISBN": lambda text: " ".join(isbns_in(text)) or None,
}
"""Members that are identifiers, and how their normal form is found."""


class UnfitItem(Refusal):
    """An item that the library can't hold; the message says why."""


def settled(item: Mapping[str, Any]) -> CslItem:
    """Bring an item into the form that the library holds: identifiers normal, nothing empty.

    What stands in the place of an identifier and is none is kept under custom.unread, so that it
    neither takes the place of one nor is lost. Raises UnfitItem.
    """
    made = {
        str(member): value
        for member, value in storable(dict(item)).items()
        if member != "id" and value not in (None, "", [], {})
    }
    title = made.get("title")
    if isinstance(title, str):
        made["title"] = " ".join(title.split())
    if not made.get("title"):
        raise UnfitItem("It has no title.")
    for member in NORMAL:
        if isinstance(made.get(member), int):
            made[member] = str(made[member])
    if faults := list(faults_of(made)):
        raise UnfitItem(" ".join(faults))
    made = _with_own(_with_normal(made))
    if len(json.dumps(made)) > LARGEST_ITEM:
        raise UnfitItem(f"It is longer than {LARGEST_ITEM:,} characters.")
    return cast("CslItem", made)


def _with_normal(item: dict[str, Any]) -> dict[str, Any]:
    made, unread = dict(item), {}
    for member, normalise in NORMAL.items():
        if member in made:
            if normal := normalise(made[member]):
                made[member] = normal
            elif member != "ISBN":
                unread[member] = made.pop(member)
    if unread:
        own = dict(made.get("custom") or {})
        made["custom"] = own | {"unread": {**dict(own.get("unread") or {}), **unread}}
    return made


def _with_own(item: dict[str, Any]) -> dict[str, Any]:
    own = dict(item.get("custom") or {})
    if "arxiv" in own:
        if number := normalise_arxiv(str(own["arxiv"])):
            own["arxiv"] = number
        else:
            own["unread"] = {**dict(own.get("unread") or {}), "arxiv": own.pop("arxiv")}
    if isinstance(own.get("trials"), list):
        own["trials"] = [normalise_trial(str(trial)) or str(trial) for trial in own["trials"]]
    return {**item, "custom": own} if own else item


def faults_of(item: Mapping[str, Any]) -> Iterator[str]:
    """Say, a sentence each, which members have a shape that neither we nor the formatter read."""
    for member, (is_right, what) in SHAPES.items():
        if member in item and not is_right(item[member]):
            yield f"“{member}” has to be {what}."


def identifier_faults(item: Mapping[str, Any]) -> Iterator[str]:
    """Say, a sentence each, which identifiers are none."""
    for member, normalise in NORMAL.items():
        if member in item and member != "ISBN" and not normalise(str(item[member])):
            yield f"“{str(item[member])[:100]}” is no {member}."


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(name, dict)
        and name
        and all(isinstance(part, str | bool | int) for part in name.values())
        and any(isinstance(name.get(part), str) for part in ("family", "given", "literal"))
        for name in value
    )


def _is_date(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    parts = value.get("date-parts")
    if parts is None:
        return any(isinstance(value.get(said), str) for said in ("raw", "literal"))
    return isinstance(parts, list) and all(
        isinstance(date, list)
        and date
        and date[0] in YEARS
        and all(type(part) is int for part in date)
        for date in parts
    )


def _is_own(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("unread", {}), dict)


TEXTS = "title type DOI PMCID ISBN ISSN URL container-title page"
NAMES = "a list of names, each with “family” and “given” or a “literal”"
SHAPES: dict[str, tuple[Callable[[Any], bool], str]] = {
    **dict.fromkeys(
        "title type DOI PMCID ISBN ISSN URL container-title page".split(), (_is_text, "text")
    ),
    "PMID": (_is_text, "text (a number in quotes)"),
    "author": (_are_names, NAMES),
    "editor": (_are_names, NAMES),
    "issued": (_is_date, 'a date such as {"date-parts": [[2024, 5, 1]]}'),
    "custom": (_is_own, "an object, {…}"),
}
