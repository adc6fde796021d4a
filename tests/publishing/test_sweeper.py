"""The sweeper brings the store into step with the evidence, and changes no evidence."""

from __future__ import annotations

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.management import call_command

from articles.drafts import draft_edit
from publishing import pages
from publishing.pages import paths_of_slug
from publishing.release import release, withdraw
from publishing.store import MissingPage, Page, read_page, remove_page, stored_paths, write_page
from publishing.sweeper import Swept, sweep
from reviews import workflow
from reviews.models import LedgerEntry
from tests import factories
from tests.publishing.test_release import FullDisk

pytestmark = pytest.mark.django_db


def root() -> Path:
    return Path(storages["pages"].location)  # type: ignore[attr-defined]


def bytes_of(slug: str) -> list[tuple[int, bytes]]:
    return [(read_page(path).status, read_page(path).body) for path in paths_of_slug(slug)]


def test_with_everything_in_place_nothing_is_done():
    factories.released()
    entries = LedgerEntry.objects.count()
    assert sweep() == Swept(articles=1)
    assert sweep(every_page=True) == Swept(articles=1)
    assert LedgerEntry.objects.count() == entries


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_missing_page_is_written_with_the_same_bytes(missing):
    slug = factories.released().edition.slug
    before = bytes_of(slug)
    remove_page(paths_of_slug(slug)[missing])
    assert sweep() == Swept(articles=1, written=1)
    assert bytes_of(slug) == before


def test_the_notice_of_a_withdrawn_article_is_written_too():
    article = factories.released().article
    withdraw(article=article, by=factories.account("editor"), reason="error")
    before = bytes_of(article.slug)
    for path in paths_of_slug(article.slug):
        remove_page(path)
    assert sweep().written == 1
    assert bytes_of(article.slug) == before
    assert before[0][0] == 410


@pytest.mark.parametrize("name", ["index.html", "index.html.br", "index.html.gz", "index.html.jws"])
@pytest.mark.parametrize("harm", ["truncate", "flip", "delete"])
def test_a_harmed_file_is_written_anew(name, harm):
    slug = factories.released().edition.slug
    before = bytes_of(slug)
    file = root() / "articles" / slug / name
    kept = file.read_bytes()
    if harm == "delete":
        file.unlink()
    else:
        file.write_bytes(kept[:-9] if harm == "truncate" else bytes([kept[0] ^ 1]) + kept[1:])
    assert sweep() == Swept(articles=1, written=1)
    assert bytes_of(slug) == before
    assert file.read_bytes() == kept


def test_pages_that_belong_to_no_release_are_removed():
    slug = factories.released().edition.slug
    for path in paths_of_slug("never-public"):
        write_page(Page(path, b"<p>Unsigned</p>", "text/html"))
    assert sweep() == Swept(articles=1, removed=3)
    assert sorted(stored_paths()) == sorted(paths_of_slug(slug))


def test_pages_at_an_old_slug_are_removed():
    first = factories.released(edition=factories.submitted(slug="old"))
    article = first.article
    stale = [read_page(path) for path in paths_of_slug("old")]
    with draft_edit(article, by=article.writer, comment="Moved"):
        article.slug = "new"
        article.save()
    edition = workflow.submit(article=article, by=article.writer)
    factories.signed(edition=edition)
    release(edition=edition, by=factories.account("editor"))
    with pytest.raises(MissingPage):
        read_page("/articles/old/")
    for page in stale:
        write_page(Page(page.path, page.body, page.content_type, page.status, page.claims))
    assert sweep() == Swept(articles=1, removed=3)
    assert [read_page(path).status for path in paths_of_slug("new")] == [200, 200, 200]


def test_a_page_that_shows_an_earlier_edition_is_replaced():
    first = factories.released()
    article, slug = first.article, first.edition.slug
    stale = [read_page(path) for path in paths_of_slug(slug)]
    with draft_edit(article, by=article.writer, comment="Better"):
        article.title = "Sleep, again"
        article.save()
    edition = workflow.submit(article=article, by=article.writer)
    factories.signed(edition=edition)
    release(edition=edition, by=factories.account("editor"))
    for page in stale:
        write_page(Page(page.path, page.body, page.content_type, page.status, page.claims))
    assert sweep().written == 1
    assert b"Sleep, again" in read_page(f"/articles/{slug}/").body


def test_pages_of_an_older_rendering_are_written_anew(settings):
    slug = factories.released().edition.slug
    settings.SITE_NAME = "Another name"
    pages.rendering_version.cache_clear()
    try:
        assert sweep() == Swept(articles=1, written=1)
    finally:
        pages.rendering_version.cache_clear()
    assert b"Another name" in read_page(f"/articles/{slug}/").body


def test_other_bytes_under_the_right_claims_are_found_when_every_page_is_compared():
    slug = factories.released().edition.slug
    page = read_page(f"/articles/{slug}/")
    forged = Page(page.path, b"<p>Forged</p>", page.content_type, page.status, page.claims)
    write_page(forged)
    assert sweep() == Swept(articles=1)
    assert sweep(every_page=True) == Swept(articles=1, written=1)
    assert read_page(page.path).body == page.body


def test_a_page_that_can_not_be_written_is_counted_and_the_others_are_written(settings, caplog):
    factories.released()
    kept = settings.STORAGES
    broken = kept["pages"] | {"BACKEND": f"{FullDisk.__module__}.FullDisk"}
    settings.STORAGES = kept | {"pages": broken}
    other = factories.released()
    assert sweep() == Swept(articles=2, failed=1)
    assert f"article {other.article_id} could not be written" in caplog.text
    settings.STORAGES = kept
    assert sweep() == Swept(articles=2, written=1)


def test_the_drafts_of_interrupted_writes_are_cleared_in_time():
    slug = factories.released().edition.slug
    fresh = root() / "articles" / slug / ".draft-a.tmp"
    fresh.write_bytes(b"half")
    sweep()
    assert fresh.exists(), "somebody may be writing it just now"
    os.utime(fresh, (0, 0))
    sweep()
    assert not fresh.exists()


def test_sweeping_asks_the_database_the_same_for_many_articles(django_assert_max_num_queries):
    for _ in range(5):
        factories.released()
    with django_assert_max_num_queries(8):
        sweep()


# manage.py pages


def test_the_command_says_what_it_did():
    slug = factories.released().edition.slug
    remove_page(f"/articles/{slug}/")
    said = StringIO()
    call_command("pages", stdout=said)
    assert "1 written" in said.getvalue()


def test_the_command_fails_where_a_page_could_not_be_written(settings):
    settings.STORAGES = settings.STORAGES | {
        "pages": settings.STORAGES["pages"] | {"BACKEND": f"{FullDisk.__module__}.FullDisk"}
    }
    factories.released()
    with pytest.raises(SystemExit) as stopped:
        call_command("pages", stdout=StringIO())
    assert stopped.value.code == 1
