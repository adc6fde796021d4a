"""How figures are written, and what tells them from other numbers.

The lists of words (whom figures count, what makes a number no figure) are data:
``lexicons/claims.toml``. Nothing in a pattern is repeated without a bound.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from articles.preflight.lexicon import Lexicon, tables
from articles.preflight.numerals import AMOUNT, NUMBER, numbers_in, shares_in


class Kind(StrEnum):
    """What a figure tells."""

    PERCENT = "percentage"
    RATIO = "ratio"
    COUNT = "count"
    EFFECT = "effect"
    SURVIVAL = "survival"
    STATISTIC = "statistic"


Match = re.Match[str]
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
ANY_CASE = re.IGNORECASE

BORDER = r"(?<![\w.,/^-])"
RANGE = rf"(?:{AMOUNT}\s?(?:%|per\s?cent)?\s?(?:to|or|[-–—]|and)\s?)?"
UNIT = (
    r"(?:hours?|days?|weeks?|months?|years?|minutes?|seconds?|m[lg]|[kµ]?g|mcg|cm|mm|inch(?:es)?|"
    r"doses?|calories|grams?|pounds|cells?|litres?|liters?|dL|L)\b"
)
GREAT = r"(?:hundred|thousand|million|billion)"
RISK = (
    r"(?:risks?|rates?|chances?|odds|likelihood|incidence|prevalence|survival|mortality|"
    r"numbers?|probability|deaths?|cases)"
)
FRACTION = (
    r"(?:(?<!first\s)(?<!second\s)(?<!other\s)(?:one[\s-])?half"
    r"|(?:an?|one|two|three|four|nine)[\s-](?:third|quarter|fourth|fifth|sixth|tenth)s?)"
)
PARTS = {
    *("half", "third", "thirds", "quarter", "quarters", "fourth", "fourths", "fifth", "fifths"),
    *("sixth", "sixths", "tenth", "tenths"),
}


def _shares() -> Iterator[Written]:
    percent = r"[\s-]?(?:%|percent(?!ile|age)\b|per\scent\b|percentage\spoints?\b)"
    yield (
        Kind.PERCENT,
        {"%", "percent", "cent", "percentage"},
        rf"{BORDER}{RANGE}{AMOUNT}{percent}",
        _is_share,
        ANY_CASE,
    )


def _ratios() -> Iterator[Written]:
    about = r"(?:(?:about|around|roughly|approximately|an?\sestimated|nearly|almost)\s)?"
    among = rf"(?:\sout)?[\s-](?:in|of(?<=out\sof))[\s-](?:every\s|each\s|a\s(?=million))?{about}"
    whole = rf"(?:{AMOUNT}|million)(?:\s?(?:to|[-–—])\s?{AMOUNT})?(?![\w%]|\s{UNIT})"
    each = (
        rf"(?:\d[\d,]{{0,12}}00(?:\s(?:thousand|million))?|(?:(?:a|one|1|10|100)\s)?{GREAT})"
        rf"(?![\w.%]|\s?{UNIT})"
    )
    yield Kind.RATIO, {"in", "out"}, rf"{BORDER}{RANGE}{AMOUNT}{among}{whole}", _is_ratio, ANY_CASE
    yield (
        Kind.RATIO,
        {"of"},
        rf"{BORDER}{AMOUNT}\sof\s(?:(?:the|these|those|every|all)\s)?{AMOUNT}\s{_whom()}",
        _is_ratio,
        ANY_CASE,
    )
    yield (
        Kind.RATIO,
        {"per", "every"},
        rf"{BORDER}{RANGE}{AMOUNT}\s{_between()}(?:per|for\severy|in\severy)\s{each}",
        _always,
        ANY_CASE,
    )
    odds = r"\b1\s?[:/]\s?\d{1,3}(?:,\d{3}){1,3}|\b1:\d{3,6}\b"
    yield Kind.RATIO, {":", "/"}, odds, _is_not_diluted, ANY_CASE
    them = r"(?<=of\s)(?:them|these|those)\b"
    of_whom = rf"(?:\sof)?(?:\s(?:all|the|these|those|its))?\s(?:{_whom()}|{them})"
    half = (
        r"(?:\A|\b(?:about|nearly|almost|over|only|another)\s)half"
        r"(?=\s(?:were|had|have|will|did|are)\b)"
    )
    yield Kind.RATIO, PARTS, rf"\b{FRACTION}{of_whom}|{half}", _is_fraction, ANY_CASE


def _counts() -> Iterator[Written]:
    population = set(tables("claims")["population"]["words"])
    counted = {word.lower() for word in population}
    border = r"(?<![\w.,/^$€£:-])"
    many = rf"{RANGE}(?:{NUMBER}|{AMOUNT}(?=\s(?:{GREAT}|dozen)))(?:\s(?:{GREAT}|dozen))?"
    yield (
        Kind.COUNT,
        counted,
        rf"{border}{many}\s(?:new\s|more\s)?{_whom()}",
        _is_count,
        ANY_CASE,
    )
    few = rf"(?:(?:several|(?:a\s)?few)\s(?:hundred|thousand|dozen)|{AMOUNT})"
    seen = rf"(?=[^.;]{{0,60}}\b(?:{_words('few')})\b)"
    yield (
        Kind.COUNT,
        counted,
        rf"{border}{few}\s(?:more\s)?{_whom()}{seen}",
        _is_small_count,
        ANY_CASE,
    )
    yield from _great_counts()
    cost = rf"[$€£]{NUMBER}\s(?:million|billion|trillion)\b"
    yield Kind.COUNT, {"$", "€", "£"}, cost, _always, ANY_CASE


def _great_counts() -> Iterator[Written]:
    """Give counts whose people are named before or not at all: "kills 1.5 million a year"."""
    yield (
        Kind.COUNT,
        {"million", "billion"},
        rf"{BORDER}{AMOUNT}(?<=illion)\b(?!\syears?\b)(?!\s(?:\w+\s)?(?:{_words('not_people')})\b)",
        _is_of_people,
        ANY_CASE,
    )
    befell = r"(?:are|were|will|die[sd]?|develop|have|had|suffer|receive|undergo|get)\b"
    yield (
        Kind.COUNT,
        {"are", "were", "die", "died", "develop", "have", "had", "suffer", "receive", "undergo"},
        rf"{BORDER}\d{{1,3}}(?:,\d{{3}}){{1,3}}\s{befell}|\bof\s(?:these|those|them),?\s{NUMBER}\s{befell}",
        _always,
        ANY_CASE,
    )


def _effects() -> Iterator[Written]:
    of_risk = rf"the\s(?:\w+\s){{0,2}}?{RISK}"
    times = (
        rf"{BORDER}(?:twice|(?:{AMOUNT}|several|many)\stimes)\s(?:(?:as|more|less|higher|lower|"
        rf"greater|likelier|larger|fewer|over)\b|{of_risk})|\bdouble\s{of_risk}"
    )
    yield Kind.EFFECT, {"times", "twice", "double"}, times, _always, ANY_CASE
    crossed = rf"{BORDER}{NUMBER}\s?[x×](?=\s(?:as|more|less|higher|lower|greater|the|increase)\b)"
    yield Kind.EFFECT, {"x", "×"}, crossed, _always, ANY_CASE
    fold = rf"\b(?:[a-z]{{2,12}}|{NUMBER})[-\s]?fold\b"
    yield Kind.EFFECT, {"fold"}, fold, _is_fold, ANY_CASE
    changed = r"(?:doubl|tripl|quadrupl|halv)"
    doubled = (
        rf"\b{changed}(?:e[sd]?|ing)\b(?![\s-](?:blind|vision|dose|your))"
        rf"(?=[^.;]{{0,50}}\b{RISK}\b)|\b{RISK}\b[^.;,]{{0,40}}?\b{changed}e[sd]\b"
    )
    yield Kind.EFFECT, {"doubl", "tripl", "quadrupl", "halv"}, doubled, _always, ANY_CASE
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
    yield Kind.EFFECT, {"by"}, changed_by, _is_effect, ANY_CASE


def _statistics() -> Iterator[Written]:
    lived = r"(?:surviv\w{1,5}|life[\s-]?(?:expectancy|span)|liv(?:e|es|ed)|die[sd]?|death|fatal)"
    long = r"(?:more\s)?(?:years|months|weeks)\b(?!\s(?:old|of\sage))"
    survival = rf"\b{lived}\b[^.;\d]{{0,50}}?{BORDER}{RANGE}{AMOUNT}\s{long}"
    yield Kind.SURVIVAL, {"years", "months", "weeks"}, survival, _is_survival, ANY_CASE
    yield (
        Kind.STATISTIC,
        {"mean", "median"},
        rf"\b(?:mean|median)\b[^.;\d]{{0,60}}?{BORDER}{NUMBER}(?![\w%]|[\s-]years?[\s-](?:old|of))",
        _is_not_age,
        ANY_CASE,
    )
    average = (
        r"\baveraged?\s(?:[a-z]{1,20}\s){0,4}?(?:about\s|around\s)?"
        rf"{BORDER}{AMOUNT}(?!\s?%|\s(?:years\sold|percent|times))"
    )
    results = {*("lost", "lived", "reduction", "improvement", "decrease", "survival", "relapses")}
    yield Kind.STATISTIC, results, average, _is_not_age, ANY_CASE
    symbols = (
        r"\b(?:[Oo]dds|[Hh]azard|[Rr]isk|[Rr]ate|[Pp]revalence)\sratios?\b[^.;\d]{0,25}\d+(?:\.\d+)?"
        r"|\b[Rr]elative\srisk\b[^.;\d]{0,25}\d+(?:\.\d+)?"
        r"|\b(?:OR|HR|RR|aOR|aHR|aRR|IRR|SMR|NNT|NNH|AUC)\s?[=:≈,]?\s?\d+(?:\.\d+)?"
        r"|\b[Pp]\s?[<=>≤]\s?0?\.\d+"
        r"|\b(?:r|κ|α|kappa|alphas?|d)\s?(?:=|of)\s?[-–]?0?\.\d+"
        r"|\b[nN]\s?=\s?\d+|\bratio\s(?:of|was|is)\s(?:about\s)?\d+(?:\.\d+)?(?:\s?:\s?|\sto\s)\d+"
        r"|\b(?:score|rate|mortality|incidence|prevalence)s?\s(?:of|was|is|were)\s~?\d+\.\d+"
    )
    needs = {
        *("=", "<", "ratio", "ratios", "relative", "hr", "rr", "aor", "ahr", "arr", "irr", "smr"),
        *("nnt", "nnh", "auc", "kappa", "alpha", "alphas", "score", "scores", "rate", "rates"),
        *("mortality", "incidence", "prevalence"),
    }
    yield Kind.STATISTIC, needs, symbols, _always, re.NOFLAG


def _whom() -> str:
    return rf"{_between()}(?:{_words('population')})\b"


def _between() -> str:
    """Write the words that may stand between a number and what it counts."""
    return rf"(?:(?!(?:{_words('not_counted')})\b)[A-Za-z][\w’'/-]{{0,40}},?\s){{0,4}}?"


def _words(name: str) -> str:
    return "|".join(re.escape(word) for word in tables("claims")[name]["words"])


# What tells figures from other numbers -----------------------------------------------------

LOOK_BACK = 70
"""Characters before a figure in which its clause says what kind of number it is."""
CLOSE = 25
"""Characters in which the word right before says so."""
MENDELS = frozenset({"0.25", "0.5", "0.75", "0.6667", "0.67", "0.66", "0.3333", "1", "0"})
"""Shares that the laws of inheritance give."""
CHANCE = re.compile(
    r"\b(?:chances?|risks?|probability|odds|likelihood|likely|possibility|share|half)\b", ANY_CASE
)


def _always(text: str, match: Match) -> bool:
    return True


def _is_share(text: str, match: Match) -> bool:
    """Tell a percentage from a strength, a laboratory's value, a threshold and inherited odds."""
    before = _before(text, match)
    return not (
        _terms("solution").pattern.match(text, match.end() + 1)
        or _terms("level").is_in(before[-45:])
        or _terms("threshold").is_in(before)
        or ("100" in match[0] and _is_denied(before))
        or _is_inherited(text, match[0])
        or EXPLAINED.match(text, match.end())
    )


def _is_ratio(text: str, match: Match) -> bool:
    if not shares_in(match[0]) or (_ends_in_a_year(match[0]) and not ONE.match(match[0])):
        return False
    return not (
        _is_inherited(text, match[0])
        or _terms("threshold").is_in(_before(text, match))
        or EXPLAINED.match(text, match.end())
    )


def _is_fraction(text: str, match: Match) -> bool:
    return not _is_inherited(text, match[0])


def _is_inherited(text: str, words: str) -> bool:
    """Tell odds that the laws of inheritance give, as in "a 25 % chance with each pregnancy"."""
    is_mendels = shares_in(words) <= MENDELS and CHANCE.search(text)
    return bool(is_mendels and _terms("mendelian").is_in(text))


def _is_not_diluted(text: str, match: Match) -> bool:
    return not re.search(r"\b(?:dilut\w+|tit(?:er|re)s?)\b", text, ANY_CASE)


EXPLAINED = re.compile(r"\s(?:\w{1,20}\s){0,2}means?\b", ANY_CASE)
ONE = re.compile(r"(?:1|one)\b", ANY_CASE)
YEAR = re.compile(r"(?:19|20)\d\d\b(?!,)")


def _ends_in_a_year(words: str) -> bool:
    return bool(re.search(r"(?<![\d,])(?:19|20)\d\d\Z", words))


def _is_count(text: str, match: Match) -> bool:
    is_many = re.search(rf"\d\d|\d\s{GREAT}|{GREAT}|dozen", match[0], ANY_CASE)
    return bool(is_many) and not YEAR.match(match[0]) and not _is_named(text, match)


def _is_of_people(text: str, match: Match) -> bool:
    return bool(_befallen().search(text)) and not _is_named(text, match)


@cache
def _befallen() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_words('befallen')})\b", ANY_CASE)


def _is_small_count(text: str, match: Match) -> bool:
    is_one = ONE.match(match[0]) and not re.match(rf"(?:1|one)\s{GREAT}", match[0], ANY_CASE)
    return not (is_one or YEAR.match(match[0]) or _is_named(text, match))


def _is_named(text: str, match: Match) -> bool:
    """Tell a number that names something ("type 2 patients") or draws a line."""
    before = _before(text, match)[-CLOSE:]
    return bool(_names().search(before) or _terms("threshold").is_in(before))


def _is_fold(text: str, match: Match) -> bool:
    many = match[0].lower().removesuffix("fold").rstrip(" -\xa0")
    is_rise = re.search(r"\b(?:antibod\w+|tit(?:er|re)s?|serum)\b", text, ANY_CASE)
    is_plan = re.match(r"\s(?:purpose|aim|goal|role|approach|question|reason)", text[match.end() :])
    return bool(numbers_in(many)) and not is_rise and not is_plan


def _is_effect(text: str, match: Match) -> bool:
    said = _before(text, match) + match[0]
    is_dose = re.search(r"\b(?:doses?|dosage|intake)\b", said, ANY_CASE)
    return not (is_dose or _terms("threshold").is_in(said))


def _is_survival(text: str, match: Match) -> bool:
    is_past = re.match(r"\s(?:ago|later)\b", text[match.end() :], ANY_CASE)
    is_age = re.search(r"\b(?:age|aged|until|old|for)\b", match[0], ANY_CASE)
    return not (is_past or (is_age and not match[0].lower().startswith("surviv")))


def _is_not_age(text: str, match: Match) -> bool:
    return not re.search(r"\bage\b", match[0], ANY_CASE)


def _is_denied(before: str) -> bool:
    return bool(re.search(r"\b(?:no|not|never|nothing|cannot)\b|n[’']t\b", before, ANY_CASE))


def _before(text: str, match: Match) -> str:
    """Give the clause before a match."""
    before = text[max(0, match.start() - LOOK_BACK) : match.start()]
    return re.split(r"[,;:—](?=\s)", before)[-1]


@cache
def _terms(name: str) -> Lexicon:
    return Lexicon.of(tables("claims")[name]["terms"])


@cache
def _names() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_words('name_before')})\.?\s*\Z", ANY_CASE)
