"""Signing bytes and checking them: compact JWS (RFC 7515) with Ed25519 (RFC 9864).

Each kind of statement has a ``typ`` of its own, so that a signature on one kind is never taken
for another.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from gate.refusals import Refusal
from reviews.keys import registered_key, signing_key

SIGN_OFF = "medcontent-sign-off+jws"
PAGE = "medcontent-page+jws"
CHECKPOINT = "medcontent-checkpoint+jws"

ALGORITHM = "Ed25519"


class BadSignature(Refusal):
    """A signature does not check; the message says why."""


def sign(payload: bytes, *, kind: str) -> tuple[str, str]:
    """Sign bytes as a compact JWS; returns it and the key's id. Raises NoSigningKey."""
    registered = registered_key()
    header = {"alg": ALGORITHM, "typ": kind, "kid": registered.kid}
    return jws.serialize_compact(header, payload, signing_key(), algorithms=[ALGORITHM]), (
        registered.kid
    )


def key_id(signature: str) -> str:
    """Read which key a compact JWS says it was signed with. Raises BadSignature."""
    return str(_header(signature).get("kid", ""))


def _header(signature: str) -> dict[str, Any]:
    try:
        return dict(jws.extract_compact(signature.encode()).headers())
    except (JoseError, ValueError, TypeError) as error:
        raise BadSignature(f"This is no compact JWS: {error}.") from error


def check(signature: str, *, kind: str, key: dict[str, Any]) -> bytes:
    """Check a compact JWS with a public JWK; returns what was signed. Raises BadSignature."""
    if _header(signature).get("typ") != kind:
        raise BadSignature(f"The signature is not of the kind {kind}.")
    try:
        public = _public_key(key["kty"], key["crv"], key["x"])
        return jws.deserialize_compact(signature, public, algorithms=[ALGORITHM]).payload or b""
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise BadSignature(f"The signature does not check: {error}.") from error


@lru_cache(maxsize=64)
def _public_key(kty: str, crv: str, x: str) -> OKPKey:
    return OKPKey.import_key({"kty": kty, "crv": crv, "x": x})


def decoded(payload: bytes) -> dict[str, Any]:
    """Read a signed JSON object. Raises BadSignature."""
    try:
        members = json.loads(payload)
    except ValueError as error:
        raise BadSignature("What was signed is no JSON.") from error
    if not isinstance(members, dict):
        raise BadSignature("What was signed is no JSON object.")
    return members
