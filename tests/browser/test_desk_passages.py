"""Passages in a browser and on the server are the same; the desk without JavaScript; a thumb."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from articles.drafts import Draft, save_draft
from articles.passages import passages
from reviews import comments, workflow
from reviews.models import Comment, Review, SignOff
from tests import factories
from tests.browser.conftest import Arrive
from tests.browser.pages import check_accessible, sign_in
from tests.browser.test_desk import QUESTION, opened, reading_of
from tests.factories import PASSWORD

pytestmark = pytest.mark.browser
RICH = (
    "<h2>Lists &amp; tables</h2>"
    '<p>One <strong>bold</strong> and <em>soft</em> word,<cite data-ref="{cited}"></cite>\n'
    "then\u00a0more.<br>A second line</p>"
    '<ul><li>First<ul><li>Nested <a href="https://example.org">link</a></li></ul>after</li>'
    "<li><p>A paragraph in an item.</p><p>Another.</p></li></ul>"
    '<ol start="3"><li>Third</li></ol>'
    '<table><caption>Sleep</caption><thead><tr><th scope="col">Group</th><th>Hours</th></tr>'
    '</thead><tbody><tr><td>A</td><td></td></tr><tr><td colspan="2">B<br>C</td></tr></tbody>'
    "</table>"
    "<blockquote><p>Quoted.</p>loose</blockquote><blockquote>Plain &lt;quote&gt;</blockquote>"
    '<h3>Deep\u2003down</h3><p><cite data-ref="{cited}"></cite></p>'
    "<p>H<sub>2</sub>O. Ask your doctor.</p>"
)
AS_COUNTED = """
async () => {
  const { passagesIn } = await import("/static/reviews/passages.js");
  return passagesIn(document.querySelector("#text"))
    .map(({ number, kind, text }) => [number, kind, text]);
}
"""


@pytest.fixture
def rich(site: str) -> Review:
    writer = factories.account("writer")
    article = factories.draft(writer=writer)
    cited = article.bibliography.get().reference_id
    draft = Draft.of(article).with_values(
        {"body": RICH.format(cited=cited), "summary": "One line.\n\nAnother paragraph\nbroken."}
    )
    save_draft(article, draft, by=writer, comment="Richer")
    return factories.accepted(edition=workflow.submit(article=article, by=writer))


def test_the_browser_numbers_passages_as_the_server_does(arrive: Arrive, rich: Review):
    page = opened(arrive(), rich)
    counted = [[one.number, one.kind, one.text] for one in passages(rich.edition.reading)]
    assert len(counted) > 25
    assert page.evaluate(AS_COUNTED) == counted


def test_buttons_and_marks_leave_the_words_as_they_are(arrive: Arrive, rich: Review):
    comments.comment(review=rich, by=rich.physician.account, text=QUESTION, block=4)
    with_scripts = opened(arrive(), rich).locator("#text").text_content()
    without = opened(arrive(scripts=False), rich).locator("#text").text_content()
    assert with_scripts == without


def test_each_passage_has_its_button_and_each_button_its_name(arrive: Arrive, rich: Review):
    page = opened(arrive(), rich)
    buttons = page.locator("#text .comment-on")
    expect(buttons).to_have_count(len(passages(rich.edition.reading)))
    names = {button.get_attribute("aria-label") for button in buttons.all()}
    assert len(names) == buttons.count()


# A thumb ---------------------------------------------------------------------------------------


def test_a_tap_on_a_passage_shows_its_button_and_the_form_leaves_it_in_sight(arrive, rich):
    page = opened(arrive(width=360, touch=True), rich)
    paragraph = page.locator("#text p.passage").filter(has_text="A second line")
    button = paragraph.locator(".comment-on")
    expect(button).to_have_css("opacity", "0")
    paragraph.tap(position={"x": 20, "y": 8})
    expect(button).to_have_css("opacity", "1")
    box = button.bounding_box()
    assert box and box["height"] >= 44
    button.tap()
    expect(page.get_by_label("What you want to say")).to_be_focused()
    expect(paragraph).to_be_in_viewport()
    check_accessible(page)
    page.keyboard.press("Escape")
    expect(page.locator(".comment-form")).to_be_hidden()
    expect(button).to_be_focused()


def test_a_fixed_bar_leads_to_comments_and_decision_on_a_phone(arrive: Arrive, rich: Review):
    page = opened(arrive(width=360, touch=True), rich)
    bar = page.get_by_role("navigation", name="On this page")
    page.mouse.wheel(0, 900)
    for name, heading in (("Comments", "Your comments"), ("Decide", "Your decision")):
        expect(bar).to_be_in_viewport()
        bar.get_by_role("link", name=name).tap()
        expect(page.get_by_role("heading", name=heading)).to_be_in_viewport()
    for link in bar.get_by_role("link").all():
        box = link.bounding_box()
        assert box and box["height"] >= 44


# Without JavaScript ----------------------------------------------------------------------------


def test_the_whole_way_works_without_javascript(arrive: Arrive, site: str, width: int):
    review = factories.assigned()
    page = opened(arrive(width=width, scripts=False), review)
    page.get_by_label("No, I have none to declare").check()
    page.get_by_role("button", name="Accept this review").click()
    page.get_by_label("About").select_option(label="One study looked at sleep.")
    page.get_by_label("Suggestion", exact=True).check()
    page.get_by_label("How the passage should read").fill("One small study looked at sleep.")
    page.get_by_role("button", name="Send the comment").click()
    expect(page.get_by_role("article", name="Suggestion")).to_contain_text("small")
    reply(page, "I mean the trial.")
    page.get_by_role("article", name="Suggestion").get_by_role("button", name="Settle").click()
    expect(page.get_by_role("article", name="Suggestion")).to_contain_text("settled")
    page.get_by_role("link", name="Request changes").click()
    page.get_by_label("What has to change").fill("Say that it was small.")
    page.get_by_role("checkbox").check()
    page.get_by_label("Your password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Sign: I request changes").click()
    expect(page.get_by_role("heading", name="You requested changes to edition 1")).to_be_visible()
    assert SignOff.objects.get().decision == "request_changes"
    assert Comment.objects.filter(kind="suggestion", resolved_at__isnull=False).exists()


def reply(page: Page, words: str) -> None:
    note = page.get_by_role("article", name="Suggestion")
    note.locator("summary").click()
    note.get_by_label("Your answer").fill(words)
    note.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("article", name="Suggestion")).to_contain_text(words)


def test_a_writer_answers_and_takes_a_suggestion_over(arrive: Arrive, rich: Review, width: int):
    block = next(one.number for one in passages(rich.edition.reading) if one.text == "Third")
    comments.comment(
        review=rich,
        by=rich.physician.account,
        kind="suggestion",
        block=block,
        replacement="The third",
    )
    article = rich.edition.article
    at = f"/desk/articles/{article.pk}/comments/"
    page = sign_in(arrive(width=width), article.writer, to=at)
    check_accessible(page)
    reply(page, "Gladly.")
    page.get_by_role("button", name="Take it over into the draft").press("Enter")
    expect(page.get_by_text("The suggested words are in the draft.")).to_be_visible()
    article.refresh_from_db()
    assert "<li>The third</li>" in article.body


def test_the_desk_s_address_is_read_again_after_the_session_ended(arrive, rich, site):
    person = arrive(scripts=False)
    page = opened(person, rich)
    person.context.clear_cookies(name="sessionid")
    page.reload()
    page.get_by_label("Username").fill(rich.physician.account.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}{reading_of(rich)}")
