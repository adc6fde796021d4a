"""CSL-JSON items as typed dictionaries (Citation Style Language 1.0.2, input data)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

CslName = TypedDict(
    "CslName",
    {
        "family": str,
        "given": str,
        "suffix": str,
        "non-dropping-particle": str,
        "dropping-particle": str,
        "literal": str,
    },
    total=False,
)
"""A person by family and given name, or whoever else by their literal name."""


CslDate = TypedDict(
    "CslDate",
    {"date-parts": list[list[int]], "season": int, "circa": bool, "literal": str, "raw": str},
    total=False,
)

CslItem = TypedDict(
    "CslItem",
    {
        "type": str,
        "title": str,
        "title-short": str,
        "author": list[CslName],
        "editor": list[CslName],
        "translator": list[CslName],
        "collection-editor": list[CslName],
        "container-title": str,
        "container-title-short": str,
        "collection-title": str,
        "event-title": str,
        "issued": CslDate,
        "accessed": CslDate,
        "volume": str,
        "issue": str,
        "page": str,
        "number": str,
        "edition": str,
        "genre": str,
        "publisher": str,
        "publisher-place": str,
        "abstract": str,
        "keyword": str,
        "language": str,
        "note": str,
        "source": str,
        "status": str,
        "DOI": str,
        "PMID": str,
        "PMCID": str,
        "ISBN": str,
        "ISSN": str,
        "URL": str,
        "custom": dict[str, Any],
    },
    total=False,
)
"""The members that the application names; an item may hold any other of CSL's.

``custom`` keeps what a source carries and CSL has no place for.
"""

ET_AL: CslName = {"literal": "others"}
"""The last name of an author list that its source cut short.

BibTeX's convention, which pandoc reads and every CSL style prints as "et al".
"""

KINDS = {
    "article-journal": "Article in a journal",
    "book": "Book",
    "chapter": "Chapter of a book",
    "report": "Report",
    "webpage": "Web page",
    "paper-conference": "Paper of a conference",
    "thesis": "Thesis",
    "article": "Preprint or other article",
}
"""CSL's types that people choose from, and what they call them."""

UNPUBLISHED = frozenset({"abstract", "annote", "custom", "keyword", "note"})


def bibliographic(item: Mapping[str, Any]) -> dict[str, Any]:
    """Give what of an item says which publication it is.

    Left out is what others wrote about its content, which may be theirs to publish, what an
    owner of a library noted for themselves, and all that CSL has no place for; it can be long.
    """
    return {name: value for name, value in item.items() if name not in UNPUBLISHED}
