"""The study designs of records: what a record proposes, and what a person has confirmed.

A proposal is never a fact: it is computed from the record wherever it is shown, and only what a
person has confirmed is kept, frozen with editions and shown to readers.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from gate.refusals import NotPermitted, Overtaken, Refusal, one_step
from references.models import Reference
from references.study_design import ProposedDesign, StudyDesign, propose_design

PERMISSION = "references.change_reference"
COLUMNS = ["study_design", "study_design_by", "study_design_at", "study_design_proposed"]


@dataclass(frozen=True)
class DesignOf:
    """What is known of a record's study design: what a person ``confirmed``, what is proposed."""

    confirmed: StudyDesign | None
    proposal: ProposedDesign | None
    no_longer_agrees: bool

    @property
    def chosen(self) -> str:
        """The design that a form begins with: the confirmed one, else the proposed one."""
        return str(self.confirmed or (self.proposal.design if self.proposal else ""))


def design_of(reference: Reference) -> DesignOf:
    """Read what is known of a record's study design; asks nobody, a fifth of a millisecond each.

    A confirmed design no longer agrees where the record has come to speak for another one since,
    not where the person who confirmed it chose otherwise.
    """
    proposal = propose_design(reference.csl or {})
    confirmed = StudyDesign(reference.study_design) if reference.study_design else None
    known = {reference.study_design, reference.study_design_proposed}
    return DesignOf(
        confirmed,
        proposal,
        no_longer_agrees=bool(confirmed and proposal and proposal.design not in known),
    )


def note_design(
    reference: Reference, design: str, *, by: Any, now: datetime.datetime | None = None
) -> None:
    """Note on a record, which is not saved yet, the design that a person says it has; or none."""
    proposal = propose_design(reference.csl or {}) if design else None
    reference.study_design = design
    reference.study_design_by = by if design else None
    reference.study_design_at = (now or timezone.now()) if design else None
    reference.study_design_proposed = str(proposal.design) if proposal else ""


def confirm_design(*, reference: int, design: str, instead_of: str, by: Any) -> Reference:
    """Confirm a record's design, ``instead_of`` the one that the person saw there (or none).

    Raises Refusal.
    """
    _require_permission(by)
    _require_design(design)
    with one_step():
        held = _locked([reference]).get(reference)
        if held is None:
            raise Overtaken("This record is gone, or was merged into another one.")
        if held.study_design not in (instead_of, design):
            told = held.get_study_design_display() or "no design"
            raise Overtaken(f"Somebody said meanwhile: {told}. Look at it again.")
        note_design(held, design, by=by)
        held.save(update_fields=COLUMNS)
    return held


def confirm_designs(
    *, designs: Mapping[int, str], by: Any
) -> tuple[list[Reference], list[Reference]]:
    """Confirm the designs of many records of which nobody has said one yet.

    Returns those that are confirmed now, and those of which somebody said one meanwhile: they
    stay as they are, as do records that are gone. Raises Refusal.
    """
    _require_permission(by)
    for design in designs.values():
        _require_design(design)
    with one_step():
        held = list(_locked([*designs]).values())
        open_ones = [reference for reference in held if not reference.study_design]
        for reference in open_ones:
            note_design(reference, designs[reference.pk], by=by)
        Reference.objects.bulk_update(open_ones, COLUMNS)
    return open_ones, [reference for reference in held if reference not in open_ones]


def keep_design(*, kept: Reference, merged: Reference) -> None:
    """Give a record, which is not saved yet, the confirmed design of one merged into it.

    Where both are confirmed, the kept record's stands.
    """
    if merged.study_design and not kept.study_design:
        for column in COLUMNS:
            setattr(kept, column, getattr(merged, column))


def _locked(keys: Sequence[int]) -> dict[int, Reference]:
    kept = Reference.objects.kept().select_for_update(of=("self",))
    return kept.order_by("pk").in_bulk(keys)


def _require_permission(by: Any) -> None:
    if not by.has_perm(PERMISSION):
        raise NotPermitted("Your account may not change references; a writer's or editor's may.")


def _require_design(design: str) -> None:
    if design not in StudyDesign.values:
        raise Refusal("Choose a study design from the list.")
