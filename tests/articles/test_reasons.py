"""Reasons: kept with the sentence, needed for submission, frozen with the edition."""

from __future__ import annotations

from dataclasses import replace

import pytest

from articles.drafts import Draft
from articles.models import Article, Reason
from articles.preflight import Level, run_preflight
from articles.reasons import give_reason, reasons_for, take_back_reason, without_reason
from gate.refusals import Refusal
from reviews import workflow
from tests import factories

pytestmark = pytest.mark.django_db

TABLE = "<table><tbody><tr><td>Dose</td><td>Effect</td></tr></tbody></table>"
RULE = "table-without-headers"


@pytest.fixture
def writer():
    return factories.account("writer")


@pytest.fixture
def article(writer) -> Article:
    made = factories.draft(writer=writer)
    made.body += TABLE
    made.save()
    return made


def asking(article: Article):
    [found] = [found for found in run_preflight(Draft.of(article)) if found.rule == RULE]
    return found


def answer(article: Article, writer, reason: str = "It is a layout of two cells.") -> Reason:
    found = asking(article)
    return give_reason(
        article=article, rule=found.rule, sentence=found.sentence, reason=reason, by=writer
    )


def test_a_table_without_headers_asks_for_a_reason(article):
    found = asking(article)
    assert found.level is Level.NEEDS_REASON
    assert found.sentence == "DoseEffect"
    assert found.quote == "Dose"


def test_without_a_reason_the_draft_is_not_submitted(article, writer):
    with pytest.raises(workflow.PreflightBlocks) as refused:
        workflow.submit(article=article, by=writer)
    assert [found.rule for found in refused.value.findings] == [RULE]


def test_a_reason_is_frozen_with_the_edition(article, writer):
    answer(article, writer)
    edition = workflow.submit(article=article, by=writer)
    assert edition.reading["reasons"] == [
        {
            "rule": RULE,
            "where": "body",
            "message": asking(article).message,
            "sentence": "DoseEffect",
            "reason": "It is a layout of two cells.",
        }
    ]


def test_a_reason_holds_where_the_sentence_moves_and_not_where_it_changes(article, writer):
    answer(article, writer)
    article.body = TABLE + article.body.replace(TABLE, "")
    assert not without_reason([asking(article)], reasons_for(article, [asking(article)]))
    article.body = article.body.replace("Dose", "Amount")
    assert without_reason([asking(article)], reasons_for(article, [asking(article)]))


def test_a_later_reason_replaces_an_earlier_one(article, writer):
    answer(article, writer)
    answer(article, writer, " It  is\x00 fine. ")
    assert [reason.reason for reason in article.reasons.all()] == ["It is fine."]


@pytest.mark.parametrize("reason", ["", " \n", "x" * 2001])
def test_nothing_and_too_much_are_refused(article, writer, reason):
    with pytest.raises(Refusal):
        answer(article, writer, reason)


def test_a_reason_of_another_article_does_not_count(article, writer):
    other = factories.draft(writer=writer)
    other.body += TABLE
    answer(article, writer)
    assert reasons_for(other, [asking(other)]) == {}


def test_a_reason_that_is_taken_back_counts_no_more(article, writer):
    answer(article, writer)
    found = asking(article)
    take_back_reason(article=article, rule=found.rule, sentence="Another sentence.")
    assert reasons_for(article, [found])
    take_back_reason(article=article, rule=found.rule, sentence=found.sentence)
    assert without_reason([found], reasons_for(article, [found]))
    take_back_reason(article=article, rule=found.rule, sentence=found.sentence)


def test_advice_may_be_put_aside_with_a_reason_and_a_blocker_may_not(article, writer):
    found = asking(article)
    answer(article, writer)
    for level, counts in ((Level.ADVICE, True), (Level.BLOCKER, False)):
        one = replace(found, level=level)
        assert (found.key in reasons_for(article, [one])) is counts
    assert not without_reason([replace(found, level=Level.ADVICE)], {})


def test_all_findings_are_frozen_with_the_edition_those_without_a_reason_too(article, writer):
    article.body = article.body.replace("<h3>", "<h4>").replace("</h3>", "</h4>")
    article.save()
    answer(article, writer)
    content = workflow.submit(article=article, by=writer).reading
    assert [(one["rule"], one["level"], one["quote"]) for one in content["findings"]] == [
        (RULE, "needs a reason", "Dose"),
        ("heading-skips-a-level", "advice", "Limits"),
    ]
    assert [one["rule"] for one in content["reasons"]] == [RULE]
    said = [one[part] for one in content["findings"] for part in ("message", "suggestion")]
    assert not any(words in content["reading_text"] for words in said)
