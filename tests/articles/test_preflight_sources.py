"""Preflight of sources: what was confirmed of them stops a draft, or asks for a reason."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from articles.blocks import Place
from articles.drafts import Draft, save_draft
from articles.models import Article
from articles.preflight import Level, run_preflight
from publishing.models import Concern
from publishing.tasks import look_for_concerns, take_up_facts
from references.integrity.deciding import dismiss
from references.merging import as_shown, merge
from references.models import Notice, Reference
from reviews import workflow
from reviews.workflow import PreflightBlocks
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return factories.draft(writer=factories.account("writer"))


@pytest.fixture
def source(article) -> Reference:
    return Reference.objects.get(bibliographyentry__article=article)


def found(article: Article) -> list[tuple[str, Level]]:
    return [(finding.rule, finding.level) for finding in run_preflight(Draft.of(article))]


def marked(article: Article, source: Reference) -> Article:
    """The article, its draft saying that it cites the source as a retracted one."""
    draft = replace(Draft.of(article), cited_as_retracted=(source.pk,))
    return save_draft(article, draft, by=article.writer, comment="Said so")


@pytest.mark.parametrize("nature", ["retraction", "withdrawal", "removal"])
def test_a_retracted_source_is_a_blocker_at_its_row(article, source, nature):
    factories.confirmed(source, nature=nature)
    [finding] = run_preflight(Draft.of(article))
    assert (finding.rule, finding.level) == ("source-retracted", Level.BLOCKER)
    assert finding.place == Place("bibliography", 0)
    assert finding.quote == source.title
    assert f"({nature}, 6 February 2026)" in finding.message


@pytest.mark.parametrize("nature", ["partial_retraction", "expression_of_concern"])
def test_what_falls_short_of_a_retraction_needs_a_reason(article, source, nature):
    factories.confirmed(source, nature=nature)
    assert found(article) == [("source-in-doubt", Level.NEEDS_REASON)]


def test_a_reason_for_one_event_is_none_for_the_next(article, source):
    factories.confirmed(source, nature="expression_of_concern")
    [first] = run_preflight(Draft.of(article))
    factories.confirmed(source, nature="partial_retraction")
    second = run_preflight(Draft.of(article))[1]
    assert first.key != second.key


def test_a_reinstated_source_is_fine(article, source):
    factories.confirmed(source)
    factories.confirmed(source, nature="reinstatement")
    assert found(article) == []


def test_a_draft_with_a_retracted_source_is_not_submitted_unless_it_says_so(article, source):
    factories.confirmed(source)
    with pytest.raises(PreflightBlocks):
        workflow.submit(article=article, by=article.writer)
    edition = workflow.submit(article=marked(article, source), by=article.writer)
    assert edition.reading["references"][0]["cited_as_retracted"] is True
    factories.released(edition=edition)
    take_up_facts.func()
    look_for_concerns.func()
    assert not Concern.objects.exists()


def test_readers_are_not_told_of_a_retraction_that_nobody_confirmed_without_a_reason(
    article, source
):
    marked(article, source)
    assert found(article) == [("source-not-retracted", Level.NEEDS_REASON)]
    factories.confirmed(source)
    assert found(article) == []


def test_a_notice_that_waits_is_pointed_at_until_somebody_looked(article, source):
    notice = Notice.objects.create(
        reference=source,
        source="crossref",
        nature="retraction",
        noticed_on=datetime.date(2026, 2, 6),
    )
    assert found(article) == [("source-notice-waits", Level.ADVICE)]
    dismiss(notice=notice, by=factories.account("editor"))
    assert found(article) == []


def test_a_form_that_was_open_while_its_source_was_merged_is_told_too(article, source):
    kept = Reference.objects.create(csl={"type": "book", "title": "Sleep in migraine, once more"})
    before = Draft.of(article)
    editor = factories.account("editor")
    merge(kept=kept, merged=source, by=editor, shown=as_shown(kept, source))
    factories.confirmed(kept)
    rules = [finding.rule for finding in run_preflight(before)]
    assert rules == ["source-retracted"]
