"""Licences: entered by one person, verified by another, ended when lost or renewed."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db.models.functions import Now

from gate.inspection import require_gate
from gate.refusals import NotPermitted, Refusal, one_step
from reviews.models import Licence, Physician

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser as User


def enter_licence(
    *,
    physician: Physician,
    by: User,
    authority: str,
    country: str,
    number: str,
    valid_from: datetime.date,
    expires_on: datetime.date,
) -> Licence:
    """Enter a licence, to be verified by somebody else; days are UTC days, both included."""
    if physician.account_id != by.pk and not by.has_perm("reviews.verify_licence"):
        raise NotPermitted("Only the physician and administrators enter a licence.")
    if expires_on < valid_from:
        raise Refusal("The licence expires before it begins; correct the dates.")
    require_gate()
    with one_step():
        return Licence.objects.create(
            physician=physician,
            authority=authority,
            country=country.upper(),
            number=number,
            valid_from=valid_from,
            expires_on=expires_on,
            entered_by=by.pk,
        )


def verify_licence(*, licence: Licence, by: User) -> Licence:
    """Vouch that a licence stands as entered at its authority's own register."""
    if not by.has_perm("reviews.verify_licence"):
        raise NotPermitted("Only administrators verify licences.")
    if licence.entered_by == by.pk:
        raise NotPermitted("You entered this licence; somebody else has to verify it.")
    require_gate()
    with one_step():
        Licence.objects.filter(pk=licence.pk).update(verified_by=by.pk, verified_at=Now())
    licence.refresh_from_db()
    return licence


def end_licence(*, licence: Licence, by: User, on: datetime.date) -> Licence:
    """Note that a licence was lost, or was entered anew, as of a day."""
    if not by.has_perm("reviews.verify_licence"):
        raise NotPermitted("Only administrators end licences.")
    require_gate()
    with one_step():
        Licence.objects.filter(pk=licence.pk).update(ended_on=on)
    licence.refresh_from_db()
    return licence
