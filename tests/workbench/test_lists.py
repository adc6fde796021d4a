"""The lists of the admin: searched, filtered, read-only where they hold evidence, never counted."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article
from gate.admin import EvidenceAdmin
from medcontent.models import User
from references.models import Reference
from reviews import comments, ledger
from tests import factories
from tests.articles.admin.typing import signed_in
from tests.conftest import settings_within
from tests.databases import Databases

pytestmark = pytest.mark.django_db
MANY = 10_000
MODELS = {str(model._meta.label_lower): model for model in admin.site._registry}
ENTERED = {"reviews.licence", "references.notice"}
"""Evidence that the admin writes, once; and what it takes a decision about."""
EVIDENCE = [
    str(model._meta.label_lower)
    for model, model_admin in admin.site._registry.items()
    if isinstance(model_admin, EvidenceAdmin) and model._meta.label_lower not in ENTERED
]


def list_of(label: str) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_changelist")


@pytest.fixture(scope="module")
def furnished(
    databases: Databases, django_db_setup: None, django_db_blocker, tmp_path_factory
) -> Iterator[None]:
    """A site with a record of each kind, in which the tests of this module change nothing."""
    folders = settings_within(tmp_path_factory.mktemp("site"))
    with django_db_blocker.unblock(), databases.temporary(), override_settings(**folders):
        live = factories.released()
        source = Reference.objects.get(editionreference__edition=live.edition)
        review = factories.accepted()
        factories.confirmed(source, nature="expression_of_concern")
        assert review.physician.account
        comments.comment(review=review, by=review.physician.account, text="Is this so?")
        ledger.checkpoint()
        connection.close()
        yield


@pytest.fixture
def everything(furnished: None, db: None) -> Client:
    """A superuser in that site."""
    return signed_in(User.objects.create(username="root", is_superuser=True))


HOSTILE = ["%", "_", "'", '"', "\\", "\x00", "(", "Ω 👩‍⚕️", "1e400", "a" * 10_000, "' OR 1=1 --"]


@pytest.mark.parametrize("label", MODELS)
def test_a_list_is_opened_searched_and_filtered(everything, label):
    model_admin = admin.site._registry[MODELS[label]]
    url = list_of(label)
    assert everything.get(url).status_code == 200
    for words in HOSTILE if model_admin.search_fields else ():
        assert everything.get(url, {"q": words}).status_code in (200, 302)
    page = everything.get(url).content.decode()
    for link in re.findall(r'href="(\?[^"]+)"', page):
        assert everything.get(url + link.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize("query", ["?p=9999", "?p=x", "?o=99", "?all=", "?nothing=1", "?stands=x"])
def test_a_list_answers_whatever_its_address_asks(everything, query):
    assert everything.get(list_of("articles.article") + query).status_code in (200, 302)


@pytest.mark.parametrize("label", EVIDENCE)
def test_evidence_is_there_to_look_at_alone(everything, label):
    model = MODELS[label]
    name = label.replace(".", "_")
    record = model._default_manager.order_by("pk").first()
    assert record is not None
    form = reverse(f"admin:{name}_change", args=[record.pk])
    assert everything.get(form).status_code == 200
    for url in (form, reverse(f"admin:{name}_add")):
        assert everything.post(url, {}).status_code == 403
    deletion = reverse(f"admin:{name}_delete", args=[record.pk])
    assert everything.post(deletion, {"post": "yes"}).status_code == 403
    assert model._default_manager.filter(pk=record.pk).exists()
    assert "delete_selected" not in everything.get(list_of(label)).content.decode()


def fill(model: type) -> None:
    if model is Article:
        Article.objects.bulk_create(
            Article(title=f"Article {n}", slug=f"article-{n}") for n in range(MANY)
        )
    else:
        Reference.objects.bulk_create(
            Reference(csl={"type": "book", "title": f"Book {n}"}) for n in range(MANY)
        )


@pytest.mark.parametrize("model", [Article, Reference])
@pytest.mark.parametrize("asked", [{}, {"q": "7"}, {"p": "3"}])
def test_a_long_list_asks_few_questions_and_counts_no_table(everything, model, asked):
    fill(model)
    url = list_of(model._meta.label_lower)
    everything.get(url)
    with CaptureQueriesContext(connection) as queries:
        answer = everything.get(url, asked)
    assert answer.status_code == 200
    assert len(queries) <= 12
    counts = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
    assert all("LIMIT" in sql for sql in counts), counts


@pytest.mark.parametrize("state", ["draft", "in_review", "public"])
def test_a_long_list_filtered_by_where_it_stands_asks_few_questions(everything, state):
    fill(Article)
    with CaptureQueriesContext(connection) as queries:
        answer = everything.get(list_of("articles.article"), {"stands": state})
    assert answer.status_code == 200
    assert len(queries) <= 12


def test_the_choices_of_a_combobox_need_the_right_to_look():
    url = reverse("admin:autocomplete")
    asked = {"app_label": "articles", "model_name": "article", "field_name": "condition"}
    assert signed_in(factories.account("writer")).get(url, asked).status_code == 200
    for role in ("physician", "administrator"):
        assert signed_in(factories.account(role)).get(url, asked).status_code == 403
