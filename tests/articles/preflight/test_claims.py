"""Figures and evidence without a source are found; what is cited, denied or asked is left alone."""

from __future__ import annotations

import time

import pytest

from articles.preflight import claims
from articles.preflight.findings import Level
from tests.articles.preflight.reading import draft_with, found_by, said_of

CITED = '<cite data-ref="7"></cite>'


def said(text: str) -> list[tuple[str, str]]:
    return said_of(claims.CHECKS, text)


def rules_of(body: str, **fields: object) -> list[str]:
    return [finding.rule for finding in found_by(claims.CHECKS, draft_with(body, **fields))]


def test_a_figure_without_a_source_is_marked_at_its_words():
    [finding] = found_by(claims.CHECKS, draft_with("<p>It helped 40% of them.</p>"))
    assert (finding.rule, finding.quote, finding.level) == (
        "figure-uncited",
        "40%",
        Level.NEEDS_REASON,
    )
    assert (finding.place.block, finding.place.start, finding.place.end) == (0, 10, 13)
    assert finding.mend is not None
    assert finding.mend.act == "cite"


def test_a_sentence_is_found_once_from_its_first_figure_to_its_last():
    text = "After a year 30% had no pain and 12% had some, they said."
    assert said(text) == [("figure-uncited", "30% had no pain and 12%")]


@pytest.mark.parametrize(
    "text",
    [
        f"It helped 40% of patients.{CITED}",
        f"It helped 40%{CITED} of patients.",
        "It helped 40% of patients [3].",
        "It helped 40% of patients.[1–3]",
        "It helped 40% of patients (Smith et al., 2019).",
        "Smith and Jones (2019) saw it help 40% of patients.",
        "Lee et al. [10] found that it helped 40%.",
        "It helped 40% of patients (ref. 3).",
        "It helped 40% of patients (WHO, 2020).",
        "It helped 40% of patients.¹",
        "It helped 40% of patients.1–3",
        "It helped 40% of patients (3, 4).",
        "It helped 40% of patients (doi:10.1000/182).",
        "It helped 40% of patients [PMID: 123456].",
        "It helped 40% of patients [Smith et al., 2019].",
        "It helped 40% of patients (World Health Organization [WHO], 2021).",
        "It helped 40% of patients (de Vries 2018).",
        "It helped 40% of patients [19], [20].",
        "It helped 40% of patients[^1].",
        "It helped 40% of patients [@smith2019].",
        "As Smith (2019) saw, it helped 40% of patients.",
    ],
)
def test_a_citation_in_the_sentence_is_a_source(text):
    assert said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "It helped 40% of patients (2019).",
        "It helped 40% of patients (3 of them twice).",
        "In London (May 2019) it helped 40% of patients.",
        "According to the agency, it helped 40% of patients.",
        "It helped 40% of patients [sic].",
        "In the United States (2019) it helped 40% of patients.",
        "It helped 40% of patients (figure 2).",
    ],
)
def test_what_only_looks_like_a_citation_is_none(text):
    assert [rule for rule, _ in said(text)] == ["figure-uncited"]


def test_whose_word_it_is_does_not_replace_a_citation_and_the_message_says_so():
    draft = draft_with("<p>According to the agency, 40% of people have it.</p>")
    [finding] = found_by(claims.CHECKS, draft)
    assert "“According to …” tells whose word it is" in finding.message


@pytest.mark.parametrize(
    "after",
    [
        f"They were followed for a year.{CITED}",
        f"However, this was a small trial.{CITED}",
        f"The authors call it preliminary.{CITED}",
        f"Of these, 12 had side effects. None of them were serious.{CITED}",
        f"Pain was less in the placebo group.{CITED}",
    ],
)
def test_a_source_may_follow_in_a_sentence_that_plainly_goes_on(after):
    assert said(f"The trial took in 54 people. {after}") == []


@pytest.mark.parametrize(
    "after",
    [
        f"Exercise is good for the heart.{CITED}",
        f"It is known that sleep matters.{CITED}",
        f"Surgery is another way. They do it in hospital.{CITED}",
        "They were followed for a year.",
    ],
)
def test_a_source_of_another_thought_does_not_count(after):
    assert said(f"The trial took in 54 people. {after}")[0] == ("figure-uncited", "54 people")


def test_a_source_in_the_paragraph_before_does_not_count():
    assert rules_of(f"<p>A.{CITED}</p><p>It helped 40%.</p>") == ["figure-uncited"]


def test_a_list_has_the_source_of_the_sentence_that_leads_in():
    items = "<ul><li>Nausea in 20%</li><li>Pain in 5%</li></ul>"
    assert rules_of(f"<p>The trial saw:{CITED}</p>{items}") == []
    assert rules_of(f"<p>The trial saw:</p>{items}") == ["figure-uncited"] * 2


TABLE = "<table>{}<tr><th>Harm</th><th>Share</th></tr><tr><td>Fever{}</td><td>68%</td></tr></table>"


def test_a_table_cites_in_its_caption_or_a_cell_and_is_found_once():
    assert rules_of(TABLE.format("", "")) == ["figure-uncited"]
    assert rules_of(TABLE.format(f"<caption>Harms{CITED}</caption>", "")) == []
    assert rules_of(TABLE.format("", CITED)) == []
    assert rules_of(TABLE.format("", CITED) + "<p>And</p>" + TABLE.format("", "")) == [
        "figure-uncited"
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Studies show that it works.", "Studies show"),
        ("Early research suggests a benefit.", "research suggests"),
        ("A large trial of people with gout found less pain.", "trial of people with gout found"),
        ("The drug has been shown to slow the disease.", "has been shown to"),
        ("It is clinically proven.", "clinically proven"),
        ("Studies are currently mixed, we think.", "Studies are currently mixed"),
        ("There is strong evidence that it helps.", "strong evidence that"),
        ("The new pill is more effective than the old one.", "is more effective"),
        ("It is the safest option for children.", "is the safest"),
        ("Surgery was superior to tablets.", "superior to"),
        ("According to a recent study, it helps.", "According to a recent study"),
    ],
)
def test_evidence_and_comparisons_without_a_source_are_found(text, words):
    assert said(text) == [("evidence-uncited", words)]


@pytest.mark.parametrize(
    "text",
    [
        f"Studies show that it works.{CITED}",
        "No study has shown that it works.",
        "There is no conclusive data that shows a cure.",
        "More research is needed to find out.",
        "Do studies show that it works?",
        "Ask which treatment is most effective for you.",
        "Scientists hope to find a more effective drug.",
        "The study was supported by a grant.",
        "Researchers are looking into it.",
        "Imaging studies show the tumor.",
        "Your test results show how you are.",
        "Find a safe place to rest.",
    ],
)
def test_what_nobody_claims_needs_no_source(text):
    assert said(text) == []


def test_a_question_that_tells_is_no_question():
    assert said("Did you know that 1 in 5 adults has it?") == [("figure-uncited", "1 in 5")]
    assert said("Do 1 in 5 adults have it?") == []


def test_headings_and_plain_fields_cannot_cite_and_are_not_asked_to():
    body = f"<h2>It helps 40% of patients</h2><p>It helped 40% of patients.{CITED}</p>"
    assert rules_of(body, title="Help for 40% of patients") == []


# Figures outside the text ------------------------------------------------------------------

BODY = (
    f"<p>In the trial, 73% of people had fewer relapses after five years.{CITED}</p>"
    f"<p>Fever was seen in 68 of 100 people.{CITED}</p>"
)


@pytest.mark.parametrize(
    "takeaway",
    [
        "In one trial, 73 percent had fewer relapses after five years.",
        "Relapses grew fewer in 73% of patients.",
        "Fever was common: 68% of people had it.",
    ],
)
def test_a_takeaway_may_repeat_a_figure_of_the_text(takeaway):
    assert rules_of(BODY, key_takeaways=(takeaway,)) == []


def test_a_figure_of_something_else_is_shown_with_both_sentences():
    draft = draft_with(BODY, key_takeaways=("Walking improved in 73% of patients.",))
    [finding] = found_by(claims.CHECKS, draft)
    assert (finding.rule, finding.quote) == ("figure-not-in-body", "73%")
    assert "Key takeaway 1 says: “Walking improved in 73% of patients.”" in finding.message
    assert "“In the trial, 73% of people had fewer relapses after five years.”" in finding.message


@pytest.mark.parametrize("field", ["title", "summary", "meta_description"])
def test_a_figure_that_the_text_has_not_is_found(field):
    draft = draft_with(BODY, **{field: "Fewer relapses for 80% of people after five years"})
    [finding] = found_by(claims.CHECKS, draft)
    assert (finding.rule, finding.place.field) == ("figure-not-in-body", field)
    assert "nearest comes: “In the trial, 73%" in finding.message


def test_a_takeaway_with_a_figure_that_stands_nowhere_is_found_once():
    assert rules_of(BODY, key_takeaways=("Pain fell by 30 points.",)) == ["figure-not-in-body"]


def test_a_takeaway_of_an_article_without_text_needs_a_source():
    assert rules_of("", key_takeaways=("Pain fell by 30 points.",)) == ["figure-uncited"]


def test_a_heading_must_agree_with_the_text():
    assert rules_of(f"<h2>Good for 90% of people</h2>{BODY}") == ["figure-not-in-body"]


# Bad input ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["", " ", "x", "٪٥٠ من المرضى", "💊 50% 💊", "%", "1 in 0", "0 in 0", "1/0", "½ of them"],
)
def test_any_text_is_read(text):
    said(text)


@pytest.mark.parametrize(
    "text",
    [
        "1 " * 20_000,
        "1," * 20_000,
        "one in " * 10_000,
        "half of the " * 8_000,
        "studies of " * 9_000,
        "(" * 30_000 + "2019",
        "[1,2" * 10_000,
        "Smith, " * 10_000 + "2019",
        "people 12 " * 10_000,
        "a" * 60_000 + "1",
        "by 5 reduced " * 6_000,
        "100 percent not " * 6_000,
    ],
)
def test_hostile_text_takes_no_longer_than_its_length(text):
    before = time.process_time()
    said(text)
    assert time.process_time() - before < 4


def test_reading_is_linear():
    sentence = "In a trial 40% of 54 people had less pain, studies show. It was short. "

    def seconds(times: int) -> float:
        draft = draft_with(f"<p>{sentence * times}</p>")
        assert len(draft.sentences) == 2 * times
        before = time.process_time()
        found_by(claims.CHECKS, draft)
        return time.process_time() - before

    assert seconds(2_000) < 12 * seconds(400) + 0.2
