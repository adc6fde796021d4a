"""The world of the attacks: made once for each process, cloned where an attack commits."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from gate.inspection import inspect_gate
from tests.conftest import settings_within
from tests.databases import Databases, environment
from tests.workflow.attacks.world import World, make_world
from tests.workflow.report import CELL


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let the report know which cell of the attack matrix a test stands in."""
    callspec = getattr(item, "callspec", None)
    if callspec and (attack := callspec.params.get("attack")):
        item.user_properties.append((CELL, [attack.clause, attack.way]))


@dataclass(frozen=True)
class Made:
    """A world, the database that holds it, and the folder of its signing key."""

    world: World
    database: str
    keys: Path


@pytest.fixture(scope="session")
def made(
    databases: Databases,
    django_db_blocker,
    tmp_path_factory,
) -> Made:
    """Make the world in a database that nothing else connects to."""
    folder = tmp_path_factory.mktemp("world")
    name = databases.clone()
    with (
        django_db_blocker.unblock(),
        databases.owner(name) as owner,
        override_settings(**settings_within(folder)),
    ):
        before = databases.use(name)
        try:
            made = Made(make_world(owner), name, folder)
        finally:
            databases.use(before)
    return made


@pytest.fixture
def keys(made: Made, settings) -> None:
    """Sign with the key of the world."""
    settings.SIGNING_KEY_FILE = made.keys / "keys" / "signing-key.json"


@pytest.fixture(scope="module")
def stage(databases: Databases, made: Made, django_db_blocker) -> Iterator[str]:
    """Connect Django to a clone of the world, in which nothing may be committed."""
    with django_db_blocker.unblock(), databases.temporary(made.database) as name:
        yield name


@pytest.fixture
def world(made: Made, stage: str, keys: None) -> Iterator[World]:
    """A copy of the world, since attacks change what they hold in memory."""
    yield copy.deepcopy(made.world)
    connection.close_if_unusable_or_obsolete()


@pytest.fixture
def own_world(databases: Databases, made: Made, keys: None, django_db_blocker) -> Iterator[World]:
    """A copy of the world in a database of the test's own, in which it may commit."""
    with django_db_blocker.unblock(), databases.temporary(made.database):
        yield copy.deepcopy(made.world)


@pytest.fixture(scope="module")
def gate_owner(databases: Databases, stage: str) -> Iterator[psycopg.Connection[Any]]:
    """The owner's connection to the stage; what it removes, it has put back in the end."""
    with databases.owner(stage) as connection:
        connection.execute("SET lock_timeout = '20s'")
        yield connection
    found = inspect_gate()
    assert set(map(_without_casts, found.missing)) == set(map(_without_casts, found.unexpected))


def _without_casts(part: str) -> str:
    """Take out of a definition how PostgreSQL writes casts, which differs when it is read back."""
    return re.sub(r"::character varying|::text(\[\])?|[()]", "", part)


Killing = Callable[[str, str], dict[str, Any]]


@pytest.fixture
def killing(committed: str, tmp_path: Path) -> Killing:
    """Run a program that kills what it does between any two steps; gives what it tells.

    It is a process of its own, which can fork without threads.
    """

    def kill(program: str, what: str) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-m", f"tests.workflow.{program}", what],
            cwd=settings.BASE_DIR,
            env=environment(committed) | {"VAR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return told

    return kill
