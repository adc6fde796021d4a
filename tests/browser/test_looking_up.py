"""A record's look-up in a browser: the answer beside the record, doubtful answers, no answer."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from references.models import Reference
from tests import factories
from tests.browser.conftest import Arrive
from tests.browser.hands import AT_WORK, Hand, Keyboard, Mouse
from tests.browser.pages import check_accessible, check_accessible_at_both_widths, sign_in
from tests.references.services import (
    DOI,
    PAGE,
    WORK,
    Reply,
    Services,
    nobody_there,
    of_work,
    of_works,
)

pytestmark = pytest.mark.browser

HELD = {
    "type": "article-journal",
    "title": "Sleep in migraine: what a record says that has not been looked up yet",
    "author": [{"family": "Tester", "given": "T"}],
    "container-title": "J Tests",
    "issued": {"date-parts": [[2023]]},
}
SCRIPT = (
    "<script>document.title = 'taken over'</script><img src=x onerror=\"document.title='taken'\">"
)
UPDATED = {"type": "retraction", "DOI": "10.5555/notice", "updated": {"date-parts": [[2024, 5, 6]]}}


@pytest.fixture
def record(site: str) -> Reference:
    return Reference.objects.create(csl=HELD)


def page_of(record: Reference, query: str = "") -> str:
    return f"/admin/references/reference/{record.pk}/look-up/{query}"


@AT_WORK
def test_a_doi_is_found_by_the_title_compared_and_taken(
    arrive: Arrive,
    services: Services,
    record: Reference,
    width: int,
    hands: type[Mouse | Keyboard],
):
    work = {**WORK, "title": [HELD["title"]]}
    services.answer(f"/crossref/works/{DOI}", of_work(work))
    another = {**WORK, "DOI": "10.5555/another", "author": [], "issued": None}
    services.answer("/crossref/works?", of_works(work, another))
    page = sign_in(arrive(width=width), factories.account("writer"), to=page_of(record))
    hand: Hand = hands(page)
    check_accessible(page)
    hand.press(page.get_by_role("link", name="Search Crossref for its DOI by the title"))
    proposed = page.locator(".proposals > li")
    expect(proposed.first).to_contain_text("Likely: the titles agree to 100%, 1 year apart")
    check_accessible(page)
    hand.press(proposed.first.get_by_role("link", name="Compare with the record"))
    expect(page.get_by_role("heading", name="What Crossref says")).to_be_visible()
    check_accessible(page)
    expect(page.get_by_role("checkbox", name="DOI")).to_be_checked()
    authors = page.get_by_role("checkbox", name="Authors")
    expect(authors).not_to_be_checked()  # somebody typed them
    hand.reach(authors)  # with the mouse that ticks it
    if hands is Keyboard:
        page.keyboard.press("Space")
    expect(authors).to_be_checked()
    hand.press(page.get_by_role("button", name="Take what is ticked"))
    expect(page.locator(".messagelist")).to_contain_text("Taken from Crossref:")
    check_accessible(page)
    record.refresh_from_db()
    assert record.doi == DOI and record.csl["author"][0]["given"] == "Tina Maria"
    assert record.csl["title"] == HELD["title"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_answer_with_scripts_and_a_retraction_is_shown_as_words(
    arrive: Arrive, services: Services, record: Reference, scheme: str
):
    work = {**WORK, "title": [f"{SCRIPT}Sleep"], "publisher": SCRIPT, "updated-by": [UPDATED]}
    authors = [{"family": f"{SCRIPT}Tester{number}", "given": "T"} for number in range(500)]
    services.answer(f"/crossref/works/{DOI}", of_work({**work, "author": authors}))
    page = sign_in(
        arrive(scheme=scheme),
        factories.account("editor", "writer"),
        to=page_of(record, f"?by=DOI&number={DOI}"),
    )
    expect(page.get_by_role("heading", name="What Crossref says")).to_be_visible()
    assert not page.title().startswith("taken")
    assert page.locator("#content-main script, #content-main img").count() == 0
    check_accessible_at_both_widths(page)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(PAGE, kind="text/html"), "a web page in the place of a record"),
        (Reply(status=429, headers={"Retry-After": "600"}), "asked too often now"),
        (Reply(status=404), "does not know the DOI"),
    ],
    ids=["a web page", "too often", "unknown"],
)
def test_an_answer_that_is_none_is_said_and_one_can_ask_for_something_else(
    arrive: Arrive, services: Services, record: Reference, reply: Reply, said: str
):
    services.answer(f"/crossref/works/{DOI}", reply)
    account = factories.account("writer")
    page = sign_in(arrive(), account, to=page_of(record, f"?number={DOI}"))
    expect(page.get_by_role("alert")).to_contain_text(said)
    expect(page.get_by_label("Another number")).to_have_value(DOI)
    check_accessible_at_both_widths(page)


def test_without_a_network_the_page_says_so(arrive: Arrive, record: Reference, settings):
    settings.CROSSREF_URL = nobody_there()
    page = sign_in(arrive(), factories.account("writer"), to=page_of(record, "?by=title"))
    expect(page.get_by_role("alert")).to_contain_text("there may be no network")
    check_accessible_at_both_widths(page)
