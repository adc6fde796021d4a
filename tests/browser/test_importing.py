"""The seed article, imported through the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from articles.drafts import Draft
from articles.models import Article
from tests import factories
from tests.browser.conftest import Arrive
from tests.browser.hands import AT_WORK, Hand, Keyboard, Mouse
from tests.browser.pages import check_accessible, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.shared]


@AT_WORK
def test_the_seed_is_imported_through_the_page(
    arrive: Arrive, shared: Path, width: int, hands: type[Mouse | Keyboard]
):
    writer = factories.account("writer", username="Wanda")
    seed = shared / "seed" / "ms-stem-cells.txt"
    page = sign_in(arrive(width=width), writer, to="/admin/articles/article/")
    hand: Hand = hands(page)
    check_accessible(page)
    hand.press(page.get_by_role("link", name="Import a text article"))
    expect(page.get_by_role("heading", name="Import a text article")).to_be_visible()
    check_accessible(page)
    page.get_by_label("Text file").set_input_files(seed)
    hand.press(page.get_by_role("button", name="Show what it becomes"))
    report = page.get_by_role("region", name="What each line of the text is taken for")
    expect(report).to_be_visible()
    lines = seed.read_text(encoding="utf-8").splitlines()
    numbered = [str(at) for at, line in enumerate(lines, start=1) if line.strip()]
    assert report.locator("tbody tr td:first-child").all_inner_texts() == numbered
    assert not Article.objects.exists()
    check_accessible(page)
    hand.press(page.get_by_role("button", name="Import it as my draft"))
    expect(page.locator(".messagelist")).to_contain_text("is imported as a draft of yours")
    article = Article.objects.get()
    draft = Draft.of(article)
    assert article.writer == writer
    assert draft.title and draft.key_takeaways and draft.body
    assert set(map(str, draft.bibliography)) >= set(draft.cited) != set()
    check_accessible(page)
