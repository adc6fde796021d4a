"""Registration, inspection and listing are no approval; approvals and honest words stay."""

from __future__ import annotations

import pytest

from articles.preflight.approvals import CHECKS
from tests.articles.preflight.measuring import load_rows, reader_of, score
from tests.articles.preflight.sentences import found_by, rules


@pytest.mark.parametrize(
    "text",
    [
        "Made in an FDA-registered facility",
        "It comes from an FDA approved, GMP-certified laboratory.",
        "Our clinic is registered with the FDA.",
        "The capsules carry an FDA certificate.",
        "It is FDA certified.",
        "All our remedies are approved by all regulatory authorities.",
        "The therapy is listed on ClinicalTrials.gov.",
        "We offer an IRB-approved treatment.",
        "This formula is FDA approved.",
        "It meets all FDA standards.",
    ],
)
def test_what_is_passed_off_as_approval_is_found(text):
    assert rules(CHECKS, text) == ["approval-misleading"]


@pytest.mark.parametrize(
    "text",
    [
        "The FDA approved ocrelizumab in 2017.",
        "It is made in an FDA-registered facility, but it is not FDA approved.",
        "Registration with the FDA does not mean approval.",
        "None of them is FDA-approved.",
        "Is it made in an FDA-registered facility?",
        "The trial is registered at ClinicalTrials.gov (NCT01234567).",
        "You can find trials at ClinicalTrials.gov.",
        "Some clinics claim an FDA-approved laboratory.",
        "The virus is cleared from the body.",
        "",
    ],
)
def test_approvals_and_honest_words_are_left_alone(text):
    assert rules(CHECKS, text) == []


def test_the_words_are_marked_and_explained():
    [finding] = found_by(CHECKS, "Made in an FDA-registered facility near Boston")
    assert finding.quote == "FDA-registered facility"
    assert "approves no factory" in finding.message


@pytest.mark.shared
def test_labelled_wording_is_found_and_other_wording_is_not(shared):
    rows = load_rows(shared / "data" / "statements")
    got = score(rows, reader_of("approvals"), "fda_misleading")
    assert got.precision.value >= 0.85
    assert got.recall.value >= 0.75
