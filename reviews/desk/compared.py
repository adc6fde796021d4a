"""The earlier editions with which a physician compares the one at hand."""

from __future__ import annotations

from dataclasses import dataclass

from articles.models import Edition
from articles.standing import public_edition_of
from reviews.models import Review
from reviews.workflow import last_signed_before


@dataclass(frozen=True)
class Compared:
    """An earlier edition that the one at hand is compared with."""

    edition: Edition
    is_own: bool
    is_public: bool


def compared_with(review: Review) -> list[Compared]:
    """Find the editions to compare with: the last one's own signature is on, and the public one."""
    own = last_signed_before(review)
    public = public_edition_of(review.edition.article)
    if public is not None and public.pk == review.edition_id:
        public = None
    is_same = own is not None and public is not None and own.edition_id == public.pk
    found = [Compared(own.edition, is_own=True, is_public=is_same)] if own else []
    if public is not None and not is_same:
        found.append(Compared(public, is_own=False, is_public=True))
    return found
