"""Citing in the editor: the whole library at the cursor, by words, DOI and PMID."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from articles.models import Article
from medcontent.models import User
from references.models import Reference
from tests import factories
from tests.browser.citing import (
    FIRST_LINE,
    body_of,
    cited,
    go,
    into_text,
    numbered,
    opened,
    options,
    paste,
    paste_into_field,
    picker,
    rows,
    said,
    save,
    settled,
)
from tests.browser.conftest import Arrive, Person
from tests.browser.pages import check_accessible
from tests.references.services import DOI, PMID, Services, nobody_there, of_xml

pytestmark = pytest.mark.browser

SLEEP, LIGHT, TEA = "Sleep in migraine (2024)", "Light in migraine (2021)", "Tea in migraine (2022)"


@pytest.fixture
def writer(site: str) -> User:
    return factories.account("writer", username="Wanda")


@pytest.fixture
def article(writer: User) -> Article:
    """A draft that cites one reference; the library has two more."""
    article = factories.draft(writer=writer)
    for number, (title, year) in enumerate([("Light", 2021), ("Tea", 2022)]):
        record(f"{title} in migraine", f"10.5555/other{number}", year)
    return article


def record(title: str, doi: str, year: int) -> Reference:
    issued = {"date-parts": [[year]]}
    return Reference.objects.create(
        csl={**factories.SLEEP, "title": title, "DOI": doi, "issued": issued}
    )


@pytest.fixture
def person(arrive: Arrive, request: pytest.FixtureRequest) -> Person:
    """Somebody with a clipboard, on both screens where the test takes ``width``."""
    sizes = {"width"} & set(request.fixturenames)
    person = arrive(**{size: request.getfixturevalue(size) for size in sizes})
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return person


@pytest.fixture
def page(person: Person, writer: User, article: Article) -> Page:
    """The form, with the cursor behind the first sentence."""
    page = opened(person, writer, article)
    into_text(page, *FIRST_LINE)
    return page


@pytest.mark.parametrize(("width", "takes"), [(1280, "click"), (360, "Enter")])
def test_what_is_found_in_the_library_is_cited_and_comes_into_the_bibliography(
    page: Page, article: Article, takes: str, width: int
):
    page.keyboard.type("[@")
    expect(options(page)).to_have_text([re.compile("Sleep in migraine")])
    expect(said(page)).to_contain_text("1 reference of this article")
    page.keyboard.type("in migraine 202")
    expect(options(page)).to_have_count(3)
    expect(said(page)).to_contain_text("3 references found")
    expect(options(page).first).to_contain_text("in this article")
    check_accessible(page)
    page.keyboard.type("1")
    expect(options(page)).to_have_count(1)
    active = options(page).get_attribute("id")
    expect(picker(page)).to_have_attribute("aria-activedescendant", str(active))
    if takes == "Enter":
        page.keyboard.press("Enter")
    else:
        options(page).click()
    settled(page, ["1", ",2"])
    expect(body_of(page)).to_be_focused()
    assert numbered(page) == [("1", SLEEP), ("2", LIGHT)]
    check_accessible(page)
    draft = save(page, article)
    light = Reference.objects.get(title="Light in migraine")
    assert draft.bibliography[-1] == light.pk and str(light.pk) in draft.cited


def test_arrows_choose_and_escape_leaves_what_was_typed(page: Page):
    page.keyboard.type("[@migraine")
    expect(options(page)).to_have_count(3)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(options(page).nth(2)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options(page).nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(picker(page)).to_have_count(0)
    expect(body_of(page)).to_be_focused()
    expect(body_of(page)).to_contain_text("[@migraine")
    assert rows(page).count() == 1


def test_the_button_cites_in_a_key_takeaway_which_is_read_first(page: Page, article: Article):
    takeaway = page.locator("#key-takeaways").get_by_role("textbox").first
    takeaway.focus()
    go(page, "End")
    page.keyboard.press("Alt+F10")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Cite a reference").first).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("tea")
    expect(options(page)).to_have_text([re.compile("Tea in migraine")])
    page.keyboard.press("Enter")
    expect(takeaway.locator("cite")).to_have_attribute("data-shown", "1")
    settled(page, ["2"])
    assert numbered(page) == [("1", TEA), ("2", SLEEP)]
    assert len(save(page, article).bibliography) == 2


def test_a_pasted_doi_is_looked_up_shown_added_and_cited(
    page: Page, article: Article, services: Services, width: int
):
    page.keyboard.type("[@")
    paste_into_field(page, f"https://doi.org/{DOI}")
    expect(options(page)).to_have_text(
        [re.compile("Sleep in migraine.*Tester.*new, from Crossref")]
    )
    expect(said(page)).to_contain_text("Enter adds it to the library and cites it")
    assert not Reference.objects.filter(doi=DOI).exists()
    check_accessible(page)
    page.keyboard.press("Enter")
    settled(page, ["1", ",2"])
    made = Reference.objects.get(doi=DOI)
    assert save(page, article).bibliography[-1] == made.pk


def test_a_typed_pmid_is_looked_up_when_one_asks_for_it(page: Page, services: Services):
    page.keyboard.type(f"[@{PMID}")
    expect(options(page)).to_have_text([re.compile(f"Look up PMID {PMID} at PubMed")])
    assert services.asked == []
    page.keyboard.press("Enter")
    expect(options(page)).to_contain_text("new, from PubMed")
    page.keyboard.press("Enter")
    settled(page, ["1", ",2"])
    assert Reference.objects.filter(pmid=PMID).count() == 1


def test_an_identifier_pasted_into_the_text_is_offered_as_a_citation(
    page: Page, article: Article, services: Services
):
    paste(page, "10.5555/other1")
    expect(options(page)).to_have_text([re.compile("Tea in migraine")])
    page.keyboard.press("Enter")
    settled(page, ["1", ",2"])
    paste(page, f"doi:{DOI}")
    expect(options(page)).to_contain_text("new, from Crossref")
    page.keyboard.press("Escape")
    expect(body_of(page)).to_contain_text(f"doi:{DOI}")
    assert not Reference.objects.filter(doi=DOI).exists()


def test_what_nobody_knows_or_answers_is_said_and_what_was_typed_stays(
    person: Person, page: Page, services: Services, settings
):
    person.expect("Failed to load resource")
    services.answer("/eutils/efetch.fcgi", of_xml('<?xml version="1.0" ?><PubmedArticleSet/>'))
    page.keyboard.type("[@PMID 7654321")
    expect(options(page)).to_contain_text("Look up PMID 7654321")
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("7654321")
    expect(said(page)).to_contain_text("PubMed")
    expect(options(page)).to_contain_text("Look up PMID 7654321")
    settings.EUTILS_URL = nobody_there()
    page.keyboard.press("Enter")
    expect(said(page)).not_to_contain_text("Asking")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("No answer from the server")
    page.context.set_offline(False)
    check_accessible(page)
    page.keyboard.press("Escape")
    expect(body_of(page)).to_contain_text("[@PMID 7654321")
    assert cited(page) == ["1"]


def test_numbers_side_by_side_read_as_in_print_and_each_can_be_selected(page: Page):
    for title in ("Light", "Tea"):
        cite(page, title)
    settled(page, ["1", "–", "3"])
    go(page, "ArrowLeft")
    expect(body_of(page).locator("cite").nth(2)).to_have_class(re.compile("selectednode"))
    go(page, "ArrowLeft", "ArrowLeft")
    settled(page, ["1", "2", "3"])
    expect(note(page)).to_contain_text("2. Tester T. Light in migraine.")
    page.keyboard.press("Delete")
    settled(page, ["1", ",2"])


def cite(page: Page, words: str) -> None:
    page.keyboard.type(f"[@{words}")
    expect(options(page)).to_have_text([re.compile(words)])
    page.keyboard.press("Enter")
    expect(picker(page)).to_have_count(0)


def test_the_bibliography_follows_the_text_and_flags_what_is_not_cited(page: Page, width: int):
    go(page, "Control+Home", "End")
    cite(page, "Light")
    settled(page, ["1", "2"])
    assert numbered(page) == [("1", LIGHT), ("2", SLEEP)]
    expect(page.get_by_text("Not cited in the text")).to_have_count(0)
    page.keyboard.press("Backspace")
    settled(page, ["1"])
    assert numbered(page) == [("1", SLEEP), ("", LIGHT)]
    expect(rows(page).last).to_contain_text("Not cited in the text")
    expect(page.locator("[aria-live=polite]").filter(has_text="Not cited any more")).to_have_count(
        1
    )
    check_accessible(page)
    cite(page, "Light")
    expect(page.get_by_text("Not cited in the text")).to_have_count(0)


def test_undoing_a_citation_takes_its_row_along_and_redoing_brings_it_back(page: Page):
    cite(page, "Light")
    expect(rows(page)).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(rows(page)).to_have_count(1)
    settled(page, ["1"])
    page.keyboard.press("Control+Shift+z")
    settled(page, ["1", ",2"])
    assert numbered(page) == [("1", SLEEP), ("2", LIGHT)]


def test_a_row_that_was_removed_stays_away_when_something_else_is_undone(page: Page):
    cite(page, "Light")
    settled(page, ["1", ",2"])
    rows(page).last.get_by_role("button", name="Remove").click()
    settled(page, ["1", "?"])
    into_text(page, "Control+End")
    page.keyboard.type("x")
    go(page, "Control+z")
    page.wait_for_timeout(300)
    settled(page, ["1", "?"])
    assert numbered(page) == [("1", SLEEP)]


def test_the_bibliography_follows_key_takeaways_that_are_moved_and_removed(page: Page, width: int):
    cite(page, "Light")
    settled(page, ["1", ",2"])
    page.get_by_role("button", name="Add a key takeaway").click()
    expect(page.locator("#key-takeaways").get_by_role("textbox").last).to_be_focused()
    cite(page, "Tea")
    settled(page, ["2", ",3"])
    assert numbered(page) == [("1", TEA), ("2", SLEEP), ("3", LIGHT)]
    page.locator("#key-takeaways").get_by_role("textbox").first.focus()
    go(page, "Control+End")
    cite(page, "Light")
    settled(page, ["1", ",3"])
    assert numbered(page) == [("1", LIGHT), ("2", TEA), ("3", SLEEP)]
    page.locator("#key-takeaways .row-up").last.press("Enter")
    settled(page, ["2", ",3"])
    assert numbered(page) == [("1", TEA), ("2", LIGHT), ("3", SLEEP)]
    page.locator("#key-takeaways .row-remove").first.press("Enter")
    settled(page, ["1", ",2"])
    assert numbered(page) == [("1", LIGHT), ("2", SLEEP), ("", TEA)]
    expect(rows(page).last).to_contain_text("Not cited in the text")


# --- What a citation stands for


def point(page: Page) -> None:
    """Move the mouse onto the first citation, and scroll nothing."""
    box = body_of(page).locator("cite").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def note(page: Page) -> Locator:
    return page.get_by_role("tooltip")


def test_the_pointer_over_a_citation_shows_its_reference_as_readers_will(page: Page, width: int):
    point(page)
    expect(note(page)).to_contain_text("1. Tester T. Sleep in migraine.")
    note(page).hover()
    page.wait_for_timeout(600)
    expect(note(page)).to_be_visible()
    check_accessible(page)
    page.keyboard.press("Escape")
    expect(note(page)).to_have_count(0)
    point(page)
    expect(note(page)).to_be_visible()
    page.mouse.move(2, 2)
    expect(note(page)).to_have_count(0)


def test_the_cursor_on_a_citation_shows_and_says_its_reference(page: Page, width: int):
    go(page, "ArrowLeft")
    expect(note(page)).to_contain_text("1. Tester T. Sleep in migraine.")
    aloud = page.locator("[aria-live=polite]").filter(has_text="Citation 1: Tester T. Sleep in")
    expect(aloud).to_have_count(1)
    box, size = note(page).bounding_box(), page.viewport_size
    assert box and size and box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
    page.wait_for_timeout(600)
    expect(note(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(note(page)).to_have_count(0)
    go(page, "ArrowRight", "ArrowLeft")
    expect(note(page)).to_be_visible()
    go(page, "ArrowRight")
    expect(note(page)).to_have_count(0)
    go(page, "ArrowLeft", "Delete")
    settled(page, [])


def test_citations_side_by_side_are_shown_together(page: Page):
    cite(page, "Light")
    point(page)
    expect(note(page)).to_contain_text("1. Tester T. Sleep")
    expect(note(page)).to_contain_text("2. Tester T. Light")
