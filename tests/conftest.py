"""Databases for tests: the owner builds a template once, and committing tests get a clone each.

Ordinary tests (``django_db``) run in a transaction that is rolled back. Tests that commit take
the fixture ``committed``: a clone of the template of their own, since Django's flush truncates,
which the gate refuses. Tests sign in as the application; ``owner`` signs in as the owner.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Databases

SHARED = Path(__file__).resolve().parents[2] / "shared"
REQUIRE_ALL = bool(os.environ.get("REQUIRE_ALL"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs the shared folder where there is none; say so, or fail."""
    if SHARED.is_dir():
        return
    left_out = [item for item in items if item.get_closest_marker("shared")]
    if left_out and REQUIRE_ALL:
        raise pytest.UsageError(
            f"{len(left_out)} tests need the folder ../shared, which is absent; they are required."
        )
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)
    config.stash[LEFT_OUT] = len(left_out)


LEFT_OUT = pytest.StashKey[int]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if count := terminalreporter.config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(
            f"{count} tests were left out: they read the folder ../shared, which is absent here."
        )


@pytest.fixture
def shared() -> Path:
    """The folder of shared test material beside the checkout."""
    return SHARED


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Reach the test server as owner and application; drops what it made."""
    with Databases() as made:
        yield made


@pytest.fixture(scope="session")
def django_db_setup(databases: Databases, django_db_blocker) -> None:
    """Build the template and let ordinary tests run on a clone of it."""
    with django_db_blocker.unblock():
        databases.use(databases.clone())


@pytest.fixture
def committed(databases: Databases, django_db_setup: None, django_db_blocker) -> Iterator[str]:
    """A database of the test's own, in which it may commit; gives its name."""
    with django_db_blocker.unblock(), databases.temporary() as name:
        yield name


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, settings) -> None:
    """Let every test keep its pages and keys in a folder of its own."""
    settings.VAR = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SIGNING_KEY_FILE = tmp_path / "keys" / "signing-key.json"
    settings.PUBLIC_KEYS_FILE = tmp_path / "keys" / "public-keys.json"
    settings.STORAGES = settings.STORAGES | {
        "pages": settings.STORAGES["pages"] | {"OPTIONS": {"location": str(tmp_path / "pages")}}
    }
