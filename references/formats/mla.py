"""Reading a reference in MLA style: Family, Given, et al. “Title.” Journal 9.1 (2018): 7-9."""

from __future__ import annotations

import re

from references.csl import CslItem
from references.formats.imprint import read_date, read_pages
from references.formats.names import read_full_names

QUOTED = re.compile(r"(?P<authors>[^“\"]*)[“\"](?P<title>.+)[”\"][.,]?\s+(?P<container>[^”\"]+)")
PAGE = r"[\w.]*\d[\w.]*(?:[-‐–—][\w.]*\d[\w.]*)?"
YEAR = r"(?P<year>(?:1[6-9]|20)\d\d)"
MONTH = r"(?:(?P<day>\d{1,2})\s+)?(?:(?P<month>[A-Z][a-z]{2,8})\.?\s+)?"

SEVENTH_EDITION = re.compile(
    rf"(?P<journal>\D.*?)(?:\s+(?P<volume>\d+)(?:\.(?P<issue>[\w-]+))?)?"
    rf"\s*\({MONTH}{YEAR}\)(?::\s*(?P<page>{PAGE}))?[\s.,]*"
)
FROM_PUBMED = re.compile(
    rf"(?P<journal>.+?)\s+vol\.\s*(?P<volume>[\w-]+)(?:\s?,\s?(?P<issue>[\w -]+?))?"
    rf"\s*\({MONTH}{YEAR}\)(?::\s*(?P<page>{PAGE}))?[\s.,]*"
)
FROM_PUBMED_BY_DAY = re.compile(
    rf"(?P<journal>.+?)\s+vol\.\s*(?P<volume>[\w-]+)(?:\s?,\s?(?P<issue>[\w-]+))?"
    rf"(?:\s+(?P<page>{PAGE}))?\.\s+{MONTH}{YEAR}[\s.,]*"
)
"""What PubMed gives to cite: “Sleep vol. 59,4 (2019): 401-9”, “vol. 14,4 e21. 3 Apr. 2019”."""
EIGHTH_EDITION = re.compile(
    rf"(?P<journal>.+?),\s+(?:vol\.\s*(?P<volume>[\w-]+),\s+)?(?:no\.\s*(?P<issue>[^,]+),\s+)?"
    rf"{MONTH}{YEAR}(?:,\s+pp?\.\s*(?P<page>{PAGE}))?"
    r"(?:[.,]\s+(?P<source>[A-Z][\w ]{2,40}))?[\s.,]*"
)
STYLES = (FROM_PUBMED, FROM_PUBMED_BY_DAY, SEVENTH_EDITION, EIGHTH_EDITION)


def read_mla(text: str, *, is_article: bool = False) -> CslItem | None:
    """Read a line without identifiers as MLA (7th to 9th edition); None if it is not.

    Of what is known as an article the year is enough; else volume or pages must be there.
    """
    quoted = QUOTED.fullmatch(text)
    if not quoted:
        return None
    container = quoted["container"].strip()
    match = next(filter(None, (style.fullmatch(container) for style in STYLES)), None)
    if not match or not (is_article or match["volume"] or match["page"]):
        return None
    item: CslItem = {
        "type": "article-journal",
        "title": _unquoted(quoted["title"]),
        "container-title": match["journal"].strip(" ,."),
        "issued": read_date(match["year"], match["month"], match["day"]),
    }
    if authors := read_full_names(quoted["authors"]):
        item["author"] = authors
    if match["volume"]:
        item["volume"] = match["volume"]
    if match["issue"]:
        item["issue"] = match["issue"]
    if match["page"]:
        item["page"] = read_pages(match["page"])
    if source := match.groupdict().get("source"):
        item["source"] = source.strip()
    return item


def _unquoted(title: str) -> str:
    """Take a title out of its quotation marks: those inside become double again."""
    return re.sub("‘([^‘’]*)’", r"“\1”", title.strip().removesuffix(".").rstrip(","))
