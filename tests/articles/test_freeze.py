"""Freezing copies everything a reader is given into canonical bytes, or says why it can't."""

from __future__ import annotations

import datetime
import hashlib
import json

import pytest
import rfc8785
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from articles.drafts import Draft
from articles.figures import CannotFreeze
from articles.freeze import canonical, freeze
from articles.models import (
    Article,
    Author,
    BibliographyEntry,
    Byline,
    CallToAction,
    Edition,
    KeyTakeaway,
)
from articles.reading import reading_text
from gate.refusals import Refusal
from references.models import Reference
from tests import factories
from therapies.models import Authority, Condition, RegulatoryStatus

pytestmark = pytest.mark.django_db

POLICY = {"approvals": 1, "review_months": 12}
MEMBERS = (
    "article authors body call_to_action calls_to_action condition contents edition findings "
    "format images key_takeaways labels lead_image meta_description policy reading_text reasons "
    "references summary therapies title"
).split()


@pytest.fixture
def article() -> Article:
    return factories.draft(writer=factories.account("writer"))


def frozen(article: Article, number: int = 1) -> dict:
    return json.loads(freeze(Draft.of(article), number=number, policy=POLICY))


def with_body(article: Article, html: str) -> Article:
    article.body = html
    article.save()
    return article


def test_the_content_has_just_the_members_of_its_format(article):
    assert sorted(frozen(article)) == MEMBERS


def test_the_content_is_canonical_json_and_the_same_each_time(article):
    content = freeze(Draft.of(article), number=1, policy=POLICY)
    assert rfc8785.dumps(json.loads(content)) == content
    assert freeze(Draft.of(Article.objects.get(pk=article.pk)), number=1, policy=POLICY) == content


def test_the_database_computes_the_digest_and_the_columns_from_the_bytes():
    edition = factories.submitted(title="Naïve – “quoted” 日本")
    edition.refresh_from_db()
    assert edition.digest == hashlib.sha256(bytes(edition.content)).hexdigest()
    assert edition.title == edition.reading["title"] == "Naïve – “quoted” 日本"
    assert edition.slug == edition.reading["article"]["slug"]
    assert (edition.required_approvals, edition.review_months) == (1, 12)


def test_the_content_names_article_number_and_policy(article):
    content = frozen(article, number=3)
    assert content["article"] == {"id": article.pk, "slug": article.slug, "language": "en"}
    assert (content["edition"], content["policy"]) == (3, POLICY)


def test_the_reading_text_belongs_to_the_content(article):
    content = frozen(article)
    assert content["reading_text"] == reading_text(content)
    assert "It was small & short." in content["reading_text"].splitlines()


def test_takeaways_and_authors_keep_their_order(article):
    KeyTakeaway.objects.filter(article=article).update(position=2)
    KeyTakeaway.objects.create(article=article, position=1, text="First.")
    for position, name in ((2, "Ann Second"), (1, "Zoe First")):
        author = Author.objects.create(name=name, credentials="MSc")
        Byline.objects.create(article=article, position=position, author=author)
    content = frozen(article)
    assert content["key_takeaways"] == ["First.", "Sleep may help."]
    assert [author["name"] for author in content["authors"]] == ["Zoe First", "Ann Second"]
    assert "Written by Zoe First, MSc, Ann Second, MSc" in content["reading_text"]


def test_headings_get_names_of_their_own_and_the_contents_list_the_upper_two_levels(article):
    with_body(article, "<h2>Why?</h2><h3>Why</h3><h2>日本</h2><h4>Detail</h4><p>a</p>")
    content = frozen(article)
    assert [(h["level"], h["id"], h["text"]) for h in content["contents"]] == [
        (2, "section-why", "Why?"),
        (3, "section-why-2", "Why"),
        (2, "section-untitled", "日本"),
    ]
    assert '<h4 id="section-detail">' in content["body"]


def test_references_are_numbered_by_first_citation_and_know_their_places(article):
    cited = Reference.objects.get(bibliographyentry__article=article)
    other = Reference.objects.create(csl={"type": "book", "title": "Other", "DOI": "10.5555/X"})
    KeyTakeaway.objects.update(text=f'Sleep.<cite data-ref="{other.pk}"></cite>')
    content = frozen(article)
    assert [(r["id"], r["number"], r["doi"], r["cited_at"]) for r in content["references"]] == [
        (other.pk, 1, "10.5555/x", ["citation-1"]),
        (cited.pk, 2, cited.doi, ["citation-2"]),
    ]
    assert content["references"][0]["csl"] == other.csl


def test_of_a_reference_is_frozen_which_publication_it_is_and_nothing_said_about_it(article):
    cited = Reference.objects.get(bibliographyentry__article=article)
    said = {"abstract": "Long.", "note": "Ask Ann.", "keyword": "sleep", "custom": {"mesh": ["A"]}}
    Reference.objects.filter(pk=cited.pk).update(csl=cited.csl | said)
    assert frozen(article)["references"][0]["csl"] == cited.csl


def test_of_a_reference_is_frozen_the_design_that_a_person_confirmed(article):
    cited = Reference.objects.filter(bibliographyentry__article=article)
    cited.update(csl=factories.SLEEP | {"title": "Sleep: a randomised trial"})
    [reference] = frozen(article)["references"]
    assert (reference["study_design"], reference["cited_as_retracted"]) == (None, False)
    cited.update(study_design="cohort", study_design_at=timezone.now())
    content = frozen(article)
    assert content["references"][0]["study_design"] == {"value": "cohort", "label": "Cohort study"}
    assert content["reading_text"].endswith("Study design: Cohort study")


def test_that_a_source_is_cited_as_retracted_is_frozen_in_words(article):
    BibliographyEntry.objects.filter(article=article).update(cited_as_retracted=True)
    content = frozen(article)
    assert content["references"][0]["cited_as_retracted"] is True
    assert content["reading_text"].endswith("Retracted; cited here as a retracted source.")


def test_a_reference_that_nobody_cites_is_not_frozen(article):
    idle = Reference.objects.create(csl={"type": "book", "title": "Idle"})
    BibliographyEntry.objects.create(article=article, position=2, reference=idle)
    assert idle.pk not in [reference["id"] for reference in frozen(article)["references"]]


def test_each_therapy_carries_the_newest_status_of_each_authority_for_this_condition(article):
    therapy = article.therapies.get()
    other = Condition.objects.create(name="Other", slug="other")
    ema = Authority.objects.create(name="European Medicines Agency", abbreviation="EMA")
    said = {"therapy": therapy, "source_title": "List", "source_url": "https://example.org"}
    for authority, condition, year, status in (
        (Authority.objects.get(abbreviation="FDA"), article.condition, 2025, "approved"),
        (Authority.objects.get(abbreviation="FDA"), other, 2026, "withdrawn"),
        (ema, article.condition, 2024, "conditional"),
    ):
        RegulatoryStatus.objects.create(
            **said,
            authority=authority,
            condition=condition,
            status=status,
            as_of=datetime.date(year, 1, 1),
        )
    [frozen_therapy] = frozen(article)["therapies"]
    assert [
        (status["authority"], status["label"], status["as_of"])
        for status in frozen_therapy["statuses"]
    ] == [
        ("EMA", "conditionally approved", "2024-01-01"),
        ("FDA", "not approved", f"{factories.STATUS_AS_OF}"),
    ]


def test_a_call_to_action_is_frozen_with_its_label_and_address(article):
    call = CallToAction.objects.create(
        name="form", label="Ask <us>", url="https://example.org/?a=1&b=2"
    )
    with_body(article, f'<p>a</p><div data-call-to-action="{call.pk}"></div>')
    content = frozen(article)
    assert content["calls_to_action"] == [{"label": "Ask <us>", "url": call.url}]
    assert "Ask &lt;us&gt;</a>" in content["body"]
    assert "Ask <us>" in content["reading_text"].splitlines()


def test_later_changes_of_what_an_edition_names_do_not_change_it():
    edition = factories.submitted()
    before = bytes(edition.content)
    article = edition.article
    Reference.objects.update(csl={"type": "book", "title": "Changed"})
    article.condition.name = "Changed"
    article.condition.save()
    RegulatoryStatus.objects.update(status="approved")
    with_body(article, "<p>Changed</p>")
    edition = Edition.objects.get(pk=edition.pk)
    assert bytes(edition.content) == before
    assert "Changed" not in edition.reading["reading_text"]


@pytest.mark.parametrize(
    "html",
    [
        "<p>a</p><script>b()</script>",
        '<p onclick="x()">a</p>',
        '<p><a href="javascript:x()">a</a></p>',
        '<p>a<cite data-ref="x"></cite></p>',
        "<p>a<!--signed text--></p>",
        "<blockquote>" * 300 + "deep",
        "<html></html><iframe></iframe>",
        '<table><tr><th scope="<!--signed text-->">a</th></tr></table>',
    ],
)
def test_what_the_schema_does_not_know_is_refused_however_it_got_into_the_draft(article, html):
    with pytest.raises(Refusal):
        frozen(with_body(article, html))


@pytest.mark.parametrize("number", ["0", "999999999", "9" * 25])
def test_records_that_do_not_exist_are_refused(article, number):
    with pytest.raises(CannotFreeze):
        frozen(with_body(article, f'<p>a<cite data-ref="{number}"></cite></p>'))
    with pytest.raises(CannotFreeze):
        frozen(with_body(article, f'<p>a</p><div data-call-to-action="{number}"></div>'))


def test_a_number_that_json_can_not_carry_exactly_is_refused():
    with pytest.raises(CannotFreeze, match="canonical JSON"):
        canonical({"csl": {"volume": 2**60}})


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts, texts)
def test_any_text_that_the_database_holds_is_frozen_word_for_word_or_refused(article, title, text):
    article.title, article.summary = title, text
    try:
        content = frozen(article)
    except Refusal:
        return
    assert (content["title"], content["summary"]) == (title, text)
    assert "".join(title.split()) in "".join(content["reading_text"].split())
