"""Reading a reference in AMA style: Family AB, et al. Title. Journal. 2018;9(1):7-9.

Also its mixed order with the title first, and Vancouver's dates (2018 Apr 24;90(17):777-88).
"""

from __future__ import annotations

import re

from references.csl import CslItem, CslName
from references.formats.errors import UnreadableReference
from references.formats.imprint import read_date, read_pages
from references.formats.names import read_group, read_initialled_names

YEAR = r"(?P<year>(?:1[6-9]|20)\d\d)"
MONTH = r"(?P<month>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*)\.?"
PAGE = r"[A-Za-z]{0,6}\d[\w.]*(?:\s*[-‐–—]\s*\w*\d\w*)?(?:,\s*\w*\d\w*(?:[-‐–—]\w*\d\w*)?)*"
PART = r"(?:Suppl(?:ement)?|Spec No|Pt)\b"
"""Of a volume, as PubMed names it without an issue: “2004;24 Suppl 1:9-160”."""
IMPRINT = re.compile(
    rf"\s{YEAR}(?:\s+{MONTH}(?:[-–/][A-Z][a-z]+)?(?:\s+(?P<day>\d{{1,2}}))?)?"
    rf"(?:;\s*(?P<volume>(?!{PART})[^\s():;,.]+(?:\s(?!{PART})[^\s():;,.]+)?)?"
    rf"\s*(?:\((?P<issue>[^()]+)\)|(?P<part>{PART}\.?(?:\s\w{{1,4}})?))?)?"
    rf"(?::\s*(?P<page>{PAGE}))?(?=[.;,\s]|$)(?P<tail>.*)$"
)
ONLINE_FIRST = re.compile(
    r"\s(?:Published online|Epub ahead of print)\s+"
    rf"(?:{MONTH}\s+)?(?:(?P<day>\d{{1,2}}),?\s+)?{YEAR}(?P<tail>.*)$"
)
SENTENCE_END = re.compile(r"(?<=[.?!])\s+|(?<=[.?!][”\"’')])\s+")
FULL_STOP = re.compile(r"\.(?=[”\"’]?$)")
ABBREVIATED_WORD = re.compile(r"[A-Z][A-Za-z]{0,11}\.")


def read_ama(text: str, *, is_article: bool = False) -> CslItem:
    """Read a line without identifiers as AMA; of what is known as an article the year is enough.

    Raises UnreadableReference where there is no year with volume or pages, or where authors,
    title and journal can't be told apart.
    """
    head, imprint = _split_at_imprint(text, is_article)
    segments = _join_abbreviated_journal(SENTENCE_END.split(head.strip()))
    if len(segments) < 2:
        raise UnreadableReference(text, "title and journal can't be told apart.")
    authors, title = _tell_authors_from_title(text, segments[:-1])
    item: CslItem = {"type": "article-journal", "title": FULL_STOP.sub("", title)}
    if authors:
        item["author"] = authors
    item["container-title"] = segments[-1].strip(" .,")
    return item | imprint


def _split_at_imprint(text: str, is_article: bool) -> tuple[str, CslItem]:
    """Split off the part from the year on: date, volume, issue and pages."""
    years = [year.start() for year in re.finditer(rf"\s{YEAR}\b", text)]
    dated = [match for start in reversed(years) if (match := IMPRINT.match(text, start))]
    full = [match for match in dated if match["volume"] or match["issue"] or match["page"]]
    online = ONLINE_FIRST.search(text)
    if not full and not online and not (dated and is_article):
        raise UnreadableReference(
            text, "no year with volume or pages, such as 2018;9(1):7-9, stands after a journal."
        )
    chosen = full[0] if full else online or dated[0]
    return text[: chosen.start()], _imprint(chosen)


def _imprint(match: re.Match[str]) -> CslItem:
    item: CslItem = {"issued": read_date(match["year"], match["month"], match["day"])}
    parts = match.groupdict()
    if volume := parts.get("volume"):
        item["volume"] = volume
    if issue := parts.get("issue") or parts.get("part"):
        item["issue"] = issue.strip()
    if pages := parts.get("page"):
        item["page"] = read_pages(pages)
    if tail := parts["tail"].strip(" .,;"):
        item["note"] = tail
    return item


def _join_abbreviated_journal(segments: list[str]) -> list[str]:
    """Put a journal written with full stops ("J. Neurol.") together again."""
    while len(segments) > 3 and ABBREVIATED_WORD.fullmatch(segments[-2]):
        segments = [*segments[:-2], f"{segments[-2]} {segments[-1]}"]
    return segments


def _tell_authors_from_title(text: str, segments: list[str]) -> tuple[list[CslName], str]:
    """Find the authors at the start (AMA's order) or right before the journal."""
    first, last = read_initialled_names(segments[0]), read_initialled_names(segments[-1])
    if len(segments) == 1 and not first:
        return [], segments[0]
    if last and len(last) > len(first or []):
        return last, " ".join(segments[:-1])
    title_looks_like_names = last and first and len(last) == len(first) and len(segments) == 2
    authors = first or read_group(segments[0])
    if not authors or len(segments) == 1 or title_looks_like_names:
        raise UnreadableReference(text, "authors and title can't be told apart.")
    return authors, " ".join(segments[1:])
