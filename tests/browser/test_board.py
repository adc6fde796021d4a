"""The board in a browser: accessible at both widths, by keyboard alone, and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from articles.clock import utc_today
from articles.models import Article
from medcontent.models import User
from publishing.safety import show_notice
from reviews import workflow
from tests import factories
from tests.browser.conftest import Arrive
from tests.browser.hands import Keyboard
from tests.browser.pages import check_accessible, sign_in

pytestmark = pytest.mark.browser


def full_board(editor: User) -> Article:
    """An article in most columns, one of them overdue, one under urgent review."""
    writer = factories.account("writer", username="Wim")
    factories.draft(writer=writer, title="A first draft")
    late = factories.submitted(
        writer=writer, title="Sleep and migraine, a long title of an article"
    )
    workflow.assign(
        edition=late,
        physician=factories.physician(name="Dr. Late Reader"),
        by=editor,
        due_on=utc_today() - factories.DUE,
    )
    back = factories.submitted(writer=writer, title="Came back")
    factories.signed(edition=back, decision="request_changes")
    factories.signed(edition=factories.submitted(writer=writer, title="Was approved"))
    opened = factories.released(edition=factories.submitted(writer=writer, title="Is public"))
    show_notice(article=opened.article, by=editor)
    return late.article


def test_the_board_is_accessible_filled_filtered_and_empty(arrive: Arrive, width: int):
    editor = factories.account("editor")
    person = arrive(width=width)
    page = sign_in(person, editor, to="/board/")
    check_accessible(page)
    full_board(editor)
    for address in (
        "/board/",
        "/board/?column=in_review",
        "/board/?overdue=1&title=sleep",
        "/board/?physician=nobody&column=nowhere",
    ):
        person.goto(address)
        check_accessible(page)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)


def test_an_editor_finds_an_article_by_keyboard_alone(arrive: Arrive, width: int):
    editor = factories.account("editor")
    article = full_board(editor)
    page = sign_in(arrive(width=width), editor, to="/board/")
    hand = Keyboard(page)
    hand.press(page.locator("summary", has_text="Filter"))
    hand.choose(page.get_by_role("combobox", name="Physician"), "Late")
    expect(page.get_by_role("combobox", name="Physician")).to_have_value("Dr. Late Reader, MD")
    hand.reach(page.get_by_label("Overdue", exact=True))
    page.keyboard.press("Space")
    hand.press(page.get_by_role("button", name="Show"))
    expect(page.get_by_text("Physician: Dr. Late Reader, MD")).to_be_visible()
    expect(page.locator(".article-card")).to_have_count(1)
    hand.press(page.get_by_role("link", name="Remove the filter Overdue"))
    expect(page.get_by_role("link", name="Remove the filter")).to_have_count(1)
    hand.press(page.get_by_role("navigation", name="Columns").get_by_role("link", name="In review"))
    hand.press(page.get_by_role("link", name=article.title))
    page.wait_for_url(f"**/board/articles/{article.pk}/")


def test_without_scripts_names_are_typed_and_nothing_is_missing(site: str, chromium: Browser):
    editor = factories.account("editor")
    full_board(editor)
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/admin/login/?next=/board/")
    page.get_by_label("Username").fill(editor.username)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.keyboard.press("Enter")
    page.locator("summary", has_text="Filter").click()
    page.locator("input[name=physician]").fill("late reader")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Physician: Dr. Late Reader, MD")).to_be_visible()
    expect(page.locator(".article-card")).to_have_count(1)
    page.get_by_role("link", name="Reset").click()
    expect(page.locator(".article-card")).to_have_count(5)
    context.close()
