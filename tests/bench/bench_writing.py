"""What a writer waits for: live findings, the form, the list of articles."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from articles.drafts import Draft, save_draft
from articles.models import Article
from medcontent.models import User
from references.models import Reference
from tests import factories
from tests.articles.admin.typing import fields_of, form_of, signed_in
from tests.bench.setting import bench_database

ROUNDS = 7
SENTENCE = "Regular sleep may help some people with migraine, one small study says. "
FEW, MANY = 100, 10_000


def main() -> None:
    """Print the median times and the numbers of queries."""
    with bench_database(), override_settings(ALLOWED_HOSTS=["testserver"]):
        writer = factories.account("writer")
        article, browser = factories.draft(writer=writer), signed_in(writer)
        print(f"Median of {ROUNDS}, ms, and queries")
        typed = fields_of(article, body=f"<p>{SENTENCE * 125}</p>")
        live = reverse("admin:articles_article_live")
        _print("live findings on 1,500 unsaved words", lambda: browser.post(live, typed))
        _print_form(article, writer, browser)
        _print_list(browser, writer)


def _print_form(article: Article, writer: User, browser: Client) -> None:
    url = form_of(article)
    _print("the form, 1 reference and 1 version", lambda: browser.get(url))
    cited = Reference.objects.bulk_create(
        Reference(csl={**factories.SLEEP, "DOI": f"10.5555/{number}"}) for number in range(200)
    )
    body = "".join(f'<p>{SENTENCE}<cite data-ref="{one.pk}"></cite></p>' for one in cited)
    draft = Draft.of(article).with_values({"bibliography": tuple(one.pk for one in cited)})
    for number in range(50):
        values = {"body": body, "summary": f"Version {number}."}
        save_draft(article, draft.with_values(values), by=writer, comment="Changed")
    _print("the form, 200 references and 50 versions", lambda: browser.get(url))


def _print_list(browser: Client, writer: User) -> None:
    url = reverse("admin:articles_article_changelist")
    for wanted in (FEW, MANY):
        there = Article.objects.count()
        Article.objects.bulk_create(
            Article(title=f"Article {number}", slug=f"article-{number}", writer=writer)
            for number in range(there, wanted)
        )
        _print(f"the list of {wanted:,} articles", lambda: browser.get(url))
        _print(f"the desk of their writer, {wanted:,}", lambda: browser.get("/admin/"))


def _print(what: str, run: Callable[[], object]) -> None:
    run()
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        run()
        times.append((time.perf_counter() - begun) * 1000)
    with CaptureQueriesContext(connection) as queries:
        run()
    print(f"  {what:42} {statistics.median(times):8.1f} {len(queries):4}")
