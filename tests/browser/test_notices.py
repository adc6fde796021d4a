"""A notice is looked at and decided about in a browser, by mouse and by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from references.models import IntegrityFact
from references.notices import Nature, Source
from tests import factories
from tests.browser.conftest import Arrive
from tests.browser.hands import Hand, Keyboard, Mouse
from tests.browser.pages import check_accessible, sign_in
from tests.references.integrity.noticed import noticed

pytestmark = pytest.mark.browser
LIST = "/admin/references/notice/"


@pytest.mark.parametrize(
    ("width", "hands", "scheme"), [(1280, Mouse, "light"), (360, Keyboard, "dark")]
)
def test_a_retraction_is_confirmed_and_a_mistake_is_dismissed(
    arrive: Arrive, width: int, hands: type[Mouse | Keyboard], scheme
):
    paper = factories.released().edition.editionreference_set.get().reference
    retraction = noticed(paper, reasons="Duplication of Text; Error in Data", notice_pmid="77")
    noticed(paper, source=Source.PUBMED, nature=Nature.EXPRESSION_OF_CONCERN)
    page = sign_in(arrive(width=width, scheme=scheme), factories.account("editor"))
    hand: Hand = hands(page)
    check_accessible(page)
    hand.press(page.get_by_role("link", name="Look at them"))
    check_accessible(page)
    hand.press(page.locator("#result_list").get_by_role("link", name="Retraction", exact=True))
    check_accessible(page)
    hand.press(page.get_by_role("button", name="Confirm"))
    expect(page.locator(".messagelist .success")).to_contain_text("Confirmed.")
    check_accessible(page)
    assert IntegrityFact.objects.get().reference == paper
    hand.press(page.get_by_role("link", name="Next notice to decide"))
    hand.press(page.get_by_role("button", name="It is not this publication, or mistaken"))
    expect(page.locator(".messagelist .success")).to_contain_text("Dismissed")
    check_accessible(page)
    assert IntegrityFact.objects.count() == 1
    page.goto(f"/admin/references/reference/{paper.pk}/change/")
    expect(page.locator(".note.warning")).to_contain_text("This publication was retracted on")
    check_accessible(page)
    retraction.refresh_from_db()
    assert retraction.decision == "confirmed"


def test_two_fast_presses_decide_once(arrive: Arrive):
    paper = factories.released().edition.editionreference_set.get().reference
    notice = noticed(paper)
    page = sign_in(
        arrive(), factories.account("editor"), to=f"/admin/references/notice/{notice.pk}/change/"
    )
    page.get_by_role("button", name="Confirm").dblclick()
    expect(page.get_by_text("Decided.")).to_be_visible()
    assert IntegrityFact.objects.count() == 1
