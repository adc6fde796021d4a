"""What a bibliographic record itself carries of its publication's fate, from whoever gave it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from references.formats.markup import storable
from references.integrity.crossref import said_by_crossref
from references.integrity.pubmed import said_by_pubmed
from references.integrity.said import Said

CARRIED_IN = ("updated-by", "corrections", "publication-types")
"""Members of an item's custom in which it stands."""


def said_in(item: Mapping[str, Any]) -> list[Said]:
    """Read what an item says of its publication: Crossref's updates and PubMed's links."""
    own = item.get("custom")
    carried = (
        {name: own[name] for name in CARRIED_IN if name in own} if isinstance(own, dict) else {}
    )
    if not carried:
        return []
    # An answer of a service may hold what no database stores.
    sound = storable({"DOI": item.get("DOI"), "PMID": item.get("PMID"), "custom": carried})
    return [*said_by_crossref(sound), *said_by_pubmed(sound)]
