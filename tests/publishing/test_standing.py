"""Where an article stands is read from its evidence, and every article stands in one place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from publishing.dates import written_day
from publishing.facts import facts_of
from publishing.release import withdraw
from publishing.schedule import schedule, unschedule
from publishing.standing import (
    CONDITIONS,
    MOVES,
    State,
    diagram,
    label_of,
    standing_of,
    with_standing,
)
from reviews import workflow
from tests import factories


def states(article: Article) -> list[State]:
    return [
        state
        for state, condition in CONDITIONS.items()
        if Article.objects.filter(condition, pk=article.pk).exists()
    ]


def state(article: Article) -> State:
    [found] = states(article)
    read: Any = with_standing(Article.objects.filter(pk=article.pk)).get()
    assert read.state == found == standing_of(article).state
    return found


@pytest.fixture
def writer():
    return factories.account("writer")


@pytest.fixture
def article(writer) -> Article:
    return factories.draft(writer=writer)


@pytest.mark.django_db
def test_an_article_never_submitted_is_a_draft_that_its_writer_has(article, writer):
    assert state(article) is State.DRAFT
    standing = standing_of(article)
    assert writer.username in standing.holder
    assert "submit" in standing.next_step
    assert not standing.was_public


@pytest.mark.django_db
def test_a_submitted_edition_waits_for_an_editor_then_for_a_physician(article, writer):
    edition = workflow.submit(article=article, by=writer)
    assert state(article) is State.IN_REVIEW
    assert standing_of(article).holder == "The editors have it"
    assert standing_of(article).can_be_recalled
    review = factories.accepted(edition=edition)
    standing = standing_of(article)
    assert standing.holder == f"{review.physician} has it"
    assert standing.since == review.accepted_at
    assert written_day(review.due_on) in standing.next_step


@pytest.mark.django_db
def test_a_recalled_edition_leaves_a_draft(article, writer):
    edition = workflow.submit(article=article, by=writer)
    workflow.recall(edition=edition, by=writer, reason="writer")
    assert state(article) is State.DRAFT


@pytest.mark.django_db
@pytest.mark.parametrize("decision", ["request_changes", "reject"])
def test_an_objection_sends_it_back_with_what_was_said(article, writer, decision):
    edition = workflow.submit(article=article, by=writer)
    sign_off = factories.signed(edition=edition, decision=decision)
    assert state(article) is State.CHANGES_REQUESTED
    standing = standing_of(article)
    assert [(remark.text, remark.by) for remark in standing.remarks] == [
        ("The second paragraph overstates it.", str(sign_off.physician))
    ]
    assert not standing.can_be_recalled


@pytest.mark.django_db
def test_an_approved_edition_waits_for_its_release(article, writer):
    factories.signed(edition=workflow.submit(article=article, by=writer))
    assert state(article) is State.APPROVED


@pytest.mark.django_db
def test_two_approvals_are_needed_where_the_policy_says_so(article, writer, settings):
    settings.REQUIRED_APPROVALS = 2
    edition = workflow.submit(article=article, by=writer)
    factories.signed(edition=edition)
    assert state(article) is State.IN_REVIEW
    factories.signed(edition=edition)
    assert state(article) is State.APPROVED


def test_a_released_edition_is_public_and_then_withdrawn(committed):
    release = factories.released()
    article = release.article
    assert state(article) is State.PUBLIC
    assert standing_of(article).was_public
    withdraw(article=article, by=factories.account("editor"), reason="error")
    assert state(article) is State.WITHDRAWN
    assert "contains an error" in standing_of(article).holder


def test_what_is_public_stays_public_beside_the_work_on_another_edition(committed):
    article = factories.released().article
    workflow.submit(article=article, by=factories.account("editor"))
    assert state(article) is State.IN_REVIEW
    read: Any = with_standing(Article.objects.filter(pk=article.pk)).get()
    assert label_of(read) == "In review (an earlier edition is public)"


def test_a_review_is_due_once_too_few_approvals_are_good(committed, databases):
    article = factories.released().article
    with databases.owner(committed) as owner:
        # Time can't be moved; the owner moves the day that the database set.
        owner.execute("ALTER TABLE publishing_release DISABLE TRIGGER USER")
        owner.execute("UPDATE publishing_release SET review_due_on = review_due_on - 366")
    assert state(article) is State.REVIEW_DUE


def test_the_database_sets_the_day_on_which_a_review_falls_due(committed):
    release = factories.released()
    release.refresh_from_db()
    assert release.review_due_on.isoformat() == facts_of(release).next_review_due


@pytest.mark.django_db
def test_a_planned_edition_is_scheduled_until_the_plan_is_taken_back(article, writer):
    edition = workflow.submit(article=article, by=writer)
    factories.signed(edition=edition)
    editor = factories.account("editor")
    planned = schedule(edition=edition, by=editor, release_at=timezone.now() + timedelta(days=1))
    assert state(article) is State.SCHEDULED
    unschedule(planned=planned, by=editor)
    assert state(article) is State.APPROVED


@pytest.mark.django_db
def test_a_list_reads_all_standings_in_one_query(writer):
    for _ in range(3):
        workflow.submit(article=factories.draft(writer=writer), by=writer)
    with CaptureQueriesContext(connection) as queries:
        assert {label_of(one) for one in with_standing(Article.objects.all())} == {"In review"}
    assert len(queries) == 1


@pytest.mark.django_db
def test_one_standing_takes_few_queries(article, writer):
    edition = workflow.submit(article=article, by=writer)
    factories.accepted(edition=edition)
    with CaptureQueriesContext(connection) as queries:
        standing_of(article)
    assert len(queries) <= 6


def test_moves_name_known_states():
    assert set(MOVES) == set(State)


def test_the_docs_show_the_diagram_of_the_moves(settings):
    page = (settings.BASE_DIR / "docs" / "workflow.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{diagram()}```" in page
