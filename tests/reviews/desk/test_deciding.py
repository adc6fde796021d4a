"""Signing a decision: the statement in full, the password again, the receipt."""

from __future__ import annotations

import hashlib
import json

import pytest
from axes.models import AccessAttempt

from articles.clock import utc_today
from publishing.release import release
from reviews import comments, signatures
from reviews.keys import registered_key
from reviews.licences import end_licence
from reviews.meanings import MEANINGS
from reviews.models import Comment, Review, SignOff
from tests import factories
from tests.reviews.desk.conftest import STATES, Doctor, cancelled, closed, recalled, text_of

pytestmark = pytest.mark.django_db
DECISIONS = ["approve", "request_changes", "reject"]
WRONG = "wrong horse"
REMARKS = "The second paragraph overstates it."


@pytest.fixture
def review(doctor: Doctor) -> Review:
    return factories.accepted(by=doctor.physician)


def lapse(doctor: Doctor) -> None:
    end_licence(
        licence=doctor.physician.licences.get(),
        by=factories.account("administrator"),
        on=utc_today(),
    )


@pytest.mark.parametrize("decision", DECISIONS)
def test_the_whole_statement_is_shown_before_signing(doctor, review, decision):
    page = text_of(doctor.get("sign", review.pk, decision))
    assert MEANINGS[decision].text in page.replace("&#x27;", "'")
    for said in (
        review.edition.title,
        review.edition.digest,
        "Dr. Ada Test, MD",
        "Test Board (US)",
        "You declared none.",
        f"{utc_today():%-d %B %Y} (UTC)",
        "One study looked at sleep.",
    ):
        assert said in page


@pytest.mark.parametrize("decision", DECISIONS)
def test_a_decision_is_signed_and_leads_to_its_receipt(doctor, review, decision):
    answer = doctor.sign(review, decision)
    assert answer.url == f"/desk/reviews/{review.pk}/receipt/"
    sign_off = SignOff.objects.get(review=review)
    assert (sign_off.decision, sign_off.digest) == (decision, review.edition.digest)
    assert sign_off.stated["meaning"]["id"] == MEANINGS[decision].id
    said = list(Comment.objects.filter(review=review).values_list("text", flat=True))
    assert said == ([] if decision == "approve" else [REMARKS])


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"password": WRONG}, "This is not your password. Nothing was signed."),
        ({"password": ""}, "This is not your password. Nothing was signed."),
        ({"consent": ""}, "Tick that you agree"),
        ({"digest": "0" * 64}, "made for another text"),
        ({"digest": ""}, "made for another text"),
        ({"meaning": "physician-request-changes-0"}, "The wording of this decision has changed."),
        ({"meaning": MEANINGS["approve"].id}, "The wording of this decision has changed."),
        ({"remarks": "x" * 20_001}, "shorten it to 20000"),
    ],
)
def test_what_is_missing_is_said_nothing_is_signed_and_nothing_typed_is_lost(
    doctor, review, typed, words
):
    page = doctor.sign(review, "request_changes", **typed)
    assert page.status_code == 200
    assert words in page.text
    assert typed.get("remarks", REMARKS) in page.text
    assert WRONG not in page.text and factories.PASSWORD not in page.text
    assert not SignOff.objects.exists()


@pytest.mark.parametrize("decision", ["request_changes", "reject"])
@pytest.mark.parametrize("remarks", ["", "  \n", "\x00"])
def test_an_objection_says_why(doctor, review, decision, remarks):
    assert "Say what has to change" in doctor.sign(review, decision, remarks=remarks).text
    assert not SignOff.objects.exists()


def test_a_session_alone_never_signs(doctor: Doctor, review: Review):
    assert doctor.post("sign", review.pk, "approve").status_code == 200
    assert not SignOff.objects.exists()


def test_a_decision_that_is_none_is_not_found(doctor: Doctor, review: Review):
    assert doctor.get("sign", review.pk, "maybe").status_code == 404
    assert doctor.post("sign", review.pk, "maybe").status_code == 404


# Wrong passwords -------------------------------------------------------------------------------


def test_five_wrong_passwords_lock_signing_and_what_was_typed_stays(doctor, review):
    for _ in range(4):
        assert "not your password" in doctor.sign(review, "reject", password=WRONG).text
    page = doctor.sign(review, "reject", password=WRONG)
    assert "locked here for 15 more minutes" in text_of(page)
    assert REMARKS in page.text
    assert "locked here for 15 more minutes" in text_of(doctor.sign(review, "reject"))
    assert not SignOff.objects.exists()


def test_who_is_locked_at_signing_is_locked_at_sign_in_and_the_other_way_round(doctor, review):
    for _ in range(5):
        doctor.sign(review, password=WRONG)
    typed = {"username": doctor.account.username, "password": factories.PASSWORD}
    assert doctor.client.post("/admin/login/", typed).status_code == 429
    AccessAttempt.objects.all().delete()
    for _ in range(5):
        doctor.client.post("/admin/login/", typed | {"password": WRONG})
    assert "Too many wrong passwords" in doctor.sign(review).text
    assert not SignOff.objects.exists()


def test_a_right_password_forgets_the_wrong_ones(doctor: Doctor, review: Review):
    for _ in range(4):
        doctor.sign(review, password=WRONG)
    doctor.sign(review)
    assert not AccessAttempt.objects.exists()


def test_the_right_password_with_something_else_wrong_counts_as_nothing(doctor, review):
    for _ in range(6):
        doctor.sign(review, consent="")
    assert doctor.sign(review).status_code == 302


def test_neither_password_nor_remarks_are_kept_with_the_failures(doctor, review):
    doctor.sign(review, "reject", password=WRONG, interests="My shares.")
    kept = AccessAttempt.objects.get()
    noted = f"{kept.post_data} {kept.get_data}"
    assert not any(said in noted for said in (WRONG, REMARKS, "My shares."))


# Twice, and too late ---------------------------------------------------------------------------


def test_a_double_submit_signs_once_and_the_second_lands_on_the_receipt(doctor, review):
    first, second = doctor.sign(review), doctor.sign(review)
    assert first.url == second.url == f"/desk/reviews/{review.pk}/receipt/"
    assert SignOff.objects.count() == 1
    assert "You had decided" not in doctor.get("receipt", review.pk).text


def test_another_decision_after_the_first_is_told_that_it_was_not_signed(doctor, review):
    doctor.sign(review)
    page = doctor.client.get(doctor.sign(review, "reject").url)
    assert "Nothing else was signed." in page.text
    assert "You approved edition 1" in page.text


def test_a_licence_that_lapsed_between_reading_and_signing_is_said(doctor, review):
    doctor.get("sign", review.pk, "request_changes")
    lapse(doctor)
    page = text_of(doctor.sign(review, "request_changes"))
    assert "no licence that is verified and valid today" in page
    assert not SignOff.objects.exists()


@pytest.mark.parametrize(
    ("happens", "words"),
    [
        (cancelled, "An editor took this request back"),
        (recalled, "This edition was recalled"),
        (closed, "Another physician requested changes, which closed this edition."),
    ],
)
def test_what_happened_meanwhile_is_said_and_the_remarks_are_kept(doctor, review, happens, words):
    happens(review)
    page = doctor.sign(review, "request_changes")
    assert words in text_of(page)
    assert "What you had written" in page.text and REMARKS in page.text
    assert not SignOff.objects.filter(review=review).exists()


@pytest.mark.parametrize("state", STATES)
def test_the_signing_page_is_for_accepted_reviews_alone(doctor: Doctor, state: str):
    review = STATES[state](doctor.physician)
    answer = doctor.get("sign", review.pk, "approve")
    match state:
        case "accepted":
            assert answer.status_code == 200
        case "signed":
            assert answer.url == f"/desk/reviews/{review.pk}/receipt/"
        case _:
            assert answer.url.startswith(f"/desk/reviews/{review.pk}/")
            assert "receipt" not in answer.url


def test_who_has_not_accepted_signs_nothing(doctor: Doctor):
    review = factories.assigned(to=doctor.physician)
    page = doctor.sign(review, "request_changes")
    assert not SignOff.objects.exists()
    assert "You are asked to review this edition." in text_of(page)
    assert REMARKS in page.text


# The receipt -----------------------------------------------------------------------------------


def test_the_receipt_says_what_was_signed_when_and_with_which_key(doctor, review):
    doctor.sign(review)
    sign_off = SignOff.objects.get()
    page = text_of(doctor.get("receipt", review.pk))
    for said in (
        "You approved edition 1",
        review.edition.digest,
        sign_off.key_id,
        f"{sign_off.signed_at:%-d %B %Y, %H:%M:%S} UTC",
        "An editor releases it",
    ):
        assert said in page


def test_the_receipt_shows_what_was_written_with_the_objection_alone(doctor, review):
    comments.comment(review=review, by=doctor.account, text="Said before.")
    doctor.sign(review, "request_changes", remarks=REMARKS)
    page = text_of(doctor.get("receipt", review.pk))
    assert REMARKS in page
    assert "Said before." not in page


def test_the_receipt_shows_the_time_on_the_reader_s_clock_too(doctor, review):
    doctor.sign(review)
    doctor.client.cookies["time_zone"] = "Asia/Tokyo"
    page = text_of(doctor.get("receipt", review.pk))
    assert "UTC" in page and "JST" in page


def test_the_statement_can_be_kept_and_checked(doctor: Doctor, review: Review):
    doctor.sign(review)
    plain = doctor.get("statement-json", review.pk)
    signed = doctor.get("statement-jws", review.pk)
    assert plain["Content-Type"] == "application/json"
    assert plain["Content-Disposition"].startswith("attachment; filename=")
    key = registered_key().jwk
    assert signatures.check(signed.text, kind=signatures.SIGN_OFF, key=key) == plain.content
    said = json.loads(plain.content)
    content = bytes(review.edition.content)
    assert said["digest"] == hashlib.sha256(content).hexdigest()


def test_what_happens_next_follows_what_happens(doctor: Doctor, review: Review, settings):
    doctor.sign(review)
    release(edition=review.edition, by=factories.account("editor"))
    page = doctor.get("receipt", review.pk).text
    assert "This edition is public" in page
    assert f"/articles/{review.edition.slug}/review-record/" in page


def test_a_missing_second_approval_is_said(doctor: Doctor, settings):
    settings.REQUIRED_APPROVALS = 2
    review = factories.accepted(by=doctor.physician)
    doctor.sign(review)
    assert "1 more physician has to approve it" in text_of(doctor.get("receipt", review.pk))


def test_without_a_signature_there_is_no_receipt(doctor: Doctor, review: Review):
    for name in ("receipt", "statement-json", "statement-jws"):
        assert doctor.get(name, review.pk).status_code == 404


def test_a_signed_edition_that_is_recalled_says_so(doctor: Doctor, review: Review):
    doctor.sign(review)
    recalled(review)
    assert "This edition was recalled" in doctor.get("receipt", review.pk).text
