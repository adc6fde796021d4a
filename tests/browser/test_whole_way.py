"""The whole way of an article in a browser: five people, from a blank page to a withdrawal.

A writer drafts and submits, an editor assigns, a physician asks and sends it back, the writer
answers and submits again, the physician signs what changed, the editor releases, a visitor reads
and checks the record, the editor withdraws, the visitor sees the notice. Each page is looked at
by axe; violations of the content security policy and errors fail the test.
"""

from __future__ import annotations

import re
from typing import cast

import pytest
from playwright.sync_api import Page, expect

from medcontent.models import User
from publishing.verify import PARTS
from references.models import Reference
from reviews.models import Letter, Physician
from tests import factories
from tests.browser.conftest import Arrive, Person
from tests.browser.hands import Hand, Keyboard, Mouse
from tests.browser.pages import check_accessible, saved, sign_in_by_form
from tests.browser.test_writing import settle, text_editor, to_the_end, write_article, write_text
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

TITLE = "Light and sleep in migraine"
QUESTION = "In whom?"
ANSWER = "In adults; it stands in the text now."
ADDED = " It looked at adults only."


@pytest.fixture(params=[Mouse, Keyboard], ids=["mouse", "keyboard"])
def hand_of(request: pytest.FixtureRequest) -> type[Mouse | Keyboard]:
    """The way is gone with a mouse, and with the keyboard alone."""
    return cast("type[Mouse | Keyboard]", request.param)


@pytest.fixture
def writer(site: str) -> User:
    return factories.account("writer", username="Wanda")


@pytest.fixture
def editor(site: str) -> User:
    return factories.account("editor", username="Edda")


@pytest.fixture
def physician(site: str) -> Physician:
    made = factories.physician(name="Dr. Paula Reads")
    assert made.account
    made.account.email = "paula@example.org"
    made.account.save()
    return made


@pytest.fixture
def library(writer: User) -> None:
    """A condition, a therapy with its status, two references."""
    factories.draft(writer=factories.account("writer"))
    Reference.objects.create(
        csl={**factories.SLEEP, "title": "Light in migraine", "DOI": "10.5555/light"}
    )


class Way:
    """The people at their browsers, and what each of them does."""

    def __init__(self, arrive: Arrive, hand_of: type[Mouse | Keyboard]) -> None:
        self.arrive, self.hand_of = arrive, hand_of

    def comes(self, account: User, to: str) -> tuple[Page, Hand]:
        page = sign_in_by_form(self.arrive(), account, to=to)
        return page, self.hand_of(page)

    def writes_and_submits(self, page: Page, hand: Hand) -> None:
        page.goto("/admin/articles/article/add/")
        write_article(page, hand)
        write_text(page, hand)
        check_accessible(page)
        self.submits(page, hand, 1)

    def submits(self, page: Page, hand: Hand, number: int) -> None:
        hand.press(page.get_by_role("button", name="Save and submit for review"))
        check_accessible(page)
        hand.press(page.get_by_role("button", name=f"Submit edition {number} for review"))
        expect(page.locator(".messagelist")).to_contain_text("is submitted")

    def assigns(self, page: Page, hand: Hand, physician: Physician) -> None:
        page.goto("/board/")
        check_accessible(page)
        hand.press(page.get_by_role("link", name=TITLE))
        check_accessible(page)
        hand.press(page.get_by_role("link", name="Ask a physician"))
        check_accessible(page)
        hand.tick(page.get_by_role("radio", name=re.compile(physician.name)))
        hand.press(page.get_by_role("button", name="Ask to review"))
        expect(page.get_by_role("status")).to_contain_text("A letter is on its way")

    def follows_the_letter(self, physician: Physician) -> tuple[Page, Hand]:
        """Open the link of the newest letter, which asks to sign in first."""
        letter = Letter.objects.filter(recipient=physician.account).latest("pk")
        link = re.search(r"https?://\S+?(/desk/reviews/\d+/)", letter.body)
        assert link, letter.body
        person: Person = self.arrive()
        person.goto(link[1])
        page = person.page
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        page.get_by_label("Username").fill(physician.account.username)
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{person.site}{link[1]}")
        return page, self.hand_of(page)

    def asks_and_sends_back(self, page: Page, hand: Hand) -> None:
        check_accessible(page)
        hand.tick(page.get_by_role("radio", name="No, I have none to declare"))
        hand.press(page.get_by_role("button", name="Accept this review"))
        expect(page.get_by_role("status")).to_contain_text("You accepted")
        hand.press(page.get_by_role("button", name="Comment on the whole edition"))
        hand.reach(page.get_by_label("What you want to say"))
        page.keyboard.type(QUESTION)
        hand.press(page.get_by_role("button", name="Send the comment"))
        expect(page.locator("#notes")).to_contain_text(QUESTION)
        check_accessible(page)
        hand.press(page.get_by_role("link", name="Request changes"))
        check_accessible(page)
        hand.reach(page.get_by_label("What has to change"))
        page.keyboard.type("Say whom the study looked at.")
        self.signs(page, hand, "Sign: I request changes")

    def signs(self, page: Page, hand: Hand, name: str) -> None:
        hand.tick(page.get_by_role("checkbox", name=re.compile("agree")))
        hand.reach(page.get_by_label("Your password, once more"))
        page.keyboard.type(PASSWORD)
        hand.press(page.get_by_role("button", name=name))
        page.wait_for_url(re.compile("/receipt/"))
        check_accessible(page)

    def answers_and_resubmits(self, page: Page, hand: Hand, article: int) -> None:
        page.goto(f"/desk/articles/{article}/comments/")
        check_accessible(page)
        question = page.get_by_role("article").filter(has_text=QUESTION)
        hand.press(question.locator("summary"))
        hand.reach(question.get_by_label("Your answer"))
        page.keyboard.type(ANSWER)
        hand.press(question.get_by_role("button", name="Send the answer"))
        expect(page.get_by_text(ANSWER)).to_be_visible()
        hand.press(page.get_by_role("link", name="draft", exact=True))
        page.wait_for_url(re.compile("/change/"))
        page.wait_for_load_state("networkidle")
        hand.reach(text_editor(page))
        to_the_end(page)
        page.keyboard.type(ADDED)
        settle(page)
        hand.press(page.get_by_role("button", name="Save", exact=True))
        saved(page)
        self.submits(page, hand, 2)

    def signs_what_changed(self, page: Page, hand: Hand) -> None:
        page.goto("/desk/")
        check_accessible(page)
        hand.press(page.get_by_role("link", name=re.compile("^Read what changed")))
        expect(page.locator("ins").filter(has_text="adults only")).to_be_visible()
        check_accessible(page)
        hand.tick(page.get_by_role("radio", name="No, I have none to declare"))
        self.signs(page, hand, "Sign: I approve it")

    def releases(self, page: Page, hand: Hand) -> None:
        page.goto("/board/")
        hand.press(page.get_by_role("link", name=TITLE))
        hand.press(page.get_by_role("link", name="Release edition 2…"))
        check_accessible(page)
        hand.press(page.get_by_role("button", name="Release edition 2 now"))
        expect(page.get_by_role("status")).to_contain_text("Edition 2 is public")
        check_accessible(page)

    def reads_and_checks(self, page: Page, hand: Hand, physician: Physician) -> None:
        page.goto("/")
        check_accessible(page)
        hand.press(page.get_by_role("link", name=TITLE))
        expect(page.locator("article.edition")).to_contain_text(ADDED.strip())
        expect(page.get_by_text("Medically reviewed by").first).to_contain_text(physician.name)
        check_accessible(page)
        hand.press(page.get_by_role("link", name="Review record").first)
        expect(page.get_by_role("heading", name="Check it yourself")).to_be_visible()
        expect(page.locator("main")).to_contain_text("openssl pkeyutl -verify")
        check_accessible(page)
        hand.press(page.get_by_role("link", name=re.compile(physician.name)).first)
        expect(page.get_by_role("heading", name=physician.name)).to_be_visible()
        check_accessible(page)
        page.goto("/how-we-review/")
        check_accessible(page)

    def withdraws(self, page: Page, hand: Hand) -> None:
        hand.press(page.get_by_role("link", name="Withdraw the article…"))
        check_accessible(page)
        hand.tick(page.get_by_role("radio", name="It contains an error"))
        hand.press(page.get_by_role("button", name="Withdraw it now"))
        expect(page.get_by_role("status")).to_contain_text("is withdrawn")

    def sees_the_notice(self, page: Page) -> None:
        page.goto("/articles/light-and-sleep-in-migraine/")
        answer = page.reload()  # a browser may keep a page for a minute
        assert answer
        assert answer.status == 410
        expect(page.get_by_role("heading", name="This article was withdrawn")).to_be_visible()
        expect(page.locator("main")).to_contain_text("it contains an error")
        expect(page.locator("main")).not_to_contain_text(ADDED.strip())
        check_accessible(page)


def test_an_article_goes_its_whole_way_in_browsers(
    arrive: Arrive,
    hand_of: type[Mouse | Keyboard],
    library: None,
    writer: User,
    editor: User,
    physician: Physician,
):
    way = Way(arrive, hand_of)
    at_draft = way.comes(writer, "/admin/")
    way.writes_and_submits(*at_draft)
    article = writer.articles.get().pk

    at_board = way.comes(editor, "/board/")
    way.assigns(*at_board, physician)
    at_desk = way.follows_the_letter(physician)
    way.asks_and_sends_back(*at_desk)
    way.answers_and_resubmits(*at_draft, article)
    way.assigns(*at_board, physician)
    way.signs_what_changed(*at_desk)
    way.releases(*at_board)

    visitor = arrive()
    visitor.expect("410")
    way.reads_and_checks(visitor.page, hand_of(visitor.page), physician)
    way.withdraws(*at_board)
    way.sees_the_notice(visitor.page)
    assert [fault for part in PARTS for found in part.check() for fault in found] == []
