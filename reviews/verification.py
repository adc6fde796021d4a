"""Recomputing what reviews vouch for, from the evidence itself and nothing cached."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from articles.models import Edition
from gate.refusals import Refusal
from reviews import signatures
from reviews.models import SigningKey, SignOff


class NotVouched(Refusal):
    """An edition whose signatures or bytes do not check; the message says which."""


@dataclass(frozen=True)
class PublicKey:
    jwk: dict[str, Any]
    valid_from: datetime.datetime
    valid_until: datetime.datetime | None

    def was_valid(self, at: datetime.datetime) -> bool:
        """Say whether the key was in use at a time, a minute of tolerance given."""
        tolerance = datetime.timedelta(minutes=1)
        return self.valid_from - tolerance <= at and (
            self.valid_until is None or at <= self.valid_until + tolerance
        )


def public_keys() -> dict[str, PublicKey]:
    """Load all registered public keys by their ids."""
    return {
        key.kid: PublicKey(key.jwk, key.valid_from, key.valid_until)
        for key in SigningKey.objects.all()
    }


def check_edition(edition: Edition) -> None:
    """Require that an edition's digest is the SHA-256 of its content. Raises NotVouched."""
    if hashlib.sha256(bytes(edition.content)).hexdigest() != edition.digest:
        raise NotVouched(f"The content of {edition} does not have the digest it is known by.")


def check_sign_off(sign_off: SignOff, edition: Edition, keys: Mapping[str, PublicKey]) -> None:
    """Require that a sign-off's signature checks and says what its row says.

    Raises NotVouched.
    """
    key = keys.get(sign_off.key_id)
    if key is None or not key.was_valid(sign_off.signed_at):
        raise NotVouched(f"The {sign_off} was signed with a key that is not known or not valid.")
    try:
        signed = signatures.check(sign_off.signature, kind=signatures.SIGN_OFF, key=key.jwk)
    except signatures.BadSignature as error:
        raise NotVouched(f"The {sign_off}: {error}") from error
    if signed != bytes(sign_off.statement):
        raise NotVouched(f"The {sign_off} has a signature on another statement.")
    try:
        stated = _stated(signatures.decoded(signed))
    except (signatures.BadSignature, AttributeError, TypeError, ValueError) as error:
        raise NotVouched(f"The {sign_off} has a statement that can't be read.") from error
    _check_statement(stated, sign_off, edition)


def _stated(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "article": said.get("article", {}).get("id"),
        "edition": said.get("edition"),
        "digest": said.get("digest"),
        "decision": said.get("decision"),
        "physician": said.get("physician", {}).get("id"),
        "time": datetime.datetime.fromisoformat(said.get("time", "")),
    }


def _check_statement(stated: dict[str, Any], sign_off: SignOff, edition: Edition) -> None:
    evident = {
        "article": edition.article_id,
        "edition": edition.number,
        "digest": edition.digest,
        "decision": sign_off.decision,
        "physician": str(sign_off.physician.public_id),
        "time": sign_off.signed_at,
    }
    for member, value in evident.items():
        if stated[member] != value:
            raise NotVouched(f"The {sign_off} states another {member} than its row.")


def require_vouched(
    edition: Edition, *, keys: Mapping[str, PublicKey] | None = None
) -> list[SignOff]:
    """Require that qualified physicians signed exactly this edition's bytes.

    Returns the approving sign-offs, the oldest first. Raises NotVouched.
    """
    check_edition(edition)
    keys = public_keys() if keys is None else keys
    sign_offs = list(edition.sign_offs.all())
    for sign_off in sign_offs:
        check_sign_off(sign_off, edition, keys)
    if any(sign_off.decision != SignOff.Decision.APPROVE for sign_off in sign_offs):
        raise NotVouched(f"A physician objected to {edition}.")
    if len({sign_off.physician_id for sign_off in sign_offs}) < edition.required_approvals:
        raise NotVouched(f"{edition} has too few sign-offs.")
    return sign_offs
