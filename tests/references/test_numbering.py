"""Citation numbers follow the first citation; ranges collapse as AMA 11 sets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references.numbering import EN_DASH, in_text_numbers, number_by_first_citation, runs


def test_numbers_follow_the_order_of_first_citation():
    assert number_by_first_citation(["c", "a", "c", "b", "a"]) == {"c": 1, "a": 2, "b": 3}
    assert number_by_first_citation([]) == {}


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([], ""),
        ([4], "4"),
        ([1, 2], "1,2"),
        ([1, 2, 3], "1–3"),
        ([3, 1, 2, 5], "1–3,5"),
        ([5, 5, 1], "1,5"),
        ([9, 10, 11, 13, 14, 16, 17, 18], "9–11,13,14,16–18"),
    ],
)
def test_three_in_a_row_make_a_range_and_two_do_not(numbers, text):
    assert in_text_numbers(numbers) == text


@given(st.lists(st.integers(1, 40)))
def test_runs_hold_just_the_numbers_ascending_and_none_twice(numbers):
    spelled = [number for first, last in runs(numbers) for number in range(first, last + 1)]
    assert spelled == sorted(set(numbers))


@given(st.sets(st.integers(1, 40)))
def test_a_run_is_one_number_or_at_least_three_and_can_not_grow(numbers):
    for first, last in runs(numbers):
        assert last == first or last - first >= 2
        if last > first:
            assert not {first - 1, last + 1} & numbers


@pytest.mark.shared
def test_in_text_numbers_are_those_of_citeproc(shared: Path):
    known = json.loads((shared / "data/citations/ama_in_text.json").read_text(encoding="utf-8"))
    clusters = known["in_text"]["ama"]
    assert len(clusters) == 10
    for cluster in clusters:
        assert in_text_numbers(cluster["numbers"]) == cluster["text"]
    assert EN_DASH == "\u2013"
