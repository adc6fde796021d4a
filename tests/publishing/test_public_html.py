"""What every public page has in common: where it leads, what engines may do, how it is cached."""

from __future__ import annotations

import gzip
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.test import Client
from lxml import html

from articles.models import Article
from publishing.physician_pages import physician_path
from publishing.release import withdraw
from reviews import workflow
from tests import factories

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Public:
    """The addresses of the kinds of public pages."""

    article: str
    physician: str
    home: str = "/"
    how_we_review: str = "/how-we-review/"

    @property
    def record(self) -> str:
        return f"{self.article}review-record/"

    @property
    def listed(self) -> list[str]:
        """Those that search engines may list."""
        return [self.article, self.record, self.physician, self.home, self.how_we_review]


@pytest.fixture
def public() -> Public:
    opened = factories.released()
    signed = opened.edition.sign_offs.get().physician
    return Public(
        f"/articles/{opened.edition.slug}/", physician_path(signed.name, signed.public_id)
    )


def head_of(client: Client, path: str) -> dict[str, str]:
    """What the head of a page says, by the name of a link or meta element, and its title."""
    tree = html.fromstring(client.get(path).content)
    said = {"title": tree.findtext(".//title") or ""}
    said |= {node.get("rel"): node.get("href") for node in tree.iter("link")}
    for node in tree.iter("meta"):
        said[node.get("name") or node.get("property") or "charset"] = node.get("content") or ""
    return said


def test_pages_may_be_listed_under_one_address_with_title_and_description(client, public):
    heads = {path: head_of(client, path) for path in public.listed}
    for path, said in heads.items():
        assert "robots" not in said, path
        assert said["canonical"] == said["og:url"] == f"{settings.SITE_URL}{path}"
        assert said["description"] == said["og:description"] != ""
        assert said["og:title"] in said["title"]
        assert said["og:site_name"] == settings.SITE_NAME
    assert heads[public.article]["og:type"] == "article"
    assert len({said["title"] for said in heads.values()}) == len(heads)


def test_what_is_gone_or_was_never_there_is_not_listed(client, public):
    slug = public.article.split("/")[2]
    assert head_of(client, "/nothing")["robots"] == "noindex"
    withdraw(
        article=Article.objects.get(slug=slug),
        by=factories.account("editor"),
        reason="error",
    )
    assert head_of(client, public.article)["robots"] == "noindex"


def test_every_page_leads_to_the_list_and_to_how_we_review(client, public):
    for path in [*public.listed, "/nothing"]:
        tree = html.fromstring(client.get(path).content)
        links = tree.xpath("//body/header//a/@href")
        assert links == ["/", "/", "/how-we-review/"]
        assert tree.xpath("//main[@id='main']") and tree.xpath("//a[@href='#main']")
        assert len(tree.xpath("//h1")) == 1


def test_the_site_tells_where_its_reader_is(client, public):
    for path in (public.home, public.how_we_review):
        tree = html.fromstring(client.get(path).content)
        assert tree.xpath("//header//nav//a[@aria-current='page']/@href") == [path]


def test_pages_that_django_answers_are_compressed_and_not_sent_twice(client, public):
    for path in (public.home, public.how_we_review, public.physician):
        plain = client.get(path)
        answer = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(answer.content) == plain.content
        assert "Accept-Encoding" in answer["Vary"]
        again = client.get(path, headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert "max-age=60" in answer["Cache-Control"]


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_page_is_marked_in_the_languages_of_its_words(client, language):
    article = factories.draft(writer=factories.account("writer"))
    article.language = language
    article.save()
    edition = workflow.submit(article=article, by=article.writer)
    factories.released(edition=edition)
    tree = html.fromstring(client.get(f"/articles/{edition.slug}/").content)
    assert tree.get("lang") == language
    assert tree.xpath("//article[@class='edition']/@lang") == [language]
    for ours in tree.xpath("//aside | //body/header | //footer | //a[@class='skip']"):
        assert ours.get("lang") == "en"
    [listed] = html.fromstring(client.get("/").content).xpath("//ul[@class='articles']/li")
    assert listed.get("lang") == language
    assert listed.xpath("./p[@class='byline']/@lang") == ["en"]
