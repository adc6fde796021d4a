"""Text blocks are what an editor's document has as its innermost blocks, in the same order."""

from __future__ import annotations

import pytest

from articles.blocks import LinkSpan, Place, TextBlock, body_blocks, text_blocks
from articles.drafts import Draft


def texts(html: str) -> list[str]:
    return [block.text for block in body_blocks(html)]


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("", [""]),
        ("<p>One</p><p></p><h2>Two</h2>", ["One", "", "Two"]),
        ("<ul><li>a</li><li><p>b</p><p>c</p></li></ul>", ["a", "b", "c"]),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", ["a", "b"]),
        ("<ol><li></li></ol>", [""]),
        (
            "<table><caption>t</caption><tbody><tr><th>x</th><td><p>y</p></td></tr></tbody></table>",
            ["t", "x", "y"],
        ),
        ("<blockquote><p>q</p></blockquote>", ["q"]),
        ('<p>a<cite data-ref="1"></cite>b<br>c</p>', ["abc"]),
        ('<div data-call-to-action="1"></div><p>a</p><figure data-image="1"></figure>', ["a"]),
        ("<p>a <em>b <strong>c</strong></em></p>", ["a b c"]),
        ("<p>a<!-- no word --></p>", ["a"]),
    ],
)
def test_the_blocks_of_a_body(html, blocks):
    assert texts(html) == blocks


def test_blocks_are_counted_in_the_body_and_rows_in_the_takeaways():
    draft = Draft(title="T", key_takeaways=("A", "B<em>c</em>"), body="<h2>H</h2><p>P</p>")
    assert [(block.place, block.text) for block in text_blocks(draft)][-4:] == [
        (Place("key_takeaways", 0), "A"),
        (Place("key_takeaways", 1), "Bc"),
        (Place("body", block=0), "H"),
        (Place("body", block=1), "P"),
    ]


@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        (0, "It works."),
        (12, "Does it (in 2.5 mg)?"),
        (33, "“Yes,” she said."),
    ],
)
def test_the_sentence_around_an_offset(start, sentence):
    text = "It works.  Does it (in 2.5 mg)?  “Yes,” she said."
    assert TextBlock(Place("summary"), text).sentence_around(start) == sentence


@pytest.mark.parametrize(
    ("html", "links"),
    [
        ("<p>more</p>", []),
        ('<p>a more <a href="u:1">m<em>or</em>e</a> b<a href="u:2">c</a></p>',
         [LinkSpan(7, 11, "u:1"), LinkSpan(13, 14, "u:2")]),
        ('<p><a href="u:1">a</a><a href="u:1">b</a></p>',
         [LinkSpan(0, 1, "u:1"), LinkSpan(1, 2, "u:1")]),
        ('<p>a<a href="u:1"><cite data-ref="1"></cite>b<br>c</a></p>', [LinkSpan(1, 3, "u:1")]),
        ('<p>a<em>b<a href="u:1">c</a>d</em></p>', [LinkSpan(2, 3, "u:1")]),
        ('<p>a<a href="u:1"></a></p>', [LinkSpan(1, 1, "u:1")]),
        ("<p>a<a>b</a></p>", [LinkSpan(1, 2, "")]),
        ('<ul><li>a <a href="u:1">b</a><p>c</p></li></ul>', [LinkSpan(2, 3, "u:1")]),
    ],
)  # fmt: skip
def test_a_block_knows_where_its_links_stand(html, links):
    assert [link for block in body_blocks(html) for link in block.links] == links
