"""A writer's own list on the index of the admin."""

from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Edition
from publishing.release import withdraw
from publishing.standing import State
from tests import factories
from tests.articles.admin.typing import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    return factories.account("writer")


@pytest.fixture
def browser(writer) -> Client:
    return signed_in(writer)


def desk(browser: Client) -> str:
    page = browser.get(reverse("admin:index")).content.decode()
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page)).split())


def edition(writer, title: str) -> Edition:
    return factories.submitted(writer=writer, title=title)


def test_articles_stand_under_what_they_wait_for(browser, writer):
    factories.draft(writer=writer, title="First lines")
    edition(writer, "With the editors")
    factories.signed(edition=edition(writer, "Came back"), decision="request_changes")
    factories.signed(edition=edition(writer, "Was approved"))
    factories.released(edition=edition(writer, "Is read"))
    ended = factories.released(edition=edition(writer, "Was withdrawn"))
    withdraw(article=ended.article, by=factories.account("editor"), reason="error")
    factories.draft(writer=factories.account("writer"), title="Of somebody else")
    said = desk(browser)
    expected = [
        "Sent back to you Came back",
        "The second paragraph overstates it.",
        "Drafts First lines",
        "In review With the editors",
        "Approved, waiting for release Was approved",
        "Public Is read",
        "Withdrawn Was withdrawn",
    ]
    places = [said.index(words) for words in expected]
    assert places == sorted(places)
    assert "Of somebody else" not in said


def test_a_writer_without_articles_is_told_how_to_begin(browser):
    assert "Begin with a new article" in desk(browser)


@pytest.mark.parametrize("role", ["physician", "administrator"])
def test_who_doesnt_write_has_no_such_list(role):
    assert "My articles" not in desk(signed_in(factories.account(role)))


def test_the_desk_costs_the_same_queries_whatever_the_number(browser, writer):
    def queries() -> int:
        browser.get(reverse("admin:index"))
        with CaptureQueriesContext(connection) as captured:
            browser.get(reverse("admin:index"))
        return len(captured)

    for decision in ("approve", "request_changes"):
        factories.signed(edition=edition(writer, "One"), decision=decision)
    few = queries()
    for _ in range(3):
        factories.signed(edition=edition(writer, "More"), decision="request_changes")
        factories.signed(edition=edition(writer, "More"))
    Article.objects.bulk_create(
        Article(title=f"Draft {n}", slug=f"draft-{n}", writer=writer) for n in range(500)
    )
    assert queries() <= few + 1
    assert "All of these" in desk(browser)


def test_the_list_behind_a_group_holds_one_state_of_ones_own(browser, writer):
    factories.draft(writer=writer, title="First lines")
    edition(writer, "With the editors")
    url = reverse("admin:articles_article_changelist")
    page = browser.get(url, {"stands": str(State.IN_REVIEW), "writer": "me"}).content.decode()
    assert "With the editors" in page and "First lines" not in page
    assert browser.get(url, {"stands": "nowhere"}).status_code == 200
