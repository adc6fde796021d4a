"""The list of references: search, filters, duplicates, merging, export."""

from __future__ import annotations

import datetime
import json
from urllib.parse import parse_qsl

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from lxml import html

from articles.drafts import Draft
from references.models import Distinction, Reference
from tests import factories
from tests.articles.admin.typing import signed_in
from tests.references.test_merging import AGAIN, LIGHT, cite
from tests.references.test_record_form import words_of

pytestmark = pytest.mark.django_db
LIST = "admin:references_reference_changelist"
DUPLICATES = "admin:references_reference_duplicates"
MERGE = "admin:references_reference_merge"


@pytest.fixture
def editor():
    return factories.account("editor")


@pytest.fixture
def browser(editor):
    return signed_in(editor)


@pytest.fixture
def pair() -> tuple[Reference, Reference]:
    return Reference.objects.create(csl=LIGHT), Reference.objects.create(csl=AGAIN)


def made(title: str = "A title", **fields: object) -> Reference:
    return Reference.objects.create(
        csl={
            "type": "article-journal",
            "title": title,
            "author": [{"family": "Żółw-Dvořák", "given": "Zoë"}],
            "container-title": "Journal of Tests",
            "issued": {"date-parts": [[2020]]},
        }
        | fields
    )


def listed(browser, **query: str) -> list[str]:
    page = browser.get(reverse(LIST), query)
    assert page.status_code == 200
    return [record.title for record in page.context["cl"].result_list]


@pytest.mark.parametrize(
    "term",
    ["sleep", "SLEEP apnoea", "zolw", "Żółw sleep", "dvorak 2020", "journal of tests sleep"]
    + ["https://doi.org/10.5555/SLEEP.1", "doi:10.5555/sleep.1", "PMID: 77", "10.5555/sle"]
    + ["pmc888", "NCT01234567", "https://clinicaltrials.gov/study/NCT01234567"],
)
def test_a_reference_is_found_by_words_and_by_any_identifier(browser, term):
    made(
        "Sleep and apnoea",
        DOI="10.5555/sleep.1",
        PMID="77",
        PMCID="PMC888",
        custom={"trials": ["NCT01234567"]},
    )
    made("Light", author=[{"literal": "Others"}], issued={"date-parts": [[2021]]})
    assert listed(browser, q=term) == ["Sleep and apnoea"]


@pytest.mark.parametrize("term", ["%", "_____", "\\", "sleep%", "'", '"', "\x00", "x" * 5000])
def test_signs_in_a_search_are_signs(browser, term):
    made("Sleep")
    assert listed(browser, q=term) in ([], ["Sleep"])
    assert listed(browser, q="sl_ep") == []


def test_the_list_is_filtered(browser):
    article = factories.draft(writer=factories.account("writer"))
    used = Reference.objects.get(pk=Draft.of(article).bibliography[0]).title
    made("Bare", DOI="10.5555/bare", author=[])
    made("Unknown")
    assert listed(browser, used="yes") == [used]
    assert sorted(listed(browser, used="no")) == ["Bare", "Unknown"]
    assert listed(browser, lacks="identifier") == ["Unknown"]
    assert listed(browser, lacks="check") == ["Bare"]
    assert len(listed(browser, lacks="nonsense")) == 3


def test_filters_narrow_each_other_and_the_search_and_go_with_the_export(browser):
    cited = Reference.objects.get(
        pk=Draft.of(factories.draft(writer=factories.account("writer"))).bibliography[0]
    )
    made("Sleep alone", author=[])
    made("Sleep in peace", author=[], DOI="10.5555/peace")
    made("Light", author=[])
    asked = {"q": "sleep", "used": "no", "lacks": "identifier"}
    assert listed(browser, **asked) == ["Sleep alone"]
    assert listed(browser, **asked | {"used": "yes"}) == []
    assert listed(browser, q=cited.title, used="yes", lacks="check") == []
    address = reverse("admin:references_reference_export", args=["json"])
    sent = json.loads(b"".join(browser.get(address, asked).streaming_content))
    assert [item["title"] for item in sent] == ["Sleep alone"]


def test_pages_of_a_filtered_list_hold_each_record_once_and_keep_the_filter(browser):
    for number in range(70):
        made(f"Sleep {number:03}")
    made("Sleep with a DOI", DOI="10.5555/one")
    asked = {"q": "sleep", "lacks": "identifier"}
    titles = listed(browser, **asked) + listed(browser, **asked, p="2")
    assert sorted(titles) == [f"Sleep {number:03}" for number in range(70)]
    page = html.fromstring(browser.get(reverse(LIST), asked).content.decode())
    [second] = page.xpath("//nav[@class='paginator']//a[normalize-space()='2']/@href")
    assert dict(parse_qsl(second.lstrip("?"))) == asked | {"p": "2"}


def test_the_list_says_what_stands_against_a_record(browser):
    fallen, doubted = made("Fallen"), made("Doubted")
    made("Sound")
    factories.confirmed(fallen)
    for day in (datetime.date(2020, 1, 1), datetime.date(2021, 1, 1)):
        factories.confirmed(doubted, nature="expression_of_concern", on=day)
    page = html.fromstring(browser.get(reverse(LIST)).content.decode())
    marks = {
        row.xpath("string(th)").strip(): row.xpath(".//*[@class='fallen']/text()")
        for row in page.xpath("//table[@id='result_list']/tbody/tr")
    }
    assert marks == {"Sound": [], "Doubted": ["Expression of concern"], "Fallen": ["Retraction"]}


def test_what_a_person_found_complete_needs_no_checking(browser):
    record = made("Bare", author=[], custom={"checked": True})
    assert listed(browser, lacks="check") == []
    assert not record.needs_checking


def test_a_long_list_takes_as_many_queries_as_a_short_one(browser, django_assert_max_num_queries):
    for number in range(60):
        made(f"Sleep {number}")
    browser.get(reverse(LIST))
    with django_assert_max_num_queries(14):
        browser.get(reverse(LIST), {"used": "no"})


def test_articles_that_use_a_record_are_linked_for_who_may_open_them(browser):
    writer = factories.account("writer")
    article = factories.draft(writer=writer)
    record = Reference.objects.get(pk=Draft.of(article).bibliography[0])
    url = reverse("admin:references_reference_change", args=[record.pk])
    link = reverse("admin:articles_article_change", args=[article.pk])
    for reader, opens in ((browser, True), (signed_in(writer), True), (other(), False)):
        page = reader.get(url).content.decode()
        assert article.title in page
        assert (link in page) is opens
    assert "1 article" in words_of(browser.get(reverse(LIST)))


def other():
    return signed_in(factories.account("writer"))


# Duplicates and merging ----------------------------------------------------------------------


def test_records_that_look_alike_are_proposed(browser, pair):
    near = made("Light in the dark rooms", author=LIGHT["author"], issued=LIGHT["issued"])
    made("Light in the dark rooms", author=[{"family": "Else"}], issued=LIGHT["issued"])
    page = browser.get(reverse(DUPLICATES))
    found = [{record.pk for record, _ in shown["records"]} for shown in page.context["pairs"]]
    first, second = (record.pk for record in pair)
    assert found[0] == {first, second}
    assert {frozenset(keys) for keys in found[1:]} == {
        frozenset({first, near.pk}),
        frozenset({second, near.pk}),
    }


@pytest.mark.parametrize(
    "other",
    [
        {"volume": "8"},
        {"issued": {"date-parts": [[2015]]}},
        {"author": [{"family": "Else", "given": "E"}]},
        {"title": "Something else entirely"},
    ],
)
def test_records_that_differ_are_not_proposed(browser, other):
    made("Light in the dark", volume="7")
    made(**({"title": "Light in the dark", "volume": "7"} | other))
    assert browser.get(reverse(DUPLICATES)).context["pairs"] == []


def test_two_publications_are_told_apart_for_good(browser, pair):
    first, second = pair
    browser.post(reverse(DUPLICATES), {"first": second.pk, "second": first.pk})
    assert Distinction.objects.filter(first=first, second=second).exists()
    assert browser.get(reverse(DUPLICATES)).context["pairs"] == []
    browser.post(reverse(DUPLICATES), {"first": second.pk, "second": first.pk})
    assert browser.post(reverse(DUPLICATES), {"first": "x"}).status_code == 302


def test_two_records_are_compared_and_merged(browser, pair):
    kept, merged = pair
    article = factories.draft(writer=factories.account("writer"))
    type(article).objects.filter(pk=article.pk).update(body=f"<p>Light.{cite(merged)}</p>")
    page = browser.get(reverse(MERGE), {"keep": kept.pk, "merge": merged.pk})
    assert "Stays in the merged record alone" in words_of(page)
    said = {"keep": kept.pk, "merge": merged.pk, "shown": page.context["shown"]}
    answer = browser.post(reverse(MERGE), said, follow=True)
    assert "1 draft cite it instead" in words_of(answer)
    merged.refresh_from_db()
    assert merged.merged_into == kept
    assert LogEntry.objects.filter(object_id=str(merged.pk)).exists()
    assert listed(browser, q="light") == [LIGHT["title"]]
    answer = browser.post(reverse(MERGE), said)
    assert "merged meanwhile" in words_of(answer)


def test_a_merged_record_leads_to_the_kept_one_and_stays(browser, pair):
    kept, merged = pair
    Reference.objects.filter(pk=merged.pk).update(merged_into=kept)
    url = reverse("admin:references_reference_change", args=[merged.pk])
    answer = browser.get(url, follow=True)
    assert answer.redirect_chain[-1][0].endswith(f"/{kept.pk}/change/")
    deletion = reverse("admin:references_reference_delete", args=[merged.pk])
    assert browser.post(deletion, {"post": "yes"}).status_code == 403
    assert Reference.objects.filter(pk=merged.pk).exists()


def test_two_selected_records_are_compared(browser, pair):
    keys = [record.pk for record in pair]
    chosen = {"action": "merge_two", "_selected_action": keys}
    answer = browser.post(reverse(LIST), chosen)
    assert answer.url == f"{reverse(MERGE)}?keep={keys[0]}&merge={keys[1]}"
    answer = browser.post(reverse(LIST), chosen | {"_selected_action": keys[:1]}, follow=True)
    assert "select exactly two" in words_of(answer)


@pytest.mark.parametrize("query", [{"keep": ""}, {"keep": "x", "merge": "1"}, {"keep": "9" * 30}])
def test_records_that_are_not_there_can_not_be_merged(browser, query):
    assert browser.get(reverse(MERGE), query).status_code == 404


def test_writers_do_not_merge(pair):
    writer = signed_in(factories.account("writer"))
    assert writer.get(reverse(DUPLICATES)).status_code == 403
    said = {"keep": pair[0].pk, "merge": pair[1].pk}
    assert writer.get(reverse(MERGE), said).status_code == 403
    assert "Find duplicates" not in words_of(writer.get(reverse(LIST)))


# Duplicates in the form ----------------------------------------------------------------------


def test_an_identifier_that_is_there_offers_its_record(browser):
    from tests.references.test_record_form import ADD, typed

    known = made("Known", PMCID="PMC888", custom={"arxiv": "2101.00001"})
    for field, said in (("pmcid_text", "pmc888"), ("arxiv_text", "arXiv:2101.00001v2")):
        page = browser.post(reverse(ADD), typed(**{field: said})).content.decode()
        assert f'<a href="{reverse("admin:references_reference_change", args=[known.pk])}">' in page


# Export --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suffix", "begins"), [("bib", "@article{zow"), ("ris", "TY  - JOUR"), ("json", "[")]
)
def test_what_the_list_shows_is_exported(browser, suffix, begins):
    made("Sleep", DOI="10.5555/sleep.1")
    made("Light")
    url = reverse("admin:references_reference_export", args=[suffix])
    answer = browser.get(url, {"q": "sleep"})
    content = b"".join(answer.streaming_content).decode()
    assert content.startswith(begins)
    assert "10.5555/sleep.1" in content and "Light" not in content
    assert f"references.{suffix}" in answer["Content-Disposition"]


def test_selected_records_are_exported(browser):
    chosen = made("Sleep")
    made("Light")
    answer = browser.post(reverse(LIST), {"action": "export_json", "_selected_action": [chosen.pk]})
    items = json.loads(b"".join(answer.streaming_content))
    assert [item["title"] for item in items] == ["Sleep"]


def test_other_formats_are_not_found(browser):
    url = reverse("admin:references_reference_export", args=["exe"])
    assert browser.get(url).status_code == 404


def test_an_unknown_filter_exports_nothing(browser):
    url = reverse("admin:references_reference_export", args=["json"])
    answer = browser.get(url, {"nonsense": "1"}, follow=True)
    assert "Nothing was exported" in words_of(answer)


def test_who_may_not_see_references_exports_none():
    physician = signed_in(factories.physician().account)
    url = reverse("admin:references_reference_export", args=["bib"])
    assert physician.get(url).status_code == 403
