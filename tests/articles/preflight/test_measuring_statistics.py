"""Figures without a source are found in labelled sentences, and flagging everything is not good."""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.preflight import citations, claims
from tests.articles.preflight import measuring
from tests.articles.preflight import measuring_statistics as statistics
from tests.articles.preflight.measuring import Row
from tests.articles.preflight.reading import draft_with, found_by

ROWS = [
    Row("A", "It helped 40% of people.", frozenset({statistics.KIND}), False, "MedQuAD"),
    Row("B", "It helped 1 in 5 people [3].", frozenset(), True, "PMC"),
]


def test_the_table_shows_the_rules_and_what_fails():
    written = statistics.table(ROWS)
    assert "| the rules | all | 1 | 0 | 1.00" in written
    assert "| flagging everything | all | 1 | 0 | 1.00 (0.21–1.00) | 1 of 1" in written
    assert "| each percentage | all | 1 | 0 | 1.00 (0.21–1.00) | 0 of 1" in written


def test_alarms_of_running_text_are_counted_and_drawn():
    alarms = statistics.alarms_in([("one", "<p>It helped 40%.</p>"), ("two", "<p>It is fine.</p>")])
    assert (len(alarms.found), alarms.words) == (1, 6)
    assert alarms.per_1000_words == pytest.approx(166.7, abs=0.1)
    assert alarms.sample(5) == list(alarms.found)


@pytest.mark.shared
def test_both_halves_reach_the_aims(shared: Path):
    rows = statistics.load(shared / "data" / "statements", measuring.STATISTICS)
    for part in (*statistics.split(rows).values(), rows):
        got = statistics.score(part)
        assert got.recall.value >= 0.97
        assert got.false_alarms.value <= 0.04
    everything = statistics.score(rows, measuring.flag_everything)
    assert everything.false_alarms.value == 1


@pytest.mark.shared
def test_the_seed_has_its_four_figures_and_its_numbers_out_of_order(shared: Path):
    text = (shared / "seed" / "ms-stem-cells.txt").read_text(encoding="utf-8")
    lines = [line for line in text.partition("References:")[0].splitlines() if line.strip()]
    draft = draft_with("".join(f"<p>{line}</p>" for line in lines))
    found = found_by((*claims.CHECKS, *citations.CHECKS), draft)
    uncited = " ".join(one.quote for one in found if one.rule == "figure-uncited")
    assert all(figure in uncited for figure in ("231 patients", "73%", "65%", "54%"))
    assert "research shows" in [one.quote for one in found if one.rule == "evidence-uncited"]
    [order] = [one for one in found if one.rule == "citation-out-of-order"]
    assert "4, 5, 1, 2, 3" in order.message
