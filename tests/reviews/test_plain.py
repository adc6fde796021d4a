"""What people typed becomes one harmless line."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.plain import one_line


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("Sleep in migraine", "Sleep in migraine"),
        ("Sleep\r\nBcc: all@example.org\n\nin", "Sleep Bcc: all@example.org in"),
        ("Sleep\u2028in\u2029migraine\x85\x0b\x00now", "Sleep in migraine now"),
        ("Sleep \u202egnorw\u202c", "Sleep gnorw"),
        ("Sleep \ufeff\u200bin", "Sleep in"),
        # What is written from right to left stays as it is, and turns nothing around it.
        ("הצבא 2", "\u2068הצבא 2\u2069"),
        ("می\u200cخواهم", "\u2068می\u200cخواهم\u2069"),
        ("👩\u200d⚕️", "👩\u200d⚕️"),
    ],
)
def test_text_becomes_a_line_that_disturbs_nothing_around_it(typed: str, line: str) -> None:
    assert one_line(typed) == line


def test_a_long_line_is_cut_and_says_so() -> None:
    assert one_line("sleep " * 100, longest=20) == "sleep sleep sleep s…"
    assert len(one_line("x" * 10_000)) == 300


@given(st.text())
def test_no_text_breaks_a_line_or_turns_it(typed: str) -> None:
    line = one_line(typed)
    inside = line.removeprefix("\u2068").removesuffix("\u2069")
    assert len(inside.splitlines()) <= 1
    assert {unicodedata.category(sign) for sign in inside} & {"Cc", "Zl", "Zp", "Cs"} == set()
    assert not any("\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069" for sign in inside)
    assert len(inside) <= 300
