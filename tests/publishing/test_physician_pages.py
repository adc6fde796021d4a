"""A physician's page: who signed what the public reads or read, and with which licences."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from articles.clock import utc_today
from articles.reading import text_of_element
from publishing import physician_pages
from publishing.dates import written_day
from publishing.models import Release
from publishing.pages import pages_of
from publishing.physician_pages import physician_path, physician_slug
from publishing.release import release, withdraw
from reviews.licences import end_licence
from reviews.models import Physician
from tests import factories

pytestmark = pytest.mark.django_db


def path_of(physician: Physician) -> str:
    return physician_path(physician.name, physician.public_id)


def words(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(text_of_element(html.document_fromstring(answer.text).body).split())


def approved(physician: Physician, **wanted: str) -> Release:
    """An edition that a physician approved, and that is public."""
    edition = factories.submitted(**wanted)
    factories.signed(edition=edition, by=physician)
    return release(edition=edition, by=factories.account("editor"))


@pytest.fixture
def doctor() -> Physician:
    return factories.physician(name="Dr. Zoë Müller")


# whose page there is


def test_the_byline_of_an_article_leads_to_the_physicians_page(client, doctor):
    opened = approved(doctor)
    page = html.fromstring(client.get(f"/articles/{opened.edition.slug}/").content)
    [link] = page.xpath("//aside[@class='reviewed']//a[strong]/@href")
    assert link == path_of(doctor)
    assert link.startswith("/physicians/dr-zoe-muller-")
    record = html.fromstring(client.get(f"/articles/{opened.edition.slug}/review-record/").content)
    assert link in record.xpath("//section[@aria-labelledby='in-short']//a/@href")
    text = words(client, link)
    for said in ("Dr. Zoë Müller", "MD", opened.edition.title, "Approved edition 1", "Public now"):
        assert said in text


@pytest.mark.parametrize("signed", ["nothing", "an approval", "an objection"])
def test_nobody_has_a_page_who_approved_nothing_public(client, doctor, signed):
    if signed != "nothing":
        decision = "approve" if signed == "an approval" else "request_changes"
        factories.signed(by=doctor, decision=decision)
    assert client.get(path_of(doctor)).status_code == 404


@pytest.mark.parametrize(
    "slug",
    ["x", "0" * 12, "dr-ada-" + "f" * 12, "-" * 250, "dr-" + "0" * 240, "f" * 251, "DR-0", "%00"],
)
def test_other_addresses_are_not_found(client, doctor, slug):
    approved(doctor)
    assert client.get(f"/physicians/{slug}/").status_code == 404


def test_a_name_of_no_latin_letters_still_makes_an_address():
    identity = uuid.UUID("123e4567-e89b-12d3-a456-426614174000")
    assert physician_slug("Доктор Иванова", identity) == "123e4567e89b"
    assert physician_slug("Ann O’Neil", identity) == "ann-oneil-123e4567e89b"


def test_physicians_of_one_name_have_pages_of_their_own(client):
    for _ in range(2):
        approved(factories.physician(name="Dr. Same Name"))
    first, second = Physician.objects.filter(name="Dr. Same Name")
    assert path_of(first) != path_of(second)
    assert {client.get(path_of(one)).status_code for one in (first, second)} == {200}


def test_after_a_change_of_name_the_old_address_leads_to_the_new_one(client, doctor):
    opened = approved(doctor)
    before = path_of(doctor)
    Physician.objects.filter(pk=doctor.pk).update(name="Dr. Zoë Schmidt")
    answer = client.get(before)
    assert answer.status_code == 301
    assert answer["Location"].startswith("/physicians/dr-zoe-schmidt-")
    assert "Dr. Zoë Schmidt" in words(client, answer["Location"])
    # What was signed still names the signatory as the statement does, and leads there.
    record = [page for page in pages_of(opened.article) if page.path.endswith("record/")]
    assert "Dr. Zoë Müller" in record[0].body.decode()
    assert before in record[0].body.decode()


def test_a_page_stays_when_the_account_is_deleted(client, doctor):
    approved(doctor)
    assert doctor.account
    doctor.account.delete()
    assert "Dr. Zoë Müller" in words(client, path_of(doctor))


# licences


def test_only_licences_that_another_person_checked_are_shown(client, doctor):
    approved(doctor)
    factories.licence_of(doctor, days_left=4000)
    checked = doctor.licences.get(verified_by__isnull=False)
    text = words(client, path_of(doctor))
    assert text.count("Test Board, US") == 1
    assert written_day(checked.expires_on) in text
    assert f"by another person on {written_day(checked.verified_at)}" in text
    assert "expired" not in text


def test_a_lost_licence_is_shown_as_lost(client, doctor):
    approved(doctor)
    licence = doctor.licences.get()
    end_licence(licence=licence, by=factories.account("administrator"), on=utc_today())
    text = words(client, path_of(doctor))
    assert f"Ended early {written_day(utc_today())} no longer valid" in text


def test_a_licence_that_ran_out_is_shown_as_expired(client, doctor, monkeypatch):
    approved(doctor)
    later = utc_today() + datetime.timedelta(days=366)
    monkeypatch.setattr("publishing.views.utc_today", lambda: later)
    assert "expired" in words(client, path_of(doctor))


@pytest.mark.parametrize("consents", [True, False])
def test_a_licence_number_is_shown_with_consent_only(client, doctor, consents):
    approved(doctor)
    Physician.objects.filter(pk=doctor.pk).update(publishes_licence_number=consents)
    assert (doctor.licences.get().number in words(client, path_of(doctor))) == consents


def test_nothing_of_the_account_is_shown(client, doctor):
    approved(doctor)
    assert doctor.account
    assert doctor.account.username not in client.get(path_of(doctor)).text


# what they signed


def test_what_was_withdrawn_stays_listed_with_the_reason(client, doctor):
    opened = approved(doctor, title="Magnets and migraine")
    withdraw(article=opened.article, by=factories.account("editor"), reason="error")
    text = words(client, path_of(doctor))
    assert f"No longer public since {written_day(utc_today())}" in text
    assert "it contains an error" in text


def test_what_others_signed_and_what_is_not_public_is_not_listed(client, doctor):
    approved(doctor, title="Own")
    approved(factories.physician(), title="Of another")
    factories.signed(by=doctor, edition=factories.submitted(title="Not public"))
    text = words(client, path_of(doctor))
    assert "Own" in text
    assert "Of another" not in text
    assert "Not public" not in text


def test_what_they_signed_pages_by_key_with_the_newest_first(client, doctor, monkeypatch):
    monkeypatch.setattr(physician_pages, "SIGNED_A_PAGE", 2)
    slugs = [approved(doctor).edition.slug for _ in range(5)]
    listed, path = [], path_of(doctor)
    for _ in range(3):
        page = html.fromstring(client.get(path).text)
        listed += page.xpath("//ol[@class='signed']//h3/a/@href")
        [canonical] = page.xpath("//link[@rel='canonical']/@href")
        assert canonical.endswith(path)
        onward = page.xpath("//a[@rel='next']/@href")
        path = path_of(doctor) + onward[0] if onward else ""
    assert listed == [f"/articles/{slug}/" for slug in slugs[::-1]]
    assert not path


def test_a_page_lists_fifty():
    assert physician_pages.SIGNED_A_PAGE == 50


@pytest.mark.parametrize("after", ["x", "-1", "²", "9" * 19])
def test_a_place_in_the_list_that_is_no_number_is_not_found(client, doctor, after):
    approved(doctor)
    assert client.get(path_of(doctor), {"after": after}).status_code == 404


def test_a_page_costs_six_queries_however_much_was_signed(client, doctor):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path_of(doctor)).status_code == 200
        return len(captured)

    approved(doctor)
    before = queries()
    for _ in range(4):
        approved(doctor)
    assert queries() == before == 6
