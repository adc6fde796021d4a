"""What the checks found beside the text on the desk, its words marked over the signed text."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from articles.drafts import Draft, save_draft
from articles.preflight import run_preflight
from articles.reasons import give_reason, reasons_for, without_reason
from reviews import workflow
from reviews.models import Review
from tests import factories
from tests.browser.conftest import Arrive
from tests.browser.pages import check_accessible
from tests.browser.test_desk import opened

pytestmark = pytest.mark.browser
BODY = (
    "<p>It is a <strong>wonder</strong> drug. Light surely helps.</p>"
    "<p>One marvel and another\nmarvel.</p>"
)
MARKED = """name => [...CSS.highlights.get(name)].map(range => range.toString())"""
WORDS = """() => {
  const text = document.querySelector("#text").cloneNode(true);
  text.querySelectorAll(".note-mark, .comment-on").forEach((added) => added.remove());
  return text.innerHTML.includes("mark") || text.textContent;
}"""


@pytest.fixture
def review(site: str, settings: Any) -> Review:
    settings.PREFLIGHT_CHECKS = ["tests.articles.preflight.example_checks.CHECKS"]
    writer = factories.account("writer")
    article = factories.draft(writer=writer)
    draft = Draft.of(article).with_values({"body": BODY, "bibliography": ()})
    save_draft(article, draft, by=writer, comment="Shorter")
    findings = run_preflight(draft)
    for found in without_reason(findings, reasons_for(article, findings)):
        give_reason(
            article=article,
            rule=found.rule,
            sentence=found.sentence,
            reason=f"“{found.quote}” is a name.",
            by=writer,
        )
    return factories.accepted(edition=workflow.submit(article=article, by=writer))


def test_findings_with_reasons_and_advice_stand_beside_the_text(
    arrive: Arrive, review: Review, width: int
):
    page = opened(arrive(width=width), review)
    found = page.locator("#findings")
    expect(page.get_by_role("link", name="Findings 4")).to_be_visible()
    expect(found.locator(".note.reason")).to_have_count(2)
    expect(found.locator(".note.reason").first).to_contain_text("“wonder” is a name.")
    [advice] = found.locator(".note.advice").all()
    expect(advice.locator("li").first).to_be_hidden()
    advice.locator("summary").press("Enter")
    expect(advice.locator("li")).to_have_count(2)
    expect(advice).to_contain_text("Say what is known.")
    check_accessible(page)


def test_their_words_are_marked_and_the_signed_text_stays_as_it_is(arrive: Arrive, review: Review):
    page = opened(arrive(), review)
    # Both marvels, though they stand in one sentence and the second behind another line.
    assert page.evaluate(MARKED, "findings") == ["wonder", "surely", "marvel", "marvel"]
    assert page.evaluate(MARKED, "finding-now") == []
    page.locator(".note.reason").first.focus()
    assert page.evaluate(MARKED, "finding-now") == ["wonder"]
    page.locator(".note.advice summary").focus()
    assert page.evaluate(MARKED, "finding-now") == ["marvel", "marvel"]
    said = page.evaluate(WORDS)
    assert said is not True and "It is a wonder drug. Light surely helps." in said


def test_without_scripts_the_list_is_complete(arrive: Arrive, review: Review):
    page = opened(arrive(scripts=False), review)
    found = page.locator("#findings")
    expect(found).to_contain_text("“surely” is a name.")
    expect(found.locator(".note.advice li")).to_have_count(2)
