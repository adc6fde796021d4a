"""Previews: what the public would read, without being public."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article
from articles.rendering import signed_region
from publishing.facts import facts_of
from publishing.house_text import HOUSE_TEXT
from publishing.pages import render_page
from reviews import workflow
from tests import factories
from tests.articles.admin.typing import fields_of, signed_in

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


def page_of(article: Article) -> str:
    return reverse("publishing:draft_page", args=[article.pk])


def test_the_preview_is_what_the_public_then_reads(browser, article):
    previewed = browser.get(page_of(article)).content.decode()
    writer = article.writer
    edition_of = workflow.submit(article=article, by=writer)
    release = factories.released(edition=edition_of)
    public = render_page(release, facts_of(release), HOUSE_TEXT).decode()
    assert signed_region(previewed) == signed_region(public)
    assert "Preview, not public" in previewed and "Preview, not public" not in public
    assert "noindex" in previewed


def test_unsaved_text_is_previewed_and_not_saved(browser, article):
    typed = fields_of(article, title="Only typed", body="<p>Only typed body.</p>")
    answer = browser.post(reverse("publishing:preview"), typed)
    assert b"Only typed body." in answer.content
    article.refresh_from_db()
    assert article.title == "Migraine and sleep"


def test_a_new_article_is_previewed_before_its_first_save(browser):
    answer = browser.post(reverse("publishing:preview"), {"title": "New", "body": "<p>Text</p>"})
    assert answer.status_code == 200 and b"<h1>New</h1>" in answer.content


def test_what_cant_be_shown_says_why(browser, article):
    body = '<p>See.<cite data-ref="999999"></cite></p>'
    answer = browser.post(reverse("publishing:preview"), fields_of(article, body=body))
    assert answer.status_code == 200
    assert b"No preview yet" in answer.content and b"do not exist" in answer.content


def test_a_preview_runs_nothing_and_stands_in_frames_of_ours_alone(browser, article):
    answer = browser.get(page_of(article))
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy and "script-src" not in policy
    assert "default-src 'none'" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("role", ["physician", "administrator"])
def test_who_doesnt_write_previews_nothing(role, article):
    other = signed_in(factories.account(role))
    assert other.get(page_of(article)).status_code == 403
    assert other.post(reverse("publishing:preview"), fields_of(article)).status_code == 403


def test_nobody_signed_in_previews_nothing(article):
    for answer in (
        Client().get(page_of(article)),
        Client().post(reverse("publishing:preview"), {"title": "x"}),
    ):
        assert answer.status_code == 302 and "/admin/login/" in answer["Location"]
