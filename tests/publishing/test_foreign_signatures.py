"""Our signatures, checked by an implementation that is not ours: npm's jose."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages

from publishing.record import review_record
from reviews import ledger, signatures
from reviews.models import SigningKey
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.node]

JOSE = Path(__file__).resolve().parents[1] / "jose"


@dataclass(frozen=True)
class Claim:
    """That a key signed these bytes as something of this kind."""

    jws: str
    typ: str
    payload: bytes

    def problem(self, jwk: dict[str, Any]) -> str:
        """What jose has against it; empty where the signature checks."""
        asked = {
            "jws": self.jws,
            "jwk": jwk,
            "typ": self.typ,
            "payload_base64url": base64.urlsafe_b64encode(self.payload).rstrip(b"=").decode(),
        }
        done = subprocess.run(
            ["node", "check.mjs"],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=False,
            cwd=JOSE,
        )
        assert done.returncode in (0, 1), done.stderr
        assert bool(done.stderr) == bool(done.returncode)
        return done.stderr


def sign_off() -> Claim:
    """As a stranger finds it in the review record."""
    record = review_record(factories.released().article)
    [signed] = record["editions"][0]["sign_offs"]
    return Claim(signed["signature"], signatures.SIGN_OFF, signed["statement"].encode())


def checkpoint() -> Claim:
    factories.submitted()
    made = ledger.checkpoint()
    assert made is not None
    return Claim(made.signature, signatures.CHECKPOINT, bytes(made.content))


def page_manifest() -> Claim:
    """As it lies beside the page."""
    slug = factories.released().article.slug
    [name] = [
        name
        for name in storages["pages"].listdir(f"articles/{slug}")[1]
        if name.endswith(".jws") and name.startswith("index")
    ]
    with storages["pages"].open(f"articles/{slug}/{name}") as file:
        jws = file.read().decode()
    payload = jws.split(".")[1]
    return Claim(
        jws, signatures.PAGE, base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    )


def jwk() -> dict[str, Any]:
    """The public key as everybody finds it at /.well-known/jwks.json."""
    return SigningKey.objects.get().jwk


def altered(claim: Claim) -> Iterator[Claim]:
    """The same with one byte of payload, signed part or signature changed, or of another kind."""
    middle = len(claim.payload) // 2
    payload = bytearray(claim.payload)
    payload[middle] ^= 1
    yield Claim(claim.jws, claim.typ, bytes(payload))
    for part in range(3):
        parts = claim.jws.split(".")
        text = parts[part]
        other = "A" if text[10] != "A" else "B"
        parts[part] = text[:10] + other + text[11:]
        yield Claim(".".join(parts), claim.typ, claim.payload)
    yield Claim(claim.jws, "medcontent-other+jws", claim.payload)


@pytest.mark.parametrize("make", [sign_off, checkpoint, page_manifest])
def test_jose_agrees_and_sees_each_changed_byte(make: Callable[[], Claim]):
    claim = make()
    assert claim.problem(jwk()) == ""
    for other in altered(claim):
        assert other.problem(jwk()) != ""
