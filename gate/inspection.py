"""Comparing the installed gate with the one that should be there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from gate.parts import installed_parts
from gate.refusals import GateBroken

EXPECTED = Path(__file__).with_name("expected.txt")

_found_whole: set[str] = set()
"""Names of the databases whose gate this process found whole."""


@dataclass(frozen=True)
class Differences:
    missing: list[str]
    unexpected: list[str]

    def __bool__(self) -> bool:
        return bool(self.missing or self.unexpected)


def expected_parts() -> list[str]:
    """List the parts that should be installed; a line each, as ``installed_parts`` writes them."""
    return EXPECTED.read_text(encoding="utf-8").splitlines()


def inspect_gate() -> Differences:
    """Compare the installed gate with the expected one."""
    expected, installed = set(expected_parts()), set(installed_parts(connection))
    return Differences(sorted(expected - installed), sorted(installed - expected))


def require_gate() -> None:
    """Refuse to write where the gate is not whole; looks once a process and database.

    Raises GateBroken.
    """
    database = connection.settings_dict["NAME"]
    if database in _found_whole:
        return
    if differences := inspect_gate():
        raise GateBroken(
            f"The gate of the database is not whole: {len(differences.missing)} part(s) missing, "
            f"{len(differences.unexpected)} unexpected. Nothing was written. Run "
            "`manage.py gate` to see them and `manage.py migrate` if migrations are due."
        )
    _found_whole.add(database)
