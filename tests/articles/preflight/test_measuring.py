"""The figures of the rules are counted as they should be."""

from __future__ import annotations

import pytest

from tests.articles.preflight.measuring import (
    Row,
    Share,
    alarmed,
    flag_everything,
    flag_the_word_cure,
    half_of,
    load_rows,
    score,
    table,
    table_by_source,
)

KIND = "cure_promise"


def row(number: int, text: str, *kinds: str, hard: bool = False) -> Row:
    return Row(f"R{number}", text, frozenset(kinds), hard, "MedQuAD/CDC")


ROWS = [
    row(1, "The oil cures colds.", KIND),
    row(2, "Asthma is gone for good.", KIND),
    row(3, "There is no cure.", hard=True),
    row(4, "It is a bone."),
]


def test_what_was_found_and_missed_is_counted():
    got = score(ROWS, flag_the_word_cure, KIND)
    assert (got.found, got.missed, got.false) == (("R1",), ("R2",), ("R3",))
    assert (got.precision.value, got.recall.value) == (0.5, 0.5)
    assert (got.alarms, got.hard_negatives) == (("R3",), 1)


def test_flagging_everything_finds_all_and_is_wrong_about_the_rest():
    got = score(ROWS, flag_everything, KIND)
    assert (got.recall.value, got.precision.value, got.false_alarms.value) == (1, 0.5, 1)
    assert alarmed(ROWS, flag_everything) == Share(1, 1)


def test_a_share_has_the_interval_of_wilson():
    assert Share(8, 10).interval == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert Share(0, 10).interval == pytest.approx((0, 0.2775), abs=1e-4)
    assert str(Share(8, 10)) == "0.80 (0.49–0.94)"
    assert str(Share(0, 0)) == "–"


def test_tables_name_claims_halves_sources_and_baselines():
    written = table(ROWS, [KIND])
    assert "held-out half" in written
    assert "| cure_promise | all, flagging everything | 2 | 0 | 2 | 0.50" in written
    assert "| cure_promise | MedQuAD |" in table_by_source(ROWS, [KIND])


@pytest.mark.shared
def test_the_labelled_sentences_are_read_and_split(shared):
    rows = load_rows(shared / "data" / "statements")
    development = half_of(rows, "development")
    assert (len(rows), len(development)) == (348, 167)
    assert len(development) + len(half_of(rows, "held out")) == len(rows)
    assert sum(row.is_hard_negative for row in rows) == 146
