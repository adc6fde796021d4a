"""Accepting with a statement of interests, and declining with a reason."""

from __future__ import annotations

import pytest

from gate.refusals import NotPermitted
from reviews import workflow
from reviews.models import LedgerEntry, Review
from tests import factories
from tests.reviews.desk.conftest import STATES, Doctor, cancelled, recalled, text_of

pytestmark = pytest.mark.django_db
INTERESTS = "I own shares in the maker of the mattress."


@pytest.fixture
def review(doctor: Doctor) -> Review:
    return factories.assigned(to=doctor.physician)


def test_a_review_is_accepted_without_interests(doctor: Doctor, review: Review):
    answer = doctor.post("accept", review.pk, has_interests="no")
    assert answer.url == f"/desk/reviews/{review.pk}/#decide"
    review.refresh_from_db()
    assert review.accepted_at and review.has_interests is False
    assert "You accepted." in text_of(doctor.get("reading", review.pk))


def test_a_review_is_accepted_with_interests(doctor: Doctor, review: Review):
    doctor.post("accept", review.pk, has_interests="yes", interests=INTERESTS)
    review.refresh_from_db()
    assert (review.has_interests, review.interests) == (True, INTERESTS)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Say whether you have interests"),
        ({"has_interests": "maybe"}, "Say whether you have interests"),
        ({"has_interests": "yes"}, "Say which interests you declare."),
        ({"has_interests": "yes", "interests": " \x00 "}, "Say which interests you declare."),
        ({"has_interests": "no", "interests": INTERESTS}, "Choose one of the two"),
        ({"has_interests": "yes", "interests": "x" * 20_001}, "shorten it to 20000"),
    ],
)
def test_an_acceptance_that_says_too_little_keeps_what_was_typed(doctor, review, typed, words):
    page = doctor.post("accept", review.pk, **typed)
    assert words in page.text
    assert typed.get("interests", "").replace("\x00", "").strip() in page.text
    review.refresh_from_db()
    assert review.accepted_at is None


def test_a_double_click_accepts_once(doctor: Doctor, review: Review):
    for _ in range(2):
        assert doctor.post("accept", review.pk, has_interests="no").status_code == 302
    assert LedgerEntry.objects.filter(action="accept").count() == 1


def test_another_declaration_after_acceptance_is_not_taken_silently(doctor, review):
    doctor.post("accept", review.pk, has_interests="no")
    page = doctor.post("accept", review.pk, has_interests="yes", interests=INTERESTS)
    assert "declared no interests; that stays" in text_of(page)
    assert INTERESTS in page.text
    review.refresh_from_db()
    assert review.has_interests is False


def test_a_review_is_declined_with_a_reason(doctor: Doctor, review: Review):
    answer = doctor.post("decline", review.pk, reason="Not my field.\x00")
    assert answer.url == f"/desk/reviews/{review.pk}/"
    review.refresh_from_db()
    assert review.declined_at and review.decline_reason == "Not my field."
    assert "The editors read your reason" in text_of(doctor.get("reading", review.pk))


def test_declining_asks_for_a_reason(doctor: Doctor, review: Review):
    assert "Say why you decline" in doctor.post("decline", review.pk, reason=" ").text
    review.refresh_from_db()
    assert review.declined_at is None


@pytest.mark.parametrize("name", ["accept", "decline"])
def test_after_signing_in_again_one_is_back_on_the_page(doctor, review, name):
    assert doctor.get(name, review.pk).url == f"/desk/reviews/{review.pk}/#answer"


def test_a_request_taken_back_meanwhile_is_said_and_the_text_is_kept(doctor, review):
    cancelled(review)
    page = doctor.post("accept", review.pk, has_interests="yes", interests=INTERESTS)
    assert "An editor took this request back" in page.text
    assert "This request was taken back" in page.text
    assert INTERESTS in page.text
    review.refresh_from_db()
    assert review.accepted_at is None


def test_an_edition_recalled_meanwhile_is_said_to_whoever_accepts(doctor, review):
    recalled(review)
    page = doctor.post("accept", review.pk, has_interests="no")
    assert "Nothing was accepted" in page.text and "This edition was recalled" in page.text
    review.refresh_from_db()
    assert review.accepted_at is None


@pytest.mark.parametrize("state", ["signed", "declined", "cancelled", "accepted"])
def test_an_answer_given_before_stays(doctor: Doctor, state: str):
    review = STATES[state](doctor.physician)
    before = Review.objects.values().get(pk=review.pk)
    doctor.post("decline", review.pk, reason="Too late.")
    doctor.post("accept", review.pk, has_interests="yes", interests=INTERESTS)
    assert Review.objects.values().get(pk=review.pk) == before


def test_an_acceptance_is_the_asked_physician_s_alone(doctor: Doctor, review: Review):
    with pytest.raises(NotPermitted):
        workflow.accept(review=review, by=factories.account("physician"), has_interests=False)
