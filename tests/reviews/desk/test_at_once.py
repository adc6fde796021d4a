"""Two requests at the same time: one clean outcome, said to both."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from reviews import workflow
from reviews.models import Comment, Review, SignOff
from tests import factories
from tests.reviews.desk.conftest import Doctor, doctor_of, text_of

ROUNDS = 3


@pytest.fixture
def doctor(committed: str) -> Doctor:
    return doctor_of(factories.physician(name="Dr. Ada Test"))


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do several things in threads that start together; gives what each returned or raised."""
    start = Barrier(len(deeds))

    def do(deed: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return deed()
        except Exception as error:  # noqa: BLE001 - a refusal is an outcome
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def again(doctor: Doctor) -> Doctor:
    """The same physician in another browser."""
    return doctor_of(doctor.physician)


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_a_form_sent_twice_at_once_signs_once_and_both_see_the_receipt(doctor, attempt):
    review = factories.accepted(by=doctor.physician)
    other = again(doctor)
    answers = at_once(lambda: doctor.sign(review), lambda: other.sign(review))
    assert [answer.url for answer in answers] == [f"/desk/reviews/{review.pk}/receipt/"] * 2
    assert SignOff.objects.count() == 1


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_of_two_decisions_at_once_one_counts_and_the_other_is_told(doctor, attempt):
    review = factories.accepted(by=doctor.physician)
    other = again(doctor)
    at_once(lambda: doctor.sign(review), lambda: other.sign(review, "reject"))
    decision = SignOff.objects.get().decision
    told = [
        "Nothing else was signed." in one.get("receipt", review.pk).text for one in (doctor, other)
    ]
    assert told == [decision == "reject", decision == "approve"]


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_a_comment_sent_twice_at_once_is_one(doctor: Doctor, attempt: int):
    review = factories.accepted(by=doctor.physician)
    typed = {"kind": "question", "text": "How long?"}
    answers = at_once(
        *(
            lambda one=one: one.post("comment", review.pk, **typed)
            for one in (doctor, again(doctor))
        )
    )
    assert {answer.status_code for answer in answers} == {302}
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_signing_against_a_recall_or_a_cancellation_has_one_clean_outcome(doctor, attempt):
    for undo in (recall, cancel):
        review = factories.accepted(by=doctor.physician)
        answer, undone = at_once(lambda r=review: doctor.sign(r), lambda r=review, u=undo: u(r))
        signed = SignOff.objects.filter(review=review).exists()
        page = text_of(doctor.get("reading", review.pk))
        if signed:
            assert answer.url == f"/desk/reviews/{review.pk}/receipt/"
            assert "You approved this edition" in page
        else:
            assert not isinstance(undone, Exception)
            assert "This edition was recalled" in text_of(answer) or "took this" in text_of(answer)


def recall(review: Review) -> Any:
    writer = review.edition.article.writer
    return workflow.recall(edition=review.edition, by=writer, reason="writer")


def cancel(review: Review) -> Any:
    return workflow.cancel(review=review, by=factories.account("editor"))
