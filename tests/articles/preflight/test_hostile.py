"""No text makes the checks run away: patterns are linear, whatever they are fed."""

from __future__ import annotations

import random
import re
import time
import tomllib

import pytest

from articles.drafts import Draft
from articles.preflight import run_preflight
from articles.preflight.lexicon import FOLDER

pytestmark = pytest.mark.django_db
LENGTH = 40_000
MOST_SECONDS = 12
"""Of the processor, for a text of LENGTH characters; an honest one needs a tenth of a second. A
pattern that backtracks without a bound would need hours."""


def words_of_lexicons() -> list[str]:
    """List the words of all terms, without their notation."""
    words: set[str] = set()
    for file in sorted(FOLDER.glob("*.toml")):
        for table in tomllib.loads(file.read_text(encoding="utf-8")).values():
            for terms in table.values() if isinstance(table, dict) else ():
                if isinstance(terms, list):
                    words.update(
                        word for term in terms for word in re.findall(r"[\w'-]+", str(term))
                    )
    return sorted(words)


WORDS = words_of_lexicons()
GLUE = [
    " ",
    " ",
    " ",
    ", ",
    ". ",
    " (",
    ") ",
    " “",
    "” ",
    " – ",
    "; ",
    " 5 %",
    " 3 of 7 ",
    "\n",
    "? ",
]
UNITS = [
    *("no ", "not only ", "a,", "1,", "1 of ", "1–", "12.5", "(a ", "((", "“a ", "A.B.", "U.S. "),
    *("ae", "-", "'", "’s ", "%", "% of ", "[1", "[1] ", "and ", "was given ", "ABC ", "(AB) "),
    *("https://a.b/", "a. A", ".1", "was was ", "every ", "studies show ", "a\xa0", "\u2028"),
]


def seconds(text: str) -> float:
    draft = Draft(
        title=text[:300], summary=text[:5000], body=f"<p>{text}</p>", key_takeaways=("x",)
    )
    begun = time.process_time()
    found = run_preflight(draft)
    assert not [one for one in found if one.rule == "check-broken"]
    return time.process_time() - begun


@pytest.mark.parametrize("unit", UNITS)
def test_one_thing_over_and_over_is_read_in_bounded_time(unit):
    assert seconds((unit * LENGTH)[:LENGTH]) < MOST_SECONDS


@pytest.mark.parametrize("seed", range(6))
def test_the_words_of_the_rules_in_any_order_are_read_in_bounded_time(seed):
    chance = random.Random(seed)
    some = chance.sample(WORDS, min(len(WORDS), 40 + 200 * (seed % 3)))
    text = ""
    while len(text) < LENGTH:
        text += chance.choice(some) + chance.choice(GLUE if seed < 4 else [" "])
    assert seconds(text.replace("<", "")) < MOST_SECONDS
