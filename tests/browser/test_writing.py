"""From a blank page to a submission, as a writer does it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from articles.drafts import Draft, save_draft
from articles.models import Article, CallToAction, Edition
from medcontent.models import User
from references.models import Reference
from tests import factories
from tests.browser.conftest import Arrive
from tests.browser.hands import AT_WORK, Hand, Keyboard, Mouse
from tests.browser.pages import check_accessible, saved, sign_in
from therapies.models import TherapyType

pytestmark = pytest.mark.browser


@pytest.fixture
def writer(site: str) -> User:
    return factories.account("writer", username="Wanda")


@pytest.fixture
def library(writer: User) -> None:
    """A condition, a therapy with its status, two references; nothing of an article."""
    factories.draft(writer=factories.account("writer"))
    Reference.objects.create(
        csl={**factories.SLEEP, "title": "Light in migraine", "DOI": "10.5555/light"}
    )


def text_editor(page: Page) -> Locator:
    return page.locator("#field-body").get_by_role("textbox")


def settle(page: Page) -> None:
    """Let the editor see where the cursor is: browsers tell it later than the key."""
    expect(text_editor(page)).to_be_focused()
    page.evaluate("new Promise((seen) => requestAnimationFrame(() => setTimeout(seen, 100)))")


def to_the_end(page: Page) -> None:
    """Put the cursor behind the text."""
    settle(page)
    page.keyboard.press("Control+End")
    settle(page)


def cite(page: Page, words: str) -> None:
    """Cite by typing [@ and choosing in the picker."""
    page.keyboard.type("[@")
    picker = picker_of(page)
    expect(picker).to_be_visible()
    page.keyboard.type(words)
    expect(picker.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    settle(page)


def write_article(page: Page, hand: Hand) -> None:
    """Fill the form from its top to its end."""
    hand.reach(page.get_by_label("Title", exact=True))
    page.keyboard.type("Light and sleep in migraine")
    expect(page.get_by_label("Address", exact=True)).to_have_value("light-and-sleep-in-migraine")
    hand.choose(page.get_by_role("combobox", name="Condition"), "Migr")
    hand.choose(page.get_by_role("combobox", name="Add a therapy"), "Sleep")
    expect(page.locator("#statuses")).to_contain_text("FDA: not approved")
    hand.reach(page.get_by_label("Summary", exact=True))
    page.keyboard.type("What light and sleep do in migraine.")
    hand.reach(page.locator("#key-takeaways").get_by_role("textbox").first)
    page.keyboard.type("Sleep may help.")
    hand.reach(page.get_by_role("textbox", name="Meta description"))
    page.keyboard.type("Light, sleep and migraine.")


def write_text(page: Page, hand: Hand) -> None:
    """Choose two references, and cite them in the text, which stands above them."""
    hand.choose(page.get_by_role("combobox", name="Add a reference"), "Sleep in")
    hand.choose(page.get_by_role("combobox", name="Add a reference"), "Light in")
    body = text_editor(page)
    hand.reach(body, backwards=True)
    settle(page)
    page.keyboard.type("## What was studied")
    page.keyboard.press("Enter")
    page.keyboard.type("One study looked at light.")
    cite(page, "light")
    page.keyboard.type(" Ask your doctor about sleep.")
    cite(page, "sleep")
    expect(body.locator("cite")).to_have_text([re.compile("1$"), re.compile("2$")])


@AT_WORK
def test_an_article_is_written_from_nothing_and_submitted(
    arrive: Arrive, writer: User, library: None, width: int, hands: type[Mouse | Keyboard]
):
    page = sign_in(arrive(width=width), writer, to="/admin/")
    hand: Hand = hands(page)
    hand.press(page.get_by_role("link", name=re.compile("^(New article|Add to Articles)$")).first)
    expect(page.get_by_role("heading", name="New article")).to_be_visible()
    write_article(page, hand)
    write_text(page, hand)
    check_accessible(page)

    hand.press(page.get_by_role("button", name="Save and submit for review"))
    expect(page.get_by_role("heading", name=re.compile("^Submit “Light and sleep"))).to_be_visible()
    check_accessible(page)
    hand.press(page.get_by_role("button", name="Submit edition 1 for review"))
    expect(page.locator(".messagelist")).to_contain_text("is submitted")
    expect(page.get_by_role("heading", name="In review: edition 1")).to_be_visible()

    edition = Edition.objects.get()
    content = edition.reading
    assert edition.article.writer == writer
    assert content["title"] == "Light and sleep in migraine"
    assert content["key_takeaways"] == ["Sleep may help."]
    assert [one["csl"]["title"] for one in content["references"]] == [
        "Light in migraine",
        "Sleep in migraine",
    ]
    assert "What was studied" in content["reading_text"]


def go(page: Page, *keys: str) -> None:
    """Move the cursor, a key after the other."""
    settle(page)
    for key in keys:
        page.keyboard.press(key)
        settle(page)


def picker_of(page: Page) -> Locator:
    return page.get_by_role("listbox", name=re.compile("reference", re.IGNORECASE))


def test_the_picker_is_left_with_escape_and_what_was_typed_stays(
    arrive: Arrive, writer: User, library: None, width: int
):
    article = factories.draft(writer=writer)
    page = sign_in(arrive(width=width), writer, to=f"/admin/articles/article/{article.pk}/change/")
    body = text_editor(page)
    body.click()
    go(page, "Control+Home", "End")
    page.keyboard.type("[@")
    expect(picker_of(page).get_by_role("option")).to_have_count(1)
    check_accessible(page)
    page.keyboard.press("Escape")
    expect(picker_of(page)).to_be_hidden()
    settle(page)
    expect(body).to_contain_text("What was studied[@")


def test_citations_are_numbered_anew_when_another_comes_first(
    arrive: Arrive, writer: User, library: None, width: int
):
    light, sleep = Reference.objects.order_by("-pk")
    article = factories.draft(writer=writer)
    page = sign_in(arrive(width=width), writer, to=f"/admin/articles/article/{article.pk}/change/")
    Mouse(page).choose(page.get_by_role("combobox", name="Add a reference"), "Light in")
    body = text_editor(page)
    sleep_row, light_row = (
        page.locator(f"#bibliography-records > li[data-pk='{each.pk}']") for each in (sleep, light)
    )
    expect(body.locator("cite")).to_have_text([re.compile("1$")])
    expect(sleep_row).to_have_attribute("data-number", "1")

    # The button does what [@ does.
    body.click()
    go(page, "Control+Home", "ArrowDown", "Home")
    page.get_by_role("button", name=re.compile("^Cite")).last.click()
    expect(picker_of(page).get_by_role("option")).to_have_count(2)
    page.keyboard.type("light")
    expect(picker_of(page).get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(body.locator("cite")).to_have_text([re.compile("1$"), re.compile("2$")])
    expect(sleep_row).to_have_attribute("data-number", "2")
    expect(light_row).to_have_attribute("data-number", "1")
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    assert Draft.of(Article.objects.get(pk=article.pk)).cited == (str(light.pk), str(sleep.pk))


def test_findings_come_while_one_writes_and_lead_to_their_place(
    arrive: Arrive, writer: User, library: None, width: int
):
    article = factories.draft(writer=writer)
    page = sign_in(arrive(width=width), writer, to=f"/admin/articles/article/{article.pk}/change/")
    findings = page.locator("#findings")
    expect(findings).to_contain_text("Nothing stands in the way")
    body = text_editor(page)
    body.click()
    to_the_end(page)
    page.keyboard.type(" This was shown before [1-3] by others.")
    found = findings.locator("[data-rule=citation-typed]")
    expect(found).to_be_visible()
    check_accessible(page)
    found.get_by_role("link").press("Enter")
    page.wait_for_function("getSelection().toString() === '[1-3]'")
    page.keyboard.press("Delete")
    expect(findings).to_contain_text("Nothing stands in the way")


def test_a_reason_is_given_beside_the_text_and_frozen(
    arrive: Arrive, writer: User, library: None, width: int
):
    article = factories.draft(writer=writer)
    article.body += "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"
    article.save()
    form = f"/admin/articles/article/{article.pk}/change/"
    page = sign_in(arrive(width=width), writer, to=form)
    finding = page.locator("[data-rule=table-without-headers].finding")
    finding.get_by_text("Not a problem because …").press("Enter")
    finding.get_by_label("Not a problem because").fill("Two letters need no header.")
    finding.get_by_role("button", name="Settle it with this reason").press("Enter")
    expect(page.locator("#findings-settled")).to_contain_text("Settled with a reason 1")
    page.get_by_role("button", name="Save and submit for review").click()
    expect(page.locator("#content-main")).to_contain_text("Two letters need no header.")
    page.get_by_role("button", name="Submit edition 1").click()
    expect(page.locator(".messagelist")).to_contain_text("is submitted")
    [reason] = Edition.objects.get().reading["reasons"]
    assert reason["reason"] == "Two letters need no header."


def test_the_preview_shows_what_is_typed_beside_the_form_and_at_phone_width(
    arrive: Arrive, writer: User, library: None
):
    article = factories.draft(writer=writer)
    page = sign_in(arrive(), writer, to=f"/admin/articles/article/{article.pk}/change/")
    page.get_by_text("Preview", exact=True).last.click()
    frame = page.frame_locator("iframe[name=preview-frame]")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Migraine and sleep")
    page.get_by_label("Title", exact=True).fill("Typed a moment ago")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Typed a moment ago")
    page.get_by_role("button", name="Phone width").click()
    box = page.locator("iframe[name=preview-frame]").bounding_box()
    assert box and box["width"] <= 362
    check_accessible(page)
    # Neither preview was a save, and the form can still be saved.
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)


def test_an_edition_is_recalled(arrive: Arrive, writer: User, width: int):
    edition = factories.submitted(writer=writer)
    form = f"/admin/articles/article/{edition.article_id}/change/"
    page = sign_in(arrive(width=width), writer, to=form)
    page.get_by_role("link", name="Recall the edition").press("Enter")
    check_accessible(page)
    page.get_by_label("It was submitted by mistake").check()
    page.get_by_role("button", name="Recall edition 1").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("is recalled")
    edition.refresh_from_db()
    assert edition.recall_reason == "mistake"


def test_a_double_click_on_submit_makes_one_edition(arrive: Arrive, writer: User):
    article = factories.draft(writer=writer)
    page = sign_in(arrive(), writer, to=f"/admin/articles/article/{article.pk}/submit/")
    page.get_by_role("button", name="Submit edition 1").dblclick()
    expect(page.get_by_role("heading", name="In review: edition 1")).to_be_visible()
    assert Edition.objects.count() == 1


def takeaways(page: Page) -> list[str]:
    texts: list[str] = page.locator("#key-takeaways").get_by_role("textbox").all_inner_texts()
    return [" ".join(text.split()) for text in texts]


@AT_WORK
def test_key_takeaways_are_added_moved_and_removed(
    arrive: Arrive, writer: User, library: None, width: int, hands: type[Mouse | Keyboard]
):
    article = factories.draft(writer=writer)
    page = sign_in(arrive(width=width), writer, to=f"/admin/articles/article/{article.pk}/change/")
    hand: Hand = hands(page)
    last = page.locator("#key-takeaways").get_by_role("textbox").last
    for count, words in ((2, "The second."), (3, "The third.")):
        hand.press(page.get_by_role("button", name="Add a key takeaway"))
        expect(page.locator("#key-takeaways").get_by_role("textbox")).to_have_count(count)
        expect(last).to_be_focused()
        page.keyboard.type(words)
    assert takeaways(page) == ["Sleep may help.", "The second.", "The third."]
    page.get_by_role("button", name="Move up: key takeaway 3").press("Enter")
    assert takeaways(page) == ["Sleep may help.", "The third.", "The second."]
    page.get_by_role("button", name="Remove: key takeaway 1").press("Enter")
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    kept = Draft.of(Article.objects.get(pk=article.pk)).key_takeaways
    assert kept == ("The third.", "The second.")


def test_rows_are_dragged_to_another_place(arrive: Arrive, writer: User, library: None):
    article = factories.draft(writer=writer)
    light = TherapyType.objects.create(name="Light therapy", abbreviation="LT")
    page = sign_in(arrive(), writer, to=f"/admin/articles/article/{article.pk}/change/")
    Mouse(page).choose(page.get_by_role("combobox", name="Add a therapy"), "Light")
    rows = page.locator("#therapies-records > li")
    expect(rows).to_have_count(2)
    rows.nth(1).locator(".handle").drag_to(rows.nth(0), target_position={"x": 40, "y": 4})
    expect(rows.first).to_contain_text("Light therapy")
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    assert Draft.of(Article.objects.get(pk=article.pk)).therapies[0] == light.pk


def test_typing_never_waits_for_the_checks(arrive: Arrive, writer: User, library: None):
    article = factories.draft(writer=writer)
    page = sign_in(arrive(), writer, to=f"/admin/articles/article/{article.pk}/change/")
    asked: list[str] = []
    page.route("**/live/", lambda route: asked.append(route.request.url))  # and never answered
    body = text_editor(page)
    body.click()
    to_the_end(page)
    page.keyboard.type(" First.")
    page.wait_for_timeout(1500)
    assert len(asked) == 1  # one round trip for findings and statuses
    page.keyboard.type(" And on and on, while the checks wait.")
    expect(body).to_contain_text("First. And on and on, while the checks wait.")


def test_three_hundred_rows_are_written_and_saved(arrive: Arrive, writer: User, library: None):
    article = factories.draft(writer=writer)
    draft = Draft.of(article).with_values(
        {"key_takeaways": tuple(f"Takeaway {number}" for number in range(299))}
    )
    save_draft(article, draft, by=writer, comment="Written")
    page = sign_in(arrive(), writer, to=f"/admin/articles/article/{article.pk}/change/")
    expect(page.locator("#key-takeaways").get_by_role("textbox")).to_have_count(299)
    page.get_by_role("button", name="Add a key takeaway").click()
    expect(page.locator("#key-takeaways").get_by_role("textbox").last).to_be_focused()
    page.keyboard.type("One more")
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    assert len(Draft.of(Article.objects.get(pk=article.pk)).key_takeaways) == 300


def test_calls_to_action_and_tables_are_inserted(
    arrive: Arrive, writer: User, library: None, width: int
):
    ask = CallToAction.objects.create(name="Ask", label="Ask your doctor", url="https://x.org")
    article = factories.draft(writer=writer)
    page = sign_in(arrive(width=width), writer, to=f"/admin/articles/article/{article.pk}/change/")
    area = page.locator("#field-body")
    text_editor(page).click()
    to_the_end(page)
    area.get_by_role("button", name="Insert a call to action").press("Enter")
    expect(page.get_by_role("option", name=re.compile("Ask"))).to_be_visible()
    check_accessible(page)
    page.keyboard.press("Enter")
    expect(area.get_by_text("Ask your doctor", exact=True)).to_be_visible()

    to_the_end(page)
    area.get_by_role("button", name="Insert a table").press("Enter")
    expect(area.locator(".table-caption")).to_be_visible()
    expect(text_editor(page)).to_be_focused()
    page.keyboard.type("What was given")
    page.keyboard.press("Enter")
    for words in ("Drug", "Dose", "Where"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.keyboard.type("A")
    check_accessible(page)
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    body = Draft.of(Article.objects.get(pk=article.pk)).body
    assert f'<div data-call-to-action="{ask.pk}"></div>' in body
    assert "<caption>What was given</caption>" in body
    assert re.search(r'<th scope="col"[^>]*>Drug</th><th scope="col"[^>]*>Dose</th>', body)


def test_the_keys_are_listed(arrive: Arrive, writer: User, library: None, width: int):
    page = sign_in(arrive(width=width), writer, to="/admin/articles/article/add/")
    text_editor(page).click()
    page.keyboard.press("Control+/")
    keys = page.get_by_role("dialog")
    expect(keys).to_contain_text("Cite a reference")
    check_accessible(page)
    page.keyboard.press("Escape")
    expect(keys).to_have_count(0)
    expect(text_editor(page)).to_be_focused()
