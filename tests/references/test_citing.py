"""What the editor asks of the library: searched, looked up, added, read from a pasted list."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from medcontent.models import User
from references.integrity.deciding import confirm
from references.merging import as_shown, merge
from references.models import Notice, Reference
from references.notices import Nature, Source
from tests import factories
from tests.articles.admin.typing import signed_in
from tests.references.asking import LIST, at, recorded
from tests.references.services import DOI, PMID, WORK, Reply, nobody_there, of_json, of_work, of_xml

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> User:
    return factories.account("writer")


@pytest.fixture
def reader() -> User:
    """Somebody who may see references and add none."""
    account = factories.account()
    account.is_staff = True
    account.save()
    account.user_permissions.add(Permission.objects.get(codename="view_reference"))
    return account


@pytest.fixture
def browser(writer: User) -> Client:
    return signed_in(writer)


def found(browser: Client, question: str) -> list[str]:
    return [each["title"] for each in browser.get(at(), {"q": question}).json()["results"]]


# --- Searching


@pytest.mark.parametrize(
    "question",
    ["sleep", "TESTER 2024", "journal of tests", "10.5555/test", "https://doi.org/10.5555/TEST"]
    + ["doi: 10.5555/test.", "PMID: 12345678", "12345678", "tests 2024 sleep"],
)
def test_a_reference_is_found_by_author_title_year_journal_and_identifier(browser, question):
    recorded(PMID="12345678")
    recorded(title="Light in migraine", DOI="10.5555/light", author=[{"literal": "Other"}])
    assert "Sleep in migraine" in found(browser, question)


def test_what_is_found_tells_who_wrote_it_where_and_its_identifiers(browser):
    reference = recorded()
    [result] = browser.get(at(), {"q": "sleep"}).json()["results"]
    assert result == {
        "id": str(reference.pk),
        "label": "Sleep in migraine (2024)",
        "title": "Sleep in migraine",
        "about": "Tester, Tina. Journal of Tests. 2024",
        "identifiers": "DOI 10.5555/test",
        "warning": "",
    }


def test_what_holds_against_a_reference_is_said_before_it_is_cited(browser):
    reference = recorded()
    Notice.objects.create(reference=reference, source=Source.CROSSREF, nature=Nature.RETRACTION)
    confirm(notice=Notice.objects.get(), by=factories.account("editor"))
    [result] = browser.get(at(), {"q": "sleep"}).json()["results"]
    assert result["warning"] == "This publication was retracted."


def test_without_words_the_newest_come_first_and_many_are_cut_and_said(browser):
    for number in range(21):
        recorded(title=f"Study {number}", DOI=f"10.5555/{number}")
    answer = browser.get(at()).json()
    assert answer["results"][0]["title"] == "Study 20"
    assert (len(answer["results"]), answer["has_more"]) == (20, True)


def test_a_merged_record_leads_to_the_one_that_was_kept(browser):
    editor = factories.account("editor")
    kept, gone = recorded(), recorded(DOI="10.5555/twin")
    merge(kept=kept, merged=gone, by=editor, shown=as_shown(kept, gone))
    [result] = browser.get(at(), {"q": "10.5555/twin"}).json()["results"]
    assert result["id"] == str(kept.pk)
    assert len(found(browser, "sleep")) == 1


@pytest.mark.parametrize(
    ("question", "kind", "value", "service"),
    [
        ("https://doi.org/10.5555/New", "DOI", "10.5555/new", "Crossref"),
        ("PMID 7654321", "PMID", "7654321", "PubMed"),
        ("PMC7654321", "PMCID", "PMC7654321", "PubMed Central"),
    ],
)
def test_an_identifier_that_nobody_has_names_who_can_be_asked(
    browser, question, kind, value, service
):
    answer = browser.get(at(), {"q": question}).json()
    assert answer["results"] == []
    assert answer["identifier"] == {"kind": kind, "value": value, "service": service}
    assert answer["can_add"] is True


@pytest.mark.parametrize("question", ["sleep", "NCT01234567", "10.5555/test", "978-3-16-148410-0"])
def test_nobody_is_asked_for_what_is_there_or_what_no_service_knows(browser, question):
    recorded()
    assert browser.get(at(), {"q": question}).json()["identifier"] is None


@pytest.mark.parametrize(
    "question",
    [
        "x" * 5000,
        "\x00",
        "%_\\'\"",
        "10.5555/" + "9" * 900,
        "a " * 2000,
        "<script>",
        "٣٤",
        "²",
        "()",
    ],
)
def test_no_question_breaks_the_search(browser, question):
    recorded()
    assert browser.get(at(), {"q": question}).status_code == 200


def test_titles_of_every_script_and_html_come_as_plain_words(browser):
    recorded(title="<script>alert(1)</script><i>In vitro</i> &amp; beyond", DOI="10.5555/1")
    recorded(title="مراجعة منهجية للصداع النصفي", DOI="10.5555/2")
    recorded(title="偏頭痛与睡眠", DOI="10.5555/3")
    recorded(author=[{"family": f"Author{n}", "given": "A"} for n in range(500)], DOI="10.5555/4")
    for reference in Reference.objects.all():
        [result] = browser.get(at(), {"q": reference.doi}).json()["results"]
        assert "<" not in result["label"] + result["title"] + result["about"]
        assert len(result["about"]) < 100
    assert found(browser, "头痛") == [] and found(browser, "偏頭痛") == ["偏頭痛与睡眠"]
    assert found(browser, "vitro") == ["In vitro & beyond"]


def queries(browser: Client, address: str, **asked: object) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert browser.get(at(address), asked).status_code == 200
    return len(captured)


def test_a_search_takes_the_same_few_queries_for_one_result_and_for_twenty(browser):
    recorded()
    one = queries(browser, "", q="sleep")
    for number in range(20):
        recorded(DOI=f"10.5555/{number}")
    assert queries(browser, "", q="sleep") == one
    assert one <= 6


# --- Entries for the note beside a citation


def test_entries_are_those_of_the_reference_list_and_harmless(browser):
    kept = recorded(title="Sleep <img src=x onerror=alert(1)> in <i>migraine</i>")
    entries = browser.get(at("entries/"), {"pk": [kept.pk, 999999, "x", "9" * 30]}).json()[
        "entries"
    ]
    assert list(entries) == [str(kept.pk)]
    assert "Tester T. Sleep" in entries[str(kept.pk)]
    assert "<img" not in entries[str(kept.pk)]
    assert queries(browser, "entries/", pk=kept.pk) <= 6


def test_a_record_that_can_not_be_formatted_is_described_and_others_are_formatted(browser):
    broken = recorded(volume={"no": "text"}, title="Sleep & <b>light</b>")
    whole = recorded(DOI="10.5555/other")
    entries = browser.get(at("entries/"), {"pk": [broken.pk, whole.pk]}).json()["entries"]
    said = "Sleep &amp; light. Tester, Tina. Journal of Tests. 2024. DOI 10.5555/test"
    assert entries[str(broken.pk)] == said
    assert "<em>Journal of Tests</em>" in entries[str(whole.pk)]


# --- Looking up and adding


def looked_up(browser: Client, identifier: str) -> dict[str, object]:
    answer = browser.post(at("look-up/"), {"identifier": identifier})
    return {"status": answer.status_code, **answer.json()}


def added(browser: Client, identifier: str, seen: object) -> dict[str, object]:
    answer = browser.post(at("add/"), {"identifier": identifier, "seen": seen})
    return {"status": answer.status_code, **answer.json()}


@pytest.mark.parametrize("identifier", [DOI, f"https://doi.org/{DOI}", f"PMID: {PMID}"])
def test_what_a_service_knows_is_shown_first_and_then_recorded(browser, services, identifier):
    shown = looked_up(browser, identifier)
    assert (shown["title"], shown["reference"]) == ("Sleep in migraine", None)
    assert shown["source"] in ("Crossref", "PubMed")
    assert not Reference.objects.exists()
    record = added(browser, identifier, shown["seen"])
    made = Reference.objects.get()
    assert (record["id"], made.pmid) == (str(made.pk), PMID)
    assert made.source_line == identifier
    assert added(browser, identifier, shown["seen"])["id"] == record["id"]
    assert Reference.objects.count() == 1


def test_what_the_library_has_is_not_looked_up(browser, services):
    reference = recorded(DOI=DOI)
    known = looked_up(browser, DOI)["reference"]
    assert isinstance(known, dict) and known["id"] == str(reference.pk)
    assert services.asked == []


def test_a_pmid_whose_article_is_there_under_its_doi_leads_to_that_record(browser, services):
    reference = recorded(DOI=DOI)
    shown = looked_up(browser, f"PMID: {PMID}")
    known = shown["reference"]
    assert isinstance(known, dict) and known["id"] == str(reference.pk)
    assert added(browser, f"PMID: {PMID}", shown["seen"])["id"] == str(reference.pk)


def test_what_has_changed_since_it_was_shown_is_not_recorded_unseen(browser, services):
    looked_up(browser, DOI)
    refused = added(browser, DOI, "another digest")
    assert (refused["status"], Reference.objects.count()) == (400, 0)
    assert "Look it up again" in str(refused["error"])


@pytest.mark.parametrize(
    ("identifier", "said"),
    [
        ("10.5555/nobody.knows", "10.5555/nobody.knows"),
        ("words", "is no DOI, PMID or PMCID"),
        ("", "is no DOI, PMID or PMCID"),
        ("978-3-16-148410-0", "Give a DOI, a PMID or a PMCID"),
        ("x" * 5000, "is no DOI, PMID or PMCID"),
    ],
)
def test_what_nobody_knows_is_said(browser, services, identifier, said):
    for answer in (looked_up(browser, identifier), added(browser, identifier, "")):
        assert answer["status"] == 400
        assert said in str(answer["error"])


def test_a_service_that_is_out_of_reach_is_named(browser, services, settings):
    settings.CROSSREF_URL = nobody_there()
    answer = looked_up(browser, DOI)
    assert answer["status"] == 400
    assert "Crossref" in str(answer["error"])


@pytest.mark.parametrize(
    "reply",
    [Reply("<html>Sign in</html>", kind="text/html"), Reply("{", kind="application/json")]
    + [of_json({"message": {}}), of_json([]), of_work({"DOI": DOI, "title": []})],
)
def test_no_answer_of_a_service_breaks_the_editor(browser, services, reply):
    services.answer(f"/crossref/works/{DOI}", reply)
    answer = looked_up(browser, DOI)
    assert answer["status"] == 400
    assert answer["error"]


def test_a_service_that_tells_of_a_retraction_is_quoted_before_anything_is_added(browser, services):
    told = {
        "DOI": "10.5555/notice",
        "type": "retraction",
        "updated": {"date-parts": [[2025, 2, 6]]},
    }
    services.answer(f"/crossref/works/{DOI}", of_work({**WORK, "updated-by": [told]}))
    shown = looked_up(browser, DOI)
    assert shown["remarks"] == ["Crossref says that this publication was retracted."]
    added(browser, DOI, shown["seen"])
    assert Notice.objects.get().reference == Reference.objects.get()


def test_html_in_an_answer_is_no_html(browser, services):
    work = {"DOI": DOI, "type": "journal-article", "title": ["<script>alert(1)</script>Sleep"]}
    services.answer(f"/crossref/works/{DOI}", of_work(work))
    services.answer("/eutils/esearch.fcgi", of_xml("<x/>"))
    assert looked_up(browser, DOI)["title"] == "Sleep"


# --- Who may


@pytest.mark.parametrize("part", ["look-up/", "add/", "list/", "list/add/"])
def test_who_may_not_add_references_is_told_and_nothing_is_made(reader, services, part):
    answer = signed_in(reader).post(at(part), {"identifier": DOI, "text": LIST})
    assert answer.status_code == 403
    assert "may not add references" in answer.json()["error"]
    assert not Reference.objects.exists() and services.asked == []


def test_who_may_not_add_references_still_cites_what_is_there(reader, services):
    reference = recorded(DOI=DOI)
    browser = signed_in(reader)
    answer = browser.get(at(), {"q": "sleep"}).json()
    assert (len(answer["results"]), answer["can_add"]) == (1, False)
    known = looked_up(browser, DOI)["reference"]
    assert isinstance(known, dict) and known["id"] == str(reference.pk)


@pytest.mark.parametrize("part", ["", "entries/"])
def test_questions_are_for_those_who_see_references(part):
    for role in ("physician", "administrator"):
        assert signed_in(factories.account(role)).get(at(part)).status_code == 403
    assert Client().get(at(part)).status_code == 302


@pytest.mark.parametrize("part", ["look-up/", "add/", "list/", "list/add/"])
def test_deeds_are_posted(browser, part):
    assert browser.get(at(part)).status_code == 405
