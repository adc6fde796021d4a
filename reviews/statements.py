"""The statement of a sign-off: what exactly a physician signs."""

from __future__ import annotations

from typing import Any

from articles.freeze import canonical
from reviews.clock import database_time
from reviews.meanings import MEANINGS
from reviews.models import Licence, Review, SignOff

PASSWORD = "password"
"""Method: the server vouches that the physician gave their password."""


def statement(*, review: Review, licence: Licence, decision: str, method: str) -> bytes:
    """Write the statement as RFC 8785 canonical JSON, stamped with the database's time."""
    edition, physician = review.edition, review.physician
    said: dict[str, Any] = {
        "type": "medcontent sign-off",
        "format": 1,
        "article": {"id": edition.article_id, "slug": edition.slug},
        "edition": edition.number,
        "digest": edition.digest,
        "decision": decision,
        "capacity": SignOff.Capacity.PHYSICIAN.value,
        "meaning": MEANINGS[decision].as_statement(),
        "physician": {
            "id": str(physician.public_id),
            "name": physician.name,
            "credentials": physician.credentials,
        },
        "licence": _licence(licence, with_number=physician.publishes_licence_number),
        "interests_declared": review.has_interests,
        "method": method,
        "time": database_time(),
    }
    return canonical(said)


def _licence(licence: Licence, *, with_number: bool) -> dict[str, str]:
    stated = {
        "authority": licence.authority,
        "country": licence.country,
        "expires_on": licence.expires_on.isoformat(),
    }
    return stated | ({"number": licence.number} if with_number else {})
