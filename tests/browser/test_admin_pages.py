"""Every page of the admin in a browser: accessible, as wide as its window, without a complaint."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.tokens import default_token_generator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from playwright.sync_api import expect

from tests import factories
from tests.admin_pages import PAGES, POSTED, ROWS, World, address
from tests.browser.conftest import Arrive
from tests.browser.pages import check_accessible, check_accessible_at_both_widths, sign_in

pytestmark = pytest.mark.browser

ANSWERS = (
    "articles_action_list articles_image_list articles_image_record autocomplete jsi18n "
    "articles_article_compare login references_reference_export references_reference_cite "
    "references_reference_cite_entries references_reference_design_rows"
).split()
"""Pages that are data for scripts, need more of an address, or send on who is signed in."""
ALIKE = ("_history", "_delete")
"""Pages that are the same for all kinds of records but for drafts."""
SEEN = [
    name
    for name in PAGES
    if "s" in ROWS[name] and name not in [*ANSWERS, *POSTED]
    if not name.endswith(ALIKE) or name.startswith(("articles_article_", "references_"))
]
LISTS = [name for name in SEEN if name.endswith("_changelist")]
PARTS = 4


def admin_of(name: str) -> admin.ModelAdmin[Any]:
    """The part of the admin that shows a list."""
    return admin.site.get_model_admin(apps.get_model(*name.rsplit("_", 2)[:2]))


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_accessible(arrive: Arrive, part: int):
    world = World()
    root = world.people["s"]
    assert root
    person = arrive()
    page = sign_in(person, root)
    for name in SEEN[part::PARTS]:
        person.goto(address(PAGES[name], world))
        check_accessible_at_both_widths(page)


SCROLLED = "box => box.scrollWidth - box.clientWidth"


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (360, "dark"), (768, "light")])
def test_where_there_is_little_room_the_rows_of_each_list_are_cards(arrive: Arrive, width, scheme):
    """Nothing is hidden sideways, and each value says what it is."""
    world = World()
    root = world.people["s"]
    assert root
    person = arrive(width=width, scheme=scheme)
    page = sign_in(person, root)
    for name in LISTS:
        person.goto(address(PAGES[name], world))
        rows = page.locator("#result_list tbody tr")
        if rows.count():
            assert page.locator("#changelist .results").evaluate(SCROLLED) <= 0, name
            told = rows.first.locator("td[data-heading]:not([data-heading=''])")
            assert told.count() >= len(admin_of(name).list_display) - 1, name
            check_accessible(page)


@pytest.mark.parametrize("role", ["writer", "editor", "physician", "administrator"])
def test_the_desk_of_each_role_is_accessible(arrive: Arrive, role: str):
    page = sign_in(arrive(), factories.account(role))
    check_accessible_at_both_widths(page)
    for link in page.locator("#content-main .room a:first-child").all():
        assert link.get_attribute("href")


def test_pages_of_who_is_not_signed_in_are_accessible(arrive: Arrive):
    account = factories.account("writer")
    key = urlsafe_base64_encode(force_bytes(account.pk))
    person = arrive()
    for path in (
        "/admin/login/",
        "/admin/password_reset/",
        "/admin/password_reset/sent/",
        f"/admin/password_reset/{key}/{default_token_generator.make_token(account)}/",
        "/admin/password_reset/MQ/wrong/",
        "/admin/password_reset/done/",
    ):
        person.goto(path)
        check_accessible_at_both_widths(person.page)
        assert person.page.locator("h1").count() == 1


def test_wrong_passwords_are_told_and_then_lock(arrive: Arrive, width: int):
    account = factories.account("writer")
    person = arrive(width=width)
    person.expect("status of 429")
    for _ in range(5):
        person.goto("/admin/login/")
        person.page.get_by_label("Username").fill(account.username)
        person.page.get_by_label("Password").fill("wrong")
        with person.page.expect_navigation():
            person.page.keyboard.press("Enter")
        check_accessible(person.page)
    expect(person.page.locator("body")).to_contain_text(re.compile("try again", re.IGNORECASE))
