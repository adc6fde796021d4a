"""Mending changes the marked words, and nothing around them."""

from __future__ import annotations

import pytest

from articles.blocks import Place
from articles.drafts import Draft
from articles.mending import mended, with_words
from articles.preflight import Finding, Level, Mend

BODY = (
    "<h2>One</h2><ul><li>first<p>second item</p></li></ul>"
    '<p>A <em>calm <strong>treat</strong>ment</em><cite data-ref="1"></cite> for all &amp; one.</p>'
)


DRAFT = Draft(title="Calm treatment", body=BODY, key_takeaways=("x", "A <em>calm</em> treatment"))


def at(field: str, words: str, **where: int) -> Place:
    place = Place(field, where.get("row"), where.get("block"))
    [block] = [one for one in DRAFT.blocks if one.place == place]
    start = block.text.index(words)
    return block.at(start, start + len(words))


@pytest.mark.parametrize(
    ("words", "new", "body"),
    [
        ("for all", "of", BODY.replace("for all", "of")),
        ("treatment", "therapy", BODY.replace("treat</strong>ment", "therapy</strong>")),
        ("one", "1", BODY.replace("&amp; one", "&amp; 1")),
    ],
)
def test_words_of_the_body_are_changed_where_they_stand(words, new, body):
    assert with_words(DRAFT, at("body", words, block=3), new).body == body


def test_each_block_is_found_by_its_number():
    changed = with_words(DRAFT, at("body", "second", block=2), "next")
    assert changed.body == BODY.replace("second", "next")


def test_a_title_and_a_takeaway_are_changed_too():
    assert with_words(DRAFT, at("title", "treatment"), "therapy").title == "Calm therapy"
    changed = with_words(DRAFT, at("key_takeaways", "calm", row=1), "kind")
    assert changed.key_takeaways == ("x", "A <em>kind</em> treatment")


def finding(mend: Mend | None) -> Finding:
    place = at("body", "treatment", block=3)
    return Finding("a-rule", Level.ADVICE, place, "m", "s", "treatment", "s", mend)


def test_a_mend_replaces_or_inserts():
    replaced = mended(DRAFT, finding(Mend("replace", "Replace", "therapy")))
    assert replaced and "therapy" in replaced.body and "ment" not in replaced.body
    inserted = mended(DRAFT, finding(Mend("insert", "Insert", "new ")))
    assert inserted and "calm new <strong>treat</strong>ment" in inserted.body


@pytest.mark.parametrize("mend", [None, Mend("cite", "Cite a source")])
def test_what_needs_a_choice_is_not_mended(mend):
    assert mended(DRAFT, finding(mend)) is None
