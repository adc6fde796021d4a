from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import storages

from tests.publishing.page_store import Signer, Store, publish_keys


@pytest.fixture
def signer() -> Signer:
    return Signer()


@pytest.fixture
def store(signer: Signer, tmp_path: Path) -> Store:
    """A page store of the test's own, whose public keys are known."""
    publish_keys(tmp_path / "public-keys.json", signer)
    return Store(Path(storages["pages"].location), tmp_path / "public-keys.json", signer)  # type: ignore[attr-defined]
