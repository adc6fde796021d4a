"""Clusters for the tests of the embedded PostgreSQL: made once, copied for each."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from medcontent import postgres


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a complete, stopped cluster that others copy."""
    directory = tmp_path_factory.mktemp("seed") / "postgres"
    postgres.ensure_running(directory=directory)
    postgres.stop(directory=directory)
    return directory


def copy_of(seed: Path, directory: Path) -> Path:
    directory.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", seed, directory], check=True)
    return directory


@pytest.fixture(scope="session")
def server(seed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Server]:
    """Run a server for the tests that leave it as it was."""
    directory = copy_of(seed, tmp_path_factory.mktemp("shared") / "postgres")
    yield postgres.ensure_running(directory=directory)
    postgres.stop(directory=directory)


@pytest.fixture
def cluster_at(seed: Path) -> Iterator[Callable[[Path], Path]]:
    """Put a stopped cluster where the test wants it; its server is stopped at the end."""
    directories: list[Path] = []

    def copy_to(directory: Path) -> Path:
        directories.append(directory)
        return copy_of(seed, directory)

    yield copy_to
    for directory in directories:
        postgres.stop(directory=directory)


@pytest.fixture
def stopped(cluster_at: Callable[[Path], Path], tmp_path: Path) -> Path:
    """Give a directory with a complete cluster that does not run."""
    return cluster_at(tmp_path / "postgres")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Path]:
    """Give a directory that does not exist yet."""
    directory = tmp_path / "var" / "postgres"
    yield directory
    postgres.stop(directory=directory)
