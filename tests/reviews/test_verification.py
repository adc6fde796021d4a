"""Vouching: an edition stands only on signatures that check, recomputed from the evidence.

The gate lets no false evidence in, so that these tests falsify what was read, not what is kept.
"""

from __future__ import annotations

import datetime
import json

import pytest

from articles.freeze import canonical
from reviews import signatures
from reviews.keys import new_key
from reviews.models import SigningKey, SignOff
from reviews.verification import (
    NotVouched,
    PublicKey,
    check_edition,
    check_sign_off,
    public_keys,
    require_vouched,
)
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_off() -> SignOff:
    return factories.signed()


def restated(sign_off: SignOff, **changes: object) -> SignOff:
    """Sign a changed statement with our key, as whoever holds it could."""
    sign_off.statement = canonical(sign_off.stated | changes)
    sign_off.signature, _ = signatures.sign(sign_off.statement, kind=signatures.SIGN_OFF)
    return sign_off


def test_the_approving_sign_offs_come_back_the_oldest_first(settings):
    settings.REQUIRED_APPROVALS = 2
    edition = factories.submitted()
    expected = [factories.signed(edition=edition), factories.signed(edition=edition)]
    assert require_vouched(edition) == expected


def test_too_few_sign_offs_do_not_vouch(settings):
    settings.REQUIRED_APPROVALS = 2
    sign_off = factories.signed()
    with pytest.raises(NotVouched, match="too few"):
        require_vouched(sign_off.edition)
    with pytest.raises(NotVouched, match="too few"):
        require_vouched(factories.submitted())


@pytest.mark.parametrize("decision", ["reject", "request_changes"])
def test_an_objection_outweighs_any_approval(decision):
    edition = factories.submitted()
    late = factories.accepted(edition=edition)
    factories.signed(edition=edition)
    factories.signed(review=late, decision=decision)
    with pytest.raises(NotVouched, match="objected"):
        require_vouched(edition)


def test_one_changed_byte_of_the_content_is_seen(sign_off):
    edition = sign_off.edition
    check_edition(edition)
    edition.content = bytes(edition.content).replace(b"Sleep", b"sleep", 1)
    with pytest.raises(NotVouched, match="digest"):
        check_edition(edition)


def test_one_changed_byte_of_the_statement_is_seen(sign_off):
    sign_off.statement = bytes(sign_off.statement).replace(b"MD", b"Md", 1)
    with pytest.raises(NotVouched, match="another statement"):
        check_sign_off(sign_off, sign_off.edition, public_keys())


def test_a_signature_of_another_kind_is_seen(sign_off):
    sign_off.signature, _ = signatures.sign(bytes(sign_off.statement), kind=signatures.PAGE)
    with pytest.raises(NotVouched, match="kind"):
        check_sign_off(sign_off, sign_off.edition, public_keys())


def test_a_signature_by_a_key_that_was_never_registered_is_seen(sign_off):
    with pytest.raises(NotVouched, match="not known"):
        check_sign_off(sign_off, sign_off.edition, {})


def test_a_signature_by_another_registered_key_is_seen(sign_off, settings):
    settings.SIGNING_KEY = new_key()
    sign_off.signature, _ = signatures.sign(bytes(sign_off.statement), kind=signatures.SIGN_OFF)
    with pytest.raises(NotVouched, match="does not check"):
        check_sign_off(sign_off, sign_off.edition, public_keys())


@pytest.mark.parametrize(
    ("member", "said"),
    [
        ("article", {"id": 0}),
        ("edition", 99),
        ("digest", "0" * 64),
        ("decision", "reject"),
        ("physician", {"id": "00000000-0000-4000-8000-000000000000"}),
        ("time", "2026-01-01T00:00:00Z"),
    ],
)
def test_a_signed_statement_of_something_else_than_the_row_is_seen(sign_off, member, said):
    with pytest.raises(NotVouched, match=f"another {member}"):
        check_sign_off(restated(sign_off, **{member: said}), sign_off.edition, public_keys())


@pytest.mark.parametrize(
    "statement", [b"[]", b"{}", b'{"time":"never"}', b'{"article":5}', b"\xff"]
)
def test_a_signed_statement_that_says_nothing_known_is_seen(sign_off, statement):
    sign_off.statement = statement
    sign_off.signature, _ = signatures.sign(statement, kind=signatures.SIGN_OFF)
    with pytest.raises(NotVouched):
        check_sign_off(sign_off, sign_off.edition, public_keys())


def test_a_sign_off_of_one_edition_does_not_vouch_for_the_next(sign_off):
    other = factories.submitted()
    with pytest.raises(NotVouched):
        check_sign_off(sign_off, other, public_keys())


def test_a_key_counts_while_it_is_valid_and_not_before_or_after():
    noon = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
    hour = datetime.timedelta(hours=1)
    key = PublicKey({}, noon, noon + hour)
    assert [key.was_valid(noon + n * hour) for n in (-1, 0, 0.5, 1, 2)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert PublicKey({}, noon, None).was_valid(noon + 10_000 * hour)


def test_a_signature_from_after_its_key_was_retired_is_seen(sign_off):
    known = public_keys()[sign_off.key_id]
    before = sign_off.signed_at - datetime.timedelta(hours=1)
    retired = PublicKey(known.jwk, before, before)
    with pytest.raises(NotVouched, match="not valid"):
        check_sign_off(sign_off, sign_off.edition, {sign_off.key_id: retired})


def test_all_registered_keys_are_known(settings, sign_off):
    settings.SIGNING_KEY = new_key()
    factories.signed()
    assert set(public_keys()) == set(SigningKey.objects.values_list("kid", flat=True))
    assert len(public_keys()) == 2
    assert json.dumps([key.jwk for key in public_keys().values()])
