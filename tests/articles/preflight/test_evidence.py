"""What the text says of its evidence is held against what the sources are."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from articles.blocks import Place
from articles.drafts import Draft
from articles.importing.article_file import read_article_file
from articles.importing.saving import save_draft
from articles.preflight import Level, evidence
from articles.preflight.evidence import CHECKS
from tests import factories
from tests.articles.preflight.records import draft, found, only, reference

DESIGNS = evidence.designs_are_as_claimed
COHORT = reference(1, "Attacks in Norway: a cohort study")
TRIAL = reference(2, "Kelp cells or salt water: a randomized trial")
MICE = reference(3, "Kelp cells in mice")
SYSTEMATIC = reference(4, "Kelp cells: a systematic review")
NARRATIVE = reference(5, "Kelp cells: a narrative review")
GUIDELINE = reference(6, "Guidelines for the care of migraine")
UNKNOWN = reference(7, "Kelp cells")
OLD = reference(8, "Headaches in Norway: a cohort study", year=2004)
CASE = reference(9, "Kelp cells in one person: a case report")
ALL = (COHORT, TRIAL, MICE, SYSTEMATIC, NARRATIVE, GUIDELINE, UNKNOWN, OLD, CASE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A randomised trial found fewer attacks.[1]", "randomised trial"),
        ("A randomized controlled trial has shown it.[1]", "randomized controlled trial"),
        ("In a double-blind study, half improved.[1]", "double-blind study"),
        ("A meta-analysis found fewer attacks.[2]", "meta-analysis"),
        ("A systematic review shows it.[1]", "systematic review"),
        ("It was tried in a phase II trial.[1]", "phase II trial"),
        ("Clinical trials showed fewer attacks.[1]", "Clinical trials"),
        ("Guidelines recommend it.[2]", "Guidelines"),
        ("In an observational study, half improved.[2]", "observational study"),
        ("A randomised trial found fewer attacks.[4]", "randomised trial"),
        ("A randomised trial was made. Half improved.[1]", "randomised trial"),
    ],
)
def test_a_design_that_the_cited_source_has_not_is_found(text, words):
    assert found(DESIGNS, draft(text, references=ALL)) == [("design-misstated", words)]


@pytest.mark.parametrize(
    "text",
    [
        "A randomised trial found fewer attacks.[2]",
        "A clinical trial found fewer attacks.[2]",
        "A cohort study found fewer attacks.[1]",
        "Randomised trials found fewer attacks.[4]",
        "A systematic review of randomised trials found fewer attacks.[4]",
        "Guidelines recommend it.[6]",
        "A randomised trial found fewer attacks.[1,2]",
        "A randomised trial found fewer attacks.[7]",
        "No randomised trial has tested it.[1]",
        "Is there a randomised trial of it?[1]",
        "A randomised trial is needed.[1]",
        "It is tested in clinical trials.[1]",
        "Many pills are in clinical trials.[1]",
        "You may join a clinical trial.[1]",
        "A randomised trial was made.[2] A cohort study followed.[1]",
        "This study was non-randomised.[1]",
        "Clinical trials are used to study it.[1]",
        "Only a randomised trial can tell.[1]",
        "A randomised trial is being planned.[1]",
        "A trial of treatment may be worth it.[1]",
        "A review of trials found it.[5]",
    ],
)
def test_a_design_that_fits_or_is_not_claimed_stands(text):
    assert found(DESIGNS, draft(text, references=ALL)) == []


def test_a_confirmed_design_counts_before_the_proposed_one():
    confirmed = reference(1, "Attacks in Norway: a cohort study", design="randomised-trial")
    text = "A randomised trial found fewer attacks.[1]"
    assert found(DESIGNS, draft(text, references=[confirmed])) == []


def test_the_finding_names_the_source_and_its_design():
    finding = only(DESIGNS, draft("A meta-analysis found it.[2]", references=ALL))
    assert finding.level is Level.NEEDS_REASON
    assert (
        "is a randomised trial (“Kelp cells or salt water: a randomized trial”)" in finding.message
    )


class TestATakeawayThatCitesNothing:
    takeaway = "A randomized trial has shown that 61 % improved."

    def rules(self, body: str, takeaway: str = takeaway) -> list[tuple[str, str]]:
        return found(DESIGNS, draft(body, takeaway=takeaway, references=ALL))

    @pytest.mark.parametrize(
        "body",
        [
            "A paper tells of a Norwegian study of 90 people. Of them, 61% improved.",
            "Of the people, 61 percent improved.[1]",
            "Of the people, 61% improved. Others did not.[1]",
        ],
    )
    def test_is_held_against_where_the_body_gives_the_figure(self, body):
        assert self.rules(body) == [("design-misstated", "randomized trial")]

    def test_says_what_the_body_calls_the_study(self):
        made = draft("A Norwegian study was made. Of all, 61% improved.", takeaway=self.takeaway)
        finding = only(DESIGNS, made)
        assert finding.place.field == "key_takeaways"
        assert "tells of “A Norwegian study”" in finding.message

    @pytest.mark.parametrize(
        "body",
        [
            "Of the people, 61% improved.[2]",
            "In a randomised trial, 61% improved.",
            "A cohort had 61% too.[1]</p><p>In the trial, 61% improved.[2]",
        ],
    )
    def test_stands_where_the_body_agrees(self, body):
        assert self.rules(body) == []

    def test_without_a_figure_is_held_against_all_sources(self):
        takeaway = "A randomised trial has shown that it helps."
        assert self.rules("It is so.", takeaway) == []
        made = draft("It is so.", takeaway=takeaway, references=[COHORT, MICE])
        assert found(DESIGNS, made) == [("design-misstated", "randomised trial")]


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("A large study of 24 patients found it.", True),
        ("A large study found it.[9]", True),
        ("A large study of 24,000 patients found it.", False),
        ("A large study found it.[1]", False),
        ("No large study of 24 patients can tell.", False),
    ],
)
def test_a_large_study_has_many_people(text, is_found):
    rules = found(evidence.large_studies_are_large, draft(text, references=ALL))
    assert rules == [("study-called-large", "large study")] * is_found


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("It reduces attacks in many people.[3]", True),
        ("In mice, it reduces attacks.[3]", False),
        ("The cells were tried in animals. It reduces attacks.[3]", False),
        ("It reduces attacks in many people.[2,3]", False),
        ("The cells make a protein.[3]", False),
        ("Does it reduce attacks in people?[3]", False),
    ],
)
def test_laboratory_work_is_not_told_as_an_effect_in_people(text, is_found):
    rules = found(evidence.laboratory_work_is_called_so, draft(text, references=ALL))
    assert rules == [("laboratory-as-human", "reduces")] * is_found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It has been shown to prevent attacks.[2]", "has been shown to"),
        ("It is proven to prevent attacks.[1]", "is proven to"),
        ("It has clearly been shown to prevent attacks.[1]", "has clearly been shown to"),
        ("Studies show that it prevents attacks.[1]", "Studies show"),
    ],
)
def test_a_single_study_settles_nothing(text, words):
    rules = found(evidence.one_study_settles_nothing, draft(text, references=ALL))
    assert rules == [("single-study-settled", words)]


@pytest.mark.parametrize(
    "text",
    [
        "It has been shown to prevent attacks.[4]",
        "It has been shown to prevent attacks.[2,6]",
        "It has been shown to prevent attacks.[7]",
        "In one small trial it has been shown to prevent attacks.[2]",
        "It has not been shown to prevent attacks.[2]",
        "One trial found fewer attacks.[2]",
    ],
)
def test_what_several_say_or_one_says_openly_stands(text):
    assert found(evidence.one_study_settles_nothing, draft(text, references=ALL)) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It is currently in wide use.[8]", "currently"),
        ("Reliefin is the most popular medicine.[8]", "is the most popular"),
        ("It is now used everywhere.[8]", "is now"),
    ],
)
def test_the_present_needs_a_recent_source(text, words):
    finding = only(evidence.the_present_has_recent_sources, draft(text, references=ALL))
    assert (finding.rule, finding.quote) == ("source-old", words)
    assert "of 2004" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "It is currently in wide use.[8,1]",
        "It is currently in wide use.[1]",
        "In 2003, 40 people were asked.[8]",
        "Migraine is the most common headache that throbs.[8]",
        "It was then the most popular medicine.[8]",
        "Is it currently in wide use?[8]",
    ],
)
def test_the_past_may_have_an_old_source(text):
    assert found(evidence.the_present_has_recent_sources, draft(text, references=ALL)) == []


@pytest.mark.parametrize(("year", "is_old"), [(2034, False), (2035, True)])
def test_a_source_grows_old_after_ten_years(monkeypatch, year, is_old):
    monkeypatch.setattr(evidence, "utc_today", lambda: datetime.date(year, 6, 1))
    made = draft("It is currently in wide use.[1]", references=[COHORT])
    assert bool(found(evidence.the_present_has_recent_sources, made)) is is_old


def test_an_article_must_not_rest_on_narrative_reviews_alone():
    check = evidence.sources_are_not_all_narrative_reviews
    finding = only(check, draft("x", references=[NARRATIVE]))
    assert (finding.rule, finding.place) == ("sources-only-reviews", Place("bibliography"))
    assert found(check, draft("x", references=[NARRATIVE, COHORT])) == []
    assert found(check, draft("x", references=[NARRATIVE, UNKNOWN])) == []
    assert found(check, draft("x")) == []


@pytest.mark.parametrize(
    "text",
    [
        "KCI reduces attacks in many people.",
        "KCI reduces attacks in many people. Reliefin has side effects.",
        "KCI reduces the risk of attacks in many people.",
        "KCI reduces attacks in many people. KCI has no side effects.",
    ],
)
def test_a_benefit_without_any_harm_is_found(text):
    rules = found(evidence.efficacy_stands_with_harms, draft(text))
    assert rules == [("efficacy-without-harm", "reduces")]


@pytest.mark.parametrize(
    "text",
    [
        "KCI reduces attacks in many people. KCI can cause fever.",
        "KCI reduces attacks in many people. It can cause fever.",
        "KCI reduces attacks in many people. Kelp cells carry risks.",
        "KCI does not reduce attacks in people.",
        "Does KCI reduce attacks in people?",
        "KCI aims to reduce attacks in people.",
        "KCI is given by a nurse.",
    ],
)
def test_a_benefit_with_a_harm_or_none_stands(text):
    assert found(evidence.efficacy_stands_with_harms, draft(text)) == []


@pytest.mark.shared
@pytest.mark.django_db
def test_the_trial_that_was_none_is_found_in_the_seed(shared: Path):
    file = shared / "seed" / "ms-stem-cells.txt"
    saved = save_draft(read_article_file(file), by=factories.account("writer"), source=file.name)
    made = Draft.of(saved.article)
    [finding] = [finding for check in CHECKS for finding in check(made)]
    assert (finding.rule, finding.place.field, finding.place.row) == (
        "design-misstated",
        "key_takeaways",
        1,
    )
    assert finding.quote == "randomized controlled trial"
