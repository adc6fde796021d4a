"""The worker killed between any two steps: nothing lost, nothing told twice but in one gap."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

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
    what: str, fewest_steps: int, twice: list[str], committed: str, tmp_path: Path
) -> None:
    environment = os.environ | {"DATABASE_NAME": committed, "VAR": str(tmp_path)}
    environment["EMBEDDED_POSTGRES_DIR"] = str(settings.EMBEDDED_POSTGRES_DIR)
    done = subprocess.run(
        [sys.executable, "-m", "tests.workflow.crashing_worker", what],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["wrong"] == []
    assert told["twice"] == twice
    assert told["steps"] >= fewest_steps
