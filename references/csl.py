"""CSL-JSON items as typed dictionaries (Citation Style Language 1.0.2, input data)."""

from __future__ import annotations

from typing import TypedDict


class CslName(TypedDict, total=False):
    """A person by family and given name, or whoever else by their literal name."""

    family: str
    given: str
    suffix: str
    literal: str


CslDate = TypedDict("CslDate", {"date-parts": list[list[int]]}, total=False)

CslItem = TypedDict(
    "CslItem",
    {
        "type": str,
        "title": str,
        "author": list[CslName],
        "container-title": str,
        "issued": CslDate,
        "volume": str,
        "issue": str,
        "page": str,
        "note": str,
        "DOI": str,
        "PMID": str,
        "PMCID": str,
        "URL": str,
    },
    total=False,
)

ET_AL: CslName = {"literal": "others"}
"""The last name of an author list that its source cut short.

BibTeX's convention, which pandoc reads and every CSL style prints as "et al".
"""
