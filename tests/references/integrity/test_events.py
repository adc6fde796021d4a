"""Whether two notices tell of one event."""

from __future__ import annotations

import datetime

import pytest

from references.integrity.events import same_event
from references.integrity.said import Said
from references.notices import Nature, Source

FIRST, SECOND, THIRD = (datetime.date(2010, month, 6) for month in (2, 4, 6))


def told(nature: Nature, day: datetime.date | None, **more: str) -> Said:
    return Said(source=Source.CROSSREF, nature=nature, noticed_on=day, **more)


def same(one: Said, other: Said, *reinstated: datetime.date | None) -> bool:
    there = same_event(one, other, reinstated=reinstated)
    assert there == same_event(other, one, reinstated=reinstated)
    return there


@pytest.mark.parametrize("day", [FIRST, SECOND, None])
@pytest.mark.parametrize("nature", [Nature.RETRACTION, Nature.WITHDRAWAL, Nature.REMOVAL])
def test_a_retraction_is_one_whoever_tells_of_it_and_when(nature, day):
    assert same(told(Nature.RETRACTION, FIRST), told(nature, day))


def test_one_after_a_reinstatement_is_another():
    first, third = told(Nature.RETRACTION, FIRST), told(Nature.RETRACTION, THIRD)
    assert not same(first, third, SECOND)
    assert same(first, told(Nature.RETRACTION, FIRST), SECOND)
    assert same(first, told(Nature.RETRACTION, SECOND), THIRD)


def test_where_a_day_is_missing_a_reinstatement_leaves_it_open():
    first, some_day = told(Nature.RETRACTION, FIRST), told(Nature.RETRACTION, None)
    assert not same(first, some_day, SECOND)
    assert not same(first, told(Nature.RETRACTION, THIRD), None)
    assert same(some_day, some_day, SECOND)


@pytest.mark.parametrize("nature", [Nature.EXPRESSION_OF_CONCERN, Nature.PARTIAL_RETRACTION])
def test_a_doubt_of_another_day_is_another_unless_the_notice_is_the_same(nature):
    assert not same(told(nature, FIRST), told(nature, SECOND))
    assert same(told(nature, FIRST), told(nature, FIRST))
    assert same(told(nature, FIRST), told(nature, None))
    assert same(told(nature, FIRST, notice_doi="10.5/a"), told(nature, SECOND, notice_doi="10.5/a"))
    assert same(told(nature, FIRST, notice_pmid="7"), told(nature, SECOND, notice_pmid="7"))
    assert not same(told(nature, FIRST, notice_pmid="7"), told(nature, SECOND, notice_pmid="8"))
    assert not same(told(nature, FIRST, notice_pmid="7"), told(nature, None, notice_pmid="8"))


def test_natures_differ():
    natures = [Nature.RETRACTION, Nature.PARTIAL_RETRACTION, Nature.EXPRESSION_OF_CONCERN]
    natures.append(Nature.REINSTATEMENT)
    for place, one in enumerate(natures):
        for other in natures[place + 1 :]:
            assert not same(told(one, FIRST), told(other, FIRST))


def test_a_reinstatement_is_told_of_twice():
    assert same(told(Nature.REINSTATEMENT, FIRST), told(Nature.REINSTATEMENT, FIRST), FIRST)
    assert not same(told(Nature.REINSTATEMENT, FIRST), told(Nature.REINSTATEMENT, SECOND), FIRST)
