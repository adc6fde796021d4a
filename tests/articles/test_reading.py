"""The reading text: every word a reader gets, in order, a line a block."""

from __future__ import annotations

import pytest

from articles.reading import reading_text, text_of_html
from tests.articles.contents import content


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("", ""),
        ("<p>a</p><p>b</p>", "a\nb"),
        ("<p>a <em>b</em>c\n  d</p>", "a bc d"),
        ("<p>a<br>b</p>", "a\nb"),
        ("a<ul><li>b</li><li>c</li></ul>d", "a\nb\nc\nd"),
        ("<table><tr><th>a</th><td>b</td></tr></table>", "a\nb"),
        ("<p>x<sup>2</sup>&nbsp;&lt; 3</p>", "x2 < 3"),
        ("a<!-- b -->c", "ac"),
        ("<html></html>", ""),
    ],
)
def test_the_words_of_a_fragment_are_a_line_a_block(fragment, text):
    assert text_of_html(fragment) == text


def test_the_reading_text_holds_all_words_in_the_order_of_the_page():
    assert reading_text(content()).splitlines() == [
        "Migraine and sleep",
        "Written by Ann Writer, MSc, Bob Plain",
        "Sleep may help.",
        "Key takeaways",
        "Sleep well.",
        "Ask a physician.",
        "Contents",
        "Why",
        "Regulatory status",
        "Sleep coaching (SC)",
        "FDA: not approved for Migraine, as of 2026-01-15. Source: List",
        "Why",
        "It is",
        "so.1",
        "References",
        "Tester T. Sleep. 2024. PubMed 123",
    ]


def test_what_an_edition_does_not_have_leaves_no_label_behind():
    bare = content(authors=[], contents=[], therapies=[], references=[])
    text = reading_text(bare)
    for label in ("Written by", "Contents", "Regulatory status", "References"):
        assert label not in text


def test_a_format_that_is_not_known_is_not_guessed_at():
    with pytest.raises(KeyError):
        reading_text(content() | {"format": 2})
