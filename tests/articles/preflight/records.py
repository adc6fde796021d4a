"""Invented records for checks of wording, without a database."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from articles.drafts import Draft
from articles.mentions import KnownTherapy
from articles.preflight import Finding
from articles.preflight.registry import Check
from references.models import Reference
from therapies.models import Authority, Condition, RegulatoryStatus, TherapyType

FDA = Authority(pk=1, name="U.S. Food and Drug Administration", abbreviation="FDA", country="US")
EMA = Authority(pk=2, name="European Medicines Agency", abbreviation="EMA")
MIGRAINE = Condition(pk=1, name="Migraine", slug="migraine")
AS_OF = datetime.date(2026, 1, 15)


def status(
    therapy: TherapyType, said: str, *, by: Authority = FDA, as_of: datetime.date = AS_OF
) -> RegulatoryStatus:
    """What an authority said of a therapy for migraine."""
    return RegulatoryStatus(
        therapy=therapy,
        condition=MIGRAINE,
        authority=by,
        status=said,
        as_of=as_of,
        source_title="List",
        source_url="https://example.org/list",
    )


KELP = TherapyType(
    pk=1, name="Kelp Cell Infusion", abbreviation="KCI", synonyms=[], class_names=["kelp cell"]
)
EXOSOMES = TherapyType(
    pk=2, name="Kelp-Derived Exosomes", abbreviation="KDE", synonyms=[], class_names=["kelp cell"]
)
RELIEFIN = TherapyType(pk=3, name="Reliefin", synonyms=["Relivo"], class_names=[])
OLDENINE = TherapyType(pk=4, name="Oldenine", synonyms=[], class_names=[])
NEWBY = TherapyType(pk=5, name="Newbymab", synonyms=[], class_names=["kelp cell"])
KNOWN = (
    KnownTherapy(KELP, (status(KELP, "not_approved"),)),
    KnownTherapy(EXOSOMES, (status(EXOSOMES, "not_approved"),)),
    KnownTherapy(RELIEFIN, (status(RELIEFIN, "approved"),)),
    KnownTherapy(OLDENINE, (status(OLDENINE, "withdrawn"),)),
    KnownTherapy(NEWBY),
)
"""Kelp cells are not approved, Reliefin is, Oldenine was, of Newbymab nothing is on record."""


def reference(number: int, title: str, *, year: int = 2024, design: str = "") -> Reference:
    """A reference whose design its title proposes, unless one is confirmed."""
    csl = {"type": "article-journal", "title": title, "issued": {"date-parts": [[year]]}}
    return Reference(pk=number, csl=csl, study_design=design)


def draft(
    text: str,
    *,
    known: tuple[KnownTherapy, ...] = KNOWN,
    therapies: tuple[TherapyType, ...] = (KELP, EXOSOMES),
    references: Iterable[Reference] = (),
    takeaway: str = "",
) -> Draft:
    """A draft about kelp cells for migraine; [1] in its texts cites reference 1."""
    listed = {one.pk: one for one in references}
    made = Draft(
        body=cited(text if text.startswith("<") else f"<p>{text}</p>"),
        key_takeaways=(cited(takeaway),) if takeaway else (),
        condition=MIGRAINE.pk,
        therapies=tuple(one.pk for one in therapies),
        bibliography=tuple(listed),
    )
    made.__dict__.update(
        known_therapies=known,
        authorities=(FDA, EMA),
        subject=MIGRAINE,
        therapy_types=list(therapies),
        statuses=[one for each in known if each.therapy in therapies for one in each.statuses],
        references=listed,
    )
    return made


def cited(text: str) -> str:
    """Write numbers in brackets as citation nodes."""
    return re.sub(
        r"\[([\d,]+)\]",
        lambda match: "".join(f'<cite data-ref="{one}"></cite>' for one in match[1].split(",")),
        text,
    )


def found(check: Check, made: Draft) -> list[tuple[str, str]]:
    """The rules and words of what a check finds."""
    return [(finding.rule, finding.quote) for finding in check(made)]


def only(check: Check, made: Draft) -> Finding:
    """The one thing that a check finds."""
    [finding] = check(made)
    return finding
