"""The public page of a physician: who they are, their checked licences, and what they signed.

Only of physicians who approved an edition that is or was public. Its address is computed from
the name and the opaque id, so that the bylines of signed statements lead to it too.
"""

from __future__ import annotations

import datetime
import logging
import re
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.text import slugify

from articles.models import Edition
from publishing.models import Release
from reviews.models import Licence, Physician, SignOff
from reviews.verification import NotVouched, public_keys, require_vouched

logger = logging.getLogger(__name__)

SIGNED_A_PAGE = 50
ID_DIGITS = 12
SLUG = re.compile(rf"(?:[-a-z0-9_]*-)?(?P<id>[0-9a-f]{{{ID_DIGITS}}})")


@dataclass(frozen=True)
class SignedEdition:
    """An edition that the physician approved and the public could read; times are UTC."""

    number: int
    title: str
    slug: str
    language: str
    signed_at: datetime.datetime
    is_public: bool
    ended_at: datetime.datetime | None
    end_reason: str


def physician_slug(name: str, public_id: UUID | str) -> str:
    """Name a physician in an address: by name, and by the first digits of the opaque id."""
    return f"{slugify(name)}-{UUID(str(public_id)).hex[:ID_DIGITS]}".lstrip("-")


def physician_path(name: str, public_id: UUID | str) -> str:
    """The path of a physician's page."""
    return f"/physicians/{physician_slug(name, public_id)}/"


def find_physician(slug: str) -> Physician | None:
    """Find whom an address means, by the id in it, among those who signed what was public."""
    found = SLUG.fullmatch(slug)
    if found is None:
        return None
    first, last = (UUID(hex=found["id"].ljust(32, digit)) for digit in "0f")
    public = approvals().filter(physician=OuterRef("pk"))
    return Physician.objects.filter(Exists(public), public_id__range=(first, last)).first()


def approvals() -> QuerySet[SignOff]:
    """The approving sign-offs on editions that are or were public."""
    return SignOff.objects.filter(
        Exists(Release.objects.filter(edition=OuterRef("edition"))),
        decision=SignOff.Decision.APPROVE,
    )


def licences_of(physician: Physician) -> list[Licence]:
    """List the licences that another person verified, the longest valid first."""
    verified = physician.licences.filter(verified_by__isnull=False)
    return list(verified.order_by("-expires_on", "-pk"))


def signed_by(physician: Physician, *, before: int | None) -> tuple[list[SignedEdition], int]:
    """List what a physician approved, the newest first, below a sign-off's number if given.

    Returns a page of it and the number below which it goes on, 0 at the end. An edition whose
    evidence does not check is reported and left out.
    """
    signed = approvals().filter(physician=physician).order_by("-pk")
    if before is not None:
        signed = signed.filter(pk__lt=before)
    found = list(_with_evidence(signed)[: SIGNED_A_PAGE + 1])
    shown = found[:SIGNED_A_PAGE]
    return _vouched(shown), shown[-1].pk if len(found) > len(shown) else 0


def _with_evidence(signed: QuerySet[SignOff]) -> QuerySet[SignOff]:
    return signed.select_related("edition").prefetch_related(
        Prefetch("edition__releases", Release.objects.order_by("-opened_at", "-pk")),
        Prefetch("edition__sign_offs", SignOff.objects.select_related("physician")),
    )


def _vouched(sign_offs: list[SignOff]) -> list[SignedEdition]:
    keys, shown = public_keys(), []
    for sign_off in sign_offs:
        try:
            require_vouched(sign_off.edition, keys=keys)
        except NotVouched:
            logger.exception("Edition %s is left out of the list.", sign_off.edition_id)
            continue
        shown.append(_signed_edition(sign_off, sign_off.edition))
    return shown


def _signed_edition(sign_off: SignOff, edition: Edition) -> SignedEdition:
    last = edition.releases.all()[0]
    return SignedEdition(
        number=edition.number,
        title=edition.title,
        slug=edition.slug,
        language=edition.reading["article"]["language"],
        signed_at=sign_off.signed_at,
        is_public=last.ended_at is None,
        ended_at=last.ended_at,
        end_reason=last.get_end_reason_display(),
    )
