"""Drafts that are only text, for checks of wording that need no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from articles.drafts import Draft
from articles.mentions import KnownTherapy
from articles.models import CallToAction, LinkCheck
from articles.preflight import Finding
from articles.preflight.registry import Check
from therapies.models import Authority, Condition, RegulatoryStatus, TherapyType

MS = Condition(name="Multiple sclerosis", slug="multiple-sclerosis", abbreviation="MS")
FDA = Authority(name="U.S. Food and Drug Administration", abbreviation="FDA")


def therapy(name: str, abbreviation: str = "", *, status: str = "not_approved") -> KnownTherapy:
    """A therapy of the records with what the FDA says of it; nothing where status is empty."""
    kind = TherapyType(name=name, abbreviation=abbreviation)
    said = (RegulatoryStatus(therapy=kind, authority=FDA, status=status),) if status else ()
    return KnownTherapy(kind, said)


def draft(
    *paragraphs: str,
    html: str = "",
    subject: Condition | None = None,
    buttons: Mapping[int, CallToAction] | None = None,
    checks: Mapping[str, LinkCheck] | None = None,
    known: Sequence[KnownTherapy] = (),
    about: Sequence[KnownTherapy] = (),
    **values: Any,
) -> Draft:
    """A draft of paragraphs, which knows its records without asking the database."""
    body = html or "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    made = Draft(body=body, **values)
    made.__dict__.update(
        subject=subject,
        known_therapies=(*known, *about),
        therapy_types=[one.therapy for one in about],
        calls_to_action=dict(buttons or {}),
        link_checks=dict(checks or {}),
    )
    return made


def found(check: Check, *paragraphs: str, **records: Any) -> list[Finding]:
    """What a check finds in paragraphs."""
    return list(check(draft(*paragraphs, **records)))


def quotes(findings: Iterable[Finding]) -> list[str]:
    """The words that findings mark."""
    return [finding.quote for finding in findings]


def mends(findings: Iterable[Finding]) -> list[str]:
    """What the mends of findings would write; empty where there is none."""
    return [finding.mend.text if finding.mend else "" for finding in findings]
