"""The article form as the tests of citing use it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from articles.drafts import Draft
from articles.models import Article
from medcontent.models import User
from tests.browser.conftest import Person
from tests.browser.pages import saved, sign_in

PASTE = """([html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
TURN = "new Promise((seen) => requestAnimationFrame(() => setTimeout(seen, 100)))"
FIRST_LINE = ["Control+Home", "ArrowDown", "End"]
"""Keys that lead behind the first sentence of factories.draft, before or after its citation."""


def opened(person: Person, writer: User, article: Article) -> Page:
    """Open the form of an article."""
    return sign_in(person, writer, to=f"/admin/articles/article/{article.pk}/change/")


def body_of(page: Page) -> Locator:
    return page.locator("#field-body").get_by_role("textbox")


def go(page: Page, *keys: str) -> None:
    """Press keys in the text, and let the editor see where each leads."""
    for key in keys:
        page.keyboard.press(key)
        page.evaluate(TURN)


def into_text(page: Page, *keys: str) -> None:
    """Put the cursor into the text, and move it."""
    body_of(page).focus()
    go(page, *keys)


def picker(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Cite a reference")


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Cite a reference").get_by_role("option")


def said(page: Page) -> Locator:
    """What the picker tells, on the screen and aloud."""
    return page.locator(".picker-said")


def paste(page: Page, text: str, html: str = "") -> None:
    """Paste where the cursor is, as an event that brings a clipboard along."""
    page.evaluate(PASTE, [html, text])


def paste_into_field(page: Page, text: str) -> None:
    """Paste into a plain field, by the keys that people press."""
    page.evaluate(f"navigator.clipboard.writeText({text!r})")
    page.keyboard.press("Control+v")


def cited(page: Page) -> list[str]:
    """What stands in the citations of the text, as it is seen."""
    shown: list[str] = (
        body_of(page).locator("cite").evaluate_all("all => all.map((cite) => cite.dataset.shown)")
    )
    return shown


def rows(page: Page) -> Locator:
    return page.locator("#bibliography-records > li")


def numbered(page: Page) -> list[tuple[str, str]]:
    """The rows of the bibliography: number and label."""
    found: list[list[str]] = rows(page).evaluate_all(
        "all => all.map((row) => [row.dataset.number ?? '', "
        "row.querySelector('.record-label').textContent.trim()])"
    )
    return [(number, label) for number, label in found]


def save(page: Page, article: Article) -> Draft:
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    return Draft.of(Article.objects.get(pk=article.pk))


def settled(page: Page, expected: list[str]) -> None:
    """Wait until the text's citations read like this."""
    expect(body_of(page).locator("cite")).to_have_count(len(expected))
    page.wait_for_function(
        "expected => JSON.stringify([...document.querySelectorAll('#field-body .ProseMirror cite')]"
        ".map((cite) => cite.dataset.shown)) === JSON.stringify(expected)",
        arg=expected,
    )
