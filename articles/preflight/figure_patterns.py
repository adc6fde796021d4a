"""How figures are written: percentages, ratios, counts, effects, survival and statistics.

Each pattern names words one of which a sentence must hold, so that it is seldom run, and what tells
its matches from other numbers (other_numbers.py). Nothing in it is repeated without a bound.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from articles.preflight.lexicon import tables
from articles.preflight.numerals import AMOUNT, NUMBER
from articles.preflight.other_numbers import (
    ANY_CASE,
    GREAT,
    Match,
    always,
    is_count,
    is_effect,
    is_fold,
    is_fraction,
    is_not_age,
    is_not_diluted,
    is_of_people,
    is_part,
    is_ratio,
    is_share,
    is_small_count,
    is_survival,
    words_in,
)


class Kind(StrEnum):
    """What a figure tells."""

    PERCENT = "percentage"
    RATIO = "ratio"
    COUNT = "count"
    EFFECT = "effect"
    SURVIVAL = "survival"
    STATISTIC = "statistic"


Test = Callable[[str, Match], bool]


@dataclass(frozen=True)
class Reading:
    """A pattern of figures, words one of which it needs, and what tells it from other numbers."""

    kind: Kind
    needs: frozenset[str]
    pattern: re.Pattern[str]
    is_figure: Test


@cache
def readings() -> tuple[Reading, ...]:
    """Compile the patterns of figures."""
    return tuple(
        Reading(kind, frozenset(needs), re.compile(pattern, flags), test)
        for kind, needs, pattern, test, flags in (
            *_shares(),
            *_ratios(),
            *_counts(),
            *_effects(),
            *_statistics(),
        )
    )


Written = tuple[Kind, set[str], str, Test, re.RegexFlag]

BORDER = r"(?<![\w.,/^-])"
RANGE = rf"(?:{AMOUNT}\s?(?:%|per\s?cent)?\s?(?:to|or|[-–—]|and)\s?)?"
UNIT = (
    r"(?:hours?|days?|weeks?|months?|years?|minutes?|seconds?|m[lg]|[kµ]?g|mcg|cm|mm|inch(?:es)?|"
    r"doses?|calories|grams?|pounds|cells?|litres?|liters?|dL|L)\b"
)
RISK = (
    r"(?:risks?|rates?|chances?|odds|likelihood|incidence|prevalence|survival|mortality|"
    r"numbers?|probability|deaths?|cases)"
)
FRACTION = (
    r"(?:(?<!first\s)(?<!second\s)(?<!other\s)(?:one[\s-])?half"
    r"|(?:an?|one|two|three|four|nine)[\s-](?:third|quarter|fourth|fifth|sixth|eighth|tenth)s?)"
)
PARTS = {
    *("half", "third", "thirds", "quarter", "quarters", "fourth", "fourths", "fifth", "fifths"),
    *("sixth", "sixths", "eighth", "eighths", "tenth", "tenths"),
}


def _shares() -> Iterator[Written]:
    percent = r"[\s-]?(?:%|percent(?!ile|age)\b|per\scent\b|percentage\spoints?\b)"
    yield (
        Kind.PERCENT,
        {"%", "percent", "cent", "percentage"},
        rf"{BORDER}{RANGE}{AMOUNT}{percent}",
        is_share,
        ANY_CASE,
    )


def _ratios() -> Iterator[Written]:
    about = r"(?:(?:about|around|roughly|approximately|an?\sestimated|nearly|almost)\s)?"
    among = rf"(?:\sout)?[\s-](?:in|of(?<=out\sof))[\s-](?:every\s|each\s|a\s(?=million))?{about}"
    whole = rf"(?:{AMOUNT}|million)(?:\s?(?:to|[-–—])\s?{AMOUNT})?(?![\w%]|\s{UNIT})"
    each = (
        rf"(?:\d[\d,]{{0,12}}00(?:\s(?:thousand|million))?|(?:(?:a|one|1|10|100)\s)?{GREAT})"
        rf"(?![\w%]|\.\d|\s?{UNIT})"
    )
    yield Kind.RATIO, {"in", "out"}, rf"{BORDER}{RANGE}{AMOUNT}{among}{whole}", is_ratio, ANY_CASE
    yield Kind.RATIO, {"of"}, r"(?<=\()\d{1,5}\sof\s\d{1,5}(?=[,)])", is_ratio, ANY_CASE
    yield (
        Kind.RATIO,
        {"of"},
        rf"{BORDER}{AMOUNT}\sof\s(?:(?:the|these|those|every|all)\s)?{AMOUNT}\s{_whom()}",
        is_part,
        ANY_CASE,
    )
    yield (
        Kind.RATIO,
        {"per", "every"},
        rf"{BORDER}{RANGE}{AMOUNT}\s{_between()}(?:per|for\severy|in\severy)\s{each}",
        always,
        ANY_CASE,
    )
    odds = (
        r"\b1\s?[:/]\s?\d{1,3}(?:,\d{3}){1,3}|\b1:\d{3,6}\b"
        rf"|{BORDER}\d{{1,4}}/\d{{1,4}}(?:\s\(\d+\s?%\))?\s{_whom()}"
    )
    yield Kind.RATIO, {":", "/"}, odds, is_not_diluted, ANY_CASE
    them = r"(?<=of\s)(?:them|these|those)\b"
    of_whom = rf"(?:\sof)?(?:\s(?:all|the|these|those|its))?\s(?:{_whom()}|{them})"
    half = (
        r"(?:\A|\b(?:about|nearly|almost|over|only|another)\s)half"
        r"(?=\s(?:were|had|have|will|did|are)\b)"
    )
    yield Kind.RATIO, PARTS, rf"\b{FRACTION}{of_whom}|{half}", is_fraction, ANY_CASE


def _counts() -> Iterator[Written]:
    population = set(tables("claims")["population"]["words"])
    counted = {word.lower() for word in population}
    border = r"(?<![\w.,/^$€£:-])"
    many = rf"{RANGE}(?:{NUMBER}|{AMOUNT}(?=\s(?:{GREAT}|dozen)))(?:\s(?:{GREAT}|dozen))?"
    yield (
        Kind.COUNT,
        counted,
        rf"{border}{many}\s(?:new\s|more\s)?{_whom()}",
        is_count,
        ANY_CASE,
    )
    yield Kind.COUNT, {"million", "billion"}, rf"\ba\s[mb]illion\s{_whom()}", always, ANY_CASE
    often = r"\bevery\s\d+\s(?:seconds|minutes)\b"
    yield Kind.COUNT, {"seconds", "minutes"}, often, is_of_people, ANY_CASE
    few = rf"(?:(?:several|(?:a\s)?few)\s(?:hundred|thousand|dozen)|{AMOUNT})"
    seen = rf"(?=[^.;]{{0,60}}\b(?:{words_in('few')})\b)"
    yield (
        Kind.COUNT,
        counted,
        rf"{border}{few}\s(?:more\s)?{_whom()}{seen}",
        is_small_count,
        ANY_CASE,
    )
    yield from _great_counts()
    cost = rf"[$€£]{NUMBER}\s(?:million|billion|trillion)\b"
    yield Kind.COUNT, {"$", "€", "£"}, cost, always, ANY_CASE


def _great_counts() -> Iterator[Written]:
    """Give counts whose people are named before or not at all: "kills 1.5 million a year"."""
    yield (
        Kind.COUNT,
        {"million", "billion"},
        rf"{BORDER}{AMOUNT}(?<=illion)\b(?!\syears?\b)(?!\s(?:\w+\s)?(?:{words_in('not_people')})\b)",
        is_of_people,
        ANY_CASE,
    )
    befell = r"(?:are|were|will|die[sd]?|develop|have|had|suffer|receive|undergo|get)\b"
    yield (
        Kind.COUNT,
        {"are", "were", "die", "died", "develop", "have", "had", "suffer", "receive", "undergo"},
        rf"{BORDER}\d{{1,3}}(?:,\d{{3}}){{1,3}}\s{befell}|\bof\s(?:these|those|them),?\s{NUMBER}\s{befell}",
        always,
        ANY_CASE,
    )


def _effects() -> Iterator[Written]:
    of_risk = rf"the\s(?:\w+\s){{0,2}}?{RISK}"
    times = (
        rf"{BORDER}(?:twice|(?:{AMOUNT}|several|many)\stimes)\s(?:(?:as|more|less|higher|lower|"
        rf"greater|likelier|larger|fewer|over)\b|{of_risk})|\bdouble\s{of_risk}"
    )
    yield Kind.EFFECT, {"times", "twice", "double"}, times, always, ANY_CASE
    crossed = rf"{BORDER}{NUMBER}\s?[x×](?=\s(?:as|more|less|higher|lower|greater|the|increase)\b)"
    yield Kind.EFFECT, {"x", "×"}, crossed, always, ANY_CASE
    fold = rf"\b(?:[a-z]{{2,12}}|{NUMBER})[-\s]?fold\b"
    yield Kind.EFFECT, {"fold"}, fold, is_fold, ANY_CASE
    changed = r"(?:doubl|tripl|quadrupl|halv)"
    doubled = (
        rf"\b{changed}(?:e[sd]?|ing)\b(?![\s-](?:blind|vision|dose|your))"
        rf"(?=[^.;]{{0,50}}\b{RISK}\b)|\b{RISK}\b[^.;,]{{0,40}}?\b{changed}e[sd]\b"
    )
    halved = (
        rf"\b(?:cuts?|cutting|reduc\w{{1,4}}|slash\w{{0,3}})\s(?:[\w-]+\s){{0,4}}?{RISK}\s"
        r"(?:[\w-]+\s){0,4}?in\shalf\b|\bby\sa\sfactor\sof\s(?:about\s)?\d+(?:\.\d+)?"
    )
    yield Kind.EFFECT, {"half", "factor"}, halved, always, ANY_CASE
    yield Kind.EFFECT, {"doubl", "tripl", "quadrupl", "halv"}, doubled, always, ANY_CASE
    measure = (
        r"(?:points?|mm\s?Hg|kg|kilograms?|pounds|lbs?|days|hours|minutes|weeks|months|years|"
        r"mg/dL|mmol|cm|units|attacks|relapses|episodes|times)\b"
    )
    by = (
        r"\b(?:reduc|lower|decreas|increas|rais|improv|fell|fall|drop|declin|gr[eo]w|r[io]se|shrank|"
        r"shorten|prolong|extend|cut)\w{0,5}\b[^.;\d]{0,60}?\bby\s(?:an?\s(?:average|mean|median)"
        r"\sof\s|about\s|around\s|up\sto\s|at\sleast\s|more\sthan\s|nearly\s|almost\s|as\smuch\sas\s)?"
    )
    changed_by = rf"{by}(?:{AMOUNT}[\s-]?{measure}|{FRACTION}\b)"
    yield Kind.EFFECT, {"by"}, changed_by, is_effect, ANY_CASE
    difference = (
        rf"{BORDER}{AMOUNT}\s(?:{measure}\s(?:longer|shorter)"
        r"|(?:points?|mm\s?Hg|kg|kilograms?|pounds|attacks|relapses)\s(?:lower|higher|fewer|less|more))\b"
    )
    needs = {"lower", "higher", "longer", "shorter", "fewer", "less", "more"}
    yield Kind.EFFECT, needs, difference, is_effect, ANY_CASE


def _statistics() -> Iterator[Written]:
    lived = r"(?:surviv\w{1,5}|life[\s-]?(?:expectancy|span)|liv(?:e|es|ed)|die[sd]?|death|fatal)"
    long = r"(?:more\s)?(?:years|months|weeks)\b(?!\s(?:old|of\sage))"
    survival = rf"\b{lived}\b[^.;\d]{{0,50}}?{BORDER}{RANGE}{AMOUNT}\s{long}"
    yield Kind.SURVIVAL, {"years", "months", "weeks"}, survival, is_survival, ANY_CASE
    yield (
        Kind.STATISTIC,
        {"mean", "median"},
        rf"\b(?:mean|median)\b[^.;\d]{{0,60}}?{BORDER}{NUMBER}(?![\w%]|[\s-]years?[\s-](?:old|of))",
        is_not_age,
        ANY_CASE,
    )
    average = (
        r"\baveraged?\s(?:[a-z]{1,20}\s){0,4}?(?:about\s|around\s)?"
        rf"{BORDER}{AMOUNT}(?!\s?%|\s(?:years\sold|percent|times))"
    )
    results = {*("lost", "lived", "reduction", "improvement", "decrease", "survival", "relapses")}
    yield Kind.STATISTIC, results, average, is_not_age, ANY_CASE
    symbols = (
        r"\b(?:[Oo]dds|[Hh]azard|[Rr]isk|[Rr]ate|[Pp]revalence)\sratios?\b[^.;\d]{0,25}\d+(?:\.\d+)?"
        r"|\b[Rr]elative\srisk\b[^.;\d]{0,25}\d+(?:\.\d+)?"
        r"|\b(?:OR|HR|RR|aOR|aHR|aRR|IRR|SMR|NNT|NNH|AUC)\s?(?:[=:≈,]|of\b|is\b|was\b)?\s?\d+(?:\.\d+)?"
        r"|\b[Pp]\s?[<=>≤]\s?0?\.\d+"
        r"|\b(?:r|κ|α|kappa|alphas?|d)\s?(?:=|of)\s?[-–]?0?\.\d+"
        r"|\b[nN]\s?=\s?\d+|\bratio\s(?:of|was|is)\s(?:about\s)?\d+(?:\.\d+)?(?:\s?:\s?|\sto\s)\d+"
        r"|\b(?:[Ss]ensitivity|[Ss]pecificity)\b[^.;\d]{0,40}\b[01]?\.\d+"
        r"|\b(?:score|rate|mortality|incidence|prevalence)s?\s(?:of|was|is|were)\s~?\d+\.\d+"
    )
    needs = {
        *("=", "<", "ratio", "ratios", "relative", "hr", "rr", "aor", "ahr", "arr", "irr", "smr"),
        *("nnt", "nnh", "auc", "kappa", "alpha", "alphas", "score", "scores", "rate", "rates"),
        *("mortality", "incidence", "prevalence", "sensitivity", "specificity"),
    }
    yield Kind.STATISTIC, needs, symbols, always, re.NOFLAG


def _whom() -> str:
    return rf"{_between()}(?:{words_in('population')})\b"


def _between() -> str:
    """Write the words that may stand between a number and what it counts."""
    return rf"(?:(?!(?:{words_in('not_counted')})\b)[A-Za-z][\w’'./-]{{0,40}},?\s){{0,4}}?"
