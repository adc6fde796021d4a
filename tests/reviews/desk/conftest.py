"""A physician at the desk, and reviews in each of the states in which they can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from medcontent.models import User
from reviews import workflow
from reviews.meanings import MEANINGS
from reviews.models import Physician, Review
from tests import factories


@dataclass
class Doctor:
    """A physician with a browser in which they are signed in."""

    physician: Physician
    client: Client

    @property
    def account(self) -> User:
        assert self.physician.account
        return self.physician.account

    def get(self, name: str, *arguments: Any, **query: Any) -> Any:
        return self.client.get(reverse(f"reviews:{name}", args=arguments), query)

    def post(self, name: str, *arguments: Any, **typed: Any) -> Any:
        return self.client.post(reverse(f"reviews:{name}", args=arguments), typed)

    def sign(self, review: Review, decision: str = "approve", **typed: Any) -> Any:
        """Post the form that signs, as its page fills it in."""
        filled = {
            "digest": review.edition.digest,
            "meaning": MEANINGS[decision].id,
            "consent": "yes",
            "password": factories.PASSWORD,
        }
        if decision != "approve":
            filled["remarks"] = "The second paragraph overstates it."
        return self.post("sign", review.pk, decision, **(filled | typed))


def doctor_of(physician: Physician) -> Doctor:
    client = Client()
    assert physician.account
    client.force_login(physician.account)
    return Doctor(physician, client)


@pytest.fixture
def doctor() -> Doctor:
    return doctor_of(factories.physician(name="Dr. Ada Test"))


def recalled(review: Review) -> Review:
    writer = review.edition.article.writer
    workflow.recall(edition=review.edition, by=writer, reason="writer")
    return review


def closed(review: Review) -> Review:
    """Another physician requests changes to the same edition."""
    factories.signed(edition=review.edition, decision="request_changes")
    return review


def cancelled(review: Review) -> Review:
    return workflow.cancel(review=review, by=factories.account("editor"))


def declined(review: Review) -> Review:
    return workflow.decline(review=review, by=review.physician.account, reason="No time.")


def passed(review: Review) -> Review:
    """Others approve the edition, and it is released."""
    factories.released(edition=review.edition)
    return review


def signed(review: Review) -> Review:
    factories.signed(review=review)
    return review


STATES: dict[str, Callable[[Physician], Review]] = {
    "invited": lambda physician: factories.assigned(to=physician),
    "accepted": lambda physician: factories.accepted(by=physician),
    "signed": lambda physician: signed(factories.accepted(by=physician)),
    "declined": lambda physician: declined(factories.assigned(to=physician)),
    "cancelled": lambda physician: cancelled(factories.accepted(by=physician)),
    "recalled": lambda physician: recalled(factories.accepted(by=physician)),
    "closed": lambda physician: closed(factories.accepted(by=physician)),
    "passed": lambda physician: passed(factories.accepted(by=physician)),
}


def text_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())
