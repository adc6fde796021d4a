"""Two ways to use a page: with a mouse, and with the keyboard alone."""

from __future__ import annotations

from typing import Protocol

import pytest
from playwright.sync_api import Locator, Page, expect

MOST_TABS = 250
IS_FOCUSED = "element => element === document.activeElement"
IS_STILL_FOCUSED = "element => element.isConnected ? element === document.activeElement : null"
LEADS_ELSEWHERE = """element => element.form ? element.type === "submit"
  : element.matches("a[href]:not([href^='#'])")"""


def found(page: Page, words: str) -> Locator:
    """The options of a combobox, once nothing stands among them that was not asked for."""
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options.filter(has_not_text=words)).to_have_count(0)
    return options.filter(has_text=words)


class Hand(Protocol):
    """How somebody reaches and presses things."""

    def reach(self, target: Locator, *, backwards: bool = False) -> None:
        """Put the cursor into a field."""

    def press(self, target: Locator) -> None:
        """Press a button or follow a link."""

    def tick(self, box: Locator) -> None:
        """Tick a box, or choose one of several."""

    def choose(self, box: Locator, words: str) -> None:
        """Type in a combobox and take the first record that is found."""


class Mouse:
    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator, *, backwards: bool = False) -> None:
        target.click()

    def press(self, target: Locator) -> None:
        target.click()

    def tick(self, box: Locator) -> None:
        box.click()
        expect(box).to_be_checked()

    def choose(self, box: Locator, words: str) -> None:
        box.click()
        box.fill(words)
        found(self.page, words).first.click()


class Keyboard:
    """Tab, arrows, Enter: nothing is clicked, and nothing is focused by a script."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator, *, backwards: bool = False) -> None:
        expect(target).to_be_attached()
        element = target.element_handle()  # asking for a name each time is most of the work
        for _ in range(MOST_TABS):
            focused = element.evaluate(IS_STILL_FOCUSED)
            if focused is None:
                element = target.element_handle()
                focused = element.evaluate(IS_FOCUSED)
            if focused:
                return
            self.page.keyboard.press("Shift+Tab" if backwards else "Tab")
        raise AssertionError(f"{target} is not reached with {MOST_TABS} presses of Tab")

    def press(self, target: Locator) -> None:
        self.reach(target)
        if not target.evaluate(LEADS_ELSEWHERE):
            self.page.keyboard.press("Enter")
            return
        with self.page.expect_navigation():  # a click waits by itself, a key does not
            self.page.keyboard.press("Enter")

    def tick(self, box: Locator) -> None:
        self.reach_choice(box)
        self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def reach_choice(self, box: Locator) -> None:
        """Tab to a box; among several of one name, Tab stops once and arrows go on."""
        name = box.get_attribute("name")
        for _ in range(MOST_TABS):
            if self._is_at(f'input[name="{name}"]'):
                break
            self.page.keyboard.press("Tab")
        for _ in range(MOST_TABS):
            if box.evaluate(IS_FOCUSED):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{box} is not reached by keys")

    def _is_at(self, selector: str) -> bool:
        return bool(self.page.evaluate("s => document.activeElement.matches(s)", selector))

    def choose(self, box: Locator, words: str) -> None:
        self.reach(box)
        self.page.keyboard.type(words)
        expect(found(self.page, words).first).to_be_visible()
        self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")


AT_WORK = pytest.mark.parametrize(
    ("width", "hands"),
    [
        pytest.param(1280, Mouse, id="1280px-mouse"),
        pytest.param(360, Keyboard, id="360px-keyboard"),
    ],
)
"""Each hand and each width once: who zooms until a window is as narrow as a phone uses keys."""
