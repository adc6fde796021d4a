"""What the public reads through Django: released words, redirects, notices, and nothing else."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from lxml import html

from articles.drafts import draft_edit
from articles.models import Article
from articles.reading import text_of_element
from articles.rendering import signed_region
from publishing.models import Release
from publishing.release import release, withdraw
from publishing.store import read_page
from publishing.views import ARTICLES_A_PAGE
from reviews import workflow
from reviews.keys import key_set
from tests import factories

pytestmark = pytest.mark.django_db

PUBLIC = {
    "home",
    "article",
    "review-record",
    "review-record-json",
    "references",
    "physician",
    "how-we-review",
    "jwks",
    "image",
}
SIGNING_IN = {
    "admin_password_reset",
    "password_reset_done",
    "password_reset_confirm",
    "password_reset_complete",
}


def next_release(article: Article, **changes: str) -> Release:
    with draft_edit(article, by=article.writer, comment="Better"):
        for name, value in changes.items():
            setattr(article, name, value)
        article.save()
    edition = workflow.submit(article=article, by=article.writer)
    factories.signed(edition=edition)
    return release(edition=edition, by=factories.account("editor"))


def words(page: str) -> list[str]:
    return text_of_element(html.fromstring(signed_region(page))).split()


# articles


@pytest.mark.parametrize("end", ["", "review-record/", "review-record.json"])
def test_the_fallback_answers_with_the_bytes_of_the_stored_page(client, end):
    path = f"/articles/{factories.released().edition.slug}/{end}"
    answer, page = client.get(path), read_page(path)
    assert answer.status_code == page.status == 200
    assert answer.content == page.body
    assert answer["Content-Type"] == page.content_type
    assert answer["ETag"] == f'"{page.digests["identity"]}"'


def test_readers_get_the_edition_and_never_the_draft(client):
    opened = factories.released()
    article = opened.article
    with draft_edit(article, by=article.writer, comment="Bold"):
        article.title = article.summary = "Sleep cures migraine"
        article.save()
    workflow.submit(article=article, by=article.writer)
    answer = client.get(f"/articles/{opened.edition.slug}/")
    assert words(answer.text) == opened.edition.reading["reading_text"].split()
    assert "cures" not in answer.text


@pytest.mark.parametrize("state", ["draft", "in review", "approved", "recalled"])
def test_what_was_never_released_is_not_found(client, state):
    article = factories.draft(writer=factories.account("writer"))
    if state != "draft":
        edition = workflow.submit(article=article, by=article.writer)
    if state == "approved":
        factories.signed(edition=edition)
    if state == "recalled":
        workflow.recall(edition=edition, by=article.writer, reason="writer")
    for end in ("", "review-record/", "review-record.json"):
        answer = client.get(f"/articles/{article.slug}/{end}")
        assert answer.status_code == 404
        assert article.title not in answer.text
    assert article.title not in client.get("/").text


def test_a_withdrawn_article_is_gone_and_its_record_stays(client):
    opened = factories.released()
    withdraw(article=opened.article, by=factories.account("editor"), reason="error")
    path = f"/articles/{opened.edition.slug}/"
    gone = client.get(path)
    assert gone.status_code == 410
    assert "Sleep may help" not in gone.text
    assert client.get(path, headers={"If-None-Match": gone["ETag"]}).status_code == 410
    assert client.get(f"{path}review-record/").status_code == 200
    assert "Migraine and sleep" not in client.get("/").text


def test_an_old_slug_leads_to_the_new_one_for_good(client):
    article = factories.released(edition=factories.submitted(slug="old")).article
    next_release(article, slug="new")
    for end in ("", "review-record/", "review-record.json"):
        answer = client.get(f"/articles/old/{end}")
        assert (answer.status_code, answer["Location"]) == (301, f"/articles/new/{end}")
        assert client.get(answer["Location"]).status_code == 200
    withdraw(article=article, by=factories.account("editor"), reason="error")
    assert client.get("/articles/old/", follow=True).status_code == 410


def test_a_slug_that_returns_with_an_earlier_edition_makes_no_circle(client):
    first = factories.released(edition=factories.submitted(slug="old"))
    next_release(first.article, slug="new")
    release(edition=first.edition, by=factories.account("editor"))
    answer = client.get("/articles/new/")
    assert (answer.status_code, answer["Location"]) == (301, "/articles/old/")
    assert "max-age=60" in answer["Cache-Control"]
    assert client.get("/articles/old/").status_code == 200


@pytest.mark.parametrize("path", ["/articles/none/", "/articles/none/review-record/", "/nothing"])
def test_what_does_not_exist_is_not_found_without_signing_in(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Page not found" in answer.text


def test_a_page_that_the_reader_has_is_not_sent_again(client):
    path = f"/articles/{factories.released().edition.slug}/"
    tag = client.get(path)["ETag"]
    for sent in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        answer = client.get(path, headers={"If-None-Match": sent})
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_pages_are_read_and_never_posted_to(client):
    path = f"/articles/{factories.released().edition.slug}/"
    assert client.head(path).status_code == 200
    assert client.head(path).content == b""
    for send in (client.post, client.put, client.delete, client.patch):
        assert send(path).status_code == 405


def test_a_page_costs_the_same_queries_with_many_editions_and_articles(client):
    article = factories.released().article

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    paths = [f"/articles/{article.slug}/", "/"]
    before = [queries(path) for path in paths]
    for number in range(3):
        next_release(article, title=f"Sleep {number}")
        factories.released()
    assert [queries(path) for path in paths] == before


# home


def test_home_says_so_when_nothing_is_public(client):
    factories.submitted()
    assert "No article is public yet." in client.get("/").text


def test_home_lists_the_signed_title_and_summary_of_what_is_public(client):
    opened = factories.released()
    article = opened.article
    with draft_edit(article, by=article.writer, comment="Bold"):
        article.title = "Changed"
        article.save()
    tree = html.fromstring(client.get("/").text)
    [entry] = tree.xpath("//ul[@class='articles']/li")
    assert entry.xpath(".//a/@href") == [f"/articles/{opened.edition.slug}/"]
    text = entry.text_content()
    assert opened.edition.title in text
    assert opened.edition.reading["summary"] in text


def test_home_pages_by_key_with_the_newest_release_first(client):
    count = ARTICLES_A_PAGE + 2
    slugs = [factories.released().edition.slug for _ in range(count)]
    first = html.fromstring(client.get("/").text)
    [following] = first.xpath("//a[@rel='next']/@href")
    second = html.fromstring(client.get(following).text)
    listed = [
        link.removeprefix("/articles/").rstrip("/")
        for page in (first, second)
        for link in page.xpath("//ul[@class='articles']//a/@href")
    ]
    assert listed == slugs[::-1]
    assert not second.xpath("//a[@rel='next']")


@pytest.mark.parametrize("after", ["x", "-1", "1e3", "²", "9" * 19, "1 OR 1=1", "\0"])
def test_home_does_not_find_a_place_that_is_no_number(client, after):
    assert client.get("/", {"after": after}).status_code == 404


# keys, headers, signing in


def test_the_public_keys_are_a_jwk_set_without_private_parts(client):
    factories.signed()
    answer = client.get("/.well-known/jwks.json")
    assert answer["Content-Type"] == "application/jwk-set+json"
    assert answer.json() == key_set()
    assert all("d" not in key for key in answer.json()["keys"])


def test_every_answer_to_the_public_forbids_scripts_from_elsewhere(client):
    slug = factories.released().edition.slug
    for path in ("/", f"/articles/{slug}/", f"/articles/{slug}/review-record/", "/nothing"):
        answer = client.get(path)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer
    for path in ("/", f"/articles/{slug}/"):
        cached = client.get(path)["Cache-Control"]
        assert re.fullmatch(r"(public, )?max-age=60(, public)?", cached)


def views(resolver: URLResolver, prefix: str = "") -> list[tuple[str, URLPattern]]:
    found = []
    for part in resolver.url_patterns:
        at = prefix + str(part.pattern)
        found += views(part, at) if isinstance(part, URLResolver) else [(at, part)]
    return found


def test_signing_in_is_needed_everywhere_but_at_the_public_views():
    for at, view in views(get_resolver()):
        open_to_all = not getattr(view.callback, "login_required", True)
        assert open_to_all == (view.name in PUBLIC | SIGNING_IN or at == "admin/login/"), at


@pytest.mark.parametrize("path", ["/admin/", "/admin/articles/article/", "/admin/unknown/"])
def test_the_admin_sends_strangers_to_sign_in(client, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/login/")
