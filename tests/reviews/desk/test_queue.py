"""The queue: what waits for a physician, the most urgent first, and what is past."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.clock import utc_today
from articles.drafts import Draft, save_draft
from publishing.release import release
from reviews import comments, workflow
from reviews.desk import queue
from reviews.desk.queue import due_in_words, past_of, waiting_for
from reviews.models import Review
from tests import factories
from tests.reviews.desk.conftest import STATES, Doctor, text_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def asked(doctor: Doctor, *, in_days: int, title: str = "Migraine and sleep") -> Review:
    return workflow.assign(
        edition=factories.submitted(title=title),
        physician=doctor.physician,
        by=factories.account("editor"),
        due_on=utc_today() + in_days * DAY,
    )


def next_edition_of(review: Review) -> Review:
    """The writer changes a word and submits again; the same physician is asked."""
    article, writer = review.edition.article, review.edition.article.writer
    draft = Draft.of(article).with_values({"summary": "Regular sleep helps some people."})
    save_draft(article, draft, by=writer, comment="Changed")
    edition = workflow.submit(article=article, by=writer)
    return factories.assigned(edition=edition, to=review.physician)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "due today"),
        (1, "due tomorrow"),
        (3, "due in 3 days"),
        (-1, "1 day overdue"),
        (-4, "4 days overdue"),
    ],
)
def test_a_due_day_is_said_in_words(days, words):
    assert due_in_words(utc_today() + days * DAY, utc_today()) == words


def test_an_empty_desk_says_what_will_stand_there(doctor):
    page = text_of(doctor.get("desk"))
    assert "Nothing waits for you." in page
    assert "What you sign, and what you decline, stands here with its receipt." in page


def test_the_most_urgent_stands_first_and_what_is_overdue_is_said(doctor):
    asked(doctor, in_days=9, title="Later")
    asked(doctor, in_days=-4, title="Late")
    asked(doctor, in_days=2, title="Soon")
    page = text_of(doctor.get("desk"))
    places = [page.index(f">{title}</a>") for title in ("Late", "Soon", "Later")]
    assert places == sorted(places)
    assert "4 days overdue" in page and "due in 2 days" in page and "due in 9 days" in page
    assert "1 of 3 is overdue" in page


@pytest.mark.parametrize("state", STATES)
def test_each_review_stands_under_waiting_or_done(doctor, state):
    review = STATES[state](doctor.physician)
    waiting = [row.review for row in waiting_for(doctor.physician).rows]
    past = [row.review for row in past_of(doctor.physician).rows]
    assert (waiting, past) == (
        ([review], []) if state in ("invited", "accepted") else ([], [review])
    )
    assert review.edition.title in text_of(doctor.get("desk"))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("signed", "you approved"),
        ("declined", "you declined"),
        ("cancelled", "taken back by an editor"),
        ("recalled", "edition recalled"),
        ("closed", "another physician requested changes"),
        ("passed", "no longer needed"),
    ],
)
def test_a_past_row_says_how_it_ended(doctor, state, words):
    STATES[state](doctor.physician)
    assert words in text_of(doctor.get("desk"))


def test_what_is_new_is_said_first_reading_or_a_difference(doctor):
    review = STATES["accepted"](doctor.physician)
    assert "Your first reading of this article." in text_of(doctor.get("desk"))
    factories.signed(review=review, decision="request_changes")
    next_edition_of(review)
    page = text_of(doctor.get("desk"))
    assert "You decided on edition 1; only what changed since is new." in page


def test_answered_questions_are_counted(doctor):
    review = STATES["accepted"](doctor.physician)
    said = [
        comments.comment(review=review, by=doctor.account, text=text, kind="question")
        for text in ("Is it so?", "Since when?", "Where?")
    ]
    assert "3 open comments of yours, not answered yet" in text_of(doctor.get("desk"))
    comments.reply(comment=said[0], by=review.edition.article.writer, text="Yes.")
    comments.reply(comment=said[1], by=doctor.account, text="I mean the trial.")
    comments.resolve(comment=said[2], by=doctor.account)
    assert "1 of your 2 open comments was answered." in text_of(doctor.get("desk"))


def test_a_signed_and_public_edition_links_to_receipt_and_page(doctor):
    review = STATES["signed"](doctor.physician)
    workflow_page = text_of(doctor.get("desk"))
    assert f"/desk/reviews/{review.pk}/receipt/" in workflow_page
    assert "public now" not in workflow_page
    release(edition=review.edition, by=factories.account("editor"))
    page = text_of(doctor.get("desk"))
    assert "public now" in page and f"/articles/{review.edition.slug}/" in page


def test_others_reviews_are_not_listed(doctor):
    factories.assigned()
    assert "Nothing waits for you." in text_of(doctor.get("desk"))


def test_an_account_without_a_physician_is_told_whom_to_ask():
    client = Client()
    client.force_login(factories.account("physician"))
    assert "no physician is linked to it yet" in client.get("/desk/").text


@pytest.mark.parametrize("role", ["writer", "editor", "administrator"])
def test_others_have_no_desk(role):
    client = Client()
    client.force_login(factories.account(role))
    assert client.get("/desk/").status_code == 403


def test_nobody_signed_in_is_sent_to_sign_in_and_comes_back():
    assert Client().get("/desk/")["Location"] == "/admin/login/?next=/desk/"


# Long lists ------------------------------------------------------------------------------------


@pytest.fixture
def short_pages(monkeypatch):
    monkeypatch.setattr(queue, "SHOWN_WAITING", 2)
    monkeypatch.setattr(queue, "SHOWN_PAST", 2)


def titles(doctor: Doctor, query: str) -> list[str]:
    found = []
    while True:
        answer = doctor.client.get(f"/desk/?{query}")
        listed = answer.context["waiting" if query.startswith("after") else "past"]
        found += [row.review.edition.title for row in listed.rows]
        if not listed.further:
            return found
        query = f"{query.partition('=')[0]}={listed.further}"


def test_what_waits_is_paged_by_key_without_gap_or_repeat(doctor, short_pages):
    for title, in_days in (("A", 1), ("B", 1), ("C", 1), ("D", 2), ("E", 0)):
        asked(doctor, in_days=in_days, title=title)
    assert titles(doctor, "after=") == ["E", "A", "B", "C", "D"]


def test_what_is_past_is_paged_by_key_the_newest_first(doctor, short_pages):
    for title in "ABCDE":
        workflow.decline(
            review=asked(doctor, in_days=1, title=title), by=doctor.account, reason="No time."
        )
    assert titles(doctor, "before=") == list("EDCBA")


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=2026-13-45.1", "after=2026-01-01.", "before=x", "before=" + "9" * 40],
)
def test_a_key_that_is_none_shows_a_page(doctor, query):
    asked(doctor, in_days=1)
    assert doctor.client.get(f"/desk/?{query}").status_code == 200


def queries_of(doctor: Doctor) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked_for:
        assert doctor.get("desk").status_code == 200
    return len(asked_for)


def test_the_number_of_queries_does_not_grow_with_the_rows(doctor):
    for state in STATES.values():
        state(doctor.physician)
    few = queries_of(doctor)
    for state in STATES.values():
        state(doctor.physician)
    assert queries_of(doctor) == few <= 12


def test_the_index_of_the_admin_shows_the_most_urgent_and_the_way_to_the_desk(doctor):
    for in_days in range(5):
        asked(doctor, in_days=in_days, title=f"Due {in_days}")
    page = text_of(doctor.client.get("/admin/"))
    assert "My reviews" in page and 'href="/desk/"' in page
    assert "Due 2" in page and "Due 3" not in page and "2 more" in page


def test_the_index_shows_others_no_reviews():
    client = Client()
    client.force_login(factories.account("editor"))
    assert "My reviews" not in client.get("/admin/").text
