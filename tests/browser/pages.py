"""What the browser tests do over and over."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from medcontent.models import User
from tests.browser.conftest import SIZES, Person
from tests.factories import PASSWORD

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = Axe()
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"]}
LESS = {"rules": {"color-contrast": {"enabled": False}}}
"""Contrast is most of axe's work, and seldom another on a phone."""
VIOLATIONS = "options => axe.run(options).then((found) => found.violations)"


def sign_in(person: Person, account: User, *, to: str = "/admin/") -> Page:
    """Let somebody be signed in already, and open a path."""
    visitor = Client()
    visitor.force_login(account)
    cookie = visitor.cookies[settings.SESSION_COOKIE_NAME]
    person.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": person.site}])
    person.goto(to)
    person.page.wait_for_url(f"{person.site}{to}")
    return person.page


def sign_in_by_form(person: Person, account: User, *, to: str = "/admin/") -> Page:
    """Sign in on the sign-in page, and go on to a path."""
    page = person.page
    person.goto(f"/admin/login/?next={to}")
    page.get_by_label("Username").fill(account.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{person.site}{to}")
    return page


def check_accessible_at_both_widths(page: Page) -> None:
    """Require it of a page on a wide screen, and on one that was made as narrow as a phone's."""
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        _check(page, OPTIONS)


def check_accessible(page: Page) -> None:
    """Require that axe finds nothing, and that the page does not scroll sideways.

    On a phone by day it does not look at contrast, as ``check_accessible_at_both_widths`` does.
    """
    width = page.viewport_size["width"] if page.viewport_size else 0
    by_day = page.evaluate("matchMedia('(prefers-color-scheme: light)').matches")
    _check(page, OPTIONS | LESS if width == min(SIZES) and by_day else OPTIONS)


def _check(page: Page, options: dict[str, Any]) -> None:
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    found = page.evaluate(VIOLATIONS, options)
    violations = [
        (rule["id"], [node["target"] for node in rule["nodes"]][:3], rule["help"]) for rule in found
    ]
    assert not violations, (page.url, violations)
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wider <= 0, f"{page.url} is {wider} pixels wider than the window"


def saved(page: Page) -> None:
    """Wait until the form says that it was saved."""
    expect(page.locator(".messagelist .success")).to_contain_text("is saved")
