"""Public pages as their readers meet them: accessible, on any screen, on paper, without scripts."""

from __future__ import annotations

from itertools import product

import pytest
from playwright.sync_api import Page, expect

from publishing.models import Release
from tests.browser.conftest import Arrive, Person
from tests.browser.pages import check_accessible_at_both_widths
from tests.public_pages import Site, full_release

pytestmark = pytest.mark.browser

ARTICLE = "/articles/full/"
NARROWEST, WIDEST = 320, 1920
BESIDE = """() => {
  const [contents, body] = [".contents", ".body"].map((name) =>
    document.querySelector(`.edition ${name}`).getBoundingClientRect());
  return contents.right <= body.left;
}"""
RUNS_OVER = """() => [...document.querySelectorAll("body *")].filter((one) =>
  one.getBoundingClientRect().right > innerWidth + 1 && !one.closest("table, pre, .skip")
).map((one) => one.outerHTML.slice(0, 90))"""


@pytest.fixture
def opened(site: str) -> Release:
    return full_release()


def kinds_for(person: Person, site: Site) -> list[str]:
    """List the kinds of pages, for somebody who knows that some are gone."""
    person.expect("status of 404")
    person.expect("status of 410")
    return list(site.paths)


def test_every_public_page_is_accessible(arrive: Arrive):
    site = Site.with_everything()
    person = arrive()
    for kind in kinds_for(person, site):
        person.goto(site.paths[kind])
        for scheme in ("light", "dark"):
            person.page.emulate_media(color_scheme=scheme)
            check_accessible_at_both_widths(person.page)


def test_no_page_runs_over_the_window(arrive: Arrive):
    """WCAG 2.2, 1.4.4 and 1.4.10; only tables and commands may scroll sideways by themselves."""
    site = Site.with_everything()
    person = arrive()
    for kind in kinds_for(person, site):
        person.goto(site.paths[kind])
        for width, size in product((NARROWEST, 768, 1280, WIDEST), ("100%", "200%")):
            person.page.set_viewport_size({"width": width, "height": 900})
            person.page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
            wider = person.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wider <= 0, (kind, width, size)
            assert person.page.evaluate(RUNS_OVER) == [], (kind, width, size)


def test_the_contents_stay_beside_the_text_on_wide_screens_only(arrive: Arrive, opened: Release):
    wide, narrow = arrive(width=1280), arrive(width=768)
    for person in (wide, narrow):
        person.goto(ARTICLE)
    assert wide.page.evaluate(BESIDE)
    assert not narrow.page.evaluate(BESIDE)
    contents = wide.page.get_by_role("navigation", name="Contents")
    contents.get_by_role("link", name="Steps").click()
    expect(wide.page.get_by_role("heading", name="Steps")).to_be_in_viewport()
    expect(contents).to_be_in_viewport()


def test_the_skip_link_is_the_first_stop_and_leads_to_the_text(arrive: Arrive, opened: Release):
    page = arrive().page
    page.goto(ARTICLE)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the text")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


# what can't be missed


def test_each_regulatory_status_has_its_words_its_sign_and_its_shape(
    arrive: Arrive, opened: Release
):
    page = arrive().page
    page.goto(ARTICLE)
    seen = {}
    for status in page.locator(".regulatory-status dd").all():
        seen[status.locator("strong").inner_text()] = tuple(
            status.evaluate(f"one => getComputedStyle(one, '::before').{name}")
            for name in ("content", "clipPath")
        )
    assert set(seen) == {
        "EMA: approved",
        "FDA: not approved",
        "MHRA: conditionally approved",
        "TGA: approval withdrawn",
    }
    signs, shapes = zip(*seen.values(), strict=True)
    assert len(set(signs)) == len(set(shapes)) == len(seen)


def test_signs_are_seen_where_the_system_forces_its_colours(arrive: Arrive, opened: Release):
    page = arrive().page
    page.emulate_media(forced_colors="active")
    page.goto(ARTICLE)
    for status in page.locator(".regulatory-status dd").all():
        ink, ground = status.evaluate(
            "one => { const s = getComputedStyle(one, '::before');"
            " return [s.color, s.backgroundColor]; }"
        )
        assert ink != ground
        assert "rgba(0, 0, 0, 0)" not in ground


def test_the_safety_notice_is_the_first_thing_one_reads(arrive: Arrive, width: int):
    site = Site.with_everything()
    page = arrive(width=width).page
    page.goto(site.paths["article under review"])
    notice = page.get_by_role("complementary", name="Urgent review")
    expect(notice).to_be_in_viewport(ratio=1)
    expect(notice).to_contain_text("has been under urgent review since")
    assert page.locator("main > *").first.evaluate("one => one.className") == "safety-notice"


# without scripts, and on paper


def test_an_article_is_complete_without_scripts(arrive: Arrive, width: int, opened: Release):
    page = arrive(width=width, scripts=False).page
    page.goto(ARTICLE)
    words = " ".join(page.locator("article.edition").inner_text().split()).casefold()
    for line in opened.edition.reading["reading_text"].splitlines():
        assert " ".join(line.split()).casefold() in words
    page.locator("sup.citation a").first.click()
    expect(page).to_have_url(f"{page.url.partition('#')[0]}#reference-1")
    expect(page.locator("#reference-1")).to_be_in_viewport()
    page.locator("#reference-1 .back").first.click()
    expect(page.locator("#citation-1")).to_be_in_viewport()
    expect(page.locator(".citation-note")).to_have_count(0)


def shown(page: Page, names: str) -> set[str]:
    """Keep those of some selectors, separated by ``|``, that have something visible."""
    return {name for name in names.split("|") if page.locator(f"{name} >> visible=true").count()}


def test_on_paper_stands_what_identifies_the_text_and_nothing_to_click(
    arrive: Arrive, opened: Release
):
    page = arrive(scheme="dark").page
    page.emulate_media(media="print")
    page.goto(ARTICLE)
    assert shown(page, "h1|.reviewed|.regulatory-status|.body|.references|.vouched") == set(
        "h1|.reviewed|.regulatory-status|.body|.references|.vouched".split("|")
    )
    assert not shown(page, "header.site nav|.contents|.references .back|.skip|.site-links")
    vouched = page.locator(".vouched")
    for words in (opened.edition.digest, page.url.partition("/articles")[2], "Edition"):
        expect(vouched).to_contain_text(words)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    source = page.locator(".regulatory-status a").first
    printed = source.evaluate("one => getComputedStyle(one, '::after').content")
    assert source.get_attribute("href") in printed


def test_nothing_moves_by_itself(arrive: Arrive, opened: Release):
    page = arrive().page
    page.emulate_media(reduced_motion="no-preference")
    page.goto(ARTICLE)
    moving = """[...document.querySelectorAll("*")].map(one => getComputedStyle(one)).filter(
      style => style.scrollBehavior !== "auto" || style.animationName !== "none"
        || style.transitionDuration !== "0s").length"""
    assert page.evaluate(moving) == 0
