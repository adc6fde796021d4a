"""Notices in the admin: found, looked at, decided about; and what records' own pages say."""

from __future__ import annotations

import html
import json

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from references.integrity.deciding import confirm, dismiss
from references.models import IntegrityFact, Reference
from references.notices import Nature, Notice, Source
from tests import factories
from tests.articles.admin.typing import signed_in
from tests.references.integrity.noticed import noticed, record
from tests.references.integrity.test_checking import CROSSREF, RETRACTED
from tests.references.services import DOI, of_work
from tests.references.test_record_form import words_of

pytestmark = pytest.mark.django_db
CARRIED = {"corrections": [{"type": "RetractionIn", "text": "", "pmid": "20137807"}]}
LIST = "admin:references_notice_changelist"


@pytest.fixture
def editor():
    return factories.account("editor")


@pytest.fixture
def browser(editor):
    return signed_in(editor)


def page_of(notice: Notice) -> str:
    return reverse("admin:references_notice_change", args=[notice.pk])


def form_of(reference: Reference) -> str:
    return reverse("admin:references_reference_change", args=[reference.pk])


def decide(browser, notice: Notice, decision: str):
    return browser.post(page_of(notice), {"decision": decision}, follow=True)


def listed(browser, **query: str) -> set[Notice]:
    page = browser.get(reverse(LIST), query)
    assert page.status_code == 200
    return set(page.context["cl"].result_list)


# The list


def test_the_list_shows_what_waits_unless_else_is_asked_for(browser, editor):
    waits, confirmed, dismissed = (noticed(record()) for _ in range(3))
    confirm(notice=confirmed, by=editor)
    dismiss(notice=dismissed, by=editor)
    assert listed(browser) == {waits}
    assert listed(browser, decided="confirmed") == {confirmed}
    assert listed(browser, decided="dismissed") == {dismissed}
    assert listed(browser, decided="all") == {waits, confirmed, dismissed}
    assert listed(browser, decided="nonsense") == {waits}


def test_the_list_is_filtered_by_nature_source_and_use(browser):
    article = factories.draft(writer=factories.account("writer"))
    cited = Reference.objects.get(pk=article.bibliography.get().reference_id)
    one = noticed(cited, source=Source.PUBMED)
    other = noticed(record(), nature=Nature.EXPRESSION_OF_CONCERN)
    assert listed(browser, nature__exact="retraction") == {one}
    assert listed(browser, source__exact="retraction-watch") == {other}
    assert listed(browser, cited="yes") == {one}
    assert listed(browser, cited="no") == {other}


@pytest.mark.parametrize(
    "term",
    ["special light", "https://doi.org/10.5555/PAPER.special", "PMID: 4711", "10.5555/the.notice"]
    + ["pubmed.ncbi.nlm.nih.gov/4712/"],
)
def test_a_notice_is_found_by_its_publication_and_by_its_own_identifiers(browser, term):
    noticed(record())
    paper = record(title="A special light", DOI="10.5555/paper.special", PMID="4711")
    notice = noticed(paper, notice_doi="10.5555/the.notice", notice_pmid="4712")
    assert listed(browser, q=term) == {notice}


@pytest.mark.parametrize("term", ["%", "\\", "'", "x" * 3000])
def test_signs_in_a_search_are_signs(browser, term):
    noticed(record())
    assert listed(browser, q=term) == set()


def test_a_long_list_takes_as_many_queries_as_a_short_one(browser, django_assert_max_num_queries):
    for _ in range(30):
        noticed(record())
    browser.get(reverse(LIST))
    with django_assert_max_num_queries(8):
        browser.get(reverse(LIST))


# One notice


def test_the_page_shows_all_that_helps_to_decide(browser):
    release = factories.released()
    paper = release.edition.editionreference_set.get().reference
    draft = factories.draft(writer=factories.account("writer"), title="A draft")
    notice = noticed(paper, notice_pmid="20137807", reasons="Error in Data")
    other = noticed(paper, source=Source.CROSSREF, nature=Nature.EXPRESSION_OF_CONCERN)
    answer = browser.get(page_of(notice))
    page = answer.content.decode()
    assert "Tester T. Sleep in migraine. <em>Journal of Tests</em>." in page
    assert 'href="https://doi.org/10.5555/notice"' in page
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/20137807/"' in page
    assert "Error in Data" in page and "6 February 2010" in page
    assert page_of(other) in page
    uses = [(use.text, use.is_live) for use in answer.context["uses"]]
    assert uses == [(release.edition.title, True), (draft.title, False)]
    assert "Now 1 public article cites it." in words_of(answer)
    assert "was retracted" in page


def test_the_page_takes_a_fixed_number_of_queries(browser, django_assert_max_num_queries):
    paper = record()
    for _ in range(12):
        draft = factories.draft(writer=factories.account("writer"))
        draft.bibliography.update(reference=paper)
    notices = [noticed(paper, notice_doi=f"10.5555/{number}") for number in range(12)]
    browser.get(page_of(notices[0]))
    with django_assert_max_num_queries(16):
        browser.get(page_of(notices[0]))


def test_what_sources_wrote_is_text_and_their_addresses_are_of_the_web(browser):
    paper = record(title="<script>alert(1)</script>Sleep <i>now</i>")
    notice = Notice.objects.create(
        reference=paper,
        source="crossref",
        nature="retraction",
        notice_doi='10.5555/"><script>alert(1)</script>',
        reasons="<script>alert(2)</script>",
        url="https://example.org/",
    )
    page = browser.get(page_of(notice)).content.decode()
    assert "<script>alert" not in page
    assert "https://doi.org/10.5555/%22%3E%3Cscript%3E" in page


def test_confirming_writes_the_fact_once_however_often_one_presses(browser, editor):
    paper = record()
    notice = noticed(paper)
    first, second = decide(browser, notice, "confirm"), decide(browser, notice, "confirm")
    assert "Confirmed." in words_of(first)
    assert second.status_code == 200 and "Somebody decided about this notice" in words_of(second)
    assert f"confirmed by {editor.username}" in words_of(second)
    assert IntegrityFact.objects.get().reference == paper
    said = [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]
    assert len(said) == 2 and all("Confirmed." in sentence for sentence in said)


def test_a_decision_stays_one_when_the_account_of_who_made_it_is_deleted(browser):
    paper, gone = record(), factories.account("editor")
    first, along, mistaken = (
        noticed(paper),
        noticed(paper, source=Source.CROSSREF),
        noticed(record()),
    )
    confirm(notice=first, by=gone)
    dismiss(notice=mistaken, by=gone)
    gone.delete()
    for notice, decision in ((first, "confirmed"), (along, "confirmed"), (mistaken, "dismissed")):
        said = words_of(browser.get(page_of(notice)))
        assert f"This notice was {decision} by an account that is deleted on 20" in said


def test_what_only_says_again_what_was_decided_does_not_claim_a_decision(browser, editor):
    paper, other = record(), record()
    confirm(notice=noticed(paper), by=editor)
    dismiss(notice=noticed(other), by=editor)
    confirmed = noticed(paper, source=Source.PUBMED)
    dismissed = noticed(other, notice_doi="10.5555/once-more")
    for notice, decision in ((confirmed, "confirmed"), (dismissed, "dismissed")):
        said = words_of(browser.get(page_of(notice)))
        assert f"This notice says what was {decision} before." in said


def test_dismissing_changes_nothing_else(browser):
    notice = noticed(record())
    page = words_of(decide(browser, notice, "dismiss"))
    assert "Dismissed: nothing changes on any page." in page
    assert "Your decision" not in page
    assert not IntegrityFact.objects.exists()


@pytest.mark.parametrize("decision", ["", "nonsense"])
def test_a_decision_that_is_none_decides_nothing(browser, decision):
    notice = noticed(record())
    assert "Nothing was decided" in words_of(decide(browser, notice, decision))
    notice.refresh_from_db()
    assert notice.decision == ""


def test_writers_look_and_do_not_decide():
    browser = signed_in(factories.account("writer"))
    notice = noticed(record())
    page = words_of(browser.get(page_of(notice)))
    assert "waits to be looked at by an editor" in page and "Your decision" not in page
    assert browser.post(page_of(notice), {"decision": "confirm"}).status_code == 403
    assert not IntegrityFact.objects.exists()


def test_a_notice_of_a_merged_record_that_somebody_had_open(browser):
    notice = noticed(record())
    Notice.objects.filter(pk=notice.pk).update(reference=record())
    assert decide(browser, notice, "confirm").status_code == 200


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "x"])
def test_a_notice_that_is_not_there(browser, number):
    answer = browser.get(f"/admin/references/notice/{number}/change/", follow=True)
    assert answer.status_code == 200 and "exist" in html.unescape(words_of(answer))


@pytest.mark.parametrize("nature", Nature)
def test_each_nature_says_what_confirming_it_does(browser, nature):
    page = words_of(browser.get(page_of(noticed(record(), nature=nature))))
    assert "This publication " in page and "can't be taken back" in html.unescape(page)


def test_who_confirms_a_reinstatement_is_told_what_it_does_not_change(browser):
    page = words_of(browser.get(page_of(noticed(record(), nature=Nature.REINSTATEMENT))))
    assert "says itself that it was retracted goes on saying so until a new edition" in page
    page = words_of(browser.get(page_of(noticed(record(), nature=Nature.RETRACTION))))
    assert "goes on saying so" not in page


def test_how_many_say_the_same_is_told(browser):
    paper = record()
    notice = noticed(paper)
    noticed(paper, source=Source.CROSSREF)
    assert "1 other notice of the same event is confirmed along" in words_of(
        browser.get(page_of(notice))
    )


# Where records are


def test_a_record_says_that_a_notice_waits_and_then_that_it_was_retracted(browser, editor):
    paper = record()
    notice = noticed(paper)
    page = browser.get(form_of(paper)).content.decode()
    assert "The notice waits to be looked at" in page and page_of(notice) in page
    confirm(notice=notice, by=editor)
    page = words_of(browser.get(form_of(paper)))
    assert "waits" not in page
    assert "This publication was retracted on 6 February 2010" in page
    assert f"as Retraction Watch says and {editor.username} confirmed" in page
    editor.delete()
    page = signed_in(factories.account("editor")).get(form_of(paper))
    assert "an account that is deleted confirmed" in words_of(page)


def test_a_record_that_is_typed_with_a_retraction_in_it_yields_a_notice(browser):
    paper = record()
    form = browser.get(form_of(paper)).context["adminform"].form
    data = {field.html_name: field.value() or "" for field in form if field.name != "is_checked"}
    data["csl"] = json.dumps(paper.csl | {"custom": CARRIED})
    assert browser.post(form_of(paper), data).status_code == 302
    [notice] = paper.notices.all()
    assert notice.notice_pmid == "20137807"


def test_a_record_is_deleted_with_its_notices_unless_one_was_confirmed(browser, editor):
    waits, confirmed = record(), record()
    noticed(waits)
    confirm(notice=noticed(confirmed), by=editor)
    for paper in (waits, confirmed):
        address = reverse("admin:references_reference_delete", args=[paper.pk])
        browser.post(address, {"post": "yes"}, follow=True)
    assert list(Reference.objects.all()) == [confirmed]
    assert list(Notice.objects.all()) == list(confirmed.notices.all())


def test_the_library_is_filtered_by_what_stands(browser, editor):
    retracted, waits = record(), record()
    record()
    confirm(notice=noticed(retracted), by=editor)
    noticed(waits)
    address = reverse("admin:references_reference_changelist")
    for chosen, expected in (("retracted", [retracted]), ("notice", [waits])):
        found = browser.get(address, {"stands": chosen}).context["cl"].result_list
        assert list(found) == expected


def test_merging_says_what_goes_along(browser, editor):
    kept, gone = record(), record()
    confirm(notice=noticed(gone), by=editor)
    address = reverse("admin:references_reference_merge")
    page = words_of(browser.get(address, {"keep": kept.pk, "merge": gone.pk}))
    assert f"Record {gone.pk} was retracted, as somebody confirmed. That will hold for" in page
    assert "1 notice goes over to the record that is kept." in page


def test_looking_a_record_up_that_was_retracted_yields_a_notice(services, browser):
    paper = record(DOI=DOI, PMID=None)
    services.answer(CROSSREF, of_work(RETRACTED))
    address = reverse("admin:references_reference_look_up", args=[paper.pk])
    page = browser.get(address, {"by": "DOI"}).content.decode()
    assert page_of(paper.notices.get()) in page


def test_the_desk_counts_what_waits_about_cited_sources(browser):
    index = reverse("admin:index")
    noticed(record())
    assert "cited source" not in words_of(browser.get(index))
    article = factories.draft(writer=factories.account("writer"))
    noticed(Reference.objects.get(pk=article.bibliography.get().reference_id))
    assert "1 notice about cited sources waits for you" in words_of(browser.get(index))
    writer = signed_in(factories.account("writer"))
    assert "about cited sources" not in words_of(writer.get(index))
