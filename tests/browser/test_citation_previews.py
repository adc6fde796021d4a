"""Previews of citations: by mouse, keyboard and touch, and out of the way when asked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Arrive
from tests.browser.pages import check_accessible
from tests.public_pages import full_release

pytestmark = pytest.mark.browser

ARTICLE = "/articles/full/"


@pytest.fixture(autouse=True)
def _article(site: str) -> None:
    full_release()


def note_on(page: Page) -> Locator:
    return page.locator(".citation-note")


def citation(page: Page, place: str = "#citation-1") -> Locator:
    return page.locator(f"{place} a").first


def opened(page: Page) -> Page:
    page.goto(ARTICLE)
    expect(note_on(page)).to_be_attached()
    expect(note_on(page)).to_be_hidden()
    return page


def within_window(page: Page) -> bool:
    box, size = note_on(page).bounding_box(), page.viewport_size
    assert box and size
    return (
        box["x"] >= 0
        and box["y"] >= 0
        and box["x"] + box["width"] <= size["width"]
        and box["y"] + box["height"] <= size["height"]
    )


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_the_mouse_over_a_citation_shows_what_it_stands_for(
    arrive: Arrive, width: int, scheme: str
):
    page = opened(arrive(width=width, scheme=scheme).page)
    citation(page).hover()
    expect(note_on(page)).to_be_visible()
    expect(note_on(page)).to_contain_text("1. Tester T. Sleep in migraine.")
    expect(note_on(page).get_by_role("link", name="10.5555/test")).to_be_visible()
    expect(note_on(page).locator(".back")).to_have_count(0)
    assert within_window(page)
    check_accessible(page)


def test_the_note_stays_while_the_mouse_is_on_it_and_goes_when_it_leaves(arrive: Arrive):
    page = opened(arrive().page)
    citation(page).hover()
    note_on(page).hover()
    page.wait_for_timeout(600)
    expect(note_on(page)).to_be_visible()
    page.mouse.move(2, 2)
    expect(note_on(page)).to_be_hidden()


def test_focus_shows_the_note_says_it_and_takes_it_along(arrive: Arrive, width: int):
    page = opened(arrive(width=width).page)
    citation(page).focus()
    expect(note_on(page)).to_be_visible()
    expect(citation(page)).to_have_accessible_description(re.compile("Sleep in migraine"))
    page.wait_for_timeout(400)
    expect(note_on(page)).to_be_visible()
    assert within_window(page)
    page.keyboard.press("Tab")
    expect(note_on(page)).to_contain_text("2. ")
    page.locator("h1").click()
    expect(note_on(page)).to_be_hidden()
    expect(page.locator("[aria-describedby=citation-words]")).to_have_count(0)


def test_enter_leads_to_the_reference(arrive: Arrive):
    page = opened(arrive().page)
    citation(page).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.partition('#')[0]}#reference-1")
    expect(page.locator("#reference-1")).to_be_in_viewport()
    expect(note_on(page)).to_be_hidden()


def test_escape_hides_the_note_and_leaves_pointer_and_focus_alone(arrive: Arrive):
    page = opened(arrive().page)
    citation(page).hover()
    expect(note_on(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(note_on(page)).to_be_hidden()
    citation(page).focus()
    expect(note_on(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(note_on(page)).to_be_hidden()
    expect(citation(page)).to_be_focused()


def test_a_click_of_the_mouse_leads_to_the_reference_at_once(arrive: Arrive):
    page = opened(arrive().page)
    citation(page).click()
    expect(page.locator("#reference-1")).to_be_in_viewport()


def test_the_first_tap_shows_the_note_and_the_second_leads_on(arrive: Arrive):
    page = opened(arrive(width=360, touch=True).page)
    address = page.url
    citation(page).tap()
    expect(note_on(page)).to_be_visible()
    assert page.url == address
    assert within_window(page)
    citation(page).tap()
    expect(page).to_have_url(f"{address}#reference-1")
    expect(note_on(page)).to_be_hidden()


def test_the_note_leads_to_the_reference_too_and_a_tap_elsewhere_hides_it(arrive: Arrive):
    page = opened(arrive(width=360, touch=True).page)
    citation(page).tap()
    page.locator("h3").first.tap()
    expect(note_on(page)).to_be_hidden()
    citation(page).tap()
    note_on(page).get_by_role("link", name="References").tap()
    expect(page).to_have_url(f"{page.url.partition('#')[0]}#reference-1")
    expect(note_on(page)).to_be_hidden()


def test_a_range_shows_all_that_it_stands_for(arrive: Arrive):
    page = opened(arrive().page)
    cited = page.locator("sup.citation", has_text="2–5").locator("a")
    for end in (cited.first, cited.last):
        end.focus()
        for number in range(2, 6):
            expect(note_on(page)).to_contain_text(f"{number}. Tester T.")
        expect(note_on(page)).not_to_contain_text("1. Tester T.")
        page.keyboard.press("Escape")


def test_a_citation_at_the_windows_end_has_its_note_above(arrive: Arrive):
    page = opened(arrive().page)
    page.emulate_media(reduced_motion="reduce")
    citation(page).evaluate("one => one.scrollIntoView({ block: 'end' })")
    citation(page).hover()
    box, at = note_on(page).bounding_box(), citation(page).bounding_box()
    assert box and at and box["y"] + box["height"] <= at["y"]
    assert within_window(page)
