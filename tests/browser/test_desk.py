"""The physician's desk in a browser: reading, commenting, deciding; nothing typed is lost."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, expect

from articles.passages import passages
from medcontent.models import User
from publishing.release import release
from reviews import comments
from reviews.models import Comment, Physician, Review, SignOff
from tests import factories
from tests.browser.conftest import Arrive, Person
from tests.browser.hands import AT_WORK, Keyboard, Mouse
from tests.browser.pages import check_accessible, sign_in
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser
QUESTION = "How long did they sleep?"
REMARKS = "Say in the summary that the study was small."


@pytest.fixture
def physician(site: str) -> Physician:
    return factories.physician(name="Dr. Ada Test")


@pytest.fixture
def review(physician: Physician) -> Review:
    return factories.assigned(to=physician)


@pytest.fixture
def accepted(physician: Physician) -> Review:
    return factories.accepted(by=physician)


def reading_of(review: Review) -> str:
    return f"/desk/reviews/{review.pk}/"


def opened(person: Person, review: Review) -> Page:
    assert review.physician.account
    return sign_in(person, review.physician.account, to=reading_of(review))


def sign_in_again(page: Page, account: User) -> None:
    page.get_by_label("Username").fill(account.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")


def passage(page: Page, words: str) -> Locator:
    return page.locator("#text .passage").filter(has_text=words).last


def number_of(review: Review, words: str) -> int:
    return next(one.number for one in passages(review.edition.reading) if words in one.text)


# The pages -------------------------------------------------------------------------------------


def test_each_page_is_accessible_at_both_widths(arrive: Arrive, accepted: Review, width: int):
    doctor = accepted.physician.account
    comments.comment(review=accepted, by=doctor, text=QUESTION, kind="question", block=3)
    page = opened(arrive(width=width), accepted)
    check_accessible(page)
    for decision in ("approve", "request_changes", "reject"):
        page.goto(f"{reading_of(accepted)}sign/{decision}/")
        check_accessible(page)
    page.goto("/desk/")
    check_accessible(page)
    factories.signed(review=accepted)
    page.goto(f"{reading_of(accepted)}receipt/")
    check_accessible(page)
    page.goto(reading_of(accepted))
    check_accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_reading_page_has_contrast_by_day_and_by_night(arrive, accepted, scheme):
    person = arrive()
    person.page.emulate_media(color_scheme=scheme)
    page = opened(person, accepted)
    passage(page, "One study").hover()
    passage(page, "One study").locator(".comment-on").click()
    check_accessible(page)


LOOK = """
(region) => [...region.querySelectorAll("*")]
  .filter((element) => !element.matches(".comment-on, .note-mark"))
  .map((element) => {
    const style = getComputedStyle(element);
    const said = ["display", "color", "backgroundColor", "fontFamily", "fontSize", "fontWeight",
      "fontStyle", "lineHeight", "letterSpacing", "textTransform", "textAlign", "textDecoration",
      "marginTop", "marginBottom", "marginLeft", "paddingTop", "paddingBottom", "paddingLeft",
      "borderTop", "borderLeft", "listStyle", "visibility", "whiteSpace", "verticalAlign"];
    return [element.localName, ...said.map((name) => `${name}: ${style[name]}`)].join("; ");
  })
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_words_look_as_the_public_sees_them(arrive: Arrive, accepted: Review, scheme: str):
    person = arrive(width=360)
    person.page.emulate_media(color_scheme=scheme)
    page = opened(person, accepted)
    page.mouse.move(0, 0)
    on_the_desk = page.locator("article.edition").evaluate(LOOK)
    factories.signed(review=accepted)
    release(edition=accepted.edition, by=factories.account("editor"))
    page.goto(f"/articles/{accepted.edition.slug}/")
    in_public = page.locator("article.edition").evaluate(LOOK)
    assert on_the_desk == in_public


# Reading, answering, deciding ------------------------------------------------------------------


@AT_WORK
def test_a_physician_reads_accepts_asks_and_signs(
    arrive: Arrive, review: Review, width: int, hands: type[Mouse | Keyboard]
):
    page = opened(arrive(width=width), review)
    hand = hands(page)
    accept(page, hand)
    where = number_of(review, "One study")
    ask(page, hand, where)
    sign(page, hand)
    assert SignOff.objects.get().decision == "approve"
    assert Comment.objects.get().block == where


def tick(page: Page, hand: Mouse | Keyboard, box: Locator) -> None:
    hand.reach(box)
    if isinstance(hand, Keyboard):
        page.keyboard.press("Space")
    expect(box).to_be_checked()


def accept(page: Page, hand: Mouse | Keyboard) -> None:
    tick(page, hand, page.get_by_role("radio", name="No, I have none to declare"))
    hand.press(page.get_by_role("button", name="Accept this review"))
    expect(page.get_by_text("You accepted.")).to_be_visible()


def ask(page: Page, hand: Mouse | Keyboard, where: int) -> None:
    button = page.get_by_role("button", name=f"Comment on passage {where + 1}", exact=True)
    if isinstance(hand, Mouse):
        button.scroll_into_view_if_needed()  # else a click would scroll the passage from the mouse
        passage(page, "One study").hover()
    hand.press(button)
    expect(page.get_by_label("What you want to say")).to_be_focused()
    page.keyboard.type(QUESTION)
    hand.press(page.get_by_role("button", name="Send the comment"))
    note = page.get_by_role("article", name="Question")
    expect(note).to_contain_text(QUESTION)
    expect(note).to_be_focused()
    expect(page.get_by_role("link", name=f"1 note on passage {where + 1}")).to_be_attached()


def sign(page: Page, hand: Mouse | Keyboard) -> None:
    hand.press(page.get_by_role("link", name="Approve", exact=True))
    expect(page.get_by_role("heading", name="Approve edition 1")).to_be_visible()
    tick(page, hand, page.get_by_role("checkbox", name="I have read the statement above"))
    hand.reach(page.get_by_label("Your password, once more"))
    page.keyboard.type(PASSWORD)
    hand.press(page.get_by_role("button", name="Sign: I approve it"))
    expect(page.get_by_role("heading", name="You approved edition 1")).to_be_visible()


def test_a_wrong_password_is_said_and_everything_else_stays(arrive: Arrive, accepted: Review):
    page = opened(arrive(), accepted)
    page.goto(f"{reading_of(accepted)}sign/reject/")
    page.get_by_label("Why it must not be published").fill(REMARKS)
    page.get_by_role("checkbox").check()
    page.get_by_label("Your password, once more").fill("wrong horse")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("This is not your password")
    expect(page.get_by_label("Why it must not be published")).to_have_value(REMARKS)
    expect(page.get_by_label("Your password, once more")).to_have_value("")
    check_accessible(page)


def test_the_keyboard_alone_is_enough_to_answer_and_settle(arrive: Arrive, accepted: Review):
    doctor = accepted.physician.account
    said = comments.comment(review=accepted, by=doctor, text=QUESTION, kind="question", block=3)
    comments.reply(comment=said, by=accepted.edition.article.writer, text="Eight hours.")
    page = opened(arrive(), accepted)
    hand = Keyboard(page)
    hand.press(page.get_by_role("link", name="1 note on passage 4"))
    note = page.locator(f"#comment-{said.pk}")
    expect(note).to_be_focused()
    hand.press(note.get_by_role("link", name="To passage 4 in the text"))
    expect(page.get_by_role("link", name="1 note on passage 4")).to_be_focused()
    hand.press(page.get_by_role("link", name="1 note on passage 4"))
    hand.press(note.locator("summary"))
    hand.reach(note.get_by_label("Your answer"))
    page.keyboard.type("Thank you.")
    hand.press(note.get_by_role("button", name="Send the answer"))
    expect(note).to_contain_text("Thank you.")
    hand.press(note.get_by_role("button", name="Settle"))
    expect(note).to_contain_text("settled")


# A citation ------------------------------------------------------------------------------------


def test_a_citation_opens_its_reference_over_the_text(arrive: Arrive, accepted: Review):
    page = opened(arrive(), accepted)
    citation = page.locator("sup.citation a").first
    citation.focus()
    expect(page.locator(".citation-note")).to_contain_text("Sleep in migraine")
    page.keyboard.press("Escape")
    expect(page.locator(".citation-note")).to_be_hidden()
    expect(citation).to_be_focused()


# Nothing is lost -------------------------------------------------------------------------------


def half_written(page: Page, words: str = QUESTION) -> Locator:
    page.get_by_role("button", name="Comment on the whole edition").click()
    text = page.get_by_label("What you want to say")
    text.fill(words)
    page.wait_for_timeout(500)  # what is typed is kept a moment later
    return text


def test_a_half_written_comment_survives_the_session(arrive: Arrive, accepted: Review, width: int):
    page = opened(arrive(width=width), accepted)
    half_written(page)
    Session.objects.all().delete()
    page.get_by_role("button", name="Send the comment").click()
    sign_in_again(page, accepted.physician.account)
    expect(page.get_by_label("What you want to say")).to_have_value(QUESTION)
    expect(page.get_by_text("What you had typed here is back")).to_be_visible()
    check_accessible(page)
    page.get_by_role("button", name="Send the comment").click()
    expect(page.get_by_role("article", name="Question")).to_contain_text(QUESTION)
    page.reload()
    expect(page.get_by_text("What you had typed here is back")).to_have_count(0)
    assert Comment.objects.count() == 1


def test_a_half_written_comment_survives_a_crash_with_its_passage(arrive, accepted):
    person = arrive()
    page = opened(person, accepted)
    passage(page, "One study").hover()
    passage(page, "One study").locator(".comment-on").click()
    page.get_by_role("radio", name="Suggestion").check()
    wording = page.get_by_label("How the passage should read")
    expect(wording).to_have_value("One study looked at sleep.")
    wording.fill("One small study looked at sleep.")
    page.wait_for_timeout(500)
    page.close(run_before_unload=False)
    person.page = page = person.context.new_page()
    person.goto(reading_of(accepted))
    expect(wording_of(page)).to_have_value("One small study looked at sleep.")
    page.get_by_role("button", name="Send the comment").click()
    expect(page.get_by_role("article", name="Suggestion")).to_contain_text("small")
    assert Comment.objects.get().quote == "One study looked at sleep."


def wording_of(page: Page) -> Locator:
    return page.get_by_label("How the passage should read")


def test_another_account_in_the_same_browser_sees_nothing_of_it(arrive, accepted):
    person = arrive()
    page = opened(person, accepted)
    half_written(page)
    page.get_by_role("button", name="Sign out").click()
    other = factories.accepted(edition=accepted.edition)
    sign_in(person, other.physician.account, to=reading_of(other))
    expect(page.get_by_role("button", name="Comment on the whole edition")).to_be_visible()
    assert QUESTION not in page.content()
    page.get_by_role("button", name="Sign out").click()
    opened(person, accepted)
    expect(page.get_by_label("What you want to say")).to_have_value(QUESTION)


def test_what_one_declines_declares_and_objects_survives_but_no_password(arrive, review):
    person = arrive()
    page = opened(person, review)
    page.get_by_role("radio", name="Yes, I declare these:").check()
    page.get_by_label("Your interests").fill("I own shares.")
    page.get_by_label("Why you decline").fill("No time.")
    page.wait_for_timeout(500)
    page.reload()
    expect(page.get_by_label("Your interests")).to_have_value("I own shares.")
    expect(page.get_by_role("radio", name="Yes, I declare these:")).to_be_checked()
    expect(page.get_by_label("Why you decline")).to_have_value("No time.")
    page.get_by_role("button", name="Accept this review").click()
    expect(page.get_by_text("You accepted.")).to_be_visible()
    page.goto(f"{reading_of(review)}sign/reject/")
    page.get_by_label("Why it must not be published").fill(REMARKS)
    page.get_by_role("checkbox").check()
    page.get_by_label("Your password, once more").fill(PASSWORD)
    page.wait_for_timeout(500)
    page.reload()
    expect(page.get_by_label("Why it must not be published")).to_have_value(REMARKS)
    expect(page.get_by_label("Your password, once more")).to_have_value("")
    expect(page.get_by_role("checkbox")).not_to_be_checked()
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert REMARKS in kept and PASSWORD not in kept and "I own shares." not in kept
    page.get_by_role("button", name="Empty the form").click()
    expect(page.get_by_label("Why it must not be published")).to_have_value("")
    page.reload()
    expect(page.get_by_label("Why it must not be published")).to_have_value("")
