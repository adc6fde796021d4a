"""Reading an edition on the desk: the public's words, in every state, for its physician alone."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from articles.clock import utc_today
from articles.rendering import signed_region
from publishing.release import release
from reviews import workflow
from reviews.licences import end_licence
from tests import factories
from tests.reviews.desk.conftest import STATES, Doctor, text_of

pytestmark = pytest.mark.django_db
READERS = ("invited", "accepted", "signed", "recalled", "closed", "passed")


def test_the_region_is_byte_for_byte_the_public_page_s(doctor: Doctor):
    review = STATES["signed"](doctor.physician)
    on_the_desk = signed_region(doctor.get("reading", review.pk).content.decode())
    release(edition=review.edition, by=factories.account("editor"))
    public = Client().get(f"/articles/{review.edition.slug}/").content.decode()
    assert on_the_desk == signed_region(public)


@pytest.mark.parametrize("state", STATES)
def test_whoever_is_still_asked_reads_the_text_and_nobody_else(doctor: Doctor, state: str):
    review = STATES[state](doctor.physician)
    page = doctor.get("reading", review.pk)
    assert page.status_code == 200
    assert ("One study looked at sleep." in page.text) == (state in READERS)
    assert review.edition.title in page.text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("invited", "You are asked to review this edition."),
        ("accepted", "You accepted this review."),
        ("signed", "You approved this edition"),
        ("declined", "You declined this review"),
        ("cancelled", "An editor took this request back"),
        ("recalled", "This edition was recalled"),
        ("closed", "Another physician requested changes, which closed this edition."),
        ("passed", "This edition no longer waits for your decision."),
    ],
)
def test_the_page_says_what_happened_and_what_remains_possible(doctor, state, words):
    assert words in text_of(doctor.get("reading", STATES[state](doctor.physician).pk))


@pytest.mark.parametrize("state", STATES)
def test_only_what_is_possible_is_offered(doctor: Doctor, state: str):
    review = STATES[state](doctor.physician)
    page = doctor.get("reading", review.pk).text
    assert (reverse("reviews:accept", args=[review.pk]) in page) == (state == "invited")
    assert (reverse("reviews:sign", args=[review.pk, "approve"]) in page) == (state == "accepted")


def test_an_invited_physician_sees_how_soon_it_is_due(doctor: Doctor):
    review = STATES["invited"](doctor.physician)
    assert "due in 14 days" in text_of(doctor.get("reading", review.pk))
    workflow.set_due_date(
        review=review,
        by=factories.account("editor"),
        due_on=utc_today() - datetime.timedelta(days=2),
    )
    assert "2 days overdue" in text_of(doctor.get("reading", review.pk))


def test_a_lapsed_licence_is_said_before_one_signs(doctor: Doctor):
    review = STATES["accepted"](doctor.physician)
    end_licence(
        licence=doctor.physician.licences.get(),
        by=factories.account("administrator"),
        on=utc_today(),
    )
    page = text_of(doctor.get("reading", review.pk))
    assert "You can’t sign today:" in page
    assert "no licence that is verified and valid today" in page
    assert reverse("reviews:sign", args=[review.pk, "approve"]) not in page


@pytest.mark.parametrize("role", ["writer", "editor", "administrator"])
def test_others_do_not_read_here(doctor: Doctor, role: str):
    review = STATES["accepted"](doctor.physician)
    client = Client()
    client.force_login(factories.account(role))
    for name in ("reading", "receipt", "statement-json", "accept", "decline"):
        assert client.get(reverse(f"reviews:{name}", args=[review.pk])).status_code == 403


def test_another_physician_does_not_learn_that_the_review_exists(doctor: Doctor):
    review = factories.accepted()
    for name in ("reading", "receipt", "statement-json", "statement-jws", "accept", "decline"):
        assert doctor.get(name, review.pk).status_code == 404
        assert doctor.post(name, review.pk).status_code in (404, 405)
    assert doctor.get("sign", review.pk, "approve").status_code == 404
    assert doctor.sign(review).status_code == 404


def test_a_physician_who_lost_the_role_reads_nothing(doctor: Doctor):
    review = STATES["accepted"](doctor.physician)
    doctor.account.groups.clear()
    assert doctor.get("reading", review.pk).status_code == 403


@pytest.mark.parametrize("pk", ["0", "999999999", "9" * 40])
def test_reviews_that_are_not_there_are_not_found(doctor: Doctor, pk: str):
    for rest in ("", "accept/", "decline/", "sign/approve/", "receipt/", "statement.json"):
        assert doctor.client.get(f"/desk/reviews/{pk}/{rest}").status_code == 404


def test_signing_in_leads_on_to_what_the_letter_linked(doctor: Doctor):
    review = STATES["invited"](doctor.physician)
    at = reverse("reviews:reading", args=[review.pk])
    stranger = Client()
    login = stranger.get(at)["Location"]
    assert login == f"/admin/login/?next={at}"
    assert not doctor.account.is_staff
    answer = stranger.post(
        login,
        {"username": doctor.account.username, "password": factories.PASSWORD, "next": at},
        follow=True,
    )
    assert "You are asked to review this edition." in answer.text
