"""The worker killed between any two steps: nothing lost, nothing told twice but in one gap."""

from __future__ import annotations

import pytest

from tests.workflow.conftest import Killing

THE_GAP = ["UPDATE reviews_letter", "hear what follows the message"]
"""Between the mail server's taking a letter and our noting it: it has the letter, we don't know.

It ends with the one statement that notes it.
"""


@pytest.mark.timeout(1500)
@pytest.mark.parametrize(
    ("what", "fewest_steps", "twice"),
    [
        ("ask", 15, []),
        ("send", 15, THE_GAP),
        ("work", 50, THE_GAP),
        ("remind", 10, []),
        ("tell", 10, []),
        ("release", 50, []),
        ("refuse", 10, []),
    ],
)
def test_a_worker_killed_between_any_two_steps_loses_nothing_and_tells_nothing_twice(
    what: str, fewest_steps: int, twice: list[str], killing: Killing
) -> None:
    told = killing("crashing_worker", what)
    assert told["wrong"] == []
    assert told["twice"] == twice
    assert told["steps"] >= fewest_steps
