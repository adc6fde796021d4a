"""A study design is proposed from PubMed's publication types and the title."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from references.formats.pubmed import read_article
from references.study_design import StudyDesign, propose_design

BY_TYPE = [
    (["Journal Article", "Practice Guideline"], "Treatment of sleeplessness", "guideline"),
    (["Guideline", "Review"], "Sleep", "guideline"),
    (["Meta-Analysis", "Review"], "Sleep: facts and myths", "systematic-review"),
    (["Systematic Review"], "Does sleep matter?", "systematic-review"),
    (["Randomized Controlled Trial", "Multicenter Study"], "Rest at night", "randomised-trial"),
    (["Clinical Trial, Phase III"], "A randomised trial of rest", "randomised-trial"),
    (["Clinical Trial, Phase II"], "Rest at night", "non-randomised-trial"),
    (["Clinical Trial"], "Rest at night in adults", "non-randomised-trial"),
    (["Controlled Clinical Trial"], "Rest at night", "non-randomised-trial"),
    (["Case Reports"], "Waking up in the Alps", "case-report"),
    (["Case Reports", "Review"], "A man who did not sleep", "case-report"),
    (["Case Reports"], "Sleeplessness after surgery: a case series", "case-series"),
    (["Case Reports"], "Sleeplessness after surgery: report of three cases", "case-series"),
    (["Review", "Journal Article"], "New developments in sleep", "narrative-review"),
    (["Editorial", "Comment"], "A randomised trial of rest, read closely", "other"),
    (["Published Erratum"], "Corrigendum to “A cohort study of rest”", "other"),
    (["Clinical Trial Protocol"], "Rest at night", "other"),
    (["Letter"], "On rest", "other"),
    (["Letter"], "Rest and death: a cohort study", "cohort"),
]
BY_TITLE = [
    ("Guidelines for the treatment of sleeplessness", "guideline"),
    ("Sleeplessness in adults: an updated national clinical practice guideline", "guideline"),
    ("Rest after surgery: a consensus statement", "guideline"),
    ("Adherence to clinical practice guidelines on sleep: a cohort study", "cohort"),
    ("Do guidelines for the treatment of sleeplessness help?", None),
    ("Rest and pain: a systematic review of case reports", "systematic-review"),
    ("Rest and pain: systematic literature review", "systematic-review"),
    ("Rest and pain: a network meta-analysis of randomised trials", "systematic-review"),
    ("Rest and pain: a randomized, double-blind trial", "randomised-trial"),
    ("Rest and pain: a placebo-controlled crossover study", "randomised-trial"),
    ("Rest and pain: a non-randomised controlled trial", "non-randomised-trial"),
    ("Rest and pain: a quasi-experimental study", "non-randomised-trial"),
    ("Rest and pain: a single-arm, open-label trial", "non-randomised-trial"),
    ("Rest and pain: a phase II trial", "non-randomised-trial"),
    ("Study protocol for a randomised trial of rest", "other"),
    ("Rest and pain: protocol for a systematic review", "other"),
    ("Rest and pain: a Mendelian randomisation study", None),
    ("Rest and pain: a nested case–control study", "case-control"),
    ("Rest and pain: a prospective cohort study", "cohort"),
    ("Rest and pain: a retrospective study", "cohort"),
    ("Rest and pain: a longitudinal study of nurses", "cohort"),
    ("Pain after rest: a retrospective case series", "case-series"),
    ("Pain after rest: report of 5 cases", "case-series"),
    ("Pain after rest: a case report and review of the literature", "case-report"),
    ("A case of pain after rest", "case-report"),
    ("Rest lowers pain in <i>mice</i>", "laboratory"),
    ("Effects of rest in aged rats", "laboratory"),
    ("Rest slows growth of cancer cell lines", "laboratory"),
    ("Rest in women before in vitro fertilisation", None),
    ("Rest and pain: a narrative review", "narrative-review"),
    ("Rest and pain: a cross-sectional study", "other"),
    ("Rest and pain", None),
    ("", None),
]


@pytest.mark.parametrize(("types", "title", "design"), BY_TYPE)
def test_publication_types_decide_and_titles_make_them_more_exact(types, title, design):
    proposed = propose_design({"title": title, "custom": {"publication-types": types}})
    assert proposed and proposed.design == design, proposed


@pytest.mark.parametrize(("title", "design"), BY_TITLE)
def test_without_speaking_types_the_title_decides(title, design):
    item = {"title": title, "custom": {"publication-types": ["Journal Article"]}}
    proposed = propose_design(item)
    assert (proposed.design if proposed else None) == design, proposed
    assert propose_design({"title": title}) == proposed


@pytest.mark.parametrize(
    ("headings", "design"),
    [
        (["Humans", "Cohort Studies"], "cohort"),
        (["Humans", "*Case-Control Studies"], "case-control"),
        (["Humans", "Retrospective Studies/methods"], "cohort"),
        (["Humans"], None),
    ],
)
def test_headings_for_methods_count_in_observational_studies(headings, design):
    custom = {"publication-types": ["Observational Study"], "mesh": headings}
    proposed = propose_design({"title": "Rest", "custom": custom})
    assert (proposed.design if proposed else None) == design


def test_animals_without_humans_are_the_laboratory():
    custom = {"publication-types": ["Journal Article"], "mesh": ["Animals", "*Rest/physiology"]}
    assert propose_design({"title": "Rest", "custom": custom}).design == "laboratory"
    custom["mesh"].append("Humans")
    assert propose_design({"title": "Rest", "custom": custom}) is None


def test_what_speaks_for_a_design_is_said():
    by_type = propose_design({"title": "x", "custom": {"publication-types": ["Meta-Analysis"]}})
    assert by_type.because == "PubMed's publication type is “Meta-Analysis”"
    by_title = propose_design({"title": "Rest: a Cohort Study"})
    assert by_title.because == "the title says “Cohort”"


@pytest.mark.parametrize(
    "item", [{}, {"title": None}, {"custom": "x"}, {"custom": {"publication-types": "Review"}}]
)
def test_records_of_odd_shapes_propose_nothing(item):
    assert propose_design(item) is None


def test_the_list_is_that_of_the_desk():
    assert [design.label for design in StudyDesign] == [
        "Guideline",
        "Systematic review or meta-analysis",
        "Randomised trial",
        "Non-randomised trial",
        "Cohort study",
        "Case–control study",
        "Case series",
        "Case report",
        "Narrative review",
        "Laboratory study",
        "Other kind of source",
    ]


@pytest.mark.shared
def test_recorded_articles_get_the_designs_that_a_person_read_from_them(shared: Path):
    designs = {}
    for file in sorted((shared / "data/pubmed_xml/metapub").glob("*.xml")):
        item = read_article(etree.parse(file).getroot()[0])
        if proposed := propose_design(item):
            designs[item["PMID"]] = str(proposed.design)
    assert designs["39626064"] == designs["35354777"] == "guideline"
    assert designs["35830032"] == "systematic-review"
    assert designs["38700094"] == designs["38833988"] == "other"
    reviews = {pmid for pmid, design in designs.items() if design == "narrative-review"}
    assert len(reviews) == 7
    assert "35649368" not in designs  # cells of patients and their cancer: for a person to say
    print(f"A design was proposed for {len(designs)} of 38 articles.")
