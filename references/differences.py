"""What a looked-up record says otherwise than ours, member by member; nothing is decided here."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from references.csl import KINDS, CslItem
from references.csl_shapes import DATES, NAMES
from references.formatting import sanitised

Item = Mapping[str, Any]

LABELS = {
    "type": "Kind",
    "title": "Title",
    "author": "Authors",
    "container-title": "Journal or book",
    "container-title-short": "Journal, abbreviated",
    "issued": "Published",
    "available-date": "Published online",
    "volume": "Volume",
    "issue": "Issue",
    "page": "Pages",
    "number": "Number",
    "DOI": "DOI",
    "PMID": "PMID",
    "PMCID": "PMCID",
    "ISBN": "ISBN",
    "ISSN": "ISSN",
    "URL": "Web address",
    "edition": "Edition",
    "editor": "Editors",
    "publisher": "Publisher",
    "publisher-place": "Place",
    "language": "Language",
    "abstract": "Abstract",
    "keyword": "Keywords",
    "custom.publication-types": "Publication types",
    "custom.mesh": "MeSH headings",
    "custom.corrections": "Corrections and comments",
    "custom.trials": "Trial numbers",
    "custom.updated-by": "Updated by",
    "custom.update-to": "Update to",
    "custom.crossref": "What else Crossref says",
    "custom.pubmed": "What else PubMed says",
}
"""Members as a person knows them, in the order in which they are shown."""
SHOWN_NAMES = 20
SHOWN_TEXT = 600
OWN = "custom."
SILENT = {"custom.crossref", "custom.pubmed"}
"""What services say beyond all else: kept for later readings, and nothing to compare."""
RICH = {"title", "container-title", "original-title", "title-short"}


@dataclass(frozen=True)
class Difference:
    """A member that a looked-up record has otherwise: ``fills`` what is empty, or changes it."""

    member: str
    old: Any
    new: Any

    @property
    def fills(self) -> bool:
        """Whether ours is empty, so that nothing anybody typed is lost."""
        return _is_empty(self.old)

    @property
    def label(self) -> str:
        """The member's name for people."""
        plain = self.member.removeprefix(OWN).replace("-", " ").replace("_", " ")
        return LABELS.get(self.member) or plain[:1].upper() + plain[1:]

    @property
    def old_text(self) -> str:
        """Ours as text."""
        return as_text(self.member, self.old)

    @property
    def new_text(self) -> str:
        """The other one as text."""
        return as_text(self.member, self.new)

    @property
    def old_html(self) -> SafeString:
        """Ours for a page."""
        return as_html(self.member, self.old)

    @property
    def new_html(self) -> SafeString:
        """The other one for a page."""
        return as_html(self.member, self.new)


def differences(held: Item, found: Item) -> list[Difference]:
    """List where a looked-up item says more or other than the record's item.

    What it lacks is no difference. Spaces, a full stop at the end, the kind of dash between pages
    and the case of a DOI are none either. Of what a service says beyond CSL (``custom``), only
    what is new or has a label here is listed.
    """
    ours, theirs = _flat(held), _flat(found)
    listed = [
        Difference(member, ours.get(member), new)
        for member, new in theirs.items()
        if not _is_empty(new) and not _are_same(member, ours.get(member), new)
    ]
    order = {member: place for place, member in enumerate(LABELS)}
    return sorted(
        (each for each in listed if each.fills or not _is_silent(each.member)),
        key=lambda each: order.get(each.member, len(order)),
    )


def filled(held: Item, found: Item) -> CslItem:
    """Fill what is empty in an item from another, and change nothing."""
    empty = [each.member for each in differences(held, found) if each.fills]
    return taken(held, found, empty)


def taken(held: Item, found: Item, members: Collection[str]) -> CslItem:
    """Take some members, as differences() names them, from another item."""
    made: dict[str, Any] = dict(held)
    own = dict(held.get("custom") or {})
    theirs = _flat(found)
    for member in members:
        if member not in theirs:
            continue
        if member.startswith(OWN):
            own[member.removeprefix(OWN)] = theirs[member]
        else:
            made[member] = theirs[member]
    return cast("CslItem", {**made, "custom": own} if own else made)


def as_text(member: str, value: Any) -> str:
    """Write a member's value for people; long ones are cut short."""
    if _is_empty(value):
        return ""
    if member in SILENT:
        return "Kept with the record as it came."
    if member in NAMES:
        return _names_as_text(value)
    if member in DATES:
        return _date_as_text(value)
    if isinstance(value, list):
        return _shortened("; ".join(str(part) for part in map(_part_as_text, value)))
    text = str(value)
    return _shortened(KINDS.get(text, text) if member == "type" else text)


def as_html(member: str, value: Any) -> SafeString:
    """Write a member's value for a page, a title with its italics; the rest is escaped."""
    text = as_text(member, value)
    if member in RICH:
        return SafeString(sanitised(text))
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in text.splitlines()))


def _flat(item: Item) -> dict[str, Any]:
    own = item.get("custom")
    inner = {f"{OWN}{name}": value for name, value in own.items()} if isinstance(own, dict) else {}
    return {name: value for name, value in item.items() if name not in ("custom", "id")} | inner


def _is_silent(member: str) -> bool:
    return member.startswith(OWN) and (member not in LABELS or member in SILENT)


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _are_same(member: str, ours: Any, theirs: Any) -> bool:
    if _is_empty(ours):
        return False
    return bool(_plain(member, ours) == _plain(member, theirs))


def _plain(member: str, value: Any) -> Any:
    if isinstance(value, str | int):
        text = " ".join(str(value).split()).rstrip(".")
        if member == "page":
            return re.sub(r"\s*[-–—]+\s*", "-", text)
        return text.lower() if member in ("DOI", "PMCID") else text
    if member in NAMES and isinstance(value, list):
        return [_name(name) for name in value]
    if member in DATES and isinstance(value, dict) and value.get("date-parts"):
        return [[str(part) for part in date] for date in value["date-parts"]]
    return value


def _name(name: Any) -> str:
    if not isinstance(name, dict):
        return str(name)
    family = " ".join(
        str(name[part])
        for part in ("dropping-particle", "non-dropping-particle", "family")
        if name.get(part)
    )
    parts = [family, *(str(name.get(part) or "") for part in ("given", "suffix"))]
    return ", ".join(part for part in parts if part) or str(name.get("literal", ""))


def _names_as_text(names: Any) -> str:
    if not isinstance(names, list):
        return str(names)
    more = f"\nand {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
    return "\n".join(map(_name, names[:SHOWN_NAMES])) + more


def _date_as_text(date: Any) -> str:
    parts = date.get("date-parts") if isinstance(date, dict) else None
    if not parts:
        return str(date.get("raw") or date.get("literal") or "") if isinstance(date, dict) else ""
    return " to ".join(
        "-".join(f"{int(part):02}" if str(part).isdecimal() else str(part) for part in day)
        for day in parts
    )


def _part_as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return ", ".join(str(part) for part in value.values())
    return value


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN_TEXT else f"{text[:SHOWN_TEXT].rstrip()} …"
