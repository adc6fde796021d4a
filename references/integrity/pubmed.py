"""What PubMed says of an article: its links to notices, as readers keep them in an item's custom.

https://www.nlm.nih.gov/bsd/policy/errata.html
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any

from references.formats.dates import read_when
from references.formats.markup import plain
from references.identifiers import DOI, normalise_doi, normalise_pmid
from references.integrity.said import LONGEST_REASONS, Said, day, text_of
from references.notices import Nature, Source, address_of

COUNTED = {
    "RetractionIn": Nature.RETRACTION,
    "RetractedandRepublishedIn": Nature.RETRACTION,
    "PartialRetractionIn": Nature.PARTIAL_RETRACTION,
    "ExpressionOfConcernIn": Nature.EXPRESSION_OF_CONCERN,
}
"""Links from an article to what was said of it; links the other way mark nothing."""
MARKED = "Retracted Publication"
"""The publication type of what was retracted, where a record came without its links."""
ISSUED = re.compile(r"\.\s+(?P<date>\d{4}[^;:(]{0,25})")
"""The date of a citation: Lancet. 2010 Feb 6;375(9713):445."""


def said_by_pubmed(item: Mapping[str, Any]) -> Iterator[Said]:
    """Read what became of the article that an item is."""
    own = item.get("custom")
    if not isinstance(own, Mapping):
        return
    links, types = own.get("corrections"), own.get("publication-types")
    found = [
        _said(item, link, COUNTED[str(link["type"])])
        for link in (links if isinstance(links, list) else [])
        if isinstance(link, Mapping) and str(link.get("type")) in COUNTED
    ]
    yield from found
    is_marked = isinstance(types, list) and MARKED in types
    if is_marked and not any(said.nature == Nature.RETRACTION for said in found):
        yield _said(item, {}, Nature.RETRACTION)


def _said(item: Mapping[str, Any], link: Mapping[str, Any], nature: Nature) -> Said:
    text = plain(str(link.get("text") or ""))
    doi = DOI.search(text)
    notice_doi = (normalise_doi(doi[0]) if doi else None) or ""
    notice_pmid = text_of(link, "pmid", normalise_pmid)
    said = [text, plain(str(link.get("note") or ""))]
    return Said(
        source=Source.PUBMED,
        nature=nature,
        doi=str(item.get("DOI") or ""),
        pmid=str(item.get("PMID") or ""),
        noticed_on=_date(text),
        notice_doi=notice_doi,
        notice_pmid=notice_pmid,
        reasons=" ".join(filter(None, said))[:LONGEST_REASONS],
        url=address_of(notice_doi, notice_pmid),
    )


def _date(citation: str) -> datetime.date | None:
    """Read the day on which a cited notice appeared; None where the citation names none."""
    found = ISSUED.search(citation)
    dates = read_when(found["date"].strip().rstrip(".")).get("date-parts") if found else None
    is_day = dates is not None and len(dates) == 1 and len(dates[0]) == 3
    return day(*dates[0]) if is_day and dates else None
