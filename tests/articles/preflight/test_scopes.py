"""A word is denied, asked, quoted, reported, supposed, hedged or hoped for, or plainly said."""

from __future__ import annotations

import pytest

from articles.preflight.scopes import LONGEST_SCOPE, Modifier, modifiers_of
from tests.articles.preflight.sentences import sentence

NEGATED, ASKED, QUOTED = Modifier.NEGATED, Modifier.ASKED, Modifier.QUOTED
REPORTED, HYPOTHETICAL = Modifier.REPORTED, Modifier.HYPOTHETICAL
HEDGED, AIMED = Modifier.HEDGED, Modifier.AIMED


def said(text: str, word: str = "cure", **more: object) -> frozenset[Modifier]:
    read = sentence(text, **more)  # type: ignore[arg-type]
    start = read.text.index(word)
    return modifiers_of(read, (start, start + len(word)))


@pytest.mark.parametrize(
    "text",
    [
        "This will not cure you.",
        "It won’t cure asthma.",
        "There is no cure for gout.",
        "None of these are a cure.",
        "It cannot cure lupus.",
        "There is little evidence that oils cure anything.",
        "A cure has not been found.",
        "A cure does not exist.",
        "That herbs cure cancer is a myth.",
        "Instead of a cure, there are ways to live with it.",
    ],
)
def test_what_is_denied_is_no_claim(text):
    assert NEGATED in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "Not only does it cure asthma, it also costs little.",
        "It is not a drug, but it will cure asthma.",
        "Without drugs, we cure asthma.",
        "There is no doubt that it will cure asthma.",
        "Don’t wait: we cure asthma.",
        "It has no sugar and it will cure asthma.",
    ],
)
def test_what_only_looks_denied_is_said(text):
    assert NEGATED not in said(text)


def test_a_trigger_does_not_deny_itself():
    assert said("It has no side effects.", "no side effects") == frozenset()


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Can stem cells cure gout?", "p"),
        ("Can Stem Cells Cure Gout", "h2"),
        ("It is not known whether it can cure gout.", "p"),
        ("Readers asked us if it can cure gout.", "p"),
    ],
)
def test_what_is_asked_is_no_claim(text, tag):
    word = "Cure" if tag == "h2" else "cure"
    assert ASKED in said(text, word, tag=tag)


def test_a_heading_that_says_something_asks_nothing():
    assert ASKED not in said("Canned Herbs Cure Gout", "Cure", tag="h2")


def test_what_is_quoted_is_somebody_elses_claim():
    assert QUOTED in said("The label read “we cure gout” in red.")
    assert QUOTED in said("Herbs cure gout.", is_quoted=True)
    assert QUOTED not in said("The “herbal” oils cure gout.")


@pytest.mark.parametrize(
    "text",
    [
        "Some clinics claim that cells cure gout.",
        "Anyone who is promising a cure is lying to you.",
        "Be wary of a cure for gout.",
        "It is marketed online as a cure for gout.",
        "It is a myth that honey can cure gout.",
        "Anybody offering a cure wants your money.",
    ],
)
def test_what_is_reported_is_somebody_elses_claim(text):
    assert REPORTED in said(text)


def test_what_the_writer_claims_is_their_own():
    assert REPORTED not in said("We claim that it will cure gout.")


def test_a_condition_reaches_to_its_comma():
    assert HYPOTHETICAL in said("If we had a cure, we would say so.")
    assert HYPOTHETICAL not in said("If taken at night, herbs cure gout.")
    assert HYPOTHETICAL in said("A better drug would cure gout.")


def test_a_hedge_is_no_denial():
    assert said("It may cure gout.") == {HEDGED}


@pytest.mark.parametrize(
    "text",
    [
        "Scientists are looking for a cure.",
        "The goal of this research is a cure.",
        "It is being studied as a cure.",
        "They hope to cure gout.",
        "Research on ways to cure gout goes on.",
        "They are working toward a cure.",
    ],
)
def test_what_is_hoped_for_is_no_claim(text):
    assert AIMED in said(text)


def test_a_scope_ends_at_a_turn_and_after_some_words():
    assert NEGATED not in said("It is not new, but herbs cure gout.")
    far = "It is not " + "very " * (LONGEST_SCOPE // 5) + "a cure."
    assert NEGATED not in said(far)
