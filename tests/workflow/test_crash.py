"""Killed between any two steps of release and withdraw: never stale, never half-made."""

from __future__ import annotations

import pytest

from tests.workflow.conftest import Killing


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
