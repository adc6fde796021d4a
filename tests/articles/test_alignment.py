"""Common runs are equal, in order and as many as can be, whatever is compared."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import alignment
from articles.alignment import Run, common_runs

ITEMS = st.lists(st.sampled_from("abcd"), max_size=14)


def most_in_common(old: list[str], new: list[str]) -> int:
    """The textbook's table, cell by cell."""
    above = [0] * (len(old) + 1)
    for item in new:
        row = [0]
        for place, other in enumerate(old):
            row.append(above[place] + 1 if item == other else max(above[place + 1], row[-1]))
        above = row
    return above[-1]


@given(old=ITEMS, new=ITEMS)
def test_runs_are_the_same_in_both_in_order_and_as_long_as_can_be(old, new):
    runs, a, c = common_runs(old, new), 0, 0
    for run in runs:
        assert run.length
        assert run.a >= a and run.c >= c
        assert (run.a, run.c) != (a, c) or run is runs[0]
        assert old[run.a : run.a + run.length] == new[run.c : run.c + run.length]
        a, c = run.a + run.length, run.c + run.length
    assert sum(run.length for run in runs) == most_in_common(old, new)


@pytest.mark.parametrize(
    ("old", "new", "runs"),
    [
        ("", "", []),
        ("", "abc", []),
        ("abc", "abc", [Run(0, 0, 3)]),
        ("abc", "abxc", [Run(0, 0, 2), Run(2, 3, 1)]),
        ("abab", "ab", [Run(0, 0, 2)]),
        ("one", "two", [Run(0, 2, 1)]),
    ],
)
def test_runs_of_small_sequences(old, new, runs):
    assert common_runs(old, new) == runs


def test_what_is_too_long_to_compare_keeps_its_beginning_and_its_end(monkeypatch):
    monkeypatch.setattr(alignment, "LARGEST", 8)
    assert common_runs("headABCtail", "headCABtail") == [Run(0, 0, 4), Run(7, 7, 4)]
    assert common_runs("headABtail", "headBAtail") == [Run(0, 0, 4), Run(4, 5, 1), Run(6, 6, 4)]


def test_one_item_over_and_over_takes_no_longer_than_others():
    begun = time.process_time()
    assert common_runs("a" * 5_000 + "c", "b" + "a" * 5_000) == [Run(0, 1, 5_000)]
    assert time.process_time() - begun < 1
