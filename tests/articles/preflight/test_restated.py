"""Two sentences are compared by their figures and the words that carry the meaning."""

from __future__ import annotations

import pytest

from articles.preflight.numerals import shares_in, value_of
from articles.preflight.quantities import figures_in
from articles.preflight.restated import RunningText, stem_of, stems_of
from tests.articles.preflight.reading import draft_with


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("improvement", "improved"),
        ("relapses", "relapsing"),
        ("haematopoietic", "hematopoietic"),
        ("infection", "infections"),
        ("therapies", "therapy"),
    ],
)
def test_forms_of_a_word_are_one(one, other):
    assert stem_of(one) == stem_of(other)


def test_words_of_one_meaning_are_one_and_general_words_carry_none():
    assert stems_of("fatal deaths") == stems_of("they died")
    assert stems_of("In the study, many patients were shown to have it") == frozenset()


@pytest.mark.parametrize(
    ("words", "value"),
    [("1,200", 1200), ("twenty-five", 25), ("3.5 million", 3_500_000), ("two hundred", 200)],
)
def test_amounts_are_read(words, value):
    assert value_of(words) == value


@pytest.mark.parametrize(
    ("words", "shares"),
    [
        ("20 to 30 percent", {"0.2", "0.3"}),
        ("1 in 8", {"0.125"}),
        ("three quarters of", {"0.75"}),
        ("one in a million", {"1e-06"}),
        ("5 in 3", set()),
    ],
)
def test_shares_are_read(words, shares):
    assert shares_in(words) == shares


def test_a_sentence_goes_with_the_one_that_it_may_go_on_from():
    text = RunningText(draft_with("<p>Naps shortened migraine attacks. It was so in 30%.</p>"))
    draft = draft_with("<p>x</p>", key_takeaways=("Naps shortened attacks in 30% of people.",))
    [takeaway] = [one for one in draft.sentences if one.block.place.field == "key_takeaways"]
    [figure] = figures_in(takeaway.text)
    assert text.says(takeaway, figure).is_same
