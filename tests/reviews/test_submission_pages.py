"""Submitting a draft and recalling an edition over HTTP."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from articles.drafts import Draft, save_draft
from articles.models import Article, Edition
from reviews.models import LedgerEntry
from tests import factories
from tests.articles.admin.typing import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    return factories.account("writer")


@pytest.fixture
def browser(writer) -> Client:
    return signed_in(writer)


@pytest.fixture
def article(writer) -> Article:
    return factories.draft(writer=writer)


def submission_of(article: Article) -> str:
    return reverse("reviews:submit", args=[article.pk])


def recall_of(article: Article) -> str:
    return reverse("reviews:recall", args=[article.pk])


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(draft|number|edition)" value="([^"]*)"', page))


def opened(browser: Client, article: Article) -> dict[str, str]:
    return hidden(browser.get(submission_of(article)).content.decode())


def change(article: Article, by, **values) -> None:
    save_draft(article, Draft.of(article).with_values(values), by=by, comment="Changed")


def test_the_page_shows_policy_and_first_edition_and_freezes_on_confirm(browser, article):
    page = browser.get(submission_of(article)).content.decode()
    assert "One physician with a verified licence" in page and "12 months" in page
    assert "This is the first edition." in page
    answer = browser.post(submission_of(article), hidden(page), follow=True)
    edition = Edition.objects.get(article=article)
    assert edition.number == 1
    assert "Edition 1 of" in answer.content.decode()
    assert "In review: edition 1" in answer.content.decode()


def test_what_changed_since_the_last_edition_is_shown(browser, writer, article):
    browser.post(submission_of(article), opened(browser, article))
    browser.post(recall_of(article), hidden_edition(article) | {"reason": "writer"})
    change(article, writer, summary="Regular sleep will help some people with migraine.")
    page = browser.get(submission_of(article)).content.decode()
    assert "Compared with edition 1, which was recalled" in page
    assert re.search(r"<del>.*may.*</del>", page) and re.search(r"<ins>.*will.*</ins>", page)


def hidden_edition(article: Article) -> dict[str, str]:
    last = article.editions.order_by("number").last()
    assert last
    return {"edition": str(last.pk)}


def test_a_double_click_makes_one_edition_and_no_fault(browser, article):
    shown = opened(browser, article)
    first = browser.post(submission_of(article), shown)
    second = browser.post(submission_of(article), shown)
    assert first.status_code == second.status_code == 302
    assert Edition.objects.filter(article=article).count() == 1
    assert LedgerEntry.objects.filter(article=article, action="submit").count() == 1


def test_a_draft_that_changed_since_it_was_shown_is_not_submitted(browser, writer, article):
    shown = opened(browser, article)
    change(article, writer, summary="Changed meanwhile.")
    answer = browser.post(submission_of(article), shown)
    assert "was changed since this page was made" in answer.content.decode()
    assert not Edition.objects.filter(article=article).exists()
    assert hidden(answer.content.decode())["draft"] != shown["draft"]


@pytest.mark.parametrize("typed", [{}, {"draft": "x", "number": "x"}])
def test_a_post_without_what_was_shown_submits_nothing(browser, article, typed):
    assert browser.post(submission_of(article), typed).status_code == 200
    assert not Edition.objects.filter(article=article).exists()


def test_blockers_are_listed_and_leave_no_button(browser, writer, article):
    change(article, writer, title="")
    page = browser.get(submission_of(article)).content.decode()
    assert "must be mended or given a reason" in page
    assert "Submit edition" not in page
    browser.post(submission_of(article), hidden(page))
    assert not Edition.objects.filter(article=article).exists()


def test_an_edition_in_review_is_named_with_the_way_to_recall_it(browser, article):
    browser.post(submission_of(article), opened(browser, article))
    page = browser.get(submission_of(article)).content.decode()
    assert "Edition 1 is still in review" in page and recall_of(article) in page
    assert "Submit edition" not in page


def test_a_draft_that_cant_be_frozen_says_why(browser, writer, article):
    change(article, writer, body='<p>See.<cite data-ref="999999"></cite></p>')
    page = browser.get(submission_of(article)).content.decode()
    assert "can’t be frozen yet" in page


# Recalling -------------------------------------------------------------------------------------


def test_an_edition_is_recalled_with_a_reason_while_nobody_has_decided(browser, article):
    browser.post(submission_of(article), opened(browser, article))
    assert b"Why do you recall it?" in browser.get(recall_of(article)).content
    typed = hidden_edition(article) | {"reason": "mistake"}
    answer = browser.post(recall_of(article), typed, follow=True)
    assert b"Edition 1 is recalled" in answer.content
    assert Edition.objects.get(article=article).recall_reason == "mistake"
    # Once more, as by a double click.
    again = browser.post(recall_of(article), typed, follow=True)
    assert b"nothing to recall" in again.content


@pytest.mark.parametrize("reason", ["", "because", "\x00"])
def test_a_reason_that_is_none_is_refused(browser, article, reason):
    browser.post(submission_of(article), opened(browser, article))
    answer = browser.post(recall_of(article), hidden_edition(article) | {"reason": reason})
    assert answer.status_code == 200
    assert Edition.objects.get(article=article).recalled_at is None


def test_after_a_decision_the_page_recalls_nothing(writer, browser):
    edition = factories.submitted(writer=writer)
    factories.signed(edition=edition)
    typed = {"edition": str(edition.pk), "reason": "writer"}
    assert browser.post(recall_of(edition.article), typed).status_code == 302
    edition.refresh_from_db()
    assert edition.recalled_at is None


# Who -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["physician", "administrator", "writer"])
def test_others_neither_submit_nor_recall(role, article):
    other = signed_in(factories.account(role))
    for url in (submission_of(article), recall_of(article)):
        assert other.get(url).status_code == 403
        assert other.post(url).status_code == 403


def test_editors_submit_any_article(article):
    editor = signed_in(factories.account("editor"))
    assert editor.post(submission_of(article), opened(editor, article)).status_code == 302
    assert Edition.objects.filter(article=article).exists()


@pytest.mark.parametrize("pk", ["0", "999999999", "9" * 40])
def test_articles_that_are_not_there_are_not_found(browser, pk):
    assert browser.get(f"/admin/articles/article/{pk}/submit/").status_code == 404
    assert browser.get(f"/admin/articles/article/{pk}/preview/").status_code == 404


def test_nobody_signed_in_is_sent_to_sign_in(article):
    answer = Client().get(submission_of(article))
    assert answer.status_code == 302 and "/admin/login/" in answer["Location"]
