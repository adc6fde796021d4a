"""Promises are found in a seller's voice; cures that medicine has, and doubt, are left alone."""

from __future__ import annotations

import pytest

from articles.preflight.promises import CHECKS
from tests.articles.preflight.measuring import half_of, load_rows, reader_of, score
from tests.articles.preflight.sentences import found_by, rules


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("promise-of-cure", "Stem cells can cure multiple sclerosis."),
        ("promise-of-cure", "Multiple sclerosis can be reversed with the right diet."),
        ("promise-of-cure", "Our herbal course cures diabetes."),
        ("promise-of-cure", "Say goodbye to joint pain forever."),
        ("promise-of-cure", "Eliminates kidney stones within 15 days."),
        ("promise-of-cure", "I am completely cured of asthma now."),
        ("promise-of-cure", "You will never need insulin again."),
        ("promise-of-cure", "With this method, type 2 diabetes is reversible."),
        ("promise-of-cure", "A miracle cure for cancer has been found."),
        ("promise-of-result", "We guarantee results."),
        ("promise-of-result", "The remedy works every time."),
        ("promise-of-result", "Our patients make a complete recovery."),
        ("promise-of-safety", "Ayurveda helps without any side effects."),
        ("promise-of-safety", "The oil is completely safe."),
        ("promise-of-safety", "There are no reported complications with these drops."),
        ("promise-of-restoration", "The serum turns back the biological clock."),
        ("promise-of-restoration", "Ginseng restores virility."),
    ],
)
def test_a_promise_is_found(rule, text):
    assert rules(CHECKS, text) == [rule]


@pytest.mark.parametrize(
    "text",
    [
        # cures that medicine has
        "Hepatitis C can be cured.",
        "Surgery can cure early-stage lung cancer.",
        "Antibiotics cure most cases of strep throat.",
        "Childhood leukemia is cured in nine of ten children with chemotherapy.",
        "Cataract surgery restores vision in most people.",
        "Most people recover completely within two weeks.",
        "Stem cells help wounds heal.",
        # denied, asked, reported, hoped for
        "Right now, nothing can cure multiple sclerosis.",
        "This won’t cure it.",
        "None of these are a cure.",
        "Can stem cells cure multiple sclerosis?",
        "Anyone who is promising a cure is lying to you.",
        "Be wary of any clinic that promises a miracle cure.",
        "Nobody can guarantee that a treatment will work.",
        "The goal of this research is to find a cure for diabetes.",
        "If stem cells could cure paralysis, they would be approved.",
        "Stem cells may one day cure paralysis.",
        # tests and figures
        "The ultrasound scan has no side effects.",
        "The test finds 100% of cases.",
        "Some people have no side effects at all.",
        "No complications occurred during the study.",
        "Stem cells are not without side effects.",
        "",
    ],
)
def test_what_is_no_promise_is_left_alone(text):
    assert rules(CHECKS, text) == []


def test_one_promise_of_each_kind_is_found_in_a_sentence():
    said = "Our oil cures gout, cures asthma, and has no side effects."
    assert [(found.rule, found.quote) for found in found_by(CHECKS, said)] == [
        ("promise-of-cure", "cures gout"),
        ("promise-of-safety", "no side effects"),
    ]


@pytest.mark.parametrize(
    "text", ["A revolutionary therapy.", "This is clinically proven.", "Amazing results await you."]
)
def test_words_that_only_praise_are_advised_against(text):
    assert rules(CHECKS, text) == ["hype-wording"]


def test_a_breakthrough_that_is_denied_is_none():
    assert rules(CHECKS, "It was no medical breakthrough.") == []


@pytest.mark.shared
def test_labelled_promises_are_found_and_others_are_not(shared):
    rows = load_rows(shared / "data" / "statements")
    read = reader_of("promises")
    whole = score(rows, read, "cure_promise")
    assert whole.precision.value >= 0.85
    assert whole.recall.value >= 0.75
    assert whole.false_alarms.value <= 0.03
    assert score(half_of(rows, "held out"), read, "cure_promise").recall.value >= 0.75


@pytest.mark.shared
@pytest.mark.parametrize(
    "words",
    [
        "Can Stem Cells Cure",
        "anyone who is promising",
        "won’t cure",
        "none of these are",
        "None are",
    ],
)
def test_nothing_is_promised_in_the_seed(shared, words):
    text = (shared / "seed" / "ms-stem-cells.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if words in line]
    assert lines
    assert [rules(CHECKS, line) for line in lines] == [[]] * len(lines)
