"""The fast lane in a browser: a difference, a declaration, a password, one page."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from articles.drafts import Draft, save_draft
from reviews import comments, workflow
from reviews.models import Review, SignOff
from tests import factories
from tests.browser.conftest import Arrive, Person
from tests.browser.hands import Keyboard
from tests.browser.pages import check_accessible, sign_in
from tests.browser.test_desk import opened, sign_in_again, tick
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser
INTERESTS = "I own shares in the maker of the mattress."


@pytest.fixture
def second(site: str) -> Review:
    """The request to read an edition after changes were requested to the one before."""
    first = factories.accepted(by=factories.physician(name="Dr. Ada Test"))
    doctor, article = first.physician.account, first.edition.article
    said = comments.comment(review=first, by=doctor, text="How long?", kind="question", block=3)
    comments.reply(comment=said, by=article.writer, text="Eight hours.")
    factories.signed(review=first, decision="request_changes")
    draft = Draft.of(article).with_values(
        {"summary": "Regular sleep helps some people.", "meta_description": "Sleep."}
    )
    save_draft(article, draft, by=article.writer, comment="Changed")
    edition = workflow.submit(article=article, by=article.writer)
    return factories.assigned(edition=edition, to=first.physician)


def lane_of(review: Review) -> str:
    return f"/desk/reviews/{review.pk}/changes/1/"


def in_the_lane(person: Person, review: Review) -> Page:
    return sign_in(person, review.physician.account, to=lane_of(review))


def test_a_physician_reads_the_difference_and_signs_by_keyboard_alone(
    arrive: Arrive, second: Review, width: int
):
    page = sign_in(arrive(width=width), second.physician.account, to="/desk/")
    hand = Keyboard(page)
    hand.press(page.get_by_role("link", name="Read what changed"))
    expect(page.get_by_role("heading", name="What changed since edition 1")).to_be_visible()
    expect(page.get_by_role("region", name="What changed")).to_contain_text("helps")
    expect(page.get_by_role("article", name="Question")).to_contain_text("Eight hours.")
    check_accessible(page)
    hand.press(page.get_by_role("button", name="Settle this question"))
    expect(page.get_by_role("article", name="Question")).to_have_count(0)
    tick(page, hand, page.get_by_role("radio", name="No, I have none to declare"))
    tick(page, hand, page.get_by_role("checkbox", name="I have read the statement above"))
    hand.reach(page.get_by_label("Your password, once more"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="You approved edition 2")).to_be_visible()
    assert SignOff.objects.get(review=second).decision == "approve"


def test_what_was_declared_survives_the_session_and_goes_along_to_another_decision(
    arrive: Arrive, second: Review, width: int
):
    page = in_the_lane(arrive(width=width), second)
    page.get_by_role("radio", name="Yes, I declare these:").check()
    page.get_by_label("Your interests").fill(INTERESTS)
    page.wait_for_timeout(500)
    Session.objects.all().delete()
    page.get_by_role("button", name="Comment or decide otherwise").click()
    sign_in_again(page, second.physician.account)
    expect(page.get_by_label("Your interests")).to_have_value(INTERESTS)
    page.get_by_role("button", name="Comment or decide otherwise").click()
    expect(page.get_by_role("heading", name="Your decision on edition 2")).to_be_visible()
    second.refresh_from_db()
    assert second.accepted_at and second.interests == INTERESTS
    page.get_by_role("link", name="Request changes").click()
    expect(page.get_by_role("heading", name="Request changes to edition 2")).to_be_visible()


def test_the_fast_lane_works_without_javascript(arrive: Arrive, second: Review):
    page = in_the_lane(arrive(width=360, scripts=False), second)
    page.get_by_label("No, I have none to declare").check()
    page.get_by_role("checkbox").check()
    page.get_by_label("Your password, once more").fill("wrong horse")
    page.get_by_role("button", name="Accept, and sign: I approve it").click()
    expect(page.get_by_role("alert")).to_contain_text("This is not your password")
    expect(page.get_by_label("No, I have none to declare")).to_be_checked()
    page.get_by_label("Your password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Accept, and sign: I approve it").click()
    expect(page.get_by_role("heading", name="You approved edition 2")).to_be_visible()


def test_an_edition_recalled_while_one_reads_is_said(arrive: Arrive, second: Review):
    page = opened(arrive(), second)
    workflow.recall(edition=second.edition, by=second.edition.article.writer, reason="writer")
    page.get_by_role("radio", name="No, I have none to declare").check()
    page.get_by_role("button", name="Accept this review").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was accepted")
    expect(page.get_by_text("This edition was recalled")).to_be_visible()
    check_accessible(page)
