"""Killed between any two steps of release and withdraw: never stale, never half-made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("verb", ["release", "withdraw"])
def test_a_kill_between_any_two_steps_leaves_nothing_stale_or_half_made(
    verb: str, committed: str, tmp_path: Path
) -> None:
    environment = os.environ | {"DATABASE_NAME": committed, "VAR": str(tmp_path)}
    environment["EMBEDDED_POSTGRES_DIR"] = str(settings.EMBEDDED_POSTGRES_DIR)
    done = subprocess.run(
        [sys.executable, "-m", "tests.workflow.crashing", verb],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["wrong"] == []
    # It was really killed, both before the act was committed and after.
    assert told["before"] > 10
    assert told["after"] > 10
    assert told["steps"] > 50
