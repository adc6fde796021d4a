"""A source falls: readers see it, and the physician who signed answers, by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from publishing.models import Concern
from publishing.tasks import take_up_facts
from references.models import Reference
from tests import factories
from tests.browser.conftest import Arrive
from tests.browser.hands import Keyboard
from tests.browser.pages import check_accessible, sign_in

pytestmark = pytest.mark.browser


def test_readers_see_the_notes_until_a_physician_answered_by_keyboard(arrive: Arrive, width: int):
    opened = factories.released()
    factories.confirmed(Reference.objects.get(editionreference__edition=opened.edition))
    take_up_facts.func()
    doctor = opened.edition.sign_offs.get().physician.account
    assert doctor
    path = f"/articles/{opened.edition.slug}/"

    reader = arrive(width=width, scheme="dark")
    reader.goto(path)
    check_accessible(reader.page)
    notice = reader.page.get_by_role("complementary", name="A source has changed")
    notice.get_by_role("link", name="Source 1").click()
    expect(reader.page.locator("#reference-1 .source-note")).to_be_in_viewport()

    page = sign_in(arrive(width=width), doctor, to="/admin/")
    keys = Keyboard(page)
    keys.press(page.get_by_role("link", name=opened.edition.title))
    expect(page.get_by_role("heading", level=1)).to_have_text("A source has changed: retraction")
    check_accessible(page)
    keys.tick(page.get_by_label("I have read what happened"))
    keys.press(page.get_by_role("button", name="The text stands"))
    expect(page.get_by_role("status")).to_contain_text("Your answer is on record")
    assert not Concern.objects.open().exists()

    later = arrive(width=width)  # with nothing in a cache
    later.goto(path)
    expect(later.page.get_by_role("heading", level=1)).to_have_text(opened.edition.title)
    expect(later.page.get_by_role("complementary", name="A source has changed")).to_have_count(0)
    expect(later.page.locator(".source-note")).to_have_count(0)
