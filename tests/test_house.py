"""The house rules that a machine can hold."""

from __future__ import annotations

import ast
import os
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

ROOT = Path(__file__).resolve().parent.parent
SOURCES = {".css", ".html", ".js", ".mjs", ".py"}  # a room's gate SQL is one text, read through
LONGEST_FILE = 400
# Written so that they don't find themselves.
FOREIGN_PLACES = {
    "a folder of one machine": re.compile(r"(?<![\w.~])/(home|root|work|Users)/\w"),
    "a file address": re.compile(r"file:/{2,}"),
    "a package registry": re.compile(r"pypi\.org|pythonhosted\.org|registry\.npmjs|yarnpkg\.com"),
}
PRODUCTION = {
    "PRODUCTION": "True",
    "SECRET_KEY": "a long key of many different letters, used by nobody but this test",
    "SITE_URL": "https://example.org",
    "ALLOWED_HOSTS": "example.org",
    "DATABASE_URL": "postgresql://application@127.0.0.1:1/none",
    "DATABASE_OWNER_URL": "postgresql://owner@127.0.0.1:1/none",
}
DEPLOYMENT_CHECKS = """
import django
django.setup()
from django.core.checks import run_checks
print(*sorted(found.id for found in run_checks(include_deployment_checks=True, databases=[])))
"""


@lru_cache
def files() -> list[Path]:
    """List the project's files: what git tracks or would track."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    return [ROOT / name for name in listed.stdout.split("\0") if (ROOT / name).is_file()]


def is_migration(path: Path) -> bool:
    return path.parent.name == "migrations"


def texts() -> Iterator[tuple[Path, str]]:
    for path in files():
        try:
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def function_lengths() -> list[int]:
    """Count the lines of each function of the application, docstrings left out."""
    lengths = []
    for path, text in texts():
        if path.suffix == ".py" and path.parts[0] != "tests" and not is_migration(path):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef):
                    body = node.body[1:] if ast.get_docstring(node) else node.body
                    lengths.append(body[-1].end_lineno - body[0].lineno + 2 if body else 2)  # type: ignore[operator]
    return lengths


def variables_read() -> set[str]:
    """Find the names that settings hand to a function first: env.str("NAME"), our_own("NAME")."""
    tree = ast.parse((ROOT / "medcontent" / "settings.py").read_text())
    firsts = [node.args[0] for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    literals = {first.value for first in firsts if isinstance(first, ast.Constant)}
    return {name for name in literals if isinstance(name, str) and re.fullmatch(r"[A-Z_]+", name)}


def gates() -> list[Path]:
    return sorted(ROOT.glob("*/gate.sql"))


def pins(name: str) -> set[str]:
    """List the pinned versions, as ``package==version``."""
    return set(re.findall(r"^[\w.-]+==[^\s\\]+", (ROOT / name).read_text(), re.MULTILINE))


def test_no_file_is_too_long() -> None:
    long = {
        str(path): lines
        for path, text in texts()
        if path.suffix in SOURCES
        and not is_migration(path)
        and (lines := text.count("\n")) > LONGEST_FILE
    }
    assert not long, f"over {LONGEST_FILE} lines: find the second idea in {long}"


def test_functions_are_small() -> None:
    lengths = function_lengths()
    assert statistics.median(lengths) < 10
    assert statistics.quantiles(lengths, n=10)[-1] < 35


@pytest.mark.parametrize("place", FOREIGN_PLACES)
def test_nothing_names_a_place_that_others_lack(place: str) -> None:
    pattern = FOREIGN_PLACES[place]
    found = [
        f"{path}:{number}: {line.strip()}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]
    assert not found, f"{place} is named in\n" + "\n".join(found)


def test_the_sample_names_what_settings_read() -> None:
    sample = (ROOT / "dotenv-sample").read_text()
    assert variables_read() == set(re.findall(r"^#?([A-Z_]+)=", sample, re.MULTILINE))


@pytest.mark.parametrize("gate", gates(), ids=lambda path: path.parent.name)
def test_the_newest_frozen_gate_is_the_gate(gate: Path) -> None:
    frozen = sorted((gate.parent / "migrations").glob("*gate*.sql"))
    assert frozen, f"no migration installs {gate.relative_to(ROOT)}"
    assert frozen[-1].read_text() == gate.read_text(), f"freeze it as {frozen[-1].name}, or anew"


def test_each_frozen_gate_has_its_migration() -> None:
    frozen = sorted(ROOT.glob("*/migrations/*.sql"))
    assert [path for path in frozen if not path.with_suffix(".py").exists()] == []


def test_migrations_are_named_for_what_they_do() -> None:
    assert [path.name for path in files() if is_migration(path) and "_auto_" in path.name] == []


def test_models_and_migrations_agree() -> None:
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    assert detector.changes(graph=loader.graph) == {}, "run `manage.py makemigrations`"


def test_the_tools_run_on_what_is_served() -> None:
    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_every_pin_has_hashes() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        for pin in re.split(r"^(?=\w)", (ROOT / name).read_text(), flags=re.MULTILINE)[1:]:
            assert "--hash=sha256:" in pin, f"{name}: {pin}"


def test_a_production_site_passes_django_s_deployment_checks(tmp_path: Path) -> None:
    checks = subprocess.run(
        [sys.executable, "-c", DEPLOYMENT_CHECKS],
        cwd=ROOT,
        env=os.environ | PRODUCTION | {"VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    # Whether all subdomains speak HTTPS, and browsers may be told so for good (W005, W021), is
    # for the operator to say.
    assert (checks.stdout.split(), checks.stderr) == (["security.W005", "security.W021"], "")
