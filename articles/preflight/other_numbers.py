"""What tells figures from the other numbers of a medical text.

Each test is given a sentence and a match of a pattern in it, and says whether it is a figure. It
looks only so far around the match, so that a text without full stops takes no longer to read. The
words are data: ``lexicons/claims.toml``.
"""

from __future__ import annotations

import re
from functools import cache

from articles.preflight.lexicon import lexicon, tables
from articles.preflight.numerals import READ, numbers_in, shares_in, value_of

Match = re.Match[str]

LOOK_BACK = 70
"""Characters before a figure in which its clause says what kind of number it is."""
CLOSE = 25
"""Characters in which the word right before says so."""
FEW = 3
"""So many people are a family, not a group that was studied."""
AROUND = 250
"""Characters on either side in which a sentence says what it is about."""

GREAT = r"(?:hundred|thousand|million|billion)"
MENDELS = frozenset({"0.25", "0.5", "0.75", "0.6667", "0.67", "0.66", "0.3333", "1", "0"})
"""Shares that the laws of inheritance give."""
ANY_CASE = re.IGNORECASE
CHANCE = re.compile(
    r"\b(?:chances?|risks?|probability|odds|likelihood|likely|possibility|share|half)\b", ANY_CASE
)
CHANGE = re.compile(
    r"\bby\s(?:about\s|around\s|up\sto\s|nearly\s|almost\s|an?\s\w{1,20}\sof\s)?\Z", ANY_CASE
)
"""Before the share by which a laboratory's value changed, which is an effect."""
EXPLAINED = re.compile(r"\s(?:\w{1,20}\s){0,2}means?\b", ANY_CASE)
"""After a figure that is only an example of what figures mean."""
STRENGTH = re.compile(
    r"\b(?:lotion|cream|gel|solution|ointment|shampoo|drops|foam|spray|saline|dextrose|alcohol),?"
    r"\s\(?\Z",
    ANY_CASE,
)
"""Before a percentage that tells how strong a preparation is."""
ONE = re.compile(r"(?:1|one)\b", ANY_CASE)
YEAR = re.compile(r"(?:19|20)\d\d\b(?!,)")
AGE = re.compile(r"\bage\b", ANY_CASE)
DOSE = re.compile(r"\b(?:doses?|dosage|intake)\b", ANY_CASE)
DILUTED = re.compile(r"\b(?:dilut\w+|tit(?:er|re)s?)\b", ANY_CASE)
ANTIBODIES = re.compile(r"\b(?:antibod\w+|tit(?:er|re)s?|serum)\b", ANY_CASE)
PLAN = re.compile(r"\s(?:purpose|aim|goal|role|approach|question|reason)", ANY_CASE)
DENIED = re.compile(r"\b(?:no|not|never|nothing|cannot)\b|n[’']t\b", ANY_CASE)


def always(text: str, match: Match) -> bool:
    """Take every match for a figure."""
    return True


def is_share(text: str, match: Match) -> bool:
    """Tell a percentage from a strength, a laboratory's value, a threshold and inherited odds."""
    before = _before(text, match)
    return not (
        lexicon("claims", "solution").pattern.match(text, match.end() + 1)
        or STRENGTH.search(text, max(0, match.start() - CLOSE), match.start())
        or (lexicon("claims", "level").is_in(before[-45:]) and not CHANGE.search(before))
        or lexicon("claims", "threshold").is_in(before)
        or ("100" in match[0] and DENIED.search(before))
        or _is_inherited(text, match)
        or EXPLAINED.match(text, match.end())
    )


def is_ratio(text: str, match: Match) -> bool:
    """Tell a ratio from two numbers with "in" or "of" between, a threshold and inherited odds."""
    in_a_year = re.search(r"(?<![\d,])(?:19|20)\d\d\Z", match[0]) and not ONE.match(match[0])
    if in_a_year or not shares_in(match[0]):
        return False
    return not (
        _is_inherited(text, match)
        or lexicon("claims", "threshold").is_in(_before(text, match))
        or EXPLAINED.match(text, match.end())
    )


def is_part(text: str, match: Match) -> bool:
    """Tell "9 of 12 patients" from a part of a few, as in "one of the two parents"."""
    amounts = [value_of(found[0]) for found in READ.finditer(match[0])]
    return max(amounts, default=0) > FEW and is_ratio(text, match)


def is_fraction(text: str, match: Match) -> bool:
    """Tell a fraction of people from inherited odds."""
    return not _is_inherited(text, match)


def is_not_diluted(text: str, match: Match) -> bool:
    """Tell "1:5,000" from a laboratory's dilution."""
    return not DILUTED.search(_around(text, match))


def is_count(text: str, match: Match) -> bool:
    """Tell ten people or more from a year, a name and a threshold."""
    is_many = re.search(rf"\d\d|\d\s{GREAT}|{GREAT}|dozen", match[0], ANY_CASE)
    return bool(is_many) and not YEAR.match(match[0]) and not _is_named(text, match)


def is_small_count(text: str, match: Match) -> bool:
    """Tell a few people of whom something was seen from one, a year, a name and a threshold."""
    is_one = ONE.match(match[0]) and not re.match(rf"(?:1|one)\s{GREAT}", match[0], ANY_CASE)
    return not (is_one or YEAR.match(match[0]) or _is_named(text, match))


def is_of_people(text: str, match: Match) -> bool:
    """Tell millions of people from millions of other things."""
    return bool(_befallen().search(_around(text, match))) and not _is_named(text, match)


def is_fold(text: str, match: Match) -> bool:
    """Tell "threefold" from a word that ends so, a laboratory's rise, and a twofold plan."""
    many = match[0].lower().removesuffix("fold").rstrip(" -\xa0")
    is_other = ANTIBODIES.search(_around(text, match)) or PLAN.match(text, match.end())
    return bool(numbers_in(many)) and not is_other


def is_effect(text: str, match: Match) -> bool:
    """Tell what a treatment changed from a dose and from advice."""
    said = _before(text, match) + match[0]
    return not (DOSE.search(said) or lexicon("claims", "threshold").is_in(said))


def is_survival(text: str, match: Match) -> bool:
    """Tell how long people live with a disease from an age and a date."""
    is_past = re.compile(r"\s(?:ago|later)\b", ANY_CASE).match(text, match.end())
    is_age = re.search(r"\b(?:age|aged|until|old|for)\b", match[0], ANY_CASE)
    return not (is_past or (is_age and not match[0].lower().startswith("surviv")))


def is_not_age(text: str, match: Match) -> bool:
    """Tell a mean or median from that of ages, which describe and claim nothing."""
    return not AGE.search(match[0])


def words_in(table: str) -> str:
    """Write the words of a table as choices of a pattern."""
    return "|".join(re.escape(word) for word in tables("claims")[table]["words"])


def _is_inherited(text: str, match: Match) -> bool:
    """Tell odds that the laws of inheritance give, as in "a 25 % chance with each pregnancy"."""
    if not shares_in(match[0]) <= MENDELS:
        return False
    around = _around(text, match)
    return bool(CHANCE.search(around)) and lexicon("claims", "mendelian").is_in(around)


def _is_named(text: str, match: Match) -> bool:
    """Tell a number that names something ("type 2 patients") or draws a line."""
    before = _before(text, match)[-CLOSE:]
    return bool(_names().search(before) or lexicon("claims", "threshold").is_in(before))


def _before(text: str, match: Match) -> str:
    """Give the clause before a match."""
    before = text[max(0, match.start() - LOOK_BACK) : match.start()]
    return re.split(r"[,;:—](?=\s)", before)[-1]


def _around(text: str, match: Match) -> str:
    return text[max(0, match.start() - AROUND) : match.end() + AROUND]


@cache
def _befallen() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words_in('befallen')})\b", ANY_CASE)


@cache
def _names() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words_in('name_before')})\.?\s*\Z", ANY_CASE)
