"""Services are asked anew about what articles cite: in turn, politely, and not for ever."""

from __future__ import annotations

import datetime
import json

import pytest
from django.utils import timezone

from articles.drafts import Draft
from references.integrity.checking import Round, check_own, due, in_turn, to_look_at
from references.models import KeptAnswer, Reference
from references.notices import Notice
from tests import factories
from tests.references.integrity.noticed import DAY, record
from tests.references.services import (
    ARTICLE,
    DOI,
    PAGE,
    PMID,
    WORK,
    Reply,
    nobody_there,
    of_search,
    of_work,
    of_xml,
)

pytestmark = pytest.mark.django_db
RETRACTED = WORK | {
    "updated-by": [
        {"DOI": "10.5555/notice", "type": "retraction", "updated": {"date-parts": [[2010, 2, 6]]}}
    ]
}
LINK = (
    '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn">'
    "<RefSource>J Tests. 2010 Feb 6;1:2</RefSource><PMID>20137807</PMID>"
    "</CommentsCorrections></CommentsCorrectionsList></MedlineCitation>"
)
RETRACTED_ARTICLE = ARTICLE.replace("</MedlineCitation>", LINK)
CROSSREF, EFETCH = f"/crossref/works/{DOI}", "/eutils/efetch.fcgi"


@pytest.fixture
def paper() -> Reference:
    return record(DOI=DOI, PMID=PMID)


def asked(*records: Reference) -> Round:
    asking = Round()
    keys = [each.pk for each in records]
    list(asking.check(in_turn(Reference.objects.filter(pk__in=keys))))
    for each in records:
        each.refresh_from_db()
    return asking


def told() -> list[tuple[str, str, datetime.date | None]]:
    return sorted(Notice.objects.values_list("source", "nature", "noticed_on"))


def test_both_services_say_what_they_know(services, paper):
    services.answer(CROSSREF, of_work(RETRACTED))
    services.answer(EFETCH, of_xml(RETRACTED_ARTICLE))
    asking = asked(paper)
    assert told() == [("crossref", "retraction", DAY), ("pubmed", "retraction", DAY)]
    assert (asking.out, asking.unusable, asking.answers) == ({}, [], 2)
    assert paper.checked_at


def test_a_record_without_a_pmid_is_found_in_pubmed_by_its_doi(services):
    services.answer(EFETCH, of_xml(RETRACTED_ARTICLE))
    asked(record(DOI=DOI, PMID=None))
    assert told() == [("pubmed", "retraction", DAY)]


def test_another_article_that_pubmed_finds_says_nothing(services):
    services.answer("/eutils/esearch.fcgi", of_search(PMID))
    services.answer(EFETCH, of_xml(RETRACTED_ARTICLE))
    asked(record(DOI="10.5555/other", PMID=None))
    assert told() == []


def test_services_are_asked_anew_whatever_they_said_before(services, paper):
    asked(paper)
    services.answer(CROSSREF, of_work(RETRACTED))
    asked(paper)
    assert told() == [("crossref", "retraction", DAY)]


def test_what_no_service_knows_is_checked_all_the_same(services):
    unknown = record(DOI="10.5555/unknown", PMID="3")
    asking = asked(unknown)
    assert unknown.checked_at
    assert asking.out == {}


def test_a_service_out_of_reach_is_asked_twice_and_the_others_go_on(services, settings):
    settings.CROSSREF_URL = nobody_there()
    papers = [record(DOI=DOI, PMID=PMID), record(), record()]
    services.answer(EFETCH, of_xml(RETRACTED_ARTICLE))
    asking = asked(*papers)
    assert list(asking.out) == ["Crossref"]
    assert "could not be asked" in asking.out["Crossref"]
    assert told() == [("pubmed", "retraction", DAY)]
    days = datetime.timedelta(days=settings.CHECK_REFERENCES_DAYS - 1)
    before = timezone.now() - days
    assert all(paper.checked_at and paper.checked_at <= before for paper in papers)  # due in a day


def test_an_old_answer_stands_for_no_new_one(services, paper, settings):
    asked(paper)
    before = KeptAnswer.objects.get(question=f"works/{DOI}").asked_at
    settings.CROSSREF_URL = nobody_there()
    assert list(asked(paper).failed) == ["Crossref"]
    assert KeptAnswer.objects.get(question=f"works/{DOI}").asked_at == before


def test_where_no_service_is_left_the_round_is_over(services, settings):
    settings.CROSSREF_URL = settings.EUTILS_URL = nobody_there()
    papers = [record() for _ in range(3)]
    asking = asked(*papers)
    assert asking.is_over and asking.answers == 0
    assert services.asked == []


def test_an_unusable_answer_is_said_and_the_rest_goes_on(services, paper):
    services.answer(CROSSREF, Reply(PAGE, kind="text/html"))
    services.answer(EFETCH, of_xml(RETRACTED_ARTICLE))
    asking = asked(paper)
    [said] = asking.unusable
    assert f"Record {paper.pk}" in said and "a web page in the place of a record" in said
    assert told() == [("pubmed", "retraction", DAY)]
    assert paper.checked_at


def test_a_service_that_answers_nonsense_again_and_again_is_given_up(services):
    services.answer("/crossref/works/", Reply(PAGE, kind="text/html"))
    asking = asked(*[record(PMID=None) for _ in range(7)])
    assert "gave no usable answer" in asking.out["Crossref"]
    assert sum(path.startswith("/crossref") for path in services.paths()) == 5


def test_what_no_database_stores_is_left_out_of_what_services_say(services, paper):
    update = {"DOI": "10.5555/no\ud800tice\x00", "type": "retraction\x00"}
    odd = json.dumps({"message": RETRACTED | {"updated-by": [update]}})
    services.answer(CROSSREF, Reply(odd))
    services.answer(EFETCH, of_xml(RETRACTED_ARTICLE.replace("J Tests", "J\u0091 Tests")))
    asked(paper)
    assert set(Notice.objects.values_list("notice_doi", flat=True)) == {"10.5555/notice", ""}


def test_a_record_that_is_deleted_meanwhile_is_passed_over(services, paper):
    other = record()
    rounds = Round().check(in_turn(Reference.objects.filter(pk__in=[paper.pk, other.pk])))
    next(rounds)
    Reference.objects.filter(pk=other.pk).delete()
    list(rounds)


# Which ones, and in what order


def cited() -> Reference:
    article = factories.draft(writer=factories.account("writer"))
    return Reference.objects.get(pk=Draft.of(article).bibliography[0])


def test_what_articles_cite_is_looked_at_or_everything():
    other, used = record(), cited()
    assert list(to_look_at()) == [used]
    assert set(to_look_at(cited=False)) == {used, other}


def test_the_longest_unchecked_come_first_and_what_nobody_can_be_asked_about_never():
    now = timezone.now()
    fresh, old, never = record(), record(), record()
    record(DOI=None, PMID=None)
    for paper, days in ((fresh, 1), (old, 9)):
        checked = now - datetime.timedelta(days=days)
        Reference.objects.filter(pk=paper.pk).update(checked_at=checked)
    assert list(in_turn(to_look_at(cited=False))) == [never, old, fresh]


@pytest.mark.parametrize(("days_ago", "is_due"), [(None, True), (8, True), (6, False)])
def test_a_cited_record_is_due_after_some_days(days_ago, is_due):
    used, now = cited(), timezone.now()
    if days_ago:
        checked = now - datetime.timedelta(days=days_ago)
        Reference.objects.filter(pk=used.pk).update(checked_at=checked)
    record()
    assert list(due(days=7, now=now)) == ([used] if is_due else [])


def test_what_records_carry_is_read_of_those_that_carry_something():
    carrying = {"corrections": [{"type": "RetractionIn", "text": "J. 2010 Feb 6;1:2", "pmid": "5"}]}
    record()
    Reference.objects.create(csl={"title": "Sleep", "custom": carrying})
    Reference.objects.create(csl={"title": "Light", "custom": {"corrections": [], "a": 1}})
    [(number, new)] = check_own(to_look_at(cited=False))
    assert number == 2
    assert [notice.reference.title for notice in new] == ["Sleep"]
