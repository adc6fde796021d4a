"""Terms match as their notation says, and nothing else."""

from __future__ import annotations

import time

import pytest

from articles.preflight.lexicon import FOLDER, Lexicon, lexicon, tables


def words(term: str, text: str, *, exact: bool = False) -> list[str]:
    return [text[start:end] for start, end in Lexicon.of([term], exact=exact).spans(text)]


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("cure", "A cure. Secure. CURE, cured", ["cure", "CURE"]),
        ("guarantee*", "guarantees, guaranteed", ["guarantees", "guaranteed"]),
        ("(cure|heal)s", "cures or heals", ["cures", "heals"]),
        ("is (a|the) cure", "is the cure", ["is the cure"]),
        ("no [known] risk", "no risk, no known risk, no new risk", ["no risk", "no known risk"]),
        ("no [known|real] risk", "no real risk", ["no real risk"]),
        ("no [(known|real)] risk", "no real risk", ["no real risk"]),
        ("[also] used for", "used for it; also used for it", ["used for", "also used for"]),
        ("[in the] end", "in the end", ["in the end"]),
        ("free ~ of pain", "free at last of pain", ["free at last of pain"]),
        ("free ~1 of pain", "free at last of pain", []),
        ("free ~ of", "free. One of", []),
        ("stem_cell", "stem cell, stem-cell, stemcell", ["stem cell", "stem-cell", "stemcell"]),
        ("side-effect", "side‑effect", ["side‑effect"]),
        ("isn't", "isn’t", ["isn’t"]),
        ("no  risk", "no\xa0risk", ["no\xa0risk"]),
        ("*(itis|osis)", "Arthritis, fibrosis, itis, isotope", ["Arthritis", "fibrosis", "itis"]),
    ],
)
def test_a_term_matches_as_its_notation_says(term, text, found):
    assert words(term, text) == found


def test_case_is_kept_where_it_is_asked_for():
    assert words("MS", "Ms and MS", exact=True) == ["MS"]


def test_the_longer_of_two_terms_is_found():
    found = Lexicon.of(["cure", "cure for", "cures", "cat", "car", "cut"])
    assert list(found.spans("a cure for it")) == [(2, 10)]


def test_many_terms_are_told_apart_by_their_letters():
    terms = [f"{first}{second}x" for first in "abcdef" for second in "ghij"]
    found = Lexicon.of([*terms, "(k|l)mn", "*end"])
    assert list(found.spans("agx fjx agy kmn weekend")) == [
        *((0, 3), (4, 7)),
        *((12, 15), (16, 23)),
    ]


def test_a_lexicon_without_terms_finds_nothing():
    assert not Lexicon.of([]).is_in("anything")
    assert Lexicon.of([]).first("") is None


def test_tables_of_a_family_are_read_together():
    both = lexicon("promises", "youth", "remedies")
    assert both.is_in("fountain of youth") and both.is_in("a miracle cure")


@pytest.mark.parametrize("family", sorted(path.stem for path in FOLDER.glob("*.toml")))
def test_each_term_is_written_as_the_notation_allows(family):
    for name, table in tables(family).items():
        for terms in table.values():
            if not isinstance(terms, list):
                continue
            for term in terms:
                # Brackets within brackets would be read as other words.
                assert term.count("(") == term.count(")"), (name, term)
                assert term.count("[") == term.count("]"), (name, term)
                inside = term.split("(")[1:]
                assert not any("[" in one.split(")")[0] for one in inside), (name, term)


def test_a_long_word_takes_no_longer_than_many_short_ones():
    found = lexicon("conditions", "diseases", "suffixes", "symptoms")
    took = []
    for text in ("itis " * 20_000, "itis" * 25_000):
        begun = time.process_time()
        list(found.spans(text))
        took.append(time.process_time() - begun)
    assert took[1] < max(1.0, 5 * took[0])
