"""What the editor needs of the server: its place in the form, and the calls to action."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from articles.models import CallToAction
from tests import factories
from tests.articles.admin.typing import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    return signed_in(factories.account("writer"))


def test_the_textareas_become_editors_and_stay_textareas_without_scripts(browser):
    page = browser.get(reverse("admin:articles_article_add")).content.decode()
    assert re.search(r'<textarea name="body"[^>]*data-editor="body"', page)
    assert re.search(r'<textarea name="key_takeaways"[^>]*data-editor="takeaway"', page)
    assert f'data-actions-url="{reverse("admin:articles_action_list")}"' in page


def test_every_script_and_style_of_the_form_carries_the_nonce_of_its_answer(browser):
    answer = browser.get(reverse("admin:articles_article_add"))
    [nonce] = set(re.findall(r"'nonce-([^']+)'", answer["Content-Security-Policy"]))
    tags = re.findall(r"<(?:script|link[^>]*stylesheet|style)\b[^>]*>", answer.content.decode())
    assert tags and all(f'nonce="{nonce}"' in tag for tag in tags), tags
    assert not re.search(r'\s(style|on\w+)="', answer.content.decode())


def test_the_calls_to_action_are_listed_by_name(browser):
    for name in ("Newsletter", "Ask"):
        CallToAction.objects.create(name=name, label=f"<b>{name}</b>", url="https://example.org")
    actions = browser.get(reverse("admin:articles_action_list")).json()["actions"]
    assert [action["name"] for action in actions] == ["Ask", "Newsletter"]
    assert actions[0] == {
        "id": CallToAction.objects.get(name="Ask").pk,
        "name": "Ask",
        "label": "<b>Ask</b>",
        "url": "https://example.org",
    }
