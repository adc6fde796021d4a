from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references.formats.markup import plain, rich, storable


@pytest.mark.parametrize(
    ("text", "as_plain", "as_rich"),
    [
        ("p < 0.05 & a <b and c> d", "p < 0.05 & a <b and c> d", "p < 0.05 & a <b and c> d"),
        ("<em>In vitro</em> H<sub>2</sub>O", "In vitro H2O", "<i>In vitro</i> H<sub>2</sub>O"),
        ("&lt;i&gt;a&lt;/i&gt; &amp;amp; b", "a & b", "<i>a</i> & b"),
        ("<i>a<b>b</i>c</b>", "abc", "<i>a<b>b</b></i>c"),
        ("<i>open", "open", "<i>open</i>"),
        ("<mml:math><mml:mi>x</mml:mi></mml:math>", "x", "x"),
        ("<script>alert(1)</script>a<!-- b -->", "a", "a"),
        ("a<img src=x onerror=alert(1)", "a", "a"),
        ("&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;a", "a", "a"),
        ('<a href="javascript:x">a</a> <https://example.org>', *["a <https://example.org>"] * 2),
        ("10.1002/(SICI)83:6<1247::AID-CNCR27>3.0.CO;2-5",) * 3,
    ],
)
def test_markup_is_left_out_but_what_titles_may_hold(
    text: str, as_plain: str, as_rich: str
) -> None:
    assert (plain(text), rich(text)) == (as_plain, as_rich)


TAGS = ["<i>", "</i>", "<b>", "</b>", "<sub>", "</sub>", "<script>", "</script>", "&lt;", "&gt;"]


@given(st.lists(st.sampled_from([*TAGS, "a", " ", "<", ">", "&", "<img onerror=x>"])).map("".join))
def test_marks_are_always_closed_in_order(text: str) -> None:
    opened: list[str] = []
    for end, name in re.findall(r"<(/?)(i|b|sub|sup)>", rich(text)):
        if end:
            assert opened.pop() == name
        else:
            opened.append(name)
    assert opened == []
    assert not re.search(r"<script[^<>]*>|<img[^<>]*>", rich(text) + plain(text))


def test_what_no_column_stores_is_taken_out_however_deep() -> None:
    assert storable({"a\x00": ["b\ud800", {"c": "d\x07e\n"}], "n": 1}) == {
        "a": ["b", {"c": "de\n"}],
        "n": 1,
    }


@pytest.mark.parametrize("text", ["<a " + "x=" * 100_000, "<b " + " " * 200_000, "<" * 200_000])
def test_an_open_tag_of_any_length_takes_no_longer_than_it_is_long(text: str) -> None:
    started = time.process_time()
    assert plain(text) == rich(text)
    assert time.process_time() - started < 5
