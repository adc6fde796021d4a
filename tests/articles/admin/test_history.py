"""A draft's history in the admin: looking back, comparing, copying back, recovering."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from articles.drafts import Draft, save_draft
from articles.history import deleted_articles, revisions_of
from articles.models import Article
from tests import factories
from tests.articles.admin.typing import form_of, save, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    return factories.account("writer")


@pytest.fixture
def browser(writer) -> Client:
    return signed_in(writer)


@pytest.fixture
def article(writer, browser) -> Article:
    made = factories.draft(writer=writer)
    save(browser, made, summary="A second summary.")
    made.refresh_from_db()
    return made


def numbers(article: Article) -> list[int]:
    return list(revisions_of(article.pk).values_list("pk", flat=True))


def text(answer) -> str:
    return answer.content.decode()


def test_the_history_says_who_saved_when_and_what_changed(browser, writer, article):
    page = text(browser.get(reverse("admin:articles_article_history", args=[article.pk])))
    assert page.count(writer.username) >= 2
    assert 'data-label="Changed">Summary</td>' in page
    assert "Changed: summary." in page and "Written" in page


def test_two_versions_are_compared_word_by_word_in_time_order(browser, article):
    newer, older = numbers(article)
    url = reverse("admin:articles_article_compare", args=[article.pk])
    for asked in ({"from": older, "to": newer}, {"from": newer, "to": older}):
        page = text(browser.get(url, asked))
        assert "<ins>" in page and "A second" in page
        assert page.index("<del>") < page.index("<ins>")


@pytest.mark.parametrize("asked", [{}, {"from": "x", "to": "1"}, {"from": "9" * 30, "to": "²"}])
def test_versions_that_are_not_there_are_not_found(browser, article, asked):
    url = reverse("admin:articles_article_compare", args=[article.pk])
    assert browser.get(url, asked).status_code == 404


def test_an_old_version_is_copied_into_the_draft_as_a_new_save(browser, article):
    _, older = numbers(article)
    url = reverse("admin:articles_article_copy", args=[article.pk, older])
    answer = browser.post(url, follow=True)
    assert "is the draft now" in text(answer)
    draft = Draft.of(Article.objects.get(pk=article.pk))
    assert draft.summary == "Regular sleep may help some people with migraine."
    assert draft.bibliography and draft.key_takeaways == ("Sleep may help.",)
    assert len(numbers(article)) == 3
    assert browser.get(url).status_code == 405


def test_a_version_brings_back_which_sources_were_cited_as_retracted(browser, article):
    listed = Draft.of(article).bibliography
    save(browser, article, cited_as_retracted=listed)
    save(browser, article, cited_as_retracted=[])
    last, marked, *_ = numbers(article)
    compare = reverse("admin:articles_article_compare", args=[article.pk])
    page = text(browser.get(compare, {"from": marked, "to": last}))
    assert "Cited as retracted" in page and "Sleep in migraine" in page
    browser.post(reverse("admin:articles_article_copy", args=[article.pk, marked]))
    assert Draft.of(Article.objects.get(pk=article.pk)).cited_as_retracted == listed


def test_a_version_of_another_article_is_not_copied(browser, writer, article):
    other = factories.draft(writer=writer)
    [foreign] = numbers(other)
    url = reverse("admin:articles_article_copy", args=[article.pk, foreign])
    assert browser.post(url).status_code == 404


def test_a_deleted_draft_is_recovered_with_its_rows_and_history(browser, article):
    before = Draft.of(article)
    delete = reverse("admin:articles_article_delete", args=[article.pk])
    assert browser.post(delete, {"post": "yes"}).status_code == 302
    assert not Article.objects.filter(pk=article.pk).exists()
    listed = text(browser.get(reverse("admin:articles_article_deleted")))
    assert article.title in listed
    version = deleted_articles().get()
    answer = browser.post(reverse("admin:articles_article_recover", args=[version.pk]))
    assert answer["Location"] == form_of(article)
    assert Draft.of(Article.objects.get(pk=article.pk)).values() == before.values()
    assert len(numbers(article)) == 3


def test_a_draft_whose_address_was_taken_meanwhile_is_recovered_or_said(browser, writer, article):
    slug = article.slug
    article.delete()
    factories.draft(writer=writer, slug=slug)
    version = deleted_articles().get()
    answer = browser.post(reverse("admin:articles_article_recover", args=[version.pk]), follow=True)
    assert answer.status_code == 200
    assert slug in text(answer)


def test_writers_recover_their_own_drafts_alone(article):
    other = signed_in(factories.account("writer"))
    article.delete()
    version = deleted_articles().get()
    assert article.title not in text(other.get(reverse("admin:articles_article_deleted")))
    url = reverse("admin:articles_article_recover", args=[version.pk])
    assert other.post(url).status_code == 404
    editor = signed_in(factories.account("editor"))
    assert editor.post(url).status_code == 302


def test_the_history_costs_the_same_queries_whatever_its_length(
    browser, writer, article, count_queries
):
    url = reverse("admin:articles_article_history", args=[article.pk])
    few = count_queries(lambda: browser.get(url))
    draft = Draft.of(article)
    for n in range(50):
        save_draft(article, draft.with_values({"summary": f"{n}"}), by=writer, comment="Changed")
    assert count_queries(lambda: browser.get(url)) == few
    assert browser.get(url, {"p": "3"}).status_code == 200
