"""Killed between any two steps of release and withdraw: never stale, never half-made."""

from __future__ import annotations

import pytest

from tests.workflow.conftest import Killing
from tests.workflow.crashing import LEAVES_NOTHING


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("verb", ["release", "withdraw"])
def test_a_kill_between_any_two_steps_leaves_nothing_stale_or_half_made(
    verb: str, killing: Killing
) -> None:
    told = killing("crashing", verb)
    assert told["wrong"] == []
    # It was really killed, both before the act was committed and after.
    assert told["before"] > 10
    assert told["after"] > 10
    assert told["steps"] > 50


def test_only_statements_that_change_nothing_are_no_step_to_die_behind() -> None:
    for sql in (
        'SELECT "a"."id" FROM "a"',
        "SELECT 1 AS a",
        'SAVEPOINT "s"',
        "RELEASE SAVEPOINT s",
    ):
        assert LEAVES_NOTHING.match(sql), sql
    for sql in ("SELECT gate_take_turn(1)", "SELECT pg_advisory_lock(1)", "UPDATE a SET b = 1"):
        assert not LEAVES_NOTHING.match(sql), sql
