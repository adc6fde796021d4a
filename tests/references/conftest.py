from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.references.services import Services, playing


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
