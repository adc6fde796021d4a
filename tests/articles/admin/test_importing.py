"""The page that makes a draft of a text: what would become of it first, then the draft."""

from __future__ import annotations

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles.drafts import Draft
from articles.models import Article
from references.models import Reference
from tests import factories
from tests.articles.admin.typing import form_of, signed_in

pytestmark = pytest.mark.django_db

TEXT = """Sleep in Migraine

Many people with migraine sleep badly. This article says what was studied, and what was not.

Key Takeaways
- Regular sleep may help some people.

What was studied

One small study looked at regular sleep. It lasted for six weeks, and nobody was harmed. The
people in it went to bed at the same hour every night and wrote down when their heads hurt.

Nobody knows yet whether this helps children, or people who work at night. Larger studies are
under way, and they will take some years. Talk with your doctor before you change a medicine.

References
1. Tester T. Sleep in migraine. J Tests. 2024;1(1):1-9.
"""


@pytest.fixture
def browser() -> Client:
    return signed_in(factories.account("writer", username="Wanda"))


def url() -> str:
    return reverse("admin:articles_article_import")


def words_of(answer) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", answer.content.decode())).split())


def test_a_preview_shows_every_line_and_saves_nothing(browser):
    answer = browser.post(url(), {"text": TEXT, "_preview": "yes"})
    words = words_of(answer)
    assert answer.status_code == 200
    assert "1 title Sleep in Migraine" in words
    assert "key takeaway Regular sleep may help" in words
    assert "reference 1. Tester T." in words or "reference Tester T." in words
    assert not Article.objects.exists() and not Reference.objects.exists()
    assert "Import it as my draft" in words
    assert html.escape(TEXT.splitlines()[2]) in answer.content.decode()


def test_an_import_makes_a_draft_of_whoever_imports(browser):
    answer = browser.post(url(), {"text": TEXT, "slug": "sleep", "_import": "yes"})
    article = Article.objects.get()
    assert answer["Location"] == form_of(article)
    assert (article.slug, article.writer.username) == ("sleep", "Wanda")
    assert Draft.of(article).key_takeaways == ("Regular sleep may help some people.",)
    assert "is imported as a draft of yours" in words_of(browser.get(form_of(article)))


def test_a_file_takes_the_place_of_what_was_pasted(browser):
    file = SimpleUploadedFile("sleep.txt", b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    answer = browser.post(url(), {"text": "Other", "file": file, "_preview": "yes"})
    assert "Sleep in Migraine" in words_of(answer)
    assert 'name="source" value="sleep.txt"' in answer.content.decode()


BROKEN = {
    "empty": (b"", "is empty"),
    "pdf": (b"%PDF-1.7 x", "is a PDF document"),
    "docx": (b"PK\x03\x04 x", "is a ZIP archive"),
    "binary": (b"abc\x00def", "is a binary file"),
    "latin-1": ("Schlaf hält gesund\n".encode("latin-1"), "is not encoded in UTF-8"),
    "control": (b"Sleep\x01\n", "holds a control character"),
    "too large": (b"a " * 2_600_000, "is too large"),
}


@pytest.mark.parametrize(("content", "said"), BROKEN.values(), ids=list(BROKEN))
@pytest.mark.parametrize("button", ["_preview", "_import"])
def test_what_is_no_article_is_refused_in_words(browser, content, said, button):
    answer = browser.post(url(), {"file": SimpleUploadedFile("a.txt", content), button: "yes"})
    assert answer.status_code == 200
    assert said in words_of(answer)
    assert not Article.objects.exists()


def test_utf_16_with_its_mark_is_read(browser):
    file = SimpleUploadedFile("a.txt", TEXT.encode("utf-16"))
    assert "1 title Sleep in Migraine" in words_of(browser.post(url(), {"file": file}))


@pytest.mark.parametrize(
    "typed", [{"slug": "taken"}, {"slug": "no such/address"}, {"title": "T" * 301}]
)
def test_a_refusal_keeps_what_was_typed(browser, typed):
    factories.draft(writer=factories.account("writer"), slug="taken")
    answer = browser.post(url(), {"text": TEXT, "_import": "yes"} | typed)
    words = words_of(answer)
    assert "Nothing was saved." in words and "--slug" not in words and "--title" not in words
    assert "Many people with migraine" in words
    assert all(value in answer.content.decode() for value in typed.values())
    assert Article.objects.count() == 1


def test_scripts_in_a_text_are_words(browser):
    text = TEXT.replace("One small study", "<script>alert(1)</script> One small study")
    page = browser.post(url(), {"text": text, "source": "<b>", "_preview": "yes"}).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


@pytest.mark.parametrize("role", ["physician", "administrator"])
def test_who_doesnt_write_imports_nothing(role):
    other = signed_in(factories.account(role))
    assert other.get(url()).status_code == 403
    assert other.post(url(), {"text": TEXT, "_import": "yes"}).status_code == 403
    assert not Article.objects.exists()
