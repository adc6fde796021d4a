"""A database, folders and a key of the benchmark's own, gone when it ends."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test.utils import override_settings

from tests.databases import Databases


@contextmanager
def bench_database() -> Iterator[Databases]:
    """Point Django at a fresh clone, and pages and keys at a temporary folder."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Databases() as databases,
        own_folders(Path(folder)),
        databases.temporary(),
    ):
        yield databases


@contextmanager
def own_folders(folder: Path) -> Iterator[Path]:
    """Keep pages and keys in a folder of the benchmark's own."""
    stores: dict[str, Any] = settings.STORAGES
    pages = {**stores["pages"], "OPTIONS": {"location": str(folder / "pages")}}
    with override_settings(
        VAR=folder,
        SIGNING_KEY_FILE=folder / "keys" / "signing-key.json",
        PUBLIC_KEYS_FILE=folder / "keys" / "public-keys.json",
        STORAGES=stores | {"pages": pages},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield folder
