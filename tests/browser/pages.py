"""What the browser tests do over and over."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from medcontent.models import User
from tests.browser.conftest import Person
from tests.factories import PASSWORD

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = {"runOnly": RULES, "resultTypes": ["violations"]}


def sign_in(person: Person, account: User, *, to: str = "/admin/") -> Page:
    """Sign in on the sign-in page, and go on to a path."""
    page = person.page
    person.goto(f"/admin/login/?next={to}")
    page.get_by_label("Username").fill(account.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{person.site}{to}")
    return page


def check_accessible(page: Page) -> None:
    """Require that axe finds nothing, and that the page does not scroll sideways."""
    page.wait_for_load_state()
    found = Axe().run(page, options=AXE)
    violations = [
        (rule["id"], [node["target"] for node in rule["nodes"]][:3], rule["help"])
        for rule in found.response["violations"]
    ]
    assert not violations, (page.url, violations)
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wider <= 0, f"{page.url} is {wider} pixels wider than the window"


def saved(page: Page) -> None:
    """Wait until the form says that it was saved."""
    expect(page.locator(".messagelist .success")).to_contain_text("is saved")
