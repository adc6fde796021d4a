"""Preflight: each rule finds what it is for, with words to act on, and nothing else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.blocks import Place
from articles.drafts import Draft
from articles.models import (
    Article,
    ArticleTherapy,
    BibliographyEntry,
    CallToAction,
    KeyTakeaway,
)
from articles.preflight import Finding, Level, run_preflight
from references.models import Reference
from tests import factories
from therapies.models import Condition, RegulatoryStatus, TherapyType

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return factories.draft(writer=factories.account("writer"))


def rules(article: Article) -> list[str]:
    return [finding.rule for finding in run_preflight(Draft.of(article))]


def with_words(article: Article, html: str) -> Article:
    article.body += html
    return article


def test_a_complete_draft_has_no_finding(article):
    assert run_preflight(Draft.of(article)) == []


def test_a_finding_is_typed_and_says_what_where_and_what_to_do(article):
    article.summary = " "
    assert run_preflight(Draft.of(article)) == [
        Finding(
            rule="summary-missing",
            level=Level.BLOCKER,
            place=Place("summary"),
            message="The article has no summary.",
            suggestion="Say in a few sentences what the reader will learn.",
        )
    ]
    assert str(run_preflight(Draft.of(article))[0]).startswith(
        "blocker: summary: The article has no"
    )


def test_a_finding_quotes_the_words_it_is_about(article):
    [finding] = run_preflight(Draft.of(with_words(article, "<p>So it is.[3]</p>")))
    assert (finding.quote, finding.where) == ("[3]", "body")
    assert "“[3]”" in str(finding)


@pytest.mark.parametrize(
    ("field", "rule"), [("title", "title-missing"), ("summary", "summary-missing")]
)
def test_title_and_summary_are_needed(article, field, rule):
    setattr(article, field, "\n ")
    assert rules(article) == [rule]


@pytest.mark.parametrize("body", ["", "<p> </p>", "<p>&nbsp;</p>"])
def test_a_text_is_needed(article, body):
    article.body = body
    assert "body-missing" in rules(article)


def test_a_key_takeaway_is_needed(article):
    KeyTakeaway.objects.all().delete()
    assert rules(article) == ["takeaway-missing"]


def test_an_empty_key_takeaway_is_named_by_its_place(article):
    KeyTakeaway.objects.create(article=article, position=2, text="<em> </em>")
    [finding] = run_preflight(Draft.of(article))
    assert (finding.rule, finding.where) == ("takeaway-empty", "key takeaway 2")


def test_a_condition_or_a_therapy_is_needed(article):
    ArticleTherapy.objects.all().delete()
    assert rules(article) == []
    article.condition = None
    assert rules(article) == ["subject-missing"]


def test_a_therapy_needs_a_condition_to_have_a_status_for(article):
    article.condition = None
    assert rules(article) == ["condition-missing"]


def test_each_therapy_needs_a_status_for_the_condition(article):
    other = TherapyType.objects.create(name="Another therapy")
    ArticleTherapy.objects.create(article=article, position=2, therapy=other)
    [finding] = run_preflight(Draft.of(article))
    assert finding.rule == "regulatory-status-unknown"
    assert "Another therapy for Migraine" in finding.message


def test_a_status_for_another_condition_does_not_count(article):
    RegulatoryStatus.objects.update(condition=Condition.objects.create(name="Other", slug="o"))
    assert rules(article) == ["regulatory-status-unknown"]


@pytest.mark.parametrize(
    "html", ["<script>a()</script>", '<p id="x">a</p>', "<p>a</p><cite>1</cite>", "<!-- a -->"]
)
def test_what_lies_outside_the_schema_is_a_blocker(article, html):
    assert "outside-the-schema" in rules(with_words(article, html))


def test_a_block_inside_a_key_takeaway_is_a_blocker(article):
    KeyTakeaway.objects.update(text="<p>a</p>")
    [finding] = run_preflight(Draft.of(article))
    assert (finding.rule, finding.where) == ("outside-the-schema", "key takeaway 1")


@pytest.mark.parametrize("body", ["<html></html>", "<html><frameset></frameset></html>", "a\0b"])
def test_any_markup_gets_findings_and_no_crash(article, body):
    article.body = body
    assert run_preflight(Draft.of(article))


@pytest.mark.parametrize("cited", ["999999", "x", "", "9" * 25])
def test_a_citation_must_name_a_listed_reference(article, cited):
    with_words(article, f'<p>a<cite data-ref="{cited}"></cite></p>')
    assert "citation-unresolved" in rules(article)


def test_a_citation_of_a_reference_that_another_article_lists_does_not_resolve(article):
    other = Reference.objects.create(csl={"type": "book", "title": "Other"})
    with_words(article, f'<p>a<cite data-ref="{other.pk}"></cite></p>')
    assert rules(article) == ["citation-unresolved"]


def test_a_citation_in_a_key_takeaway_counts(article):
    other = Reference.objects.create(csl={"type": "book", "title": "Other"})
    BibliographyEntry.objects.create(article=article, position=2, reference=other)
    [finding] = run_preflight(Draft.of(article))
    assert (finding.rule, finding.quote) == ("reference-uncited", "Other")
    KeyTakeaway.objects.update(text=f'a<cite data-ref="{other.pk}"></cite>')
    assert "reference-uncited" not in rules(article)


@pytest.mark.parametrize("typed", ["[1]", "[1, 2]", "[1–3]", "[1-3,5]"])
def test_a_typed_citation_number_is_a_blocker(article, typed):
    assert rules(with_words(article, f"<p>a{typed}</p>")) == ["citation-typed"]


@pytest.mark.parametrize("text", ["(1)", "[1995 to 2001]", "m<sup>2</sup>", "[n=12]"])
def test_other_numbers_are_no_citations(article, text):
    assert "citation-typed" not in rules(with_words(article, f"<p>a {text}</p>"))


@pytest.mark.parametrize(
    "code",
    [
        "[oxygen_component blockId=121]",
        "[vc_row]",
        "[/vc_row]",
        "[et_pb_section admin_label=“section”]",
        '[contact-form-7 id="12" title="Ask us"]',
        "[button url=https://example.org]",
        "[button id=12]",
        "[/column]",
        "[more /]",
        "[gallery]",
        "[caption width=“5”]",
        "[embed]",
    ],
)
def test_page_builder_residue_is_a_blocker(article, code):
    [finding] = run_preflight(Draft.of(with_words(article, f"<p>Look: {code} here</p>")))
    assert (finding.rule, finding.quote) == ("shortcode-residue", code)


@pytest.mark.parametrize(
    "text",
    [
        "[sic]",
        "[see below]",
        "[editor’s note: see text]",
        "[95% CI, 0.4-0.9]",
        "[hazard ratio=0.62]",
        "[mean age = 45]",
        "[P = .03]",
        "[and/or]",
        "[non-inferior]",
        "[Galleries of images]",
        "[mg/dL]",
        "[sodium (Na) in mmol/L]",
        "[β-blocker]",
    ],
)
def test_ordinary_brackets_are_no_residue(article, text):
    assert "shortcode-residue" not in rules(with_words(article, f"<p>So it was {text}.</p>"))


@pytest.mark.parametrize("field", ["title", "summary", "meta_description"])
def test_residue_and_typed_citations_are_found_in_every_field(article, field):
    setattr(article, field, "Sleep [vc_row] helps [2]")
    assert sorted(rules(article)) == ["citation-typed", "shortcode-residue"]
    assert {finding.where for finding in run_preflight(Draft.of(article))} == {
        field.replace("_", " ")
    }


def test_a_call_to_action_must_exist(article):
    call = CallToAction.objects.create(name="form", label="Ask", url="https://example.org")
    assert rules(with_words(article, f'<div data-call-to-action="{call.pk}"></div>')) == []
    with_words(article, '<div data-call-to-action="999999"></div>')
    assert rules(article) == ["call-to-action-unknown"]


@pytest.mark.parametrize("target", ["https://example.org/a?b=1#c", "http://example.org"])
def test_links_to_the_web_are_fine(article, target):
    assert rules(with_words(article, f'<p><a href="{target}">a</a></p>')) == []


@pytest.mark.parametrize("target", ["mailto:a@example.org", "https://", "http:example", "/local"])
def test_links_that_lead_elsewhere_are_blockers(article, target):
    with_words(article, f'<p><a href="{target}">a</a></p>')
    assert "link-not-web" in rules(article)


def test_preflight_asks_the_database_no_more_for_a_longer_text(article):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            run_preflight(Draft.of(Article.objects.get(pk=article.pk)))
        return len(captured)

    before = queries()
    for position in range(2, 12):
        KeyTakeaway.objects.create(article=article, position=position, text="More.")
        reference = Reference.objects.create(csl={"type": "book", "title": f"B {position}"})
        BibliographyEntry.objects.create(article=article, position=position, reference=reference)
        article.body += f'<p>a<cite data-ref="{reference.pk}"></cite></p>'
    article.save()
    assert queries() == before
