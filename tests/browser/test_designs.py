"""Study designs in a browser: proposed, confirmed by mouse and by keyboard, and read."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from articles.drafts import Draft
from articles.models import Article
from medcontent.models import User
from references.designs import confirm_design
from references.models import Reference
from tests import factories
from tests.browser.conftest import Arrive
from tests.browser.hands import AT_WORK, Hand, Keyboard, Mouse
from tests.browser.pages import check_accessible, saved, sign_in

pytestmark = pytest.mark.browser

LIST = "/admin/references/reference/"
TRIAL = {"publication-types": ["Randomized Controlled Trial"]}


@pytest.fixture
def writer(site: str) -> User:
    return factories.account("writer", username="Wanda")


@pytest.fixture
def article(writer: User) -> Article:
    """A draft that cites a trial; nobody has said that it is one."""
    made = factories.draft(writer=writer)
    made.references.update(csl=factories.SLEEP | {"custom": TRIAL})
    return made


def cited(article: Article) -> Reference:
    return article.references.get()


def row_of(page: Page, title: str) -> Locator:
    return page.locator("#bibliography-records > li").filter(has_text=title)


@AT_WORK
def test_a_design_is_confirmed_on_the_form_of_a_reference(
    arrive: Arrive, writer: User, article: Article, width: int, hands: type[Mouse | Keyboard]
):
    at = f"{LIST}{cited(article).pk}/change/"
    page = sign_in(arrive(width=width), writer, to=at)
    hand: Hand = hands(page)
    check_accessible(page)
    hand.reach(page.get_by_label("Volume"))
    page.keyboard.press("Enter")  # saves, and confirms nothing
    page.wait_for_url(f"**{LIST}")
    assert cited(article).study_design == ""
    page.goto(at)
    hand.press(page.get_by_role("button", name="Confirm “Randomised trial”"))
    expect(page.get_by_text("Confirmed by Wanda")).to_be_visible()
    check_accessible(page)
    assert cited(article).study_design == "randomised-trial"


@AT_WORK
def test_what_is_selected_in_the_list_is_shown_and_then_confirmed(
    arrive: Arrive, writer: User, article: Article, width: int, hands: type[Mouse | Keyboard]
):
    page = sign_in(arrive(width=width), writer, to=LIST)
    hand: Hand = hands(page)
    hand.tick(page.get_by_role("checkbox", name="Sleep in migraine"))
    page.get_by_label("Action:").select_option(label="Confirm study designs")
    hand.press(page.get_by_role("button", name="Run"))
    expect(page.get_by_role("heading", name="Confirm study designs")).to_be_visible()
    expect(page.get_by_text("publication type is “Randomized Controlled Trial”")).to_be_visible()
    check_accessible(page)
    hand.press(page.get_by_role("button", name="Confirm what is chosen"))
    expect(page.locator(".messagelist")).to_contain_text("1 study design confirmed.")
    expect(page.locator("#result_list")).to_contain_text("Randomised trial")
    check_accessible(page)
    assert cited(article).study_design_by == writer


@AT_WORK
def test_a_design_is_confirmed_at_its_row_and_another_one_chosen(
    arrive: Arrive, writer: User, article: Article, width: int, hands: type[Mouse | Keyboard]
):
    form = f"/admin/articles/article/{article.pk}/change/"
    page = sign_in(arrive(width=width), writer, to=form)
    hand: Hand = hands(page)
    row = row_of(page, "Sleep in migraine")
    expect(row).to_contain_text("Proposed: Randomised trial")
    hand.press(row.get_by_role("button", name="Confirm"))
    change = row.locator("summary")
    expect(change).to_be_focused()
    expect(row.locator(".design-said")).to_have_text("Study design: Randomised trial")
    expect(page.locator("#unsaved")).to_have_text("")  # the article has not changed
    check_accessible(page)
    assert cited(article).study_design == "randomised-trial"
    hand.press(change)
    row.get_by_label("Study design of").select_option("Cohort study")
    hand.press(row.get_by_role("button", name="Confirm"))
    expect(row.locator(".design-said")).to_have_text("Study design: Cohort study")
    assert cited(article).study_design == "cohort"


def test_what_somebody_confirmed_meanwhile_is_told_at_the_row(
    arrive: Arrive, writer: User, article: Article
):
    person = arrive()
    page = sign_in(person, writer, to=f"/admin/articles/article/{article.pk}/change/")
    row = row_of(page, "Sleep in migraine")
    expect(row.get_by_role("button", name="Confirm")).to_be_visible()
    editor = factories.account("editor")
    confirm_design(reference=cited(article).pk, design="cohort", instead_of="", by=editor)
    person.expect("status of 400")
    row.get_by_role("button", name="Confirm").click()
    expect(row.get_by_role("status")).to_contain_text("Somebody said meanwhile: Cohort study")
    assert cited(article).study_design == "cohort"


@AT_WORK
def test_a_reference_is_added_marked_and_saved(
    arrive: Arrive, writer: User, article: Article, width: int, hands: type[Mouse | Keyboard]
):
    light = factories.SLEEP | {"title": "Light: a cohort study", "DOI": "10.5555/light"}
    other = Reference.objects.create(csl=light)
    page = sign_in(arrive(width=width), writer, to=f"/admin/articles/article/{article.pk}/change/")
    hand: Hand = hands(page)
    hand.choose(page.get_by_role("combobox", name="Add a reference"), "Light")
    row = row_of(page, "Light: a cohort study")
    expect(row).to_contain_text("Proposed: Cohort study; the title says “cohort”")
    box = row.get_by_label("Cited as retracted")
    if hands is Mouse:
        box.click()
    else:
        hand.reach(box, backwards=True)
        page.keyboard.press("Space")
    expect(box).to_be_checked()
    check_accessible(page)
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    assert Draft.of(Article.objects.get(pk=article.pk)).cited_as_retracted == (other.pk,)
    expect(row_of(page, "Light: a cohort study").get_by_label("Cited as retracted")).to_be_checked()


def test_a_mark_that_was_not_saved_is_brought_back(arrive: Arrive, writer: User, article: Article):
    form = f"/admin/articles/article/{article.pk}/change/"
    page = sign_in(arrive(), writer, to=form)
    row_of(page, "Sleep in migraine").get_by_label("Cited as retracted").check()
    page.wait_for_timeout(600)  # what is typed is kept a moment later
    page.goto(form)
    row = row_of(page, "Sleep in migraine")
    expect(row.get_by_label("Cited as retracted")).not_to_be_checked()
    page.get_by_role("button", name="Bring it back").click()
    expect(row.get_by_label("Cited as retracted")).to_be_checked()
    expect(row).to_contain_text("Proposed: Randomised trial")  # asked for anew
