"""`manage.py gate` says what differs, and by its exit status whether anything does."""

from __future__ import annotations

import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from gate import inspection
from gate.management.commands import gate as command
from tests.databases import Databases, environment


def manage_gate(database: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "gate"],
        cwd=settings.BASE_DIR,
        env=environment(database),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_whole_gate_is_counted(committed: str) -> None:
    done = manage_gate(committed)
    assert done.returncode == 0
    count = len(inspection.expected_parts())
    assert done.stdout == f"The gate is whole: {count} parts.\n"


def test_a_broken_gate_is_listed_part_by_part(databases: Databases, committed: str) -> None:
    with databases.owner(committed) as owner:
        owner.execute("DROP TRIGGER gate_editions_stay ON articles_edition")
        owner.execute("GRANT DELETE ON reviews_signoff TO PUBLIC")
    done = manage_gate(committed)
    assert done.returncode == 1
    missing, unexpected = done.stdout.splitlines()
    assert missing.startswith("missing     trigger: articles_edition.gate_editions_stay BEFORE")
    assert unexpected == "unexpected  grant: DELETE reviews_signoff to everybody"
    assert done.stderr == "The gate is not whole. Run `manage.py migrate` as the owner.\n"


@pytest.mark.django_db
def test_the_installed_parts_can_be_noted_as_the_expected_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = tmp_path / "expected.txt"
    before = inspection.EXPECTED.read_text(encoding="utf-8")
    monkeypatch.setattr(inspection, "EXPECTED", noted)
    monkeypatch.setattr(command, "EXPECTED", noted)
    call_command("gate", "--write-expected", stdout=StringIO())
    assert noted.read_text(encoding="utf-8") == before
