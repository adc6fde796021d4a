"""Comments of a physician beside the text: asked, answered, settled."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.passages import passages
from reviews import comments
from reviews.desk.notes import sections
from reviews.models import Comment, LedgerEntry, Reply, Review
from tests import factories
from tests.reviews.desk.conftest import STATES, Doctor, cancelled, text_of
from tests.reviews.desk.test_queue import next_edition_of

pytestmark = pytest.mark.django_db
QUESTION = "How long did they sleep?"


@pytest.fixture
def review(doctor: Doctor) -> Review:
    return factories.accepted(by=doctor.physician)


def passage_of(review: Review, words: str) -> int:
    return next(one.number for one in passages(review.edition.reading) if words in one.text)


def made(doctor: Doctor, review: Review, **said) -> Comment:
    return comments.comment(review=review, by=doctor.account, **{"text": QUESTION, **said})


# Commenting ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["question", "remark"])
@pytest.mark.parametrize("blocking", ["yes", ""])
def test_a_passage_is_commented_on(doctor: Doctor, review: Review, kind: str, blocking: str):
    block = passage_of(review, "One study")
    answer = doctor.post(
        "comment", review.pk, block=block, kind=kind, text=QUESTION, is_blocking=blocking
    )
    comment = Comment.objects.get()
    assert answer.url == f"/desk/reviews/{review.pk}/#comment-{comment.pk}"
    assert (comment.kind, comment.block, comment.quote) == (
        kind,
        block,
        "One study looked at sleep.",
    )
    assert comment.is_blocking == (blocking == "yes")
    page = doctor.get("reading", review.pk).text
    assert QUESTION in page and f'data-passage="{block}"' in page
    assert (">blocks the release<" in page) == (blocking == "yes")


def test_what_was_said_before_being_asked_anew_stands_beside_the_edition(doctor, review):
    made(doctor, review, is_blocking=True)
    cancelled(review)
    again = factories.accepted(edition=review.edition, by=doctor.physician)
    page = doctor.get("reading", again.pk).text
    assert QUESTION in page
    assert doctor.get("sign", again.pk, "approve").context["blocking"] == 1
    thread = Comment.objects.get()
    doctor.post("resolve", again.pk, thread.pk)
    thread.refresh_from_db()
    assert thread.resolved_at is not None
    assert f'id="comment-{thread.pk}"' in doctor.get("reading", again.pk).text


def test_other_words_are_suggested_and_the_difference_is_shown(doctor, review):
    doctor.post(
        "comment",
        review.pk,
        block=passage_of(review, "One study"),
        kind="suggestion",
        replacement="One small study looked at sleep.",
    )
    assert Comment.objects.get().replacement == "One small study looked at sleep."
    page = text_of(doctor.get("reading", review.pk))
    assert re.search(r"<ins>.*?small", page)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"kind": "question"}, "Write what you want to say."),
        ({"kind": "poem", "text": QUESTION}, "is no kind of comment"),
        ({"kind": "remark", "text": QUESTION, "block": "999"}, "no such passage"),
        ({"kind": "remark", "text": QUESTION, "block": "x"}, "no such passage"),
        ({"kind": "remark", "text": QUESTION, "block": "-1"}, "no such passage"),
        ({"kind": "remark", "text": QUESTION, "block": "9" * 50}, "no such passage"),
        ({"kind": "suggestion", "replacement": "Other words."}, "Choose the passage"),
        ({"kind": "suggestion", "block": "2", "text": QUESTION}, "Write how the passage"),
        ({"kind": "remark", "text": "x" * 20_001}, "shorten it to 20000"),
    ],
)
def test_a_comment_that_lacks_something_is_refused_and_stays_typed(doctor, review, typed, words):
    page = doctor.post("comment", review.pk, **typed)
    assert page.status_code == 200
    assert words in page.text
    assert typed.get("text", "") in page.text and typed.get("replacement", "") in page.text
    assert 'data-refused="yes"' in page.text
    assert not Comment.objects.exists()


def test_the_chosen_passage_stays_chosen_after_a_refusal(doctor: Doctor, review: Review):
    page = doctor.post("comment", review.pk, kind="question", block="3").text
    assert '<option value="3" selected>' in page


def test_a_double_click_makes_one_comment(doctor: Doctor, review: Review):
    for _ in range(2):
        doctor.post("comment", review.pk, kind="question", text=QUESTION)
    assert Comment.objects.count() == LedgerEntry.objects.filter(action="comment").count() == 1


@pytest.mark.parametrize("state", STATES)
def test_comments_are_made_from_acceptance_until_the_edition_is_out_of_work(doctor, state):
    review = STATES[state](doctor.physician)
    before = Comment.objects.filter(review=review).count()
    page = doctor.post("comment", review.pk, kind="question", text=QUESTION, follow=True)
    was_made = Comment.objects.filter(review=review).count() > before
    assert was_made == (state in ("accepted", "signed", "closed"))
    if not was_made:
        assert "Nothing was sent" in page.text and QUESTION in page.text
    has_form = (
        f'action="/desk/reviews/{review.pk}/comment/' in doctor.get("reading", review.pk).text
    )
    assert has_form == was_made


def test_a_comment_on_a_request_taken_back_meanwhile_is_kept_to_be_copied(doctor, review):
    doctor.get("reading", review.pk)
    cancelled(review)
    page = doctor.post(
        "comment", review.pk, kind="suggestion", block="2", replacement="New words.", text="Why."
    )
    assert "An editor took this request back" in page.text
    assert "What you had written" in page.text
    assert "New words." in page.text and "Why." in page.text


def test_the_passages_to_choose_from_stand_under_their_headings(review: Review):
    found = sections(passages(review.edition.reading))
    assert [section.heading for section in found][:2] == ["Migraine and sleep", "Key takeaways"]
    texts = [passage.text for section in found for passage in section.passages]
    assert texts == [passage.text for passage in passages(review.edition.reading)]


# Answers ---------------------------------------------------------------------------------------


def test_a_physician_answers_and_settles_their_own_comment(doctor: Doctor, review: Review):
    comment = made(doctor, review, is_blocking=True)
    comments.reply(comment=comment, by=review.edition.article.writer, text="Eight hours.")
    assert "Eight hours." in doctor.get("reading", review.pk).text
    answer = doctor.post("reply", review.pk, comment.pk, text="Thank you.")
    assert answer.url == f"/desk/reviews/{review.pk}/#comment-{comment.pk}"
    assert Reply.objects.count() == 2
    for _ in range(2):
        assert doctor.post("resolve", review.pk, comment.pk).status_code == 302
    comment.refresh_from_db()
    assert comment.resolved_at
    assert LedgerEntry.objects.filter(action="resolve").count() == 1
    assert ">settled<" in doctor.get("reading", review.pk).text


def test_an_answer_without_words_is_refused_in_its_place(doctor: Doctor, review: Review):
    comment = made(doctor, review)
    page = doctor.post("reply", review.pk, comment.pk, text=" \x00")
    assert "Write your answer." in page.text
    assert not Reply.objects.exists()


def test_the_same_answer_twice_is_one(doctor: Doctor, review: Review):
    comment = made(doctor, review)
    for _ in range(2):
        doctor.post("reply", review.pk, comment.pk, text="Thank you.")
    assert Reply.objects.count() == 1


def test_comments_of_others_and_of_other_articles_are_not_theirs(doctor: Doctor, review: Review):
    other = factories.accepted(edition=review.edition)
    theirs = comments.comment(review=other, by=other.physician.account, text="Mine.")
    elsewhere = made(doctor, factories.accepted(by=doctor.physician))
    assert "Mine." not in doctor.get("reading", review.pk).text
    for comment in (theirs, elsewhere):
        assert doctor.post("reply", review.pk, comment.pk, text="Hm.").status_code == 404
        assert doctor.post("resolve", review.pk, comment.pk).status_code == 404
    assert doctor.post("resolve", review.pk, 10**30).status_code == 404


def test_open_comments_of_earlier_editions_are_shown_and_settled_beside_the_next(doctor, review):
    kept = made(doctor, review, block=passage_of(review, "One study"))
    changed = made(doctor, review, block=passage_of(review, "Regular sleep"), text="Is it?")
    settled = made(doctor, review, text="Settled before.")
    comments.resolve(comment=settled, by=doctor.account)
    factories.signed(review=review, decision="request_changes")
    following = next_edition_of(review)
    page = text_of(doctor.get("reading", following.pk))
    assert "Open since earlier editions" in page
    assert QUESTION in page and "Is it?" in page and "Settled before." not in page
    place = passage_of(following, "One study")
    assert re.search(rf'id="comment-{kept.pk}"[^>]*data-passage="{place}"', page)
    assert not re.search(rf'id="comment-{changed.pk}"[^>]*data-passage', page)
    doctor.post("resolve", following.pk, kept.pk)
    assert QUESTION not in doctor.get("reading", following.pk).text


def test_a_blocking_comment_can_be_settled_after_the_request_was_taken_back(doctor, review):
    comment = made(doctor, review, is_blocking=True)
    cancelled(review)
    assert QUESTION in doctor.get("reading", review.pk).text
    doctor.post("resolve", review.pk, comment.pk)
    comment.refresh_from_db()
    assert comment.resolved_at


def test_an_approval_beside_an_open_blocking_comment_is_warned_of(doctor, review):
    made(doctor, review, is_blocking=True)
    page = text_of(doctor.get("sign", review.pk, "approve"))
    assert "1 comment of yours on this edition still blocks its release" in page
    assert "still block" not in text_of(doctor.get("sign", review.pk, "reject"))


def test_erased_words_are_said_to_be_erased(doctor: Doctor, review: Review):
    comment = made(doctor, review)
    Comment.objects.filter(pk=comment.pk).update(text="")
    assert "The words of this comment were erased." in doctor.get("reading", review.pk).text


@pytest.mark.parametrize("name", ["comment", "reply", "resolve"])
def test_signing_in_anew_leads_back_to_the_page(doctor: Doctor, review: Review, name: str):
    arguments = [review.pk] if name == "comment" else [review.pk, made(doctor, review).pk]
    assert doctor.get(name, *arguments).url.startswith(f"/desk/reviews/{review.pk}/#comment")


def test_the_number_of_queries_does_not_grow_with_the_comments(doctor: Doctor, review: Review):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            doctor.get("reading", review.pk)
        return len(queries)

    made(doctor, review)
    few = asked()
    for number in range(12):
        comment = made(doctor, review, text=f"Question {number}?", block=number)
        comments.reply(comment=comment, by=doctor.account, text="And?")
    assert asked() <= few + 1  # the answers, once there are any
    assert few <= 20
