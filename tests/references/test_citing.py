"""What the editor asks of the library: searched, looked up, added, read from a pasted list."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from medcontent.models import User
from references.citing import LONGEST_LIST, MOST_ENTRIES, look_at_list, record_list
from references.formats.reading import CannotRead
from references.merging import as_shown, merge
from references.models import Reference
from tests import factories
from tests.references.services import DOI, PMID, Reply, nobody_there, of_json, of_work, of_xml

pytestmark = pytest.mark.django_db

SLEEP = factories.SLEEP
LIST = """1. Tester T. Sleep in migraine. J Tests. 2024;1:1-9. doi:10.5555/test
2. Miller A, Brown B. Light and headache. Headache. 2020;3(1):1-9.
3. Nobody knows what this line is
4. Miller A, Brown B. Light and headache. Headache. 2020;3(1):1-9."""


def at(part: str = "") -> str:
    return reverse("admin:references_reference_cite") + part


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


def signed_in(account: User) -> Client:
    client = Client()
    client.force_login(account)
    return client


def recorded(**changes: object) -> Reference:
    return Reference.objects.create(csl={**SLEEP, **changes})


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
    }


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


def test_html_in_an_answer_is_no_html(browser, services):
    work = {"DOI": DOI, "type": "journal-article", "title": ["<script>alert(1)</script>Sleep"]}
    services.answer(f"/crossref/works/{DOI}", of_work(work))
    services.answer("/eutils/esearch.fcgi", of_xml("<x/>"))
    assert looked_up(browser, DOI)["title"] == "Sleep"


# --- A pasted list


def test_a_pasted_list_says_what_each_number_would_become(browser):
    reference = recorded()
    read = browser.post(at("list/"), {"text": LIST}).json()["entries"]
    assert [(each["number"], each["state"]) for each in read] == [
        (1, "there"),
        (2, "new"),
        (3, "unread"),
        (4, "there"),
    ]
    assert read[0]["reference"]["id"] == str(reference.pk)
    assert read[1]["title"] == "Light and headache" and read[1]["reference"] is None
    assert read[2]["reason"] and read[3]["remark"] == "The same publication as in line 2."
    assert [(each["first_line"], each["last_line"]) for each in read] == [
        (1, 1),
        (2, 2),
        (3, 3),
        (4, 4),
    ]
    assert Reference.objects.count() == 1


def test_accepting_a_list_finds_or_makes_a_record_for_each_number(browser):
    recorded()
    read = browser.post(at("list/add/"), {"text": LIST}).json()["entries"]
    references = [each["reference"] and each["reference"]["id"] for each in read]
    light = str(Reference.objects.get(title="Light and headache").pk)
    assert references == [str(Reference.objects.get(doi="10.5555/test").pk), light, None, light]
    again = browser.post(at("list/add/"), {"text": LIST}).json()["entries"]
    assert [each["reference"] and each["reference"]["id"] for each in again] == references
    assert Reference.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (LIST, [1, 2, 3, 4]),
        (LIST.replace("1. ", "[1] ").replace("2. ", "[2] "), [1, 2, 3, 4]),
        ("\n\n".join(line.partition(". ")[2] for line in LIST.splitlines()), [1, 2, 3, 4]),
        (LIST.replace("4. ", "3. "), [1, 2, 3, None]),
    ],
)
def test_the_numbers_are_those_of_the_list_each_once(writer, text, numbers):
    assert [each.number for each in look_at_list(text, by=writer)] == numbers


def test_an_entry_of_several_lines_says_where_it_ends(writer):
    first = LIST.splitlines()[0].replace(". J Tests", ".\nJ Tests")
    [one, two] = look_at_list(f"{first}\n{LIST.splitlines()[1]}", by=writer)
    assert (one.entry.line, one.last_line, two.entry.line) == (1, 2, 3)


@pytest.mark.parametrize(
    "text", ["", " \n ", "x" * (LONGEST_LIST + 1), "1. A\n" * (MOST_ENTRIES + 1)]
)
def test_a_list_that_is_none_or_too_long_is_refused_with_a_reason(browser, text):
    for part in ("list/", "list/add/"):
        answer = browser.post(at(part), {"text": text})
        assert answer.status_code == 400
        assert answer.json()["error"]


@pytest.mark.parametrize(
    "text", ["@article{x, title={", "TY  - JOUR", "<xml", "{}", "\x00", "偏頭痛"]
)
def test_whatever_stands_in_a_list_is_read_or_reported(browser, text):
    answer = browser.post(at("list/"), {"text": text})
    assert answer.status_code in (200, 400)
    assert "error" in answer.json() or answer.json()["entries"]


def test_a_bibliography_in_a_format_of_programs_is_not_taken_for_a_list(writer):
    with pytest.raises(CannotRead):
        record_list(" ", by=writer)
    [entry] = look_at_list('[{"title": "Sleep", "type": "book"}]', by=writer)
    assert entry.entry.reason


def test_a_long_list_takes_no_more_queries_than_a_short_one(browser):
    def asked(count: int) -> int:
        lines = "\n".join(
            f"{n}. Miller A. Light {n}. Headache. 2020;{n}(1):1-9." for n in range(count)
        )
        with CaptureQueriesContext(connection) as captured:
            read = browser.post(at("list/"), {"text": lines}).json()["entries"]
        assert len(read) == count
        return len(captured)

    assert asked(200) == asked(2) <= 10


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
