"""The board's filters: kept in the address, together or alone, and never a fault of the site."""

from __future__ import annotations

import re

import pytest

from articles.models import Article, ArticleTherapy
from publishing.safety import show_notice
from publishing.standing import State
from reviews import workflow
from tests import factories
from tests.publishing.board.conftest import late
from therapies.models import Condition, TherapyType

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(at_board):
    """The titles that the board shows for an address."""

    def titles(**asked: object) -> set[str]:
        answer = at_board.get("/board/", {name: str(value) for name, value in asked.items()})
        assert answer.status_code == 200
        return {card.article.title for one in answer.context["columns"] for card in one.cards}

    return titles


@pytest.fixture
def articles(make) -> dict[str, Article]:
    made = {
        "Sleep and pain": make(State.DRAFT, "Sleep and pain"),
        "Sleep alone": make(State.IN_REVIEW, "Sleep alone"),
        "Pain": make(State.PUBLIC, "Pain", by=factories.account("writer", username="Zoe")),
    }
    asthma = Condition.objects.create(name="Asthma", slug="asthma")
    Article.objects.filter(title="Sleep alone").update(condition=asthma)
    return made


def test_words_of_the_title_all_have_to_stand_in_it(shown, articles):
    assert shown() == set(articles)
    assert shown(title="sleep") == {"Sleep and pain", "Sleep alone"}
    assert shown(title="PAIN sleep") == {"Sleep and pain"}
    assert shown(title="100% of _") == set()


def test_condition_therapy_and_writer_are_found_by_number_or_by_name(shown, articles):
    asthma = Condition.objects.get(name="Asthma")
    other = TherapyType.objects.create(name="Breathing", abbreviation="BR")
    ArticleTherapy.objects.create(article=articles["Pain"], therapy=other, position=2)
    zoe = articles["Pain"].writer
    assert shown(condition=asthma.pk) == shown(condition="asth") == {"Sleep alone"}
    assert shown(therapy=other.pk) == shown(therapy="br") == {"Pain"}
    assert shown(writer=zoe.pk) == shown(writer="zoe") == {"Pain"}


def test_a_physician_is_who_is_asked_about_what_is_in_work_or_signed_what_is_public(
    shown, articles
):
    review = factories.assigned(edition=articles["Sleep alone"].editions.get())
    signer = articles["Pain"].editions.get().sign_offs.get().physician
    assert shown(physician=review.physician.pk) == {"Sleep alone"}
    assert shown(physician=signer.pk) == {"Pain"}
    workflow.cancel(review=review, by=factories.account("editor"))
    assert shown(physician=review.physician.pk) == set()


def test_overdue_keeps_late_decisions(shown, articles):
    assert shown(overdue=1) == set()
    late(articles["Sleep alone"].editions.get())
    assert shown(overdue=1) == {"Sleep alone"}
    assert shown(overdue=1, column="public") == set()


def test_what_is_under_urgent_review_stands_above_the_board(
    at_board, words, shown, articles, editor
):
    assert "Under urgent review since" not in words(at_board.get("/board/"))
    show_notice(article=articles["Pain"], by=editor)
    said = words(at_board.get("/board/"))
    assert said.index("Under urgent review Pain since") < said.index("Newest first")
    assert shown(warned=1) == {"Pain"}
    assert "Under urgent review Pain" not in words(at_board.get("/board/?title=sleep"))


def test_filters_join_and_each_can_be_taken_away(at_board, words, shown, articles, writer):
    assert shown(title="sleep", writer=writer.pk, condition="asth") == {"Sleep alone"}
    answer = at_board.get("/board/", {"title": "sleep", "writer": writer.pk, "overdue": "1"})
    said = words(answer)
    assert "Title has: “sleep”" in said and "Writer: Wim" in said
    chosen = {each.label: each.without for each in answer.context["filters"].chosen}
    assert set(chosen) == {"Title has", "Writer", "Overdue"}
    left = at_board.get(f"/board/{chosen['Overdue']}")
    assert "Title has: “sleep”" in words(left) and "Writer: Wim" in words(left)
    assert left.context["filters"].is_overdue is False
    reset = at_board.get(f"/board/{answer.context['filters'].reset}")
    assert not reset.context["filters"].followed


def test_links_of_the_columns_keep_the_filters(at_board, articles):
    page = at_board.get("/board/", {"title": "sleep"}).content.decode()
    assert "?title=sleep&amp;column=in_review" in page
    one = at_board.get("/board/?title=sleep&column=in_review")
    assert {card.article.title for card in one.context["column"]["listed"].cards} == {"Sleep alone"}


def test_a_name_that_means_several_offers_them(at_board, words, make):
    for name in ("Anna Smith", "Bob Smith"):
        factories.physician(name=name)
    answer = at_board.get("/board/?physician=smith&title=x")
    assert "“smith” may mean one of these. Choose:" in words(answer)
    [address] = re.findall(r'href="(\?[^"]*)">Anna Smith, MD', answer.content.decode())
    chosen = at_board.get(f"/board/{address.replace('&amp;', '&')}")
    assert "Physician: Anna Smith, MD" in words(chosen)
    assert "Title has: “x”" in words(chosen)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("condition=999999", "there is none with the number 999999"),
        ("condition=99999999999999999999999999", "nothing is called"),
        ("therapy=nosuch", "Therapy: nothing is called “nosuch”"),
        ("physician=%00%FF", "nothing is called"),
        ("writer=-1", "nothing is called “-1”"),
        ("overdue=yes", "“Overdue” is either ticked or not"),
        ("warned=2", "“Readers are warned” is either ticked or not"),
        ("column=nowhere", "The board has no such column"),
        ("column=draft&after=x", "names no place in the list"),
        ("column=public&after=0_2026-99-99_1", "names no place in the list"),
        ("column=scheduled&after=0_never_1", "names no place in the list"),
        ("column=draft&after=0_1_99999999999999999999", "names no place in the list"),
        ("column=draft&after=7_1_1", "names no place in the list"),
    ],
)
def test_what_an_address_gets_wrong_is_said(at_board, words, make, query, said):
    make(State.DRAFT, "Still here")
    answer = at_board.get(f"/board/?{query}")
    assert answer.status_code == 200
    assert said in words(answer)
    assert "Still here" in words(answer) or "column=public" in query or "scheduled" in query


def test_a_typed_name_beside_an_empty_choice_counts(at_board, words, articles):
    answer = at_board.get("/board/?writer=&writer=zoe")
    assert "Writer: Zoe" in words(answer)


def test_fields_offer_what_is_found_to_who_may_see_the_board(at_board, client):
    for number in range(25):
        factories.physician(name=f"Dr. Many {number:02}")
    answer = at_board.get("/board/choices/physician/", {"term": "many"}).json()
    assert len(answer["results"]) == 20 and answer["pagination"]["more"]
    one = at_board.get("/board/choices/physician/", {"term": "many 07"}).json()
    assert [each["text"] for each in one["results"]] == ["Dr. Many 07, MD"]
    assert at_board.get("/board/choices/password/").status_code == 404
    client.force_login(factories.account("writer"))
    assert client.get("/board/choices/physician/").status_code == 403


@pytest.mark.parametrize("role", ["writer", "physician"])
def test_nobody_else_gets_to_the_board(client, role):
    client.force_login(factories.account(role))
    assert client.get("/board/").status_code == 403


def test_administrators_see_the_board(client):
    client.force_login(factories.account("administrator"))
    assert client.get("/board/").status_code == 200
