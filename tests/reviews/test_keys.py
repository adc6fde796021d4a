"""Signing keys: made once, kept private, retired, lost; what they signed stays valid."""

from __future__ import annotations

import json
import stat
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from joserfc.jwk import ECKey, OKPKey

from reviews import signatures
from reviews.keys import (
    NoSigningKey,
    key_set,
    new_key,
    public_jwk,
    registered_key,
    signing_key,
    write_public_keys,
)
from reviews.models import LedgerEntry, SigningKey, SignOff
from reviews.verification import check_sign_off, public_keys, require_vouched
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def key_file(settings) -> Path:
    return Path(settings.SIGNING_KEY_FILE)


def public_file(settings) -> dict:
    return json.loads(Path(settings.PUBLIC_KEYS_FILE).read_text(encoding="utf-8"))


# the first key


def test_the_first_signature_makes_a_key_that_only_this_user_can_read(key_file):
    signatures.sign(b"a", kind=signatures.SIGN_OFF)
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    files = {file.name for file in key_file.parent.iterdir()}
    assert files == {"signing-key.json", "public-keys.json"}


def test_the_key_is_named_by_its_thumbprint_and_its_public_half_is_registered(key_file, settings):
    registered = registered_key()
    key = OKPKey.import_key(json.loads(key_file.read_text(encoding="utf-8")))
    assert registered.kid == key.thumbprint()
    assert registered.jwk == {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": key.as_dict()["x"],
        "kid": registered.kid,
        "alg": "Ed25519",
        "use": "sig",
    }
    assert public_file(settings) == key_set()


def test_the_same_key_is_used_from_then_on():
    assert registered_key() == registered_key()
    assert SigningKey.objects.count() == 1


def test_no_private_part_is_ever_published(settings):
    registered_key()
    assert "d" not in public_jwk(signing_key())
    assert all("d" not in key for key in key_set()["keys"] + public_file(settings)["keys"])


def test_the_public_keys_can_be_read_by_the_page_server(settings):
    write_public_keys()
    assert stat.S_IMODE(Path(settings.PUBLIC_KEYS_FILE).stat().st_mode) == 0o644


# a key from the environment


def test_a_key_from_the_environment_goes_before_any_file(settings, key_file):
    settings.SIGNING_KEY = new_key()
    signature, kid = signatures.sign(b"a", kind=signatures.SIGN_OFF)
    assert kid == OKPKey.import_key(json.loads(settings.SIGNING_KEY)).thumbprint()
    assert signatures.key_id(signature) == kid
    assert not key_file.exists()


@pytest.mark.parametrize(
    "setting",
    [
        "not json",
        "[]",
        '"text"',
        "5",
        "{}",
        '{"kty":"OKP","crv":"Ed25519","x":"AAAA"}',
        json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=False)),
        json.dumps(OKPKey.generate_key("X25519").as_dict(private=True)),
        json.dumps(ECKey.generate_key("P-256").as_dict(private=True)),
    ],
    ids="text list string number empty weak public x25519 p256".split(),
)
def test_what_is_no_private_ed25519_key_signs_nothing_and_is_named(settings, setting):
    settings.SIGNING_KEY = setting
    with pytest.raises(NoSigningKey, match="SIGNING_KEY is not a"):
        signatures.sign(b"a", kind=signatures.SIGN_OFF)
    assert not SigningKey.objects.exists()


def test_the_message_about_a_bad_key_does_not_show_it(settings):
    settings.SIGNING_KEY = '{"kty":"OKP","crv":"Ed25519","x":"A","d":"verysecret"}'
    with pytest.raises(NoSigningKey) as refused:
        signing_key()
    assert "verysecret" not in str(refused.value)


def test_in_production_no_key_is_made(settings):
    settings.SIGNING_KEY_FILE = None
    with pytest.raises(NoSigningKey, match="SIGNING_KEY is not set"):
        signatures.sign(b"a", kind=signatures.SIGN_OFF)


# a lost key


def test_a_lost_key_stops_signing_with_a_clear_message_and_loses_no_evidence(key_file):
    sign_off = factories.signed()
    review = factories.accepted()
    key_file.unlink()
    entries = LedgerEntry.objects.count()
    with pytest.raises(NoSigningKey, match=r"gone.*make_signing_key"):
        factories.signed(review=review)
    assert not key_file.exists()
    assert SignOff.objects.get() == sign_off
    assert LedgerEntry.objects.count() == entries
    check_sign_off(sign_off, sign_off.edition, public_keys())


def test_a_lost_key_that_is_put_back_signs_again(key_file):
    kid = factories.signed().key_id
    kept = key_file.read_text(encoding="utf-8")
    key_file.unlink()
    key_file.write_text(kept, encoding="utf-8")
    assert factories.signed().key_id == kid


# rotation


def test_after_a_rotation_old_and_new_signatures_are_valid(key_file, settings):
    old = factories.signed()
    key_file.unlink()
    call_command("make_signing_key", stdout=StringIO())
    new = factories.signed()
    assert old.key_id != new.key_id
    assert SigningKey.objects.get(pk=old.key_id).valid_until is not None
    assert SigningKey.objects.get(pk=new.key_id).valid_until is None
    for sign_off in (old, new):
        assert require_vouched(sign_off.edition) == [sign_off]
    assert {key["kid"] for key in public_file(settings)["keys"]} == {old.key_id, new.key_id}


def test_a_retired_key_signs_nothing(settings):
    first, second = new_key(), new_key()
    settings.SIGNING_KEY = first
    registered_key()
    settings.SIGNING_KEY = second
    registered_key()
    settings.SIGNING_KEY = first
    with pytest.raises(NoSigningKey, match="was retired"):
        signatures.sign(b"a", kind=signatures.SIGN_OFF)


# manage.py make_signing_key


def test_the_command_keeps_a_key_in_a_file_outside_production(key_file):
    said = StringIO()
    call_command("make_signing_key", stdout=said)
    assert str(key_file) in said.getvalue()
    assert "d" in json.loads(key_file.read_text(encoding="utf-8"))
    assert '"d"' not in said.getvalue()


def test_the_command_never_overwrites_a_key(key_file):
    call_command("make_signing_key", stdout=StringIO())
    before = key_file.read_text(encoding="utf-8")
    with pytest.raises(CommandError, match="Move it away first"):
        call_command("make_signing_key", stdout=StringIO())
    assert key_file.read_text(encoding="utf-8") == before


def test_in_production_the_command_prints_a_key_that_signs(settings):
    settings.SIGNING_KEY_FILE = None
    said = StringIO()
    call_command("make_signing_key", stdout=said)
    settings.SIGNING_KEY = said.getvalue().strip()
    signatures.sign(b"a", kind=signatures.SIGN_OFF)
