"""Time passing, by the owner's hand."""

from __future__ import annotations

from typing import Any

import psycopg
from django.test import override_settings

from articles.models import Edition
from reviews.models import SignOff
from tests import factories

MONTHS = 6


def stale(owner: psycopg.Connection[Any]) -> tuple[Edition, str]:
    """An edition approved half a year and an hour ago, by a policy of half a year.

    The zone jumps by two weeks between then and now, so that half a year is longer in it.
    """
    with override_settings(REVIEW_MONTHS=MONTHS):
        sign_off = factories.signed()
    utc_now = "now() AT TIME ZONE 'UTC'"
    ago = f"make_interval(months => {MONTHS}) - interval '1 hour'"
    day = _sign_at(owner, sign_off, f"({utc_now}) - {ago}")
    first, last = max(day - 30, 1), min(day + 30, 365)
    return sign_off.edition, f"AAA167BBB-167,J{first}/0,J{last}/0"


def late(owner: psycopg.Connection[Any]) -> Edition:
    """An edition that needs two approvals, and has one of yesterday, late, and one of today."""
    with override_settings(REQUIRED_APPROVALS=2):
        edition = factories.submitted()
    first, _ = (factories.signed(edition=edition) for _ in range(2))
    _sign_at(owner, first, "date_trunc('day', now() AT TIME ZONE 'UTC') - interval '30 minutes'")
    return edition


def _sign_at(owner: psycopg.Connection[Any], sign_off: SignOff, moment: str) -> int:
    """Move a signature to a moment of UTC; returns the day of the year."""
    with owner.transaction():
        owner.execute("ALTER TABLE reviews_signoff DISABLE TRIGGER gate_sign_offs_stay")
        signed = owner.execute(
            f"UPDATE reviews_signoff SET signed_at = ({moment}) AT TIME ZONE 'UTC' "  # type: ignore[arg-type]
            "WHERE id = %s RETURNING extract(doy FROM signed_at)::integer",
            [sign_off.pk],
        ).fetchone()
        owner.execute("ALTER TABLE reviews_signoff ENABLE ALWAYS TRIGGER gate_sign_offs_stay")
    assert signed is not None
    return signed[0]
