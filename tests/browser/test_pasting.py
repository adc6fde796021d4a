"""Pasting from word processors and web pages: the words come whole, in the closed schema."""

from __future__ import annotations

from pathlib import Path

import pypandoc
import pytest
from playwright.sync_api import Page, expect

from articles import body
from articles.drafts import Draft
from articles.models import Article
from articles.reading import text_of_html
from medcontent.models import User
from tests import factories
from tests.browser.citing import PASTE
from tests.browser.conftest import Arrive
from tests.browser.pages import check_accessible, saved, sign_in

pytestmark = pytest.mark.browser

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=Generator content="Microsoft Word 15"><style>
<!-- p.MsoNormal {{mso-style-unhide:no; margin:0cm; font-family:"Times New Roman";}} -->
</style></head><body lang=EN-US style='tab-interval:36.0pt'><!--StartFragment-->{}<!--EndFragment-->
</body></html>"""


@pytest.fixture
def writer(site: str) -> User:
    return factories.account("writer", username="Wanda")


@pytest.fixture
def article(writer: User) -> Article:
    return factories.draft(writer=writer)


@pytest.fixture
def page(arrive: Arrive, writer: User, article: Article) -> Page:
    """The form, with the cursor in an emptied text."""
    return emptied(sign_in(arrive(), writer, to=f"/admin/articles/article/{article.pk}/change/"))


def emptied(page: Page) -> Page:
    page.locator("#field-body").get_by_role("textbox").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    return page


def paste(page: Page, html: str, text: str = "") -> None:
    page.evaluate(PASTE, [html, text])


def save(page: Page, article: Article) -> str:
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    return Draft.of(Article.objects.get(pk=article.pk)).body


def letters(text: str) -> str:
    return "".join(text.split())


def as_word_copies(document: Path) -> str:
    """Write a document as Word puts it on the clipboard: its classes, styles and empty tags."""
    html = pypandoc.convert_file(document, "html", extra_args=["--wrap=none"])
    html = html.replace("<p>", "<p class=MsoNormal style='mso-margin-top-alt:auto;color:#1F497D'>")
    return WORD.format(html.replace("</p>", "<o:p></o:p></p>"))


@pytest.mark.shared
@pytest.mark.parametrize(
    "names",
    [
        "headers lists lists-compact block_quotes",
        "table_one_header_row table_header_rowspan unicode special_punctuation",
        "char_styles german_styled_lists zotero_citations drop_cap",
    ],
)
def test_word_documents_are_pasted_whole_one_in_place_of_the_other(page, article, shared, names):
    for name in names.split():
        clipboard = as_word_copies(shared / "data" / "docx" / f"{name}.docx")
        emptied(page)
        paste(page, clipboard)
        kept = save(page, article)
        assert kept == body.sanitise_body(kept), name
        assert body.faults_in_body(kept) == [], name
        assert "mso" not in kept.lower() and "style=" not in kept and "class=" not in kept, name
        start, end = map(clipboard.index, ("<!--StartFragment-->", "<!--EndFragment"))
        assert letters(text_of_html(kept)) == letters(text_of_html(clipboard[start:end])), name


@pytest.mark.shared
def test_the_parts_of_a_word_document_keep_their_kind(page, article, shared):
    paste(page, as_word_copies(shared / "data" / "docx" / "headers.docx"))
    paste(page, as_word_copies(shared / "data" / "docx" / "table_one_header_row.docx"))
    kept = save(page, article)
    assert "<h2" in kept and "<h1" not in kept
    assert "<table>" in kept and "<th" in kept


def test_lists_of_word_are_lists(page, article):
    row = (
        "<p class=MsoListParagraph style='margin-left:36.0pt;mso-list:l0 level{} lfo1'>"
        "<![if !supportLists]><span style='mso-list:Ignore'>{}<span>&nbsp; </span></span>"
        "<![endif]>{}<o:p></o:p></p>"
    )
    rows = [row.format(1, "·", "One"), row.format(2, "o", "Inside"), row.format(1, "·", "Two")]
    paste(page, WORD.format("".join(rows)))
    assert save(page, article) == "<ul><li>One<ul><li>Inside</li></ul></li><li>Two</li></ul>"


def test_google_docs_says_bold_by_styles(page, article):
    paste(
        page,
        '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1">'
        '<h1 dir="ltr"><span style="font-size:20pt;font-weight:400;">Title</span></h1>'
        '<p dir="ltr" style="line-height:1.38;"><span style="font-weight:700;">Bold</span>'
        '<span style="font-weight:400;"> plain </span>'
        '<span style="font-style:italic;">slanted</span></p></b>',
    )
    assert (
        save(page, article) == "<h2>Title</h2><p><strong>Bold</strong> plain <em>slanted</em></p>"
    )


def test_what_is_dropped_is_told_and_the_note_can_be_sent_away(page, article):
    paste(
        page,
        '<h1 style="color:red">Big</h1><p onclick="alert(1)">Kept <img src="https://x.org/a.png">'
        '<script>alert(2)</script><a href="javascript:alert(3)">words</a></p>',
    )
    note = page.locator("#field-body").get_by_role("status").filter(has_text="Dropped")
    expect(note).to_contain_text("1 image")
    expect(note).to_contain_text("1 script")
    check_accessible(page)
    page.locator("#field-body").get_by_role("button", name="Dismiss").press("Enter")
    expect(note).to_have_count(0)
    assert save(page, article) == "<h2>Big</h2><p>Kept words</p>"


def test_a_megabyte_is_pasted_and_typing_goes_on(page, article):
    paste(page, "".join(f"<p>Paragraph {n} of a very long text.</p>" for n in range(26_000)))
    page.keyboard.press("Control+End")
    page.keyboard.type(" And one more.")
    kept = save(page, article)
    assert len(kept) > 1_000_000
    assert kept.endswith("And one more.</p>")


def test_emoji_and_right_to_left_text_are_pasted(page, article):
    words = "שלום עולם 👩‍⚕️ مرحبا"
    paste(page, f'<p dir="rtl">{words}</p>', words)
    assert words in save(page, article)
