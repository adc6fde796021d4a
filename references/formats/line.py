"""Reading one pasted reference line, in AMA, Vancouver, APA or MLA style, into a CSL-JSON item."""

from __future__ import annotations

import re
from typing import cast

from references.csl import CslItem
from references.formats.ama import read_ama
from references.formats.apa import read_apa
from references.formats.book_tails import MEDIUM, take_visit
from references.formats.books import read_book
from references.formats.dates import MONTH, read_when
from references.formats.errors import UnreadableReference
from references.formats.mla import read_mla
from references.formats.names import STARTS
from references.formats.printed import as_usual
from references.formats.websites import read_website
from references.identifiers import take_identifiers

LEFT_MARK = re.compile(
    r"^\s*(?:[-–—*•·▪‣]\s+|(?:\[\d{1,4}\]|\(\d{1,4}\)|\d{1,4}[.):])\s*(?=\D)"
    rf"|\d{{1,4}}\s+(?={STARTS}))"
)
"""A bullet, or a number: “1.”, “1)”, “1:”, “(1)”, “[1]”; a bare one only before a name."""
SEVERAL = "more than one reference may stand in it: give each a line of its own."
A_YEAR = r"(?:1[6-9]|20)\d\d"
LONGEST_LINE = 20_000
ACCESSED = re.compile(
    r"\b(?:Accessed(?: on)?|Retrieved(?: on)?(?= .{0,60}from\b)) (?P<date>[^.;]{0,60}?\d{4})"
    r"(?:,? from:?)?\.?",
    re.I,
)
ANOTHER = re.compile(
    rf"\b{A_YEAR}(?: {MONTH})?(?: \d{{1,2}})?\s?;\s?\S"
    rf"|\({A_YEAR}[a-z]?\)(?:\.\s|:\s?\w{{0,3}}\d)|\b[A-Z]\.,? \({A_YEAR}[a-z]?\)",
    re.IGNORECASE,
)
"""Year and volume or pages in a title, where a reference before it ends."""
FROM = re.compile(r"\s*[\[(]\s*$|[.,;]?\s*\b(?:Retrieved|Available) (?:at|from):?\s*\.?$", re.I)
"""What is left before an address or a DOI that was taken out, also of a bracket around it."""


def read_line(line: str) -> CslItem:
    """Read one reference from one line; a bullet or number before it does not matter.

    Journal articles, books, chapters, reports and web pages are told apart by what their styles
    set: a DOI or PMID, volume and pages; a publisher before the year; an address and when it was
    visited. An author list that the line cuts short with "et al." ends with ``csl.ET_AL``, so
    that formatting it prints "et al" again. Raises UnreadableReference, which says why.
    """
    text = LEFT_MARK.sub("", " ".join(line.split()))
    if not text or len(text) > LONGEST_LINE:
        raise UnreadableReference(line, f"it is empty or longer than {LONGEST_LINE} characters.")
    visited = ACCESSED.search(text)
    identifiers, rest = take_identifiers(ACCESSED.sub("", text))
    rest = FROM.sub(".", as_usual(rest))
    try:
        item = _read(rest, identifiers, accessed=visited["date"] if visited else "")
    except UnreadableReference as error:
        raise UnreadableReference(line, error.reason) from None
    if not re.search(r"\w", item["title"]):
        raise UnreadableReference(line, "it has no title.")
    if ANOTHER.search(item["title"]):
        raise UnreadableReference(line, SEVERAL)
    return item | identifiers


def _read(text: str, identifiers: CslItem, *, accessed: str) -> CslItem:
    """Try the styles, those first that leave least in doubt."""
    url = identifiers.get("URL", "")
    is_article = "DOI" in identifiers or "PMID" in identifiers
    if item := read_mla(text, is_article=is_article) or read_apa(
        text, url=url, is_article=is_article
    ):
        return item
    if item := read_book(text, is_article=is_article, url=url):
        return _visited(item, accessed)
    try:
        return _article(text, is_article=is_article)
    except UnreadableReference:
        if not (item := read_website(text, url=url, accessed=accessed)):
            raise
    return _visited(item, accessed)


def _visited(item: CslItem, accessed: str) -> CslItem:
    return {**item, "accessed": read_when(accessed)} if accessed else item


def _article(text: str, *, is_article: bool) -> CslItem:
    """Read an article, also Vancouver's "J Sci [Internet]. 2018 [cited 2020 Jan 3];9(1):7-9."."""
    if not MEDIUM.search(text):
        return read_ama(text, is_article=is_article)
    visit, rest = take_visit(MEDIUM.sub(".", text))
    joined = re.sub(r"\s(?=[;.:])", "", " ".join(rest.split())).rstrip(" .:;")
    item = read_ama(joined, is_article=is_article)
    notes = [note for note in (item.get("note"), visit.get("note")) if note]
    return cast(CslItem, {**item, **visit, **({"note": ". ".join(notes)} if notes else {})})
