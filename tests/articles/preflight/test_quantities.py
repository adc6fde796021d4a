"""Figures are told from the other numbers of a medical text."""

from __future__ import annotations

import pytest

from articles.preflight.figure_patterns import Kind
from articles.preflight.quantities import figures_in


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Relief came in 40% of patients.", Kind.PERCENT, "40%"),
        ("Relief came in 15 to 20 percent of patients.", Kind.PERCENT, "15 to 20 percent"),
        ("Twenty-five per cent got better.", Kind.PERCENT, "Twenty-five per cent"),
        ("Survival is ~32.9%.", Kind.PERCENT, "32.9%"),
        ("It strikes 1 in 8,000 newborns.", Kind.RATIO, "1 in 8,000"),
        ("One in five adults has it.", Kind.RATIO, "One in five"),
        ("Nine out of every ten cases are mild.", Kind.RATIO, "Nine out of every ten"),
        ("Of the rest, 9 out of 126 fell ill.", Kind.RATIO, "9 out of 126"),
        ("There are 3 to 7 per 100,000 people.", Kind.RATIO, "3 to 7 per 100,000"),
        ("About half of patients relapse.", Kind.RATIO, "half of patients"),
        ("Two-thirds of affected children recover.", Kind.RATIO, "Two-thirds of affected children"),
        ("It affects 264 million people.", Kind.COUNT, "264 million people"),
        ("The study enrolled 231 patients.", Kind.COUNT, "231 patients"),
        ("It caused 135,000 deaths.", Kind.COUNT, "135,000 deaths"),
        ("Only six cases have been reported.", Kind.COUNT, "six cases"),
        ("It kills 1.5 million each year.", Kind.COUNT, "1.5 million"),
        ("It costs $327 billion a year.", Kind.COUNT, "$327 billion"),
        ("Smokers are twice as likely to have it.", Kind.EFFECT, "twice as"),
        ("The risk is three times higher.", Kind.EFFECT, "three times higher"),
        ("There was a twofold rise.", Kind.EFFECT, "twofold"),
        ("It doubles the risk of stroke.", Kind.EFFECT, "doubles"),
        ("It lowered pressure by 5 mm Hg.", Kind.EFFECT, "lowered pressure by 5 mm Hg"),
        ("The hazard ratio was 0.62.", Kind.STATISTIC, "hazard ratio was 0.62"),
        ("Sleep got better (p < 0.05).", Kind.STATISTIC, "p < 0.05"),
        ("Most people die within 3 to 5 years.", Kind.SURVIVAL, "die within 3 to 5 years"),
        ("The median time was 14 months.", Kind.STATISTIC, "median time was 14"),
    ],
)
def test_a_figure_is_read(text, kind, words):
    [figure] = figures_in(text)
    assert (figure.kind, figure.words) == (kind, words)
    assert text[figure.start : figure.end] == words


@pytest.mark.parametrize(
    "text",
    [
        "Take 20 mg twice a day for 14 days.",
        "The drug was approved in 2019.",
        "It is given to adults aged 18 to 65.",
        "A Phase II trial is under way.",
        "Vitamin B12, CD34 and COVID-19 are names.",
        "People with type 2 diabetes can take it.",
        "Call 1-800-555-0100 for help.",
        "See section 4.2 and figure 3.",
        "The infusion takes 30 minutes.",
        "Use a 2% solution of the cream.",
        "Wash with 70% alcohol.",
        "The lotion, 5%, is sold without a prescription.",
        "Keep your A1C below 7 percent.",
        "Eat less than 10 percent of your daily calories as fat.",
        "Call your doctor if you lose more than 5% of your weight.",
        "Anemia is defined as a hematocrit below 36%.",
        "Each child has a 25% chance of inheriting both copies.",
        "With each pregnancy there is a 1 in 4 chance of an affected child.",
        "Blood pressure should stay below 120/80.",
        "The visit costs $200.",
        "Humans have 46 chromosomes.",
        "He was first treated in 2010 in 3 clinics.",
        "The gene lies on chromosome 15.",
        "A twofold purpose guided them.",
        "A fourfold rise in antibody titers confirms it.",
        "Nothing is 100% safe.",
        "Studies of mice came first.",
        "A share of 1 in 5 means that one person in five is affected.",
    ],
)
def test_other_numbers_are_no_figures(text):
    assert figures_in(text) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("73% of them did", "73 percent of them did"),
        ("half of patients", "50 % of patients"),
        ("one in five adults", "20 percent of adults"),
        ("two-thirds of people", "6 of 9 people"),
        ("1,200 patients", "1200 patients"),
        ("a twofold rise", "twice as likely"),
        ("twenty-five percent", "25%"),
    ],
)
def test_a_value_is_the_same_however_it_is_written(one, other):
    assert figures_in(one)[0].values == figures_in(other)[0].values


def test_figures_lie_apart_and_in_order():
    found = figures_in("Of 54 people, 33% improved and 37% of the rest did.")
    assert [figure.words for figure in found] == ["54 people", "33%", "37%"]
