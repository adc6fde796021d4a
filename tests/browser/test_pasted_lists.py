"""Numbers pasted with the list that they cite become citations, where the writer wants it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from articles.models import Article
from medcontent.models import User
from references.models import Reference
from tests import factories
from tests.browser.citing import (
    body_of,
    go,
    into_text,
    numbered,
    opened,
    paste,
    rows,
    save,
    settled,
)
from tests.browser.conftest import Arrive, Person
from tests.browser.pages import check_accessible

pytestmark = pytest.mark.browser

ENTRIES = [
    "Tester T. Sleep in migraine. J Tests. 2024;1:1-9. doi:10.5555/test",
    "Miller A, Brown B. Light and headache. Headache. 2020;3(1):1-9.",
    "Woods C. Tea &amp; headache. Headache. 2021;4(2):10-19.",
]
UNREAD = "A letter to the author, in 2020, about nothing in particular"
LIST = "<h2>References</h2><ol>" + "".join(f"<li>{entry}</li>" for entry in ENTRIES) + "</ol>"
WORDS = "<p>Sleep [1] matters. Light [2,3] and more [1-3] do too.</p>"
CITES = '<cite data-ref="{}"></cite>'


@pytest.fixture
def writer(site: str) -> User:
    return factories.account("writer", username="Wanda")


@pytest.fixture
def article(writer: User) -> Article:
    return factories.draft(writer=writer)


@pytest.fixture
def person(arrive: Arrive, request: pytest.FixtureRequest) -> Person:
    """Somebody, on both screens where the test takes ``width``."""
    sizes = {"width"} & set(request.fixturenames)
    return arrive(**{size: request.getfixturevalue(size) for size in sizes})


@pytest.fixture
def page(person: Person, writer: User, article: Article) -> Page:
    """The form, with the cursor in an emptied text."""
    page = opened(person, writer, article)
    into_text(page, "Control+a", "Delete")
    return page


def look(page: Page) -> Locator:
    """Go back from the text to the offer, and look, with the keyboard alone."""
    offer = page.get_by_role("button", name=re.compile("^Look at what they would become"))
    expect(offer).to_be_visible()
    expect(offer).to_be_in_viewport()
    for _ in range(4):
        page.keyboard.press("Shift+Tab")
        if offer.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Make citations of the numbers?")
    expect(dialog).to_be_visible()
    return dialog


def accept(page: Page) -> None:
    dialog = look(page)
    button = dialog.get_by_role("button", name="Make them citations")
    expect(button).to_be_enabled()
    button.press("Enter")
    expect(dialog).to_have_count(0)


def made(*places: str) -> str:
    """A text with {1}, {2} … in the place of the citations of the list's references."""
    titles = ("Sleep in migraine", "Light and headache", "Tea & headache")
    found = [Reference.objects.filter(title=title).first() for title in titles]
    return "".join(places).format("", *(each and CITES.format(each.pk) for each in found))


def test_the_writer_sees_what_each_number_becomes_and_accepts(
    page: Page, article: Article, width: int
):
    paste(page, "text", WORDS + LIST)
    dialog = look(page)
    expect(dialog.get_by_role("row")).to_have_text(
        [
            re.compile("Becomes"),
            re.compile("^1Sleep in migraine.*In the library2 places$"),
            re.compile("^2Light and headache.*New2 places$"),
            re.compile("^3Tea & headache.*New2 places$"),
        ]
    )
    expect(dialog).to_contain_text("2 references would be added to the library, 1 is there.")
    check_accessible(page)
    assert Reference.objects.count() == 1
    dialog.get_by_text("Where: 3 places in the text").click()
    expect(dialog.get_by_role("listitem").last).to_contain_text("and more [1-3] do too.")
    dialog.get_by_role("button", name="Make them citations").press("Enter")
    expect(dialog).to_have_count(0)
    expect(body_of(page)).to_be_focused()
    settled(page, ["1", "2", ",3", "1", "–", "3"])
    assert [number for number, _ in numbered(page)] == ["1", "2", "3"]
    expect(page.locator("#field-body .editor-note").first).to_contain_text("3 places in the text")
    check_accessible(page)
    kept = save(page, article)
    assert kept.body == made("<p>Sleep{1} matters. Light{2}{3} and more{1}{2}{3} do too.</p>")
    assert len(kept.bibliography) == 3


def test_declining_leaves_the_text_as_it_was_pasted(page: Page, article: Article):
    paste(page, "text", WORDS + LIST)
    dialog = look(page)
    expect(dialog.get_by_role("row")).to_have_count(4)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Leave it as pasted").press("Enter")
    expect(page.get_by_role("button", name=re.compile("^Look at what"))).to_have_count(0)
    assert save(page, article).body == WORDS + LIST
    assert Reference.objects.count() == 1


def test_one_undo_brings_back_what_was_pasted_and_the_bibliography(page: Page, article: Article):
    paste(page, "text", WORDS + LIST)
    accept(page)
    expect(rows(page)).to_have_count(3)
    page.keyboard.press("Control+z")
    settled(page, [])
    expect(rows(page)).to_have_count(1)
    expect(body_of(page)).to_contain_text("and more [1-3] do too.")
    page.keyboard.press("Control+Shift+z")
    settled(page, ["1", "2", ",3", "1", "–", "3"])
    expect(rows(page)).to_have_count(3)
    page.keyboard.press("Control+z")
    settled(page, [])
    assert save(page, article).body == WORDS + LIST


def test_undo_leaves_nothing_in_the_bibliography_that_only_the_list_named(
    page: Page, article: Article
):
    paste(page, "text", "<p>Sleep [1] matters.</p>" + LIST)
    accept(page)
    expect(rows(page)).to_have_count(3)
    expect(page.get_by_text("Not cited in the text")).to_have_count(2)
    page.keyboard.press("Control+z")
    settled(page, [])
    expect(rows(page)).to_have_count(1)  # that which the article had
    page.keyboard.press("Control+Shift+z")
    settled(page, ["1"])
    expect(rows(page)).to_have_count(3)
    page.keyboard.press("Control+z")
    expect(rows(page)).to_have_count(1)
    kept = save(page, article)
    assert kept.body == "<p>Sleep [1] matters.</p>" + LIST
    assert len(kept.bibliography) == 1


def test_a_list_that_no_number_cites_goes_with_one_undo_too(page: Page):
    paste(page, "text", "<p>Sleep matters.</p>" + LIST)
    accept(page)
    expect(rows(page)).to_have_count(3)
    page.keyboard.press("Control+z")
    expect(body_of(page)).to_contain_text("Light and headache")
    expect(rows(page)).to_have_count(1)


def takeaway_of(page: Page) -> Locator:
    return page.locator("#key-takeaways").get_by_role("textbox").first


def test_numbers_in_key_takeaways_become_citations_with_those_of_the_text(
    page: Page, article: Article, width: int
):
    takeaway_of(page).focus()
    go(page, "Control+a", "Delete")
    page.keyboard.type("Tea [3] and sleep [1]. Of (2) kinds.")
    into_text(page)
    paste(page, "text", "<p>Light.<sup>2,3</sup></p>" + LIST)
    dialog = look(page)
    expect(dialog).to_contain_text("The numbers at 3 places become citations")
    dialog.get_by_text("Where: 3 places").click()
    excerpts = dialog.get_by_role("listitem")
    expect(excerpts.first).to_have_text(re.compile("^Key takeaway 1: Tea \\[3\\] and sleep"))
    expect(excerpts.last).to_contain_text("Light.2,3")
    check_accessible(page)
    dialog.get_by_role("button", name="Make them citations").press("Enter")
    settled(page, ["1", ",3"])
    expect(takeaway_of(page).locator("cite")).to_have_count(2)
    assert [label for _, label in numbered(page)] == [
        "Tea & headache (2021)",
        "Sleep in migraine (2024)",
        "Light and headache (2020)",
    ]
    page.keyboard.press("Control+z")
    expect(takeaway_of(page)).to_have_text("Tea [3] and sleep [1]. Of (2) kinds.")
    expect(rows(page)).to_have_count(1)
    page.keyboard.press("Control+Shift+z")
    expect(takeaway_of(page).locator("cite")).to_have_count(2)
    kept = save(page, article)
    assert kept.key_takeaways == (made("Tea{3} and sleep{1}. Of (2) kinds."),)


def test_what_was_written_in_a_key_takeaway_since_stays_where_the_text_is_undone(page: Page):
    takeaway_of(page).focus()
    go(page, "Control+a", "Delete")
    page.keyboard.type("Tea [3].")
    into_text(page)
    paste(page, "text", "<p>Light [2].</p>" + LIST)
    accept(page)
    settled(page, ["2"])
    takeaway_of(page).focus()
    go(page, "Control+End")
    page.keyboard.type(" More.")
    into_text(page, "Control+z")
    expect(body_of(page)).to_contain_text("Light [2].")
    expect(takeaway_of(page)).to_contain_text("More.")
    expect(takeaway_of(page).locator("cite")).to_have_count(1)
    assert [label for _, label in numbered(page)] == [
        "Tea & headache (2021)",
        "Sleep in migraine (2024)",
    ]


def test_nothing_is_lost_without_an_answer_and_one_can_try_again(person: Person, page: Page):
    person.expect("Failed to load resource")
    paste(page, "text", WORDS + LIST)
    page.route("**/cite/list/**", lambda route: route.abort())
    dialog = look(page)
    expect(dialog.get_by_role("alert")).to_contain_text("No answer from the server")
    check_accessible(page)
    page.unroute("**/cite/list/**")
    page.route("**/cite/list/add/", lambda route: route.abort())
    dialog.get_by_role("button", name="Try again").press("Enter")
    expect(dialog.get_by_role("row")).to_have_count(4)
    dialog.get_by_role("button", name="Make them citations").press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("No answer from the server")
    page.unroute("**/cite/list/add/")
    assert Reference.objects.count() == 1
    expect(body_of(page)).to_contain_text("and more [1-3] do too.")
    dialog.get_by_role("button", name="Try again").press("Enter")
    settled(page, ["1", "2", ",3", "1", "–", "3"])


def test_what_can_not_be_read_stays_with_its_number(page: Page, article: Article):
    unread = LIST.replace("</ol>", f"<li>{UNREAD}</li></ol>")
    paste(page, "text", "<p>Sleep [1,4] and rain [4] and wind [77].</p>" + unread)
    dialog = look(page)
    expect(dialog.get_by_role("row").last).to_have_text(re.compile(f"^4{UNREAD}Can’t be read:"))
    dialog.get_by_role("button", name="Make them citations").press("Enter")
    expect(dialog).to_have_count(0)
    assert save(page, article).body == made(
        "<p>Sleep{1}[4] and rain [4] and wind [77].</p>",
        f"<h2>References</h2><p>4. {UNREAD}</p>",
    )


PASTED = {
    "superscripts, but no powers and isotopes": """
        <p>Sleep (REM)<sup>1</sup> and 10 mg/m<sup>2</sup> of <sup>2</sup>H.<sup>2, 3</sup></p>
        <p>Of 10<sup>3</sup> in 2020<sup>3</sup></p>""",
    "superscripts of Word and Google Docs": """
        <p>Sleep.<span style='vertical-align:super'><a href='#_ENREF_1'>1</a></span><span
        style='font-size:6pt;vertical-align:super'>,2</span> and tea.<sup>3</sup></p>""",
    "raised digits": "<p>Sleep.¹ Of 5 m² light.²⁻³ And 10³.</p>",
    "parentheses": "<p>Sleep (1), light (2, 3), in (2020) and (n = 2) of (95) people.</p>",
    "brackets of many kinds": "<p>Sleep <b>[1]</b>, [ 2 – 3 ], [3;1], [3-1], [0] or [12].</p>",
    "a table and a list": """<ul><li>Sleep [1]</li></ul>
        <table><tr><th>a</th><th>b</th></tr><tr><td>tea [3]</td><td>c</td></tr></table>""",
}
BECOME = {
    "superscripts, but no powers and isotopes": (
        "<p>Sleep (REM){1} and 10 mg/m<sup>2</sup> of <sup>2</sup>H.{2}{3}</p>"
        "<p>Of 10<sup>3</sup> in 2020{3}</p>"
    ),
    "superscripts of Word and Google Docs": "<p>Sleep.{1}{2} and tea.{3}</p>",
    "raised digits": "<p>Sleep.{1} Of 5 m² light.{2}{3} And 10³.</p>",
    "parentheses": "<p>Sleep{1}, light{2}{3}, in (2020) and (n = 2) of (95) people.</p>",
    "brackets of many kinds": "<p>Sleep{1},{2}{3},{3}{1}, [3-1], [0] or [12].</p>",
    "a table and a list": (
        '<ul><li>Sleep{1}</li></ul><table><thead><tr><th scope="col">a</th><th scope="col">b</th>'
        "</tr></thead><tbody><tr><td>tea{3}</td><td>c</td></tr></tbody></table>"
    ),
}


@pytest.mark.parametrize("kind", PASTED)
def test_numbers_are_found_however_they_are_set(page: Page, article: Article, kind: str):
    paste(page, "text", PASTED[kind] + LIST)
    accept(page)
    assert save(page, article).body == made(BECOME[kind])


def plain(number: str) -> str:
    entries = [entry.replace("&amp;", "&") for entry in ENTRIES]
    lines = [f"{number.format(place)}{entry}" for place, entry in enumerate(entries, start=1)]
    return "Sleep [1] and tea [3].\n\n{}" + "\n".join(lines)


LISTS = {
    "numbered lines under a title": (plain("{}. ").format("References:\n"), ""),
    "numbers in brackets without a title": (plain("[{}] ").format(""), ""),
    "paragraphs without numbers": (
        "",
        "<p>Sleep [1] and tea [3].</p><p><strong>Literature</strong></p>"
        + "".join(f"<p class=MsoNormal>{entry}</p>" for entry in ENTRIES),
    ),
    "a list of Word's": (
        "",
        "<p>Sleep [1] and tea [3].</p><p class=MsoNormal>References</p>"
        + "".join(
            "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span "
            f"style='mso-list:Ignore'>{number}.<span>&nbsp; </span></span><![endif]>{entry}</p>"
            for number, entry in enumerate(ENTRIES, start=1)
        ),
    ),
}


@pytest.mark.parametrize("kind", LISTS)
def test_lists_are_found_however_they_are_set(page: Page, article: Article, kind: str):
    paste(page, *LISTS[kind])
    accept(page)
    assert save(page, article).body == made("<p>Sleep{1} and tea{3}.</p>")
    assert Reference.objects.count() == 3


def test_a_list_pasted_after_its_text_cites_it_too(page: Page, article: Article):
    paste(page, "text", WORDS)
    go(page, "Control+End", "Enter")
    paste(page, "text", LIST)
    accept(page)
    assert save(page, article).body == made(
        "<p>Sleep{1} matters. Light{2}{3} and more{1}{2}{3} do too.</p>"
    )


def test_an_article_without_a_list_is_not_asked_about(page: Page):
    paste(page, "text", "<p>In 2020 we saw [1-3] things.</p><ol><li>One</li><li>Two</li></ol>")
    expect(body_of(page)).to_contain_text("things")
    page.wait_for_timeout(300)
    expect(page.get_by_role("button", name=re.compile("^Look at what"))).to_have_count(0)
