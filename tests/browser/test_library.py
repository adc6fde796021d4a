"""The library of references in a browser: import, look, save, find the same twice, merge."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from references.models import Reference
from tests import factories
from tests.browser.conftest import Arrive
from tests.browser.hands import AT_WORK, Hand, Keyboard, Mouse
from tests.browser.pages import check_accessible, sign_in

pytestmark = pytest.mark.browser

LIST = "/admin/references/reference/"
BIBLIOGRAPHY = """TY  - JOUR
AU  - Tester, Tina
TI  - Light in migraine
JO  - Journal of Tests
PY  - 2024
VL  - 1
SP  - 1
EP  - 9
DO  - 10.5555/light
ER  -

TY  - JOUR
AU  - Tester, Tina
TI  - Light in migraines
JO  - J Tests
PY  - 2024
ER  -

TY  - JOUR
VL  - 7
ER  -
"""


@AT_WORK
def test_a_bibliography_is_looked_at_saved_and_cleared_of_doubles(
    arrive: Arrive, width: int, hands: type[Mouse | Keyboard]
):
    editor = factories.account("editor", "writer")
    page = sign_in(arrive(width=width), editor, to=LIST)
    hand: Hand = hands(page)
    look_at_and_save(page, hand)
    assert Reference.objects.count() == 2
    page.goto(f"{LIST}duplicates/")
    check_accessible(page)
    hand.press(page.get_by_role("link", name="Compare and merge"))
    expect(page.get_by_role("button", name="Merge them")).to_be_visible()
    check_accessible(page)
    hand.press(page.get_by_role("button", name="Merge them"))
    expect(page.locator(".messagelist")).to_be_visible()
    check_accessible(page)
    assert Reference.objects.kept().get().doi == "10.5555/light"


def look_at_and_save(page: Page, hand: Hand) -> None:
    page.goto(f"{LIST}import/")
    check_accessible(page)
    hand.reach(page.locator("textarea[name=text]"))
    page.locator("textarea[name=text]").fill(BIBLIOGRAPHY)
    hand.press(page.get_by_role("button", name="Show what it holds"))
    expect(page.get_by_role("row", name="Save “Light in migraine”")).to_be_visible()
    check_accessible(page)
    hand.press(page.get_by_role("button", name="Save all 2 new ones"))
    expect(page.locator(".messagelist")).to_be_visible()
    check_accessible(page)
