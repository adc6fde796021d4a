"""A public article's references for reference managers: of its signed edition, and no other."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

import pytest
from lxml import html

from articles.rendering import signed_region
from publishing.models import Release
from publishing.release import release, withdraw
from references.formats.reading import Read, read_records
from references.models import Reference
from reviews import workflow
from reviews.models import SignOff
from tests import factories
from tests.public_pages import full_release

pytestmark = pytest.mark.django_db
TYPES = {
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "json": "application/vnd.citationstyles.csl+json",
}


@pytest.fixture
def public() -> Release:
    return full_release("sleep")


def address(suffix: str, slug: str = "sleep") -> str:
    return f"/articles/{slug}/references.{suffix}"


@pytest.mark.parametrize("suffix", TYPES)
def test_the_references_of_the_edition_are_downloaded_in_its_order(client, public, suffix):
    answer = client.get(address(suffix))
    assert (answer.status_code, answer["Content-Type"]) == (200, f"{TYPES[suffix]}; charset=utf-8")
    assert f'filename="sleep-references.{suffix}"' in answer["Content-Disposition"]
    read = [record.item for record in read_records(answer.content) if isinstance(record, Read)]
    cited = public.edition.reading["references"]
    assert [item["DOI"] for item in read] == [reference["csl"]["DOI"] for reference in cited]
    assert len(read) == 5


def test_a_change_of_a_record_changes_nothing_that_was_signed(client, public):
    before = client.get(address("json")).content
    for record in Reference.objects.all():
        record.csl["title"] = "Changed since"
        record.save()
    assert client.get(address("json")).content == before


def test_a_known_answer_is_not_sent_again(client, public):
    tag = client.get(address("ris"))["ETag"]
    answer = client.get(address("ris"), headers={"if-none-match": tag})
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize("suffix", TYPES)
def test_a_withdrawn_article_s_references_are_gone(client, public, suffix):
    withdraw(article=public.article, by=factories.account("editor"), reason="error")
    answer = client.get(address(suffix))
    assert answer.status_code == 410
    assert b"10.5555" not in answer.content


def test_what_is_not_public_has_no_references(client):
    edition = factories.submitted(slug="in-review")
    assert client.get(address("json", edition.slug)).status_code == 404
    assert client.get(address("json", "never")).status_code == 404
    assert client.get("/articles/in-review/references.exe").status_code == 404


def test_an_article_that_cites_nothing_offers_nothing(client):
    article = factories.draft(writer=factories.account("writer"), slug="bare")
    type(article).objects.filter(pk=article.pk).update(body="<h2>Sleep</h2><p>Ask your doctor.</p>")
    article.refresh_from_db()
    article.bibliography.all().delete()
    edition = workflow.submit(article=article, by=article.writer)
    factories.signed(edition=edition)
    release(edition=edition, by=factories.account("editor"))
    assert client.get(address("json", "bare")).status_code == 404
    assert b"references.ris" not in client.get("/articles/bare/").content


def test_what_does_not_check_is_withheld(client, public, monkeypatch):
    from publishing import downloads
    from reviews.verification import NotVouched

    def refuse(edition: object) -> list[SignOff]:
        raise NotVouched("its signature does not check")

    monkeypatch.setattr(downloads, "require_vouched", refuse)
    assert client.get(address("json")).status_code == 503


def test_the_page_tells_reference_managers_and_indexes_what_it_is(client, public):
    page = html.fromstring(client.get("/articles/sleep/").content.decode())
    linked = {link.get("type"): link.get("href") for link in page.xpath("//link[@rel='alternate']")}
    # Zotero follows addresses that begin with a slash or a scheme, and no others.
    assert linked == {kind: address(suffix) for suffix, kind in TYPES.items()}
    metas = {meta.get("name"): meta.get("content") for meta in page.xpath("//meta[@name]")}
    assert metas["citation_title"] == public.edition.title
    assert metas["citation_publication_date"] == f"{public.opened_at:%Y/%m/%d}"
    assert metas["citation_public_url"].endswith("/articles/sleep/")
    shown = {link.get("href") for link in page.xpath("//aside//a")}
    assert {address(suffix) for suffix in TYPES} <= shown


def test_each_reference_is_found_in_the_page_itself_and_adds_no_word(client, public):
    page = client.get("/articles/sleep/").content.decode()
    spans = html.fromstring(page).xpath("//span[@class='Z3988']")
    said = [dict(parse_qsl(span.get("title"), strict_parsing=True)) for span in spans]
    cited = public.edition.reading["references"]
    assert [one["rft_id"] for one in said] == [
        f"info:doi/{reference['csl']['DOI']}" for reference in cited
    ]
    assert all(span.text_content() == "" for span in spans)
    assert 'class="Z3988"' not in signed_region(page)


def test_hostile_records_are_quoted_in_every_format(client):
    article = factories.draft(writer=factories.account("writer"), slug="hostile")
    hostile = Reference.objects.create(
        csl=factories.SLEEP
        | {"title": "</script><b>x\r\nER  - \r\n@book{", "DOI": "10.5555/hostile"}
    )
    article.bibliography.update(reference=hostile)
    body = f'<h2>Sleep</h2><p>Ask your doctor.<cite data-ref="{hostile.pk}"></cite></p>'
    type(article).objects.filter(pk=article.pk).update(body=body)
    article.refresh_from_db()
    edition = workflow.submit(article=article, by=article.writer)
    factories.signed(edition=edition)
    release(edition=edition, by=factories.account("editor"))
    for suffix in TYPES:
        content = client.get(address(suffix, "hostile")).content
        assert len([one for one in read_records(content) if isinstance(one, Read)]) == 1
    [item] = json.loads(client.get(address("json", "hostile")).content)
    assert item["id"] == "ref-1"
    page = html.fromstring(client.get("/articles/hostile/").content.decode())
    [span] = page.xpath("//span[@class='Z3988']")
    assert ("rft.atitle", "x ER - @book{") in parse_qsl(span.get("title"))
