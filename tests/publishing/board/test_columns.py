"""Every article stands in one column, the most urgent first, and columns page by key."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from publishing.board import listing
from publishing.board.columns import COLUMN_OF, COLUMNS, places
from publishing.schedule import unschedule
from publishing.standing import State
from reviews import workflow
from tests import factories
from tests.publishing.board.conftest import late

pytestmark = pytest.mark.django_db
REACHED = [state for state in State if state is not State.REVIEW_DUE]


def order(state: State, **how) -> list[str]:
    """The titles of a column, in its order."""
    found = places([COLUMN_OF[state]], Article.objects.all(), most=100, **how)[state]
    titles = dict(Article.objects.values_list("pk", "title"))
    return [titles[place.pk] for place in found]


def test_there_is_a_column_for_each_state():
    assert [column.state for column in COLUMNS] == list(State)


@pytest.mark.parametrize("state", REACHED)
def test_an_article_stands_in_the_column_of_its_state_and_in_no_other(make, state):
    make(state)
    found = places(COLUMNS, Article.objects.all(), most=10)
    assert {one: len(found[one]) for one in State} == {one: int(one is state) for one in State}


def test_overdue_decisions_come_first_then_what_is_longest_in_review(make):
    for title in ("First", "Late", "Not late", "Later late"):
        make(State.IN_REVIEW, title)
    editions = {one.title: one.editions.get() for one in Article.objects.all()}
    late(editions["Late"])
    late(editions["Later late"], days=9)
    factories.assigned(edition=editions["Not late"])
    assert order(State.IN_REVIEW) == ["Late", "Later late", "First", "Not late"]


def test_a_request_that_was_answered_or_taken_back_is_not_late(make):
    for title in ("First", "Declined", "Taken back"):
        make(State.IN_REVIEW, title)
    editions = {one.title: one.editions.get() for one in Article.objects.all()}
    declined, taken_back = late(editions["Declined"]), late(editions["Taken back"])
    workflow.decline(review=declined, by=declined.physician.account, reason="No time")
    workflow.cancel(review=taken_back, by=factories.account("editor"))
    assert order(State.IN_REVIEW) == ["First", "Declined", "Taken back"]


def test_the_next_release_the_newest_draft_and_the_last_withdrawal_come_first(make):
    for title, days in (("In a week", 7), ("Tomorrow", 1)):
        make(State.SCHEDULED, title, days=days)
    assert order(State.SCHEDULED) == ["Tomorrow", "In a week"]
    for state in (State.DRAFT, State.WITHDRAWN):
        for title in ("Earlier", "Later"):
            make(state, title)
        assert order(state) == ["Later", "Earlier"]


def test_a_recalled_edition_makes_a_draft_among_the_others(make):
    make(State.DRAFT, "One")
    recalled = make(State.IN_REVIEW, "Recalled")
    make(State.DRAFT, "Two")
    workflow.recall(
        edition=recalled.editions.get(), by=factories.account("editor"), reason="editor"
    )
    assert order(State.DRAFT) == ["Two", "Recalled", "One"]


def test_a_plan_that_was_taken_back_leaves_the_column(make, editor):
    article = make(State.SCHEDULED)
    unschedule(planned=article.schedules.get(), by=editor)
    assert order(State.SCHEDULED) == []
    assert order(State.APPROVED) == ["scheduled"]


@pytest.mark.parametrize(
    "state", [State.DRAFT, State.IN_REVIEW, State.APPROVED, State.SCHEDULED, State.PUBLIC]
)
def test_a_column_goes_on_below_any_place_without_a_gap_or_a_repetition(make, state):
    for number in range(5):
        article = make(state, f"{number}", days=1 + number % 2)
        if state is State.IN_REVIEW and number % 2:
            late(article.editions.get())
    column = COLUMN_OF[state]
    whole = order(state)
    assert sorted(whole) == list("01234")
    first = places([column], Article.objects.all(), most=5)[state]
    for at, place in enumerate(first, start=1):
        written = column.place(str(place))
        assert written == place
        assert order(state, after=written) == whole[at:]


def test_the_board_asks_as_often_for_many_articles_as_for_one(at_board, make):
    def queries() -> int:
        at_board.get("/board/")
        with CaptureQueriesContext(connection) as captured:
            assert at_board.get("/board/").status_code == 200
        return len(captured)

    for state in REACHED:
        make(state)
    few = queries()
    assert few <= 15
    for state in REACHED:
        late(make(State.IN_REVIEW).editions.get())
        make(state)
    assert queries() == few


def test_a_column_counts_no_further_than_fifty(at_board, words, writer):
    Article.objects.bulk_create(
        Article(title=f"Draft {n}", slug=f"draft-{n}", writer=writer) for n in range(102)
    )
    said = words(at_board.get("/board/"))
    assert "Draft 50+" in said and "All 50+" in said
    assert said.count("Wim writes it") == listing.SHOWN
    page = at_board.get("/board/?column=draft")
    assert words(page).count("Wim writes it") == listing.LISTED
    seen: set[str] = set()
    address = "?column=draft"
    while address:
        context = at_board.get(f"/board/{address}").context
        titles = [card.article.title for card in context["column"]["listed"].cards]
        assert not seen & set(titles)
        seen |= set(titles)
        address = context["column"]["further"]
    assert len(seen) == 102
