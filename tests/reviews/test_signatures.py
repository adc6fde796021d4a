"""Compact JWS with Ed25519: one changed byte, another kind or another key does not check."""

from __future__ import annotations

import base64
import json

import pytest
from joserfc.jwk import OKPKey

from reviews import signatures
from reviews.keys import public_jwk, signing_key
from reviews.signatures import BadSignature

pytestmark = pytest.mark.django_db

PAYLOAD = b'{"digest":"abc"}'


@pytest.fixture
def signature() -> str:
    return signatures.sign(PAYLOAD, kind=signatures.SIGN_OFF)[0]


def jwk() -> dict:
    return public_jwk(signing_key())


def check(signature: str, *, kind: str = signatures.SIGN_OFF) -> bytes:
    return signatures.check(signature, kind=kind, key=jwk())


def part(members: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(members).encode()).rstrip(b"=").decode()


def test_what_was_signed_comes_back(signature):
    assert check(signature) == PAYLOAD


def test_the_header_names_algorithm_kind_and_key(signature):
    header = json.loads(base64.urlsafe_b64decode(signature.split(".")[0] + "=="))
    assert header == {"alg": "Ed25519", "typ": "medcontent-sign-off+jws", "kid": jwk()["kid"]}
    assert signatures.key_id(signature) == jwk()["kid"]


def test_signing_the_same_twice_gives_the_same_signature(signature):
    assert signatures.sign(PAYLOAD, kind=signatures.SIGN_OFF)[0] == signature


def test_one_changed_character_anywhere_does_not_check(signature):
    for place, character in enumerate(signature):
        # The last character of a part holds bits that base64 leaves over.
        if character == "." or signature[place + 1 : place + 2] in ("", "."):
            continue
        other = "A" if character != "A" else "B"
        with pytest.raises(BadSignature):
            check(signature[:place] + other + signature[place + 1 :])


def test_another_kind_does_not_check(signature):
    for kind in (signatures.PAGE, signatures.CHECKPOINT):
        with pytest.raises(BadSignature, match="not of the kind"):
            check(signature, kind=kind)


def test_another_key_does_not_check(signature):
    other = public_jwk(OKPKey.generate_key("Ed25519"))
    with pytest.raises(BadSignature, match="does not check"):
        signatures.check(signature, kind=signatures.SIGN_OFF, key=other)


@pytest.mark.parametrize("algorithm", ["none", "HS256", "EdDSA", "RS256"])
def test_a_header_that_names_another_algorithm_does_not_check(signature, algorithm):
    _, payload, signed = signature.split(".")
    header = part({"alg": algorithm, "typ": signatures.SIGN_OFF, "kid": jwk()["kid"]})
    for forged in (f"{header}.{payload}.{signed}", f"{header}.{payload}."):
        with pytest.raises(BadSignature):
            check(forged)


@pytest.mark.parametrize(
    "text", ["", ".", "..", "a.b.c", "é.é.é", "a.b", "a.b.c.d", "{}", "\x00", "bnVsbA.YQ.YQ"]
)
def test_what_is_no_jws_is_refused_without_a_crash(text):
    with pytest.raises(BadSignature):
        check(text)
    with pytest.raises(BadSignature):
        signatures.key_id(text)


@pytest.mark.parametrize("key", [{}, {"kty": "OKP"}, {"kty": "OKP", "crv": "Ed25519", "x": "?"}])
def test_a_broken_public_key_checks_nothing(signature, key):
    with pytest.raises(BadSignature):
        signatures.check(signature, kind=signatures.SIGN_OFF, key=key)


def test_what_is_signed_must_be_a_json_object_to_be_read():
    assert signatures.decoded(PAYLOAD) == {"digest": "abc"}
    for payload in (b"", b"[]", b"\xff", b"5"):
        with pytest.raises(BadSignature):
            signatures.decoded(payload)
