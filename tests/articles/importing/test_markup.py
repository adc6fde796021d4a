from __future__ import annotations

import pytest

from articles.body import faults_in_body
from articles.importing.markup import body_html, inline_html, shortcode_of, shorten
from articles.importing.parsed import Block, Kind


def html(*parts: tuple[Kind, str] | tuple[Kind, str, int | None]) -> str:
    blocks = [Block(line, *part) for line, part in enumerate(parts, start=1)]
    made = body_html(blocks, references={1: 71, 2: 72, 3: 73}, actions={"block id=9": 5})
    assert faults_in_body(made) == []
    return made


def test_headings_and_paragraphs_are_elements() -> None:
    assert (
        html((Kind.HEADING_2, "One"), (Kind.HEADING_3, "Two"), (Kind.PARAGRAPH, "Three."))
        == "<h2>One</h2><h3>Two</h3><p>Three.</p>"
    )


def test_neighbouring_items_are_one_list() -> None:
    item = Kind.LIST_ITEM
    assert (
        html((item, "a"), (item, "b"), (Kind.PARAGRAPH, "c"), (item, "d"))
        == "<ul><li>a</li><li>b</li></ul><p>c</p><ul><li>d</li></ul>"
    )


def test_numbered_lists_keep_their_first_number_and_begin_anew_at_one() -> None:
    item = Kind.LIST_ITEM
    assert (
        html((item, "a", 3), (item, "b", 4), (item, "c", 1), (item, "d", 2), (item, "e", None))
        == '<ol start="3"><li>a</li><li>b</li></ol><ol><li>c</li><li>d</li></ol><ul><li>e</li></ul>'
    )


def test_citations_are_adjacent_nodes_in_order() -> None:
    assert html((Kind.PARAGRAPH, "So it is.[3,1–2] And [9].")) == (
        '<p>So it is.<cite data-ref="73"></cite><cite data-ref="71"></cite>'
        '<cite data-ref="72"></cite> And [9].</p>'
    )


def test_a_shortcode_is_a_call_to_action_where_there_is_one() -> None:
    assert html((Kind.SHORTCODE, "[block  id=9]")) == '<div data-call-to-action="5"></div>'
    assert html((Kind.SHORTCODE, "[block id=8]")) == "<p>[block id=8]</p>"
    assert shortcode_of("[ block\u00a0 id=9 ]") == "block id=9"


def test_markup_in_the_text_is_text() -> None:
    evil = "<script>alert(1)</script> & <p onclick='x'>"
    escaped = "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;p onclick='x'&gt;"
    assert html((Kind.PARAGRAPH, evil), (Kind.HEADING_2, evil)) == (
        f"<p>{escaped}</p><h2>{escaped}</h2>"
    )
    assert inline_html(evil, {}) == escaped


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("One. Two.", 20, "One. Two."),
        ("One is here. Two is there.", 20, "One is here."),
        ("Is “it so?” Yes, it is.", 20, "Is “it so?”"),
        ("One long sentence, without an end", 20, "One long sentence…"),
        ("Version 1.5 of a long thing", 15, "Version 1.5 of…"),
        ("", 20, ""),
    ],
)
def test_a_description_ends_with_a_sentence_or_a_word(text: str, length: int, short: str) -> None:
    assert shorten(text, length) == short
    assert len(shorten(text, length)) <= length
