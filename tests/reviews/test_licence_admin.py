"""Licences in the admin: entered by one person, verified by another."""

from __future__ import annotations

import datetime
import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from articles.clock import utc_today
from reviews.models import Licence
from tests import factories
from tests.articles.admin.typing import signed_in

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def said(physician_pk: int | None = None, **changes) -> dict[str, str]:
    today = utc_today()
    entered = {
        "authority": "Medical Board of Test",
        "country": "us",
        "number": "A-1",
        "valid_from": str(today - DAY),
        "expires_on": str(today + 365 * DAY),
    }
    return entered | ({"physician": str(physician_pk)} if physician_pk else {}) | changes


def form_of(licence: Licence) -> str:
    return reverse("admin:reviews_licence_change", args=[licence.pk])


def words_of(answer) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", answer.content.decode())).split())


def act(browser: Client, licence: Licence, step: str, **typed: str):
    chosen = {"CHANGE_FORM-action": step, "_selected_action": str(licence.pk)} | typed
    return browser.post(form_of(licence), chosen, follow=True)


@pytest.fixture
def physician():
    return factories.physician(verified=False)


@pytest.fixture
def administrator():
    return factories.account("administrator")


def test_a_physician_enters_their_own_and_an_administrator_verifies_it(physician, administrator):
    browser = signed_in(physician.account)
    answer = browser.post(reverse("admin:reviews_licence_add"), said(), follow=True)
    assert answer.status_code == 200
    licence = Licence.objects.latest("pk")
    assert (licence.physician, licence.entered_by) == (physician, physician.account.pk)
    assert (licence.country, licence.verified_at) == ("US", None)
    assert "is verified" in words_of(act(signed_in(administrator), licence, "verify"))
    licence.refresh_from_db()
    assert licence.verified_by == administrator.pk


def test_who_entered_a_licence_does_not_verify_it(physician, administrator):
    browser = signed_in(administrator)
    browser.post(reverse("admin:reviews_licence_add"), said(physician.pk))
    licence = Licence.objects.latest("pk")
    assert licence.entered_by == administrator.pk
    assert "verify" not in browser.get(form_of(licence)).content.decode().split("<main")[1]
    act(browser, licence, "verify")
    licence.refresh_from_db()
    assert licence.verified_at is None


def test_a_physician_verifies_nothing(physician):
    licence = physician.licences.get()
    act(signed_in(physician.account), licence, "verify")
    licence.refresh_from_db()
    assert licence.verified_at is None


def test_a_physician_sees_their_own_licences_alone(physician):
    other = factories.physician()
    browser = signed_in(physician.account)
    listed = browser.get(reverse("admin:reviews_licence_changelist")).content.decode()
    assert physician.name in listed and other.name not in listed
    assert browser.get(form_of(other.licences.get())).status_code == 302
    browser.post(reverse("admin:reviews_licence_add"), said(other.pk))
    assert Licence.objects.latest("pk").physician == physician


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"country": "USA"}, "two"),
        ({"country": "1?"}, "Give the two letters"),
        ({"expires_on": "2001-01-01"}, "before the licence begins"),
        ({"valid_from": "yesterday"}, "valid date"),
        ({"authority": ""}, "required"),
        ({"authority": "A" * 5000}, "at most"),
    ],
)
def test_a_licence_that_cant_be_is_refused_in_words(physician, changes, why):
    before = Licence.objects.count()
    browser = signed_in(physician.account)
    answer = browser.post(reverse("admin:reviews_licence_add"), said(**changes))
    assert answer.status_code == 200
    assert why in words_of(answer) or "at most 2" in words_of(answer)
    assert Licence.objects.count() == before


def test_a_licence_is_never_edited(physician, administrator):
    licence = physician.licences.get()
    browser = signed_in(administrator)
    assert browser.post(form_of(licence), said(physician.pk, number="B-2")).status_code == 403
    licence.refresh_from_db()
    assert licence.number != "B-2"


def test_a_licence_is_ended_once_with_its_day(administrator):
    licence = factories.physician().licences.get()
    browser = signed_in(administrator)
    asked = act(browser, licence, "end")
    assert "End a licence" in words_of(asked)
    refused = act(browser, licence, "end", ended_on="soon")
    assert refused.status_code == 200
    act(browser, licence, "end", ended_on=str(utc_today()))
    licence.refresh_from_db()
    assert licence.ended_on == utc_today()
    act(browser, licence, "end", ended_on=str(utc_today() - DAY))
    licence.refresh_from_db()
    assert licence.ended_on == utc_today()
