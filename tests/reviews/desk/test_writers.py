"""The writer's page of comments: answered, and suggestions taken over into the draft."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.drafts import Draft, save_draft
from articles.models import Article, Contributor
from articles.passages import passages
from reviews import comments, workflow
from reviews.desk import writers
from reviews.models import Comment, Reply, Review
from tests import factories
from tests.articles.admin.typing import signed_in
from tests.reviews.desk.conftest import text_of

pytestmark = pytest.mark.django_db
SUGGESTED = "One small study looked at sleep."


@pytest.fixture
def review() -> Review:
    return factories.accepted(by=factories.physician(name="Dr. Ada Test"))


@pytest.fixture
def article(review: Review) -> Article:
    return review.edition.article


@pytest.fixture
def browser(article: Article) -> Client:
    return signed_in(article.writer)


def page_of(article: Article) -> str:
    return reverse("reviews:comments", args=[article.pk])


def said(review: Review, **words) -> Comment:
    by = review.physician.account
    return comments.comment(review=review, by=by, **{"text": "How long?", **words})


def suggested(review: Review) -> Comment:
    block = next(one.number for one in passages(review.edition.reading) if "One study" in one.text)
    return said(review, kind="suggestion", block=block, text="", replacement=SUGGESTED)


def post(browser: Client, name: str, comment: Comment, **typed):
    article = comment.review.edition.article_id
    return browser.post(reverse(f"reviews:{name}", args=[article, comment.pk]), typed)


def test_an_empty_page_says_what_will_stand_there(browser: Client, article: Article):
    assert "No physician has said anything yet." in browser.get(page_of(article)).text


def test_comments_stand_under_their_editions_the_newest_first(browser, article, review):
    said(review, text="About the first.")
    workflow.recall(edition=review.edition, by=article.writer, reason="writer")
    second = workflow.submit(article=article, by=article.writer)
    said(factories.accepted(edition=second, by=review.physician), text="About the second.")
    page = text_of(browser.get(page_of(article)))
    assert page.index("About the second.") < page.index("About the first.")
    assert "Edition 1" in page and "recalled" in page
    assert "by Dr. Ada Test, MD" in page


def test_the_writer_answers(browser: Client, review: Review):
    comment = said(review)
    answer = post(browser, "answer", comment, text="Eight hours.")
    assert answer.url.endswith(f"#comment-{comment.pk}")
    reply = Reply.objects.get()
    assert (reply.text, reply.author) == ("Eight hours.", review.edition.article.writer_id)


def test_an_empty_answer_is_refused_where_it_was_typed(browser: Client, review: Review):
    assert "Write your answer." in post(browser, "answer", said(review), text="").text
    page = post(browser, "answer", said(review), text="x" * 20_001)
    assert "shorten it to 20000" in page.text and "x" * 20_001 in page.text


def test_a_suggestion_is_taken_over_with_one_click(browser, article, review):
    comment = suggested(review)
    page = browser.post(
        reverse("reviews:take-over", args=[article.pk, comment.pk]), follow=True
    ).text
    assert "The suggested words are in the draft." in page
    article.refresh_from_db()
    assert "One small study looked at sleep.<cite" in article.body
    assert "in the draft" in page and "Take it over" not in page
    accounts = set(Contributor.objects.filter(article=article).values_list("account", flat=True))
    assert review.physician.account_id not in accounts


def test_a_second_click_takes_nothing_over_twice(browser, article, review):
    comment = suggested(review)
    for _ in range(2):
        assert post(browser, "take-over", comment).status_code == 302
    article.refresh_from_db()
    assert article.body.count("small study") == 1


def test_a_draft_that_reads_otherwise_now_is_said_at_the_suggestion(browser, article, review):
    comment = suggested(review)
    draft = Draft.of(article)
    other = draft.with_values({"body": draft.body.replace("One study", "Two studies")})
    save_draft(article, other, by=article.writer, comment="Changed")
    page = post(browser, "take-over", comment)
    assert "The draft does not hold this passage as the edition does" in page.text
    comment.refresh_from_db()
    assert comment.taken_over_at is None


def test_what_suggests_nothing_is_not_taken_over(browser: Client, review: Review):
    assert "suggests no other words" in post(browser, "take-over", said(review)).text


@pytest.mark.parametrize(("role", "status"), [("editor", 200), ("physician", 403), ("writer", 403)])
def test_the_page_is_for_the_writer_and_editors(article, review, role, status):
    comment = suggested(review)
    client = signed_in(factories.account(role))
    assert client.get(page_of(article)).status_code == status
    for name in ("answer", "take-over"):
        answer = post(client, name, comment, text="Yes.")
        assert answer.status_code == (302 if status == 200 else 403)


def test_an_editor_answers_in_their_own_name(article: Article, review: Review):
    editor = factories.account("editor", username="Eda")
    post(signed_in(editor), "answer", said(review), text="We asked.")
    assert Reply.objects.get().author_name == "Eda"


def test_comments_of_other_articles_are_not_found(browser: Client, article: Article):
    elsewhere = said(factories.accepted())
    for name in ("answer", "take-over"):
        at = reverse(f"reviews:{name}", args=[article.pk, elsewhere.pk])
        assert browser.post(at, {"text": "Hm."}).status_code == 404
    assert browser.get(f"/desk/articles/{10**30}/comments/").status_code == 404
    assert browser.get(f"/desk/articles/{article.pk}/comments/{10**30}/answer/").status_code == 404


def test_editions_are_paged_by_number(browser, article, review, monkeypatch):
    monkeypatch.setattr(writers, "SHOWN_EDITIONS", 2)
    first = said(review, text="About 1.")
    for number in (2, 3, 4):
        last = article.editions.order_by("number").last()
        workflow.recall(edition=last, by=article.writer, reason="writer")
        edition = workflow.submit(article=article, by=article.writer)
        said(factories.accepted(edition=edition, by=review.physician), text=f"About {number}.")
    newest = browser.get(page_of(article)).text
    assert "About 4." in newest and "About 3." in newest and "About 2." not in newest
    older = browser.get(f"{page_of(article)}?before=3").text
    assert "About 2." in older and "About 1." in older and "About 3." not in older
    assert post(browser, "answer", first, text="Yes.").url.startswith(
        f"{page_of(article)}?before=2#"
    )
    assert browser.get(f"{page_of(article)}?before=x").status_code == 200
    assert "Nothing earlier." in browser.get(f"{page_of(article)}?before=0").text


def test_the_form_and_the_writer_s_desk_lead_here(browser, article, review):
    factories.signed(review=review, decision="request_changes")
    assert page_of(article) in browser.get("/admin/").text
    form = browser.get(reverse("admin:articles_article_change", args=[article.pk])).text
    assert form.count(page_of(article)) == 2


def test_the_number_of_queries_does_not_grow_with_the_comments(browser, article, review):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get(page_of(article))
        return len(queries)

    comments.reply(comment=said(review), by=article.writer, text="Eight hours.")
    few = asked()
    for number in range(8):
        comments.reply(
            comment=said(review, text=f"Number {number}?"), by=article.writer, text="Yes."
        )
    assert asked() == few <= 12
