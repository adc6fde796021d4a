"""Findings at their words: marked, gone through by key, mended, settled with a reason."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Locator, Page, Route, expect

from articles.drafts import Draft
from articles.models import Article, KeyTakeaway, Reason
from medcontent.models import User
from tests import factories
from tests.browser.conftest import Arrive, Person
from tests.browser.pages import check_accessible, saved, sign_in

pytestmark = pytest.mark.browser

PROSE = (
    "<h2>What was studied</h2>"
    "<p>It is a <strong>wonder</strong> drug. Light surely helps.</p>"
    "<p>The 😀 marvel is a forbidden word.</p>"
)


@pytest.fixture(autouse=True)
def sober_words(settings: Any) -> None:
    settings.PREFLIGHT_CHECKS = ["tests.articles.preflight.example_checks.CHECKS"]


@pytest.fixture
def writer(site: str) -> User:
    return factories.account("writer", username="Wanda")


@pytest.fixture
def article(writer: User) -> Article:
    made = factories.draft(writer=writer)
    made.body = PROSE
    made.save()
    return made


@pytest.fixture
def wanda(arrive: Arrive) -> Person:
    return arrive()


@pytest.fixture
def page(wanda: Person, writer: User, article: Article) -> Page:
    opened = sign_in(wanda, writer, to=f"/admin/articles/article/{article.pk}/change/")
    expect(marks(opened)).to_have_text(["wonder", "surely", "marvel", "forbidden"])
    return opened


def text_of(page: Page) -> Locator:
    return page.locator("#field-body").get_by_role("textbox")


def marks(page: Page) -> Locator:
    return text_of(page).locator("mark.finding-mark")


def note(page: Page) -> Locator:
    return page.locator(".finding-note")


def typed(page: Page) -> str:
    """The text's HTML as it would be saved."""
    html: str = page.locator("textarea[data-editor=body]").evaluate("text => text.value")
    return html


def put_cursor(page: Page, *keys: str) -> None:
    """Click into the text's heading, and go on by key."""
    text_of(page).locator("h2").click()
    for key in keys:
        page.evaluate("new Promise((seen) => requestAnimationFrame(() => setTimeout(seen, 60)))")
        page.keyboard.press(key)
    page.evaluate("new Promise((seen) => requestAnimationFrame(() => setTimeout(seen, 60)))")


CURSOR_SEEN = "new Promise((seen) => requestAnimationFrame(() => setTimeout(seen, 100)))"
"""Editors learn where the cursor is later than the key: wait for a frame, and a little."""


def go_to(page: Page, words: str, *, number: str = "") -> None:
    """Press F8, and see that its words are selected, its note is there, and it is said."""
    page.keyboard.press("F8")
    page.wait_for_function("words => getSelection().toString() === words", arg=words)
    expect(note(page).locator("q")).to_have_text(words)
    if number:
        expect(note(page)).to_contain_text(f"Finding {number}")
        said = page.get_by_text(re.compile(f"^Finding {number}: A word that promises"))
        expect(said).to_be_attached()


# Marks -----------------------------------------------------------------------------------------


def test_marks_stand_at_the_exact_words_and_say_their_level(page: Page):
    for words, level in (
        ("wonder", "needs_reason"),
        ("surely", "needs_reason"),
        ("marvel", "advice"),
        ("forbidden", "blocker"),
    ):
        expect(text_of(page).locator(f"mark.{level}", has_text=words)).to_have_text(words)
    lines = marks(page).evaluate_all(
        "all => all.map(mark => getComputedStyle(mark).textDecorationStyle)"
    )
    assert lines == ["wavy", "wavy", "dotted", "solid"]
    check_accessible(page)


def test_marks_move_with_the_text_and_go_where_their_words_change(page: Page):
    page.route("**/live/", lambda route: None)  # the checks don't answer
    put_cursor(page, "ArrowDown", "Home")
    page.keyboard.type("Said before: ")
    expect(marks(page)).to_have_text(["wonder", "surely", "marvel", "forbidden"])
    put_cursor(page, "ArrowDown", "End", *["ArrowLeft"] * 8)  # into “surely”
    page.keyboard.type("x")
    expect(text_of(page)).to_contain_text("surelxy")
    expect(marks(page)).to_have_text(["wonder", "marvel", "forbidden"])


def test_an_answer_finds_its_words_where_they_have_moved_to_meanwhile(page: Page):
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        if not held:
            held.append((route, route.fetch()))

    page.route("**/live/", hold)
    put_cursor(page, "ArrowDown", "End")
    page.keyboard.type(" A wonder.")
    page.wait_for_timeout(2500)
    assert held, "the checks were asked"
    put_cursor(page, "ArrowDown", "Home")
    page.keyboard.type("No wonder: ")
    route, answer = held[0]
    route.fulfill(response=answer)
    # “wonder” before them came later: the next answer marks it, and the next is not given.
    expect(marks(page)).to_have_text(["wonder", "surely", "wonder", "marvel", "forbidden"])
    expect(text_of(page).locator("p").first).to_contain_text("No wonder: It is a wonder drug.")
    expect(text_of(page).locator("strong mark")).to_have_text("wonder")


def test_nothing_of_marks_is_saved(page: Page, article: Article):
    put_cursor(page, "End")
    page.keyboard.type(" and when")
    page.keyboard.press("F8")
    expect(note(page)).to_be_visible()
    assert "mark" not in typed(page).replace("marvel", "")
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    body = Draft.of(Article.objects.get(pk=article.pk)).body
    assert body == PROSE.replace("studied", "studied and when")


def test_plain_fields_name_their_words_below_and_select_them(page: Page):
    title = page.get_by_label("Title", exact=True)
    title.fill("A marvel of a drug")
    chip = page.locator("#field-title").get_by_role("button", name=re.compile("^Finding:"))
    expect(chip).to_have_text("“marvel”")
    chip.click()
    expect(title).to_be_focused()
    words = "field => field.value.slice(field.selectionStart, field.selectionEnd)"
    assert title.evaluate(words) == "marvel"
    expect(note(page)).to_contain_text("Insert “so-called”")
    check_accessible(page)


def test_key_takeaways_are_marked_too(page: Page):
    row = page.locator("#key-takeaways").get_by_role("textbox").first
    row.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" A wonder.")
    expect(row.locator("mark.finding-mark")).to_have_text(["wonder"])


# From one to the next --------------------------------------------------------------------------


def test_the_next_finding_is_reached_by_key_and_said(page: Page):
    put_cursor(page)
    go_to(page, "wonder", number="1 of 4")
    go_to(page, "surely", number="2 of 4")
    go_to(page, "marvel", number="3 of 4")
    go_to(page, "forbidden", number="4 of 4")
    go_to(page, "wonder", number="1 of 4")
    page.keyboard.press("Shift+F8")
    page.wait_for_function("getSelection().toString() === 'forbidden'")
    listed = page.locator("#findings .looked-at")
    expect(listed).to_contain_text("forbidden")
    page.keyboard.press("Escape")
    expect(note(page)).to_have_count(0)
    expect(text_of(page)).to_be_focused()


def test_the_note_comes_under_the_pointer_and_goes_with_it(page: Page):
    marks(page).nth(2).hover()
    expect(note(page).locator("q")).to_have_text("marvel")
    note(page).hover()
    page.wait_for_timeout(600)
    expect(note(page)).to_be_visible()
    page.mouse.move(5, 5)
    expect(note(page)).to_have_count(0)


def test_the_list_shows_what_is_at_the_cursor_alone(page: Page):
    put_cursor(page, "ArrowDown", "ArrowDown", "Home")
    page.get_by_role("button", name="At the cursor").click()
    shown = page.locator("#findings .finding:visible")
    expect(shown).to_have_count(2)
    expect(page.locator("#findings-filtered")).to_have_text("2 where the cursor is")
    put_cursor(page, "ArrowDown")
    expect(shown).to_have_count(2)
    expect(shown.first).to_contain_text("wonder")
    check_accessible(page)


# Mends -----------------------------------------------------------------------------------------


def test_words_are_replaced_with_their_formatting_in_one_step_of_undo(page: Page):
    put_cursor(page)
    go_to(page, "wonder")
    page.keyboard.press("Alt+Enter")
    expect(note(page).get_by_role("button", name="Replace by “hope”")).to_be_focused()
    check_accessible(page)
    page.keyboard.press("Enter")
    expect(text_of(page).locator("strong")).to_have_text("hope")
    expect(text_of(page)).to_be_focused()
    expect(marks(page)).to_have_text(["surely", "marvel", "forbidden"])
    assert "It is a <strong>hope</strong> drug." in typed(page)
    page.keyboard.press("Control+z")
    expect(text_of(page).locator("strong")).to_have_text("wonder")
    page.wait_for_function(
        "html => document.querySelector('textarea[data-editor=body]').value === html", arg=PROSE
    )


def test_words_are_inserted_from_the_list(page: Page):
    item = page.locator("#findings [data-rule=word-marvel]")
    item.get_by_role("button", name="Insert “so-called”").press("Enter")
    expect(text_of(page)).to_contain_text("The 😀 so-called marvel is")


def test_a_citation_is_looked_for_behind_the_sentence(page: Page):
    page.locator("#findings [data-rule=word-surely]").get_by_role("button", name="Cite").click()
    picker = page.get_by_role("listbox", name=re.compile("reference", re.IGNORECASE))
    expect(picker.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(text_of(page).locator("cite")).to_have_count(1)
    page.wait_for_function(
        "document.querySelector('textarea[data-editor=body]').value.includes('helps.<cite')"
    )


def test_words_of_a_plain_field_are_mended_and_the_browser_can_undo_it(page: Page):
    title = page.get_by_label("Title", exact=True)
    title.fill("A wonder drug")
    page.locator("#field-title").get_by_role("button", name=re.compile("^Finding:")).click()
    note(page).get_by_role("button", name="Replace by “hope”").click()
    expect(title).to_have_value("A hope drug")
    page.keyboard.press("Control+z")
    expect(title).to_have_value("A wonder drug")


def test_words_that_are_gone_are_not_mended(page: Page):
    page.route("**/live/", lambda route: None)
    put_cursor(page, "ArrowDown", "End", *["ArrowLeft"] * 8)
    page.keyboard.type("x")
    before = text_of(page).inner_text()
    page.locator("#findings [data-rule=word-surely]").get_by_role("button", name="Cite").click()
    expect(page.locator("#findings-count")).to_contain_text("not there any more")
    assert text_of(page).inner_text() == before


# Reasons ---------------------------------------------------------------------------------------


def test_a_finding_is_settled_with_a_reason_and_opened_again(page: Page, article: Article):
    put_cursor(page)
    go_to(page, "wonder")
    page.keyboard.press("Alt+Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    note(page).get_by_label("Not a problem because").fill("It is the name of the drug.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(note(page)).to_have_count(0)
    expect(text_of(page)).to_be_focused()
    expect(marks(page).first).to_have_class(re.compile("settled"))
    expect(page.locator("#findings-count")).to_have_text("3, 1 settled")
    assert Reason.objects.get(article=article).sentence == "It is a wonder drug."
    go_to(page, "surely", number="1 of 3")  # what is settled is passed over

    settled = page.locator("#findings-settled")
    expect(settled).not_to_have_attribute("open", "")
    settled.locator("summary").first.press("Enter")
    expect(settled).to_contain_text("Not a problem: It is the name of the drug.")
    settled.get_by_text("Change the reason").first.press("Enter")
    check_accessible(page)
    settled.get_by_role("button", name="Take the reason back").press("Enter")
    expect(page.locator("#findings-count")).to_have_text("4")
    assert not Reason.objects.exists()


def test_advice_is_put_aside_with_a_reason_in_the_list(wanda: Person, page: Page, article: Article):
    wanda.expect("400")
    item = page.locator("#findings [data-rule=word-marvel]")
    item.get_by_text("Not a problem because …").press("Enter")
    item.get_by_role("button", name="Settle it").press("Enter")
    expect(item.get_by_role("status")).to_contain_text("Not kept: Say why it stands")
    item.get_by_label("Not a problem because").fill("A quotation.")
    item.get_by_role("button", name="Settle it").press("Enter")
    expect(page.locator("#findings-settled")).to_contain_text("1")
    expect(page.locator("#findings .advice")).to_have_count(0)
    assert Reason.objects.get(article=article).rule == "word-marvel"


def test_what_must_be_mended_takes_no_reason(page: Page):
    item = page.locator("#findings [data-rule=word-forbidden]")
    expect(item).to_be_visible()
    expect(item.locator(".reason")).to_have_count(0)


def test_before_the_first_save_reasons_wait(arrive: Arrive, writer: User):
    page = sign_in(arrive(), writer, to="/admin/articles/article/add/")
    text_of(page).click()
    page.keyboard.type("It is a wonder.")
    item = page.locator("#findings [data-rule=word-wonder]")
    item.get_by_text("Not a problem because …").click()
    expect(item).to_contain_text("Save the article once, then give the reason.")
    expect(item.get_by_label("Not a problem because")).to_be_disabled()


# On a phone, in the dark, with many ------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_a_tap_shows_the_note_within_the_window(
    arrive: Arrive, writer: User, article: Article, scheme: str
):
    form = f"/admin/articles/article/{article.pk}/change/"
    page = sign_in(arrive(width=360, touch=True, scheme=scheme), writer, to=form)
    marks(page).first.tap()
    box = note(page).bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360
    check_accessible(page)
    note(page).get_by_role("button", name="Next finding").tap()
    expect(note(page).locator("q")).to_have_text("surely")
    expect(page.get_by_role("link", name="Findings: 4")).to_be_visible()


def test_sixty_findings_are_folded_by_family(arrive: Arrive, writer: User, article: Article):
    article.body = "".join(f"<p>The {number}th marvel.</p>" for number in range(60))
    article.save()
    KeyTakeaway.objects.filter(article=article).update(text="A wonder.")
    form = f"/admin/articles/article/{article.pk}/change/"
    page = sign_in(arrive(), writer, to=form)
    expect(marks(page)).to_have_count(60)
    families = page.locator("#findings .finding-family")
    expect(families.locator("summary .count").filter(visible=True)).to_have_text(["1", "60"])
    expect(page.locator("#findings .finding:visible")).to_have_count(0)
    text_of(page).locator("p").first.click()
    page.keyboard.press("Home")
    page.evaluate(CURSOR_SEEN)
    go_to(page, "marvel", number="2 of 61")
    expect(page.locator("#findings .looked-at")).to_be_visible()
    check_accessible(page)
