"""What the form asks for while one writes: findings of what is typed, and reasons."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from articles.admin import live
from articles.drafts import Draft
from articles.models import Article
from tests import factories
from tests.articles.admin.typing import fields_of, form_of, save, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    return factories.account("writer")


@pytest.fixture
def article(writer) -> Article:
    return factories.draft(writer=writer)


@pytest.fixture
def browser(writer) -> Client:
    return signed_in(writer)


def test_live_findings_are_of_what_is_typed(browser, article):
    typed = fields_of(
        article, body="<h2>One</h2><h4>Three</h4><p>See <a href='https://x.org'>here</a></p>"
    )
    answer = browser.post(reverse("admin:articles_article_live"), typed)
    said = answer.json()
    assert "heading-skips-a-level" in said["findings"]
    assert "FDA: not approved" in said["statuses"]
    assert "One study" in Article.objects.get(pk=article.pk).body  # nothing is saved


@pytest.mark.parametrize(
    ("body", "grades"),
    [
        ("<p>It is so.</p>", "No grade: there are 3 words of running text"),
        ("<p>The cat sat on the mat and then it ran off.</p>" * 10, "target 8"),
    ],
)
def test_the_grades_of_the_text_are_shown_with_their_target(browser, article, body, grades):
    typed = fields_of(article, body=body)
    said = browser.post(reverse("admin:articles_article_live"), typed).json()["findings"]
    assert grades in said and said.count("Flesch–Kincaid grade") <= 1


@pytest.fixture
def asked(browser, article) -> dict[str, str]:
    """What the form sends of a finding that asks for a reason: its rule and its sentence."""
    body = "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"
    save(browser, article, body=Draft.of(article).body + body)
    page = browser.get(form_of(article)).content.decode()
    found = re.search(r'data-rule="table-without-headers"[^>]*data-sentence="([^"]*)"', page)
    assert found
    return {"rule": "table-without-headers", "sentence": html.unescape(found[1])}


def test_a_reason_is_kept_with_its_sentence_and_settles_the_finding(browser, article, asked):
    url = reverse("admin:articles_article_reason", args=[article.pk])
    assert browser.post(url, asked | {"reason": " "}).status_code == 400
    assert "findings-settled" not in browser.get(form_of(article)).content.decode()
    assert browser.post(url, asked | {"reason": "A layout of two letters."}).status_code == 200
    page = browser.get(form_of(article)).content.decode()
    open_ones, _, settled = page.partition('id="findings-settled"')
    assert "table-without-headers" not in open_ones
    assert "A layout of two letters." in settled


def test_a_reason_is_taken_back_and_the_finding_is_open_again(browser, article, asked):
    url = reverse("admin:articles_article_reason", args=[article.pk])
    browser.post(url, asked | {"reason": "A layout of two letters."})
    for _ in range(2):  # a second click finds nothing to take back, and is no fault
        answer = browser.post(url, asked | {"take_back": "yes"})
        assert (answer.status_code, answer.json()["message"]) == (200, live.TAKEN_BACK)
    page = browser.get(form_of(article)).content.decode()
    assert "findings-settled" not in page and "A layout of two letters." not in page


def test_reasons_of_others_articles_are_not_taken_back(browser, article, asked):
    url = reverse("admin:articles_article_reason", args=[article.pk])
    browser.post(url, asked | {"reason": "A layout of two letters."})
    other = signed_in(factories.account("writer"))
    assert other.post(url, asked | {"take_back": "yes"}).status_code == 404
    assert article.reasons.exists()


@pytest.mark.parametrize("rule", ["", "x" * 101])
def test_a_reason_for_no_rule_of_ours_is_refused(browser, article, rule):
    url = reverse("admin:articles_article_reason", args=[article.pk])
    for act in ({"reason": "Well."}, {"take_back": "yes"}):
        assert browser.post(url, {"rule": rule, "sentence": "It is."} | act).status_code == 400


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "x", "-1"])
def test_live_checks_answer_whatever_article_is_named(browser, number):
    answer = browser.post(reverse("admin:articles_article_live"), {"article": number})
    assert answer.status_code in (200, 404)


def test_a_mend_is_offered_with_its_words_where_the_finding_can_be_mended(
    browser, article, settings
):
    settings.PREFLIGHT_CHECKS = ["tests.articles.preflight.example_checks.CHECKS"]
    typed = fields_of(article, summary="Surely it surely helps.", body="<p>A wonder & surely.</p>")
    answer = browser.post(reverse("admin:articles_article_live"), typed).json()["findings"]
    found = re.findall('data-field="([^"]+)".*?</li>', answer, re.DOTALL)
    assert found == ["summary", "body", "body"]
    assert re.findall('class="mend" data-act="([^"]+)" data-text="([^"]*)"', answer) == [
        ("replace", "hope"),
        ("cite", ""),  # and none in the summary, which can't cite
    ]
