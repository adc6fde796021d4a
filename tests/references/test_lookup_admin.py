"""A record is looked up from its page: both are shown, and only what is ticked is taken."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from references.models import Reference
from tests import factories
from tests.references.services import DOI, PMID, WORK, Reply, of_work, of_works

pytestmark = pytest.mark.django_db
HELD = {
    "type": "article-journal",
    "title": "Sleep in migraine",
    "author": [{"family": "Tester", "given": "T"}],
    "DOI": DOI,
}


@pytest.fixture
def record() -> Reference:
    return Reference.objects.get(pk=Reference.objects.create(csl=HELD).pk)


@pytest.fixture
def client() -> Client:
    return signed_in("writer")


def signed_in(*roles: str) -> Client:
    client = Client()
    client.force_login(factories.account(*roles))
    return client


def page_of(record: Reference) -> str:
    return reverse("admin:references_reference_look_up", args=[record.pk])


def take(client: Client, record: Reference, *members: str, seen: str = ""):
    shown = client.get(page_of(record), {"by": "DOI", "number": DOI})
    return client.post(
        page_of(record),
        {"by": "DOI", "number": DOI, "seen": seen or shown.context["seen"], "take": members},
    )


def test_the_record_leads_to_its_look_up(client, record):
    form = client.get(reverse("admin:references_reference_change", args=[record.pk]))
    assert f'href="{page_of(record)}"' in form.content.decode()


def test_the_page_offers_what_can_be_asked_and_asks_nothing_by_itself(services, client, record):
    page = client.get(page_of(record)).content.decode()
    assert f"Ask Crossref for DOI {DOI}" in page
    assert "Search Crossref for its DOI" not in page
    assert services.asked == []


def test_what_crossref_says_stands_beside_the_record(services, client, record):
    shown = client.get(page_of(record), {"by": "DOI"})
    assert [each.member for each in shown.context["changes"]] == ["author"]
    fills = [each.member for each in shown.context["fills"]]
    assert {"volume", "issued", "PMID", "container-title-short"} <= set(fills)
    assert shown.context["ticked"] == fills
    page = shown.content.decode()
    assert "Tester, Tina Maria" in page and "Tester, T" in page
    record.refresh_from_db()
    assert record.csl == HELD


def test_what_is_ticked_is_taken_and_nothing_else(services, client, record):
    answer = take(client, record, "volume", "PMID")
    assert answer.status_code == 302
    record.refresh_from_db()
    assert record.csl == {**HELD, "volume": "7", "PMID": PMID}
    assert record.pmid == PMID
    [entry] = LogEntry.objects.filter(object_id=str(record.pk))
    assert entry.get_change_message() == "Taken from Crossref: Volume; PMID."


@pytest.mark.parametrize(
    ("held", "apart"),
    [
        ({"title": "Physical activity after stroke", "DOI": ""}, ["title"]),
        ({"DOI": "10.5555/other"}, ["DOI"]),
        ({"title": "Physical activity after stroke", "PMID": "2"}, ["PMID", "title"]),
    ],
)
def test_what_looks_like_another_publication_is_said_and_nothing_is_ticked(
    services, client, held, apart
):
    record = Reference.objects.create(csl={k: v for k, v in (HELD | held).items() if v})
    shown = client.get(page_of(record), {"by": "DOI", "number": DOI})
    assert shown.context["fills"]
    assert (shown.context["apart"], shown.context["ticked"]) == (apart, [])
    page = shown.content.decode()
    assert "This may be another publication" in page
    assert " checked" not in page


def test_what_looks_like_the_same_publication_is_not_warned_of(services, client, record):
    page = client.get(page_of(record), {"by": "DOI"}).content.decode()
    assert "another publication" not in page


def test_what_somebody_typed_is_replaced_once_it_is_ticked(services, client, record):
    take(client, record, "author")
    record.refresh_from_db()
    assert [name["given"] for name in record.csl["author"]] == ["Tina Maria", "Otto"]


def test_nothing_ticked_changes_nothing_and_is_said(services, client, record):
    answer = take(client, record)
    assert "Nothing was ticked" in answer.content.decode()


def test_a_record_that_changed_meanwhile_is_shown_anew(services, client, record):
    seen = client.get(page_of(record), {"by": "DOI"}).context["seen"]
    Reference.objects.filter(pk=record.pk).update(csl={**HELD, "volume": "99"})
    answer = take(client, record, "volume", seen=seen)
    page = answer.content.decode()
    assert "Somebody changed the record" in page
    assert answer.context["ticked"] == ["volume"] and ">99<" in page
    record.refresh_from_db()
    assert record.csl["volume"] == "99"


def test_an_identifier_of_another_record_is_not_taken(services, client, record):
    other = Reference.objects.create(csl={"title": "The same in PubMed", "PMID": PMID})
    answer = take(client, record, "PMID", "volume")
    page = answer.content.decode()
    assert f"PMID {PMID} belongs to another record" in page and str(other.pk) in page
    record.refresh_from_db()
    assert record.csl == HELD


def test_a_record_that_agrees_has_nothing_to_take(services, client, record):
    shown = client.get(page_of(record), {"by": "DOI"})
    members = [each.member for each in (*shown.context["fills"], *shown.context["changes"])]
    take(client, record, *members)
    page = client.get(page_of(record), {"by": "DOI"}).content.decode()
    assert "The record agrees with Crossref" in page


@pytest.mark.parametrize(
    ("by", "number", "source"), [("PMID", PMID, "PubMed"), ("PMCID", "PMC2222222", "PubMed")]
)
def test_another_number_can_be_asked_for(services, client, record, by, number, source):
    shown = client.get(page_of(record), {"by": by, "number": f" {number} "})
    assert f"What {source} says" in shown.content.decode()


@pytest.mark.parametrize(
    ("typed", "kind"),
    [(f"https://doi.org/{DOI}", "DOI"), (f"PMID: {PMID}", "PMID"), ("PMC2222222", "PMCID")],
)
def test_what_is_typed_shows_by_itself_what_it_is(services, client, record, typed, kind):
    shown = client.get(page_of(record), {"number": typed})
    assert shown.context["wanted"].by == kind
    assert "answer" in shown.context


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"number": "978-3-16-148410-0"}, "nothing that these services can be asked for"),
        ({"number": "sleep"}, "nothing that these services can be asked for"),
        ({"by": "DOI", "number": "10.5555/none"}, "does not know the DOI"),
        ({"by": "DOI", "number": "<script>alert(1)</script>"}, "is no DOI"),
        ({"by": "PMID"}, "is no PMID"),
    ],
)
def test_what_is_not_known_is_said_and_stays_in_the_field(services, client, record, asked, said):
    answer = client.get(page_of(record), asked)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert said in page and "<script>alert" not in page


@pytest.mark.parametrize("asked", [{"by": "nonsense"}, {"by": "DOI\x00"}, {"number": "x" * 5000}])
def test_nonsense_asks_nothing(services, client, record, asked):
    assert client.get(page_of(record), asked).status_code == 200
    assert services.asked == []


def test_without_a_network_the_page_says_so_and_the_record_can_be_written(settings, client, record):
    settings.CROSSREF_URL = "http://127.0.0.1:9"
    page = client.get(page_of(record), {"by": "DOI"})
    assert page.status_code == 200
    assert "there may be no network" in page.content.decode()
    form = reverse("admin:references_reference_change", args=[record.pk])
    assert client.get(form).status_code == 200


def test_a_doi_is_proposed_by_the_title_and_compared_before_it_is_taken(services, client):
    pk = Reference.objects.create(csl={"title": "Sleep in migraine"}).pk
    record = Reference.objects.get(pk=pk)
    assert "Search Crossref for its DOI" in client.get(page_of(record)).content.decode()
    found = client.get(page_of(record), {"by": "title"})
    [proposal] = found.context["proposals"]
    assert proposal.doi == DOI
    assert f"?by=DOI&amp;number={DOI.replace('/', '%2F')}" in found.content.decode()
    record.refresh_from_db()
    assert record.doi is None
    take(client, record, "DOI")
    record.refresh_from_db()
    assert record.doi == DOI


def test_no_work_of_a_like_title_is_said(services, client):
    services.answer("/crossref/works?", of_works())
    record = Reference.objects.create(csl={"title": "Something"})
    page = client.get(page_of(record), {"by": "title"}).content.decode()
    assert "knows no work with a like title" in page


def test_markup_in_an_answer_never_gets_onto_the_page(services, client, record):
    evil = '<img src=x onerror="alert(1)"><script>alert(2)</script>'
    work = {**WORK, "title": [f"Sleep {evil}"], "publisher": evil, "author": [{"name": evil}]}
    services.answer(f"/crossref/works/{DOI}", of_work(work))
    page = client.get(page_of(record), {"by": "DOI"}).content.decode()
    assert "<img" not in page and "<script>alert" not in page


def test_a_service_that_fails_while_taking_changes_nothing(services, settings, client, record):
    shown = client.get(page_of(record), {"by": "DOI"})
    settings.LOOKUP_CACHE_DAYS = 0
    services.answer(f"/crossref/works/{DOI}", Reply("no", status=400))
    answer = client.post(
        page_of(record),
        {"by": "DOI", "number": DOI, "seen": shown.context["seen"], "take": ["volume"]},
    )
    assert "refused the question" in answer.content.decode()
    record.refresh_from_db()
    assert record.csl == HELD


@pytest.mark.parametrize(
    ("role", "status"),
    [("writer", 200), ("editor", 200), ("physician", 403), ("administrator", 403)],
)
def test_who_may_change_records_may_look_them_up(services, record, role, status):
    assert signed_in(role).get(page_of(record), {"by": "DOI"}).status_code == status
    assert (services.asked == []) is (status == 403)


def test_visitors_are_asked_to_sign_in_and_other_records_are_not_found(services, client, record):
    assert Client().get(page_of(record)).status_code == 302
    assert client.get(page_of(Reference(pk=record.pk + 1))).status_code == 404
    assert client.put(page_of(record)).status_code == 405


def test_a_record_that_was_merged_is_not_looked_up(services, client, record):
    kept = Reference.objects.create(csl={"title": "Kept"})
    Reference.objects.filter(pk=record.pk).update(merged_into=kept)
    assert client.get(page_of(record), {"by": "DOI"}).status_code == 404
