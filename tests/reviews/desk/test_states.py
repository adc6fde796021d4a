"""Where a review stands, read from the evidence."""

from __future__ import annotations

import pytest

from reviews.desk.states import WAITING, State, state_of, with_state
from reviews.models import Review
from tests.reviews.desk.conftest import STATES, Doctor, recalled, signed

pytestmark = pytest.mark.django_db


def state_now(review: Review) -> State:
    return state_of(with_state(Review.objects.all()).get(pk=review.pk))


@pytest.mark.parametrize("state", STATES)
def test_each_state_is_read_from_what_happened(doctor: Doctor, state: str):
    assert state_now(STATES[state](doctor.physician)) == state


def test_every_state_is_reached():
    assert set(STATES) == set(State)


@pytest.mark.parametrize("state", STATES)
def test_what_waits_is_what_the_verbs_of_review_say_waits(doctor: Doctor, state: str):
    review = STATES[state](doctor.physician)
    assert Review.objects.waiting().filter(pk=review.pk).exists() == (State(state) in WAITING)


def test_what_was_signed_stays_signed_when_the_edition_is_recalled(doctor: Doctor):
    review = signed(STATES["accepted"](doctor.physician))
    assert state_now(recalled(review)) is State.SIGNED
