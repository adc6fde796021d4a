from __future__ import annotations

import pytest

from tests.guides import held_in
from tests.references.measuring import Scores, measure, missed_aims, table


@pytest.fixture(scope="module")
def scores() -> Scores:
    from tests.conftest import SHARED

    return measure(SHARED)


@pytest.mark.shared
def test_readers_reach_their_aims(scores: Scores) -> None:
    assert missed_aims(scores) == []
    assert {name: sum(score.records for score in by.values()) for name, by in scores.items()} == {
        "pubmed": 40,
        "nbib": 4,
        "bibtex": 303,
        "ris": 121,
        "endnote": 12,
        "refworks": 4,
        "csljson": 48,
        "crossref": 47,
    }


@pytest.mark.shared
def test_the_guide_holds_what_is_measured(scores: Scores) -> None:
    """Run `make bench ARGS=references` to write it anew."""
    measured = held_in("references.md", "measured: make bench ARGS=references")
    assert measured == table(scores).strip()
