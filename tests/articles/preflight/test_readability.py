"""Readability: syllables as they are spoken, and grades by the published formulas."""

from __future__ import annotations

import pytest

from articles.preflight.language import text_is_easy_to_read
from articles.preflight.readability import readability_of, syllables_of
from tests.articles.preflight.words import MS, draft, found

SPOKEN = """
cause 1 caused 1 ability 4 able 2 abnormal 3 absence 2 adherence 3 adolescent 4 adult 2 advice 2
affected 3 age 1 agents 2 allergies 3 allergic 3 amount 2 anxiety 4 arthritis 3 asthma 2
available 4 because 2 biological 5 bleed 1 bladder 2 bruises 2 calcium 3 cataract 3 chronic 2
circulation 4 clinic 2 cognitive 3 combination 4 complicated 5 component 3 control 2 course 1
cytokine 3 decreased 2 deficiency 4 delayed 2 dementia 3 depression 3 dietary 4 disability 5
doctors 2 duration 3 epilepsy 4 evidence 3 examination 5 exercise 3 fever 2 fibromyalgia 6
function 2 gene 1 genetic 3 glucose 2 hepatitis 4 hormone 2 hormones 2 improved 2 increase 2
infants 2 infected 3 injured 2 kidney 2 kidneys 2 lesions 2 liver 2 measured 2 migraine 2
mitochondria 5 moderate 3 mutation 3 noticed 2 obesity 4 observational 5 older 2 osteoporosis 6
outcome 2 outcomes 2 palliative 4 paralysis 4 patience 2 peripheral 4 placed 1 policies 3
positive 3 preliminary 5 progressive 3 quality 3 randomized 3 rapidly 3 reduced 2 relapse 2
relapses 3 remission 3 researchers 3 responsible 4 schizophrenia 5 seizure 2 severe 2 siblings 2
smoking 2 society 4 spine 1 stages 2 statistical 4 steroids 2 suicide 3 symptom 2 symptoms 2
tablet 2 theory 3 thyroid 2 tolerated 4 toxic 2 treatable 3 ulcer 2 unlikely 3 urinary 4
vaccine 2 valued 2 vein 1 virus 2 vomiting 3 weighed 1 worse 1 wounds 1 mouse 1 mice 1 cure 1
cured 1 bridge 1 judged 1 bathed 1 edges 2 breathes 1 lenses 2 noses 2 ages 2 haematopoietic 7
"""
"""Words and their syllables in General American, as dictionaries of pronunciation count them."""
FEWEST_RIGHT = 0.95

EASY = "The cat sat on the mat. "
HARD = "Haematopoietic transplantation necessitates considerable immunosuppressive preparation. "


def test_syllables_are_counted_as_they_are_spoken():
    words = SPOKEN.split()
    spoken = dict(zip(words[::2], map(int, words[1::2]), strict=True))
    right = sum(syllables_of(word) == count for word, count in spoken.items())
    assert right >= FEWEST_RIGHT * len(spoken)


@pytest.mark.parametrize("word", ["rhythm", "a", "doctor’s", "x", "ééé", "mmm"])
def test_each_word_has_a_syllable(word):
    assert syllables_of(word) >= 1


def test_flesch_kincaid_is_computed_as_published():
    read = readability_of(draft(EASY * 20))
    assert (read.sentences, read.words, read.syllables) == (20, 120, 120)
    assert read.flesch_kincaid == pytest.approx(0.39 * 6 + 11.8 - 15.59)


def test_smog_counts_words_of_three_syllables_in_thirty_sentences():
    read = readability_of(draft((EASY * 2 + HARD) * 20))
    assert (read.sentences, read.hard.total()) == (60, 120)
    assert read.smog == pytest.approx(3.1291 + 1.0430 * 60**0.5)


def test_too_little_text_has_no_grade_and_says_so():
    read = readability_of(draft(HARD * 5))
    assert (read.flesch_kincaid, read.smog, read.is_too_hard) == (None, None, False)
    assert str(read) == (
        "No grade: there are 30 words of running text, and fewer than 100 say too little."
    )


def test_headings_tables_and_quotations_are_left_out():
    html = f"<h2>{HARD}</h2><blockquote><p>{HARD}</p></blockquote><p>{EASY}</p>"
    assert readability_of(draft(html=html + f"<table><tr><td>{HARD}</td></tr></table>")).words == 6


def test_hard_text_is_advised_on_with_both_grades_and_its_hard_words():
    [finding] = found(text_is_easy_to_read, HARD * 25)
    assert "Flesch–Kincaid grade" in finding.message
    assert "no SMOG, which needs 30 sentences (25 here); target 8" in finding.message
    assert "“considerable” (25)" in finding.suggestion


def test_the_names_that_the_article_is_about_are_not_held_against_it():
    [finding] = found(text_is_easy_to_read, "Multiple sclerosis is a disease. " * 30, subject=MS)
    assert "sclerosis" not in finding.suggestion


def test_easy_text_has_no_finding():
    assert found(text_is_easy_to_read, EASY * 100) == []


@pytest.mark.parametrize("text", ["", "—", "🙂 🙂", "1 2 3"])
def test_text_without_words_has_no_grade(text):
    assert readability_of(draft(text)).flesch_kincaid is None
