"""Findings are listed by level and family; those settled with a reason stand apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from articles.admin.findings import LONGEST_UNFOLDED, listed
from articles.blocks import Place
from articles.models import Reason
from articles.preflight import Finding, Level, Mend

EMPTY = Finding("body-missing", Level.BLOCKER, Place("body"), "There is no text.", "Write it.")
TABLE = Finding(
    "table-without-headers", Level.NEEDS_REASON, Place("body"), "None:", "Add.", sentence="a b"
)
HEADING = Finding("heading-skips-a-level", Level.ADVICE, Place("body"), "Skips:", "Mend.", "Why")
CITE = Mend("cite", "Cite a source")


def test_levels_come_gravest_first_and_families_by_the_names_people_call_them():
    listing = listed([HEADING, TABLE, EMPTY], {})
    assert [(group.title, [one.title for one in group.families]) for group in listing.groups] == [
        ("To mend before submission", ["What an article must have"]),
        ("Mend, or give a reason", ["Headings, tables and links"]),
        ("Advice", ["Headings, tables and links"]),
    ]
    assert listing.settled == []


def test_a_rule_of_no_check_that_is_run_is_listed_all_the_same():
    [group] = listed([replace(HEADING, rule="check-broken")], {}).groups
    assert [one.title for one in group.families] == ["Checks"]


def test_what_has_a_reason_is_settled_but_for_what_must_be_mended():
    reasons = {one.key: Reason(reason="So it is.") for one in (EMPTY, TABLE)}
    listing = listed([EMPTY, TABLE], reasons)
    assert [group.level for group in listing.groups] == [Level.BLOCKER]
    [row] = listing.settled
    assert (row.finding, row.reason, row.takes_reason) == (TABLE, "So it is.", True)
    assert not listing.groups[0].rows[0].takes_reason


def test_each_row_has_a_name_of_its_own_where_findings_share_a_sentence():
    [group] = listed([TABLE, TABLE], {}).groups
    names = [row.name for row in group.rows]
    assert len(set(names)) == 2 and all(name.startswith(TABLE.key) for name in names)


@pytest.mark.parametrize(
    ("field", "is_offered"), [("body", True), ("key_takeaways", True), ("summary", False)]
)
def test_a_citation_is_offered_where_one_can_stand(field, is_offered):
    found = replace(TABLE, place=Place(field), mend=CITE)
    [group] = listed([found], {}).groups
    assert group.rows[0].mend == (CITE if is_offered else None)


@pytest.mark.parametrize(("many", "is_long"), [(LONGEST_UNFOLDED, False), (61, True)])
def test_long_lists_are_folded(many, is_long):
    assert listed([HEADING] * many, {}).is_long is is_long


@pytest.mark.parametrize(
    ("message", "shown"), [("A word too much:", "Why"), ("“Why” is a word too much.", "")]
)
def test_words_are_quoted_where_the_message_does_not_say_them(message, shown):
    [group] = listed([replace(HEADING, message=message)], {}).groups
    assert group.rows[0].quote == shown
