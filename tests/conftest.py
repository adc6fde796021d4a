"""Databases for tests: the owner builds a template once, and committing tests get a clone each.

Ordinary tests (``django_db``) run in a transaction that is rolled back. Tests that commit take
the fixture ``committed``: a clone of the template of their own, since Django's flush truncates,
which the gate refuses. Tests sign in as the application; ``owner`` signs in as the owner.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.test import override_settings
from whitenoise.middleware import WhiteNoiseMiddleware

from medcontent import postgres
from tests.databases import Databases, asked_once, start_forgetful_server
from tests.pages import checker
from tests.references.services import Services, playing

pytest_plugins = ["tests.workflow.report"]

# The same examples in every run; HYPOTHESIS_PROFILE=explore tries others.
hypothesis.settings.register_profile("fixed", derandomize=True, deadline=None, print_blob=True)
hypothesis.settings.register_profile("explore", deadline=None, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

SHARED = Path(__file__).resolve().parents[2] / "shared"
USUAL_TIMEOUT = 300
JOSE = Path(__file__).parent / "jose"
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))), ""
)
"""Debian builds the first from the same source; without a window it needs a third of the time."""


@dataclass(frozen=True)
class Need:
    """Something outside the repository that the tests with a marker need."""

    marker: str
    what: str
    is_met: bool


NEEDS = (
    Need("shared", "the folder ../shared", SHARED.is_dir()),
    Need(
        "node",
        "Node.js and the packages of `npm ci --prefix tests/jose`",
        bool(shutil.which("node")) and (JOSE / "node_modules" / "jose").is_dir(),
    ),
    Need("browser", "Chromium", bool(CHROMIUM)),
    Need("html", "Java and the packages of `npm ci --prefix tests/pages`", checker.IS_THERE),
)
UNMET = [need for need in NEEDS if not need.is_met]


def pytest_configure(config: pytest.Config) -> None:
    """Fail at once where nothing may be left out and something is absent."""
    if UNMET and os.environ.get("REQUIRE_ALL"):
        raise pytest.UsageError(
            f"All tests are required, but {' and '.join(need.what for need in UNMET)} are absent."
        )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests whose needs are not met."""
    left_out = [
        item for item in items if any(item.get_closest_marker(need.marker) for need in UNMET)
    ]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)
    if workerinput := getattr(config, "workerinput", None):
        items[:] = _the_longest_first(items, workerinput["workercount"])


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Let three processes share two cores: each waits now and then, for a browser or a server."""
    return max(2, (os.cpu_count() or 2) * 3 // 2)


def _the_longest_first(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """Let the workers, who begin with an equal part each, begin with what may take minutes.

    Else one of them is at it in the end while the others sit idle. The order among the others
    stays, since tests of a module share what they made; and browsers stay where they are, since
    a process that has one has a running loop from then on.
    """
    modules = [
        list(tests)
        for _, tests in groupby(filter(_may_take_long, items), key=lambda item: item.path)
    ]
    others = [item for item in items if not _may_take_long(item)]
    ordered: list[pytest.Item] = []
    for worker in range(workers):
        part = (len(items) - len(ordered)) // (workers - worker)
        long = [item for module in modules[worker::workers] for item in module]
        few = len(others) if worker == workers - 1 else max(0, part - len(long))
        ordered += [*long, *others[:few]]
        del others[:few]
    return ordered


def _may_take_long(item: pytest.Item) -> bool:
    timeout = item.get_closest_marker("timeout")
    return bool(
        timeout and timeout.args[0] > USUAL_TIMEOUT and not item.get_closest_marker("browser")
    )


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_looked_for_once() -> Iterator[None]:
    """Let every test client and server know the static files that the first one found."""
    found: dict[str, dict[str, Any]] = {}
    look = WhiteNoiseMiddleware.add_files_from_finders

    def look_once(middleware: WhiteNoiseMiddleware) -> None:
        places = str(settings.STATICFILES_DIRS)
        if places not in found:
            look(middleware)
            found[places] = dict(middleware.files)
        middleware.files.update(found[places])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield


@pytest.fixture
def shared() -> Path:
    """The folder of shared test material beside the checkout."""
    return SHARED


@pytest.fixture(scope="session")
def databases(django_db_blocker) -> Iterator[Databases]:
    """Reach the test server as owner and application; drops what it made."""
    start_forgetful_server()
    with ExitStack() as stack:
        if settings.DATABASE_IS_EMBEDDED:
            patch = stack.enter_context(pytest.MonkeyPatch.context())
            patch.setattr(postgres, "ensure_running", asked_once())
        with django_db_blocker.unblock():
            made = stack.enter_context(Databases())
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


def settings_within(folder: Path) -> dict[str, Any]:
    """Settings that keep pages and keys in a folder, and hash passwords fast."""
    return {
        "VAR": folder,
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "SIGNING_KEY_FILE": folder / "keys" / "signing-key.json",
        "PUBLIC_KEYS_FILE": folder / "keys" / "public-keys.json",
        "STORAGES": settings.STORAGES
        | {
            name: settings.STORAGES[name] | {"OPTIONS": {"location": str(folder / place)}}
            for name, place in (("default", "media"), ("pages", "pages"))
        },
    }


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path) -> Iterator[None]:
    """Let every test keep its pages and keys in a folder of its own."""
    with override_settings(**settings_within(tmp_path)):
        yield


@pytest.fixture
def services(settings) -> Iterator[Services]:
    """Crossref, PubMed and PubMed Central, played by a local server."""
    with playing() as played:
        settings.CROSSREF_URL = f"{played.address}/crossref"
        settings.EUTILS_URL = f"{played.address}/eutils"
        settings.PMC_IDS_URL = f"{played.address}/ids"
        settings.LOOKUP_EMAIL = "library@example.org"
        settings.NCBI_API_KEY = "key"  # ten questions a second
        yield played
