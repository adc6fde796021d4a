"""Preflight's rules about images; the rest of preflight is in test_preflight.py."""

from __future__ import annotations

import pytest

from articles.drafts import Draft
from articles.models import Article, Image
from articles.preflight import Finding, Level, run_preflight
from medcontent.models import User
from tests import factories
from tests.articles.pictures import WORDS, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> User:
    return factories.account("writer")


@pytest.fixture
def article(writer: User) -> Article:
    return factories.draft(writer=writer)


def findings(article: Article) -> list[Finding]:
    return run_preflight(Draft.of(article))


def showing(article: Article, image: Image, *, before: str = "") -> Article:
    article.body += f'{before}<figure data-image="{image.pk}"></figure>'
    return article


def test_an_image_with_all_its_words_is_fine(article, writer):
    article.lead_image = stored(writer)
    assert findings(showing(article, stored(writer, size=(9, 9)))) == []


@pytest.mark.parametrize("word", ["alt", "credit", "licence"])
@pytest.mark.parametrize("empty", ["", "  "])
def test_each_word_that_is_missing_is_a_blocker_at_its_place(article, writer, word, empty):
    image = stored(writer, WORDS | {word: empty})
    article.lead_image = image
    [of_lead] = findings(article)
    article.lead_image = None
    [in_body] = findings(showing(article, image))
    assert of_lead.rule == in_body.rule == f"image-{word}-missing"
    assert of_lead.level == in_body.level == Level.BLOCKER
    assert (of_lead.place.field, in_body.place.field) == ("lead_image", "body")
    assert "lead image “Regular sleep.”" in of_lead.message
    assert "The image “Regular sleep.”" in in_body.message


def test_a_caption_is_not_needed(article, writer):
    article.lead_image = stored(writer, WORDS | {"caption": ""})
    assert findings(article) == []


def test_an_image_without_any_word_is_named_by_its_number(article, writer):
    image = stored(writer, {})
    article.lead_image = image
    found = findings(article)
    assert [finding.rule for finding in found] == [
        "image-alt-missing",
        "image-credit-missing",
        "image-licence-missing",
    ]
    assert f"(number {image.pk})" in found[0].message


def test_an_image_shown_twice_is_told_of_once(article, writer):
    image = stored(writer, WORDS | {"alt": ""})
    article.lead_image = image
    assert len(findings(showing(showing(article, image), image))) == 1


def test_the_place_is_the_text_above_the_image(article, writer):
    image = stored(writer, WORDS | {"alt": ""})
    other = stored(writer, size=(8, 8))
    article.body = "<h2>a</h2>"
    showing(article, other, before="<p>b</p>")
    [finding] = [
        found
        for found in findings(showing(article, image, before="<p>c</p>"))
        if found.rule == "image-alt-missing"
    ]
    assert finding.place.block == 2


@pytest.mark.parametrize("alt", ["IMG_1234.JPG", "image", "Photo", "img-0042", "my photo (2).png"])
def test_an_alternative_text_that_says_nothing_is_a_blocker(article, writer, alt):
    article.lead_image = stored(writer, WORDS | {"alt": alt})
    [finding] = findings(article)
    assert (finding.rule, finding.quote) == ("image-alt-empty", alt)


@pytest.mark.parametrize("alt", ["Image of a brain, seen from above.", "A photo", "Figure 1 shows"])
def test_an_alternative_text_of_words_is_fine(article, writer, alt):
    article.lead_image = stored(writer, WORDS | {"alt": alt})
    assert findings(article) == []


@pytest.mark.parametrize("pk", ["999999", "9" * 25])
def test_an_image_that_does_not_exist_is_a_blocker(article, pk):
    article.body += f'<figure data-image="{pk}"></figure>'
    assert "image-unknown" in [finding.rule for finding in findings(article)]


def test_a_lead_image_that_is_gone_is_a_blocker(article):
    draft = Draft.of(article).with_values({"lead_image": 999_999})
    [finding] = run_preflight(draft)
    assert (finding.rule, finding.place.field) == ("image-unknown", "lead_image")
