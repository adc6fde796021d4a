"""Reading one pasted reference line, in AMA, Vancouver, APA or MLA style, into a CSL-JSON item."""

from __future__ import annotations

import re

from references.csl import CslItem
from references.formats.ama import read_ama
from references.formats.apa import read_apa
from references.formats.errors import UnreadableReference
from references.formats.mla import read_mla
from references.identifiers import take_identifiers

LEFT_MARK = re.compile(r"^\s*(?:[-–—*•·▪‣]|\[\d{1,3}\]|\d{1,3}[.)])\s+")
LONGEST_LINE = 20_000
ACCESSED = re.compile(r"\bAccessed(?: on)? [^.;]*?\d{4}\.?", re.I)


def read_line(line: str) -> CslItem:
    """Read a journal article from one line; a bullet or number before it does not matter.

    A DOI or PMID tells an article from a book or web page; without one, volume or pages do.
    An author list that the line cuts short with "et al." ends with ``csl.ET_AL``, so that
    formatting it prints "et al" again. Raises UnreadableReference, which says why.
    """
    text = LEFT_MARK.sub("", " ".join(line.split()))
    if not text or len(text) > LONGEST_LINE:
        raise UnreadableReference(line, f"it is empty or longer than {LONGEST_LINE} characters.")
    identifiers, rest = take_identifiers(ACCESSED.sub("", text))
    is_article = "DOI" in identifiers or "PMID" in identifiers
    try:
        item = (
            read_mla(rest, is_article=is_article)
            or read_apa(rest, url=identifiers.get("URL", ""), is_article=is_article)
            or read_ama(rest, is_article=is_article)
        )
    except UnreadableReference as error:
        raise UnreadableReference(line, error.reason) from None
    if not re.search(r"\w", item["title"]):
        raise UnreadableReference(line, "it has no title.")
    return item | identifiers
