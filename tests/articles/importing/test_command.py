from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles.models import Article
from references.models import Reference
from tests.factories import account

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> str:
    return account("writer", username="wanda").username


def import_article(file: Path, **options: object) -> str:
    out = StringIO()
    call_command("import_article", file, stdout=out, **options)
    return out.getvalue()


def test_it_says_what_became_of_each_line(text_file: Callable[[str], Path], writer: str) -> None:
    file = text_file("migraine")
    output = import_article(file, by=writer)
    for number, line in enumerate(file.read_text().splitlines(), start=1):
        if line:
            assert f"line {number:>4}  " in output
    assert "NOT PLACED" in output
    assert "Not placed:\n  line 10: The citation [4]" in output
    assert "Title: Living with migraine: what sleep has to do with it (from line 1)" in output
    article = Article.objects.get()
    assert f"Saved as draft {article.pk}" in output


def test_a_dry_run_reports_the_same_and_saves_nothing(
    text_file: Callable[[str], Path], writer: str
) -> None:
    dry = import_article(text_file("psoriasis"), by=writer, dry_run=True)
    assert not Article.objects.exists()
    assert not Reference.objects.exists()
    done = import_article(text_file("psoriasis"), by=writer)
    assert dry.splitlines()[:-1] == done.splitlines()[:-1]
    assert "Nothing was saved (--dry-run)" in dry


def test_a_title_and_an_address_may_be_given(text_file: Callable[[str], Path], writer: str) -> None:
    import_article(text_file("psoriasis"), by=writer, title="Light", slug="light-on-skin")
    article = Article.objects.get()
    assert (article.title, article.slug) == ("Light", "light-on-skin")


@pytest.mark.parametrize("by", [None, "", "nobody"])
def test_it_asks_for_a_writer(text_file: Callable[[str], Path], by: str | None) -> None:
    with pytest.raises(CommandError, match="--by"):
        import_article(text_file("psoriasis"), by=by)


def test_an_account_that_was_closed_writes_nothing(text_file: Callable[[str], Path]) -> None:
    closed = account("writer")
    closed.is_active = False
    closed.save()
    with pytest.raises(CommandError, match="no active account"):
        import_article(text_file("psoriasis"), by=closed.username)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"caf\xe9 " * 99,
        b"\x00" * 99,
        b"x" * 5_000_001,
        b"import os\n" * 99,
        b"a,b,c\n1,2,3\n" * 99,
    ],
)
def test_what_is_no_article_gives_one_sentence_and_changes_nothing(
    content: bytes, tmp_path: Path, writer: str
) -> None:
    file = tmp_path / "file.txt"
    file.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        import_article(file, by=writer)
    assert str(file) in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not Article.objects.exists()


def test_a_taken_address_gives_one_sentence(text_file: Callable[[str], Path], writer: str) -> None:
    import_article(text_file("psoriasis"), by=writer)
    with pytest.raises(CommandError, match="--slug"):
        import_article(text_file("psoriasis"), by=writer)


def test_a_database_that_fails_gives_one_sentence_and_keeps_nothing(
    text_file: Callable[[str], Path], writer: str
) -> None:
    def fail(execute: Callable, sql: str, params: object, many: bool, context: object) -> object:
        if "articles_keytakeaway" in sql and "INSERT" in sql:
            return execute("SELECT 1 / 0", None, False, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail), pytest.raises(CommandError, match="nothing was saved"):
        import_article(text_file("psoriasis"), by=writer)
    assert not Article.objects.exists()
    assert not Reference.objects.exists()
