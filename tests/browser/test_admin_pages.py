"""Every page of the admin that people of each role see: accessible, without a complaint."""

from __future__ import annotations

import pytest

from articles.models import Article
from tests import factories
from tests.browser.conftest import Arrive
from tests.browser.pages import check_accessible, sign_in

pytestmark = pytest.mark.browser


def test_a_writers_pages(arrive: Arrive, width: int):
    edition = factories.submitted()
    article: Article = edition.article
    person = arrive(width=width)
    page = sign_in(person, article.writer)
    check_accessible(page)
    form = f"/admin/articles/article/{article.pk}"
    for path in (
        "/admin/articles/article/",
        "/admin/articles/article/add/",
        f"{form}/change/",
        f"{form}/history/",
        f"{form}/submit/",
        f"{form}/recall/",
        f"{form}/preview/",
        f"{form}/preview/?width=phone",
        f"{form}/preview/page/",
        "/admin/articles/article/deleted/",
        "/admin/references/reference/",
        "/admin/references/reference/add/",
        "/admin/password_change/",
    ):
        person.goto(path)
        check_accessible(page)
