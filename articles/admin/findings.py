"""Findings as the article form and the page of submission list them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from articles.blocks import Place
from articles.models import Reason
from articles.preflight import Finding, Level, Mend
from articles.preflight.registry import checks
from articles.words import LABELS

TITLES = {
    Level.BLOCKER: "To mend before submission",
    Level.NEEDS_REASON: "Mend, or give a reason",
    Level.ADVICE: "Advice",
}
FAMILIES = {
    "structure": "What an article must have",
    "sources": "Sources that fell",
    "images": "Images",
    "writing": "Headings, tables and links",
    "citations": "Citations",
    "claims": "Claims that need a source",
    "promises": "Promises",
    "efficacy": "Said to work",
    "regulatory": "Regulatory wording",
    "evidence": "Evidence and wording",
    "safety": "Safety of readers",
    "language": "Language",
}
"""What people call our families of rules; a publisher's own are called by their module."""
LONGEST_UNFOLDED = 20
"""Findings that are listed without folds."""
WITH_CITATIONS = ("body", "key_takeaways")


@dataclass(frozen=True)
class Row:
    """A finding as it is listed; ``name`` is the only one of its kind on the page."""

    finding: Finding
    name: str
    reason: str = ""

    @property
    def where(self) -> str:
        """The place as the form calls it."""
        return in_form(self.finding.place)

    @property
    def anchor(self) -> str:
        """The part of the form that it is in."""
        return f"field-{self.finding.place.field}"

    @property
    def quote(self) -> str:
        """The words that it is about, where its message does not say them."""
        return "" if self.finding.quote in self.finding.message else self.finding.quote

    @property
    def takes_reason(self) -> bool:
        """Whether it may be settled with a reason."""
        return self.finding.level is not Level.BLOCKER

    @property
    def mend(self) -> Mend | None:
        """What can be done in one click; a plain field can't cite."""
        mend, field = self.finding.mend, self.finding.place.field
        return None if mend and mend.act == "cite" and field not in WITH_CITATIONS else mend


@dataclass(frozen=True)
class Family:
    """Findings of one level by rules that belong together."""

    name: str
    rows: list[Row]

    @property
    def title(self) -> str:
        """What people call the family."""
        return FAMILIES.get(self.name) or self.name.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Group:
    """The open findings of one level."""

    level: Level
    families: list[Family]

    @property
    def title(self) -> str:
        """What the level asks of the writer."""
        return TITLES[self.level]

    @property
    def asks(self) -> bool:
        """Whether these findings must be mended or given a reason."""
        return self.level is Level.NEEDS_REASON

    @cached_property
    def rows(self) -> list[Row]:
        """All findings of the level."""
        return [row for family in self.families for row in family.rows]


@dataclass(frozen=True)
class Listing:
    """All findings of a draft: the open ones by level, and those settled with a reason."""

    groups: list[Group]
    settled: list[Row]

    @property
    def is_long(self) -> bool:
        """Whether families are better folded, so that one sees what there is."""
        return sum(len(group.rows) for group in self.groups) > LONGEST_UNFOLDED


def listed(findings: Iterable[Finding], reasons: Mapping[str, Reason]) -> Listing:
    """List findings by level, the gravest first, and by family in the order of the checks."""
    rows = _rows(findings, reasons)
    return Listing(
        groups=[group for level in Level if (group := _group(level, rows)).families],
        settled=[row for row in rows if row.reason],
    )


def _rows(findings: Iterable[Finding], reasons: Mapping[str, Reason]) -> list[Row]:
    seen: Counter[str] = Counter()
    rows = []
    for finding in findings:
        seen[finding.key] += 1
        given = reasons.get(finding.key) if finding.level is not Level.BLOCKER else None
        name = f"{finding.key}-{seen[finding.key]}"
        rows.append(Row(finding, name, given.reason if given else ""))
    return rows


def _group(level: Level, rows: Iterable[Row]) -> Group:
    family_of = {rule: check.family for check in checks() for rule in check.rules}
    families: dict[str, list[Row]] = {}
    for row in rows:
        if row.finding.level is level and not row.reason:
            families.setdefault(family_of.get(row.finding.rule, "checks"), []).append(row)
    return Group(level, [Family(name, found) for name, found in families.items()])


def in_form(place: Place) -> str:
    """Name a place as the form does."""
    label = LABELS.get(place.field, place.field)
    return label if place.row is None else f"{label}, row {place.row + 1}"
