"""Looking up by DOI, PMID, PMCID: the right questions, the record, and clear words otherwise."""

from __future__ import annotations

import datetime

import pytest
from django.db.models import F

from references.answers import KeptAnswer
from references.lookup import NotKnown, Unusable, by_doi, by_pmcid, by_pmid
from references.lookup.verbs import mapped_again
from tests.references.services import (
    ARTICLE,
    DOI,
    ISSN,
    NO_ARTICLE,
    PAGE,
    PMCID,
    PMID,
    WORK,
    Reply,
    nobody_there,
    of_json,
    of_search,
    of_work,
    of_xml,
)

pytestmark = pytest.mark.django_db
WORK_PATH = f"/crossref/works/{DOI}"


# --- By DOI


@pytest.mark.parametrize("typed", [DOI, f"https://doi.org/{DOI}", f"doi: {DOI.upper()}."])
def test_a_doi_in_any_form_gives_the_work_at_crossref(services, typed):
    answer = by_doi(typed)
    assert (answer.source, answer.remarks) == ("Crossref", ())
    assert answer.item["title"] == "Sleep in migraine"
    assert answer.item["DOI"] == DOI
    assert [name["family"] for name in answer.item["author"]] == ["Tester", "Other"]


def test_pubmed_adds_what_it_alone_knows(services):
    item = by_doi(DOI).item
    assert (item["PMID"], item["PMCID"]) == (PMID, PMCID)
    assert item["container-title-short"] == "J Tests Trials"
    assert item["custom"]["publication-types"] == ["Randomized Controlled Trial"]
    assert item["author"][0]["given"] == "Tina Maria"  # Crossref's, which is in full


def test_a_journal_that_pubmed_knows_is_abbreviated_though_the_article_is_not_there(services):
    services.answer("/eutils/esearch.fcgi", of_search(), of_search("77"))
    item = by_doi(DOI).item
    assert item["container-title-short"] == "J Tests Trials"
    assert "PMID" not in item
    [search] = [
        parameters
        for _, parameters, _ in services.asked
        if "nlmcatalog" in parameters.values() and "term" in parameters
    ]
    assert search["term"] == f"{ISSN}[issn] AND ncbijournals[filter]"


def test_a_journal_that_nobody_at_pubmed_knows_keeps_the_publishers_short_title(services):
    services.answer("/eutils/esearch.fcgi", of_search())
    assert by_doi(DOI).item["container-title-short"] == "JTestsTrials"


def test_an_article_of_another_doi_adds_nothing(services):
    services.answer("/eutils/efetch.fcgi", of_xml(ARTICLE.replace(DOI, "10.5555/other")))
    assert "PMID" not in by_doi(DOI).item


def test_without_pubmed_the_work_comes_with_a_remark(services):
    services.answer("/eutils/esearch.fcgi", Reply(PAGE, kind="text/html"))
    answer = by_doi(DOI)
    assert answer.item["title"] == "Sleep in migraine"
    [remark] = answer.remarks
    assert "PubMed could not add to it" in remark and "web page" in remark


def test_services_know_who_asks_and_for_what(services, settings):
    by_doi(DOI)
    by_pmcid(PMCID)
    (crossref, *_, ids) = services.asked
    assert crossref[1] == {"mailto": "library@example.org"}
    assert "medcontent" in crossref[2]["user-agent"]
    assert "mailto:library@example.org" in crossref[2]["user-agent"]
    who = {"tool": "medcontent", "email": "library@example.org", "api_key": "key"}
    for path, parameters, _ in services.asked[1:]:
        assert who.items() <= parameters.items(), path
    assert ids[1] == {"ids": PMCID, "format": "json", **who}


def test_the_sender_of_the_sites_mail_is_the_contact_where_no_other_is_named(services, settings):
    settings.LOOKUP_EMAIL = ""
    settings.DEFAULT_FROM_EMAIL = "The site <office@example.org>"
    by_doi(DOI)
    assert services.asked[0][1] == {"mailto": "office@example.org"}


def test_an_address_of_this_machine_is_no_contact(services, settings):
    settings.LOOKUP_EMAIL, settings.DEFAULT_FROM_EMAIL = "", "Medcontent <noreply@localhost>"
    by_doi(DOI)
    assert services.asked[0][1] == {}


@pytest.mark.parametrize("doi", ["10.5555/a?b=c&d#e", "10.5555/../../admin", "10.5555/a%2fb"])
def test_an_identifier_stays_one_part_of_the_address(services, doi):
    services.answer("/crossref/works/10.5555", of_work({**WORK, "DOI": doi}))
    by_doi(doi)
    path, parameters, _ = services.asked[0]
    assert path == f"/crossref/works/{doi}"
    assert parameters == {"mailto": "library@example.org"}


def test_a_work_that_crossref_has_under_another_doi_is_said(services):
    services.answer("/crossref/works/10.5555/alias", of_work())
    answer = by_doi("10.5555/alias")
    assert answer.item["DOI"] == DOI
    assert answer.remarks == (f"Crossref has this work under the DOI {DOI}.",)


def test_a_doi_that_crossref_does_not_know_is_said(services):
    with pytest.raises(NotKnown, match="Crossref does not know the DOI"):
        by_doi("10.5555/none")


@pytest.mark.parametrize("look_up", [by_doi, by_pmid, by_pmcid])
@pytest.mark.parametrize("typed", ["", "sleep", "http://127.0.0.1/admin", "<script>"])
def test_what_is_no_identifier_is_not_asked_for(services, look_up, typed):
    with pytest.raises(NotKnown, match=" is no "):
        look_up(typed)
    assert services.asked == []


# --- By PMID and PMCID


@pytest.mark.parametrize(
    "typed", [PMID, f"PMID: {PMID}.", f"https://pubmed.ncbi.nlm.nih.gov/{PMID}/"]
)
def test_a_pmid_in_any_form_gives_the_article_in_pubmed(services, typed):
    answer = by_pmid(typed)
    assert answer.source == "PubMed"
    assert (answer.item["PMID"], answer.item["DOI"]) == (PMID, DOI)
    assert answer.item["container-title-short"] == "J Tests Trials"
    [(path, parameters, _)] = services.asked
    assert path == "/eutils/efetch.fcgi"
    assert (parameters["db"], parameters["id"], parameters["retmode"]) == ("pubmed", PMID, "xml")


def test_a_pmid_that_pubmed_does_not_know_is_said(services):
    services.answer("/eutils/efetch.fcgi", of_xml(NO_ARTICLE))
    with pytest.raises(NotKnown, match="PubMed does not know the PMID 99"):
        by_pmid("99")


def test_another_article_than_the_one_asked_for_is_refused(services):
    services.answer("/eutils/efetch.fcgi", of_xml())
    with pytest.raises(Unusable, match="another article"):
        by_pmid("99")


def test_a_pmcid_leads_to_its_article_in_pubmed(services):
    answer = by_pmcid(f"https://pmc.ncbi.nlm.nih.gov/articles/{PMCID}/")
    assert answer.source == "PubMed"
    assert (answer.item["PMID"], answer.item["PMCID"]) == (PMID, PMCID)


def test_a_pmcid_without_a_pmid_leads_to_its_doi(services):
    services.answer("/ids", of_json({"records": [{"pmcid": PMCID, "doi": DOI}]}))
    assert by_pmcid(PMCID).source == "Crossref"


@pytest.mark.parametrize(
    "said",
    [
        {"records": [{"pmcid": "PMC9", "status": "error", "errmsg": "not found in PMC"}]},
        {"records": []},
        {},
    ],
)
def test_a_pmcid_that_is_not_known_is_said(services, said):
    services.answer("/ids", of_json(said))
    with pytest.raises(NotKnown, match="does not know PMC9"):
        by_pmcid("PMC9")


# --- Kept answers


def test_what_was_answered_is_asked_once_and_kept_as_it_came(services):
    first = by_pmid(PMID)
    assert by_pmid(PMID) == first
    assert len(services.asked) == 1
    kept = KeptAnswer.objects.get()
    assert bytes(kept.body) == ARTICLE.encode()
    assert (kept.service, kept.question, kept.status) == ("pubmed", f"article/{PMID}", 200)


def test_who_asks_and_the_key_are_not_kept(services):
    by_doi(DOI)
    said = " ".join(f"{kept.question} {bytes(kept.body)!r}" for kept in KeptAnswer.objects.all())
    assert "library@example.org" not in said and "key" not in said.split()


def test_an_old_answer_is_asked_for_again(services, settings):
    by_pmid(PMID)
    age(days=settings.LOOKUP_CACHE_DAYS + 1)
    by_pmid(PMID)
    assert len(services.asked) == 2
    assert KeptAnswer.objects.count() == 1


def test_a_fresh_answer_can_be_asked_for(services):
    by_pmid(PMID)
    services.answer("/eutils/efetch.fcgi", of_xml(ARTICLE.replace("Sleep in", "Rest in")))
    assert by_pmid(PMID).item["title"].startswith("Sleep in")
    assert by_pmid(PMID, fresh=True).item["title"].startswith("Rest in")
    assert by_pmid(PMID).item["title"].startswith("Rest in")


def test_that_something_is_not_known_holds_for_a_day(services):
    for days in (0, 0.9, 0.2):
        age(days=days)
        with pytest.raises(NotKnown):
            by_doi("10.5555/none")
    assert len(services.asked) == 2


def test_an_older_answer_serves_while_the_service_is_out_of_reach(services, settings):
    first = by_pmid(PMID)
    age(days=400)
    settings.EUTILS_URL = nobody_there()
    later = by_pmid(PMID)
    assert later.item == first.item
    assert later.asked_at < first.asked_at - datetime.timedelta(days=399)


def test_kept_answers_are_mapped_again(services):
    looked_up = by_pmid(PMID)
    by_doi(DOI)
    mapped = [item for kept in KeptAnswer.objects.all() if (item := mapped_again(kept))]
    assert looked_up.item in mapped
    assert sorted(item["title"].rstrip(".") for item in mapped) == ["Sleep in migraine"] * 2


def age(*, days: float) -> None:
    KeptAnswer.objects.update(asked_at=F("asked_at") - datetime.timedelta(days=days))
