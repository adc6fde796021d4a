"""How journals print the styles otherwise, put into the form that the readers know.

Publishers set years in places of their own (Springer, Frontiers, Wiley, Elsevier's Harvard, Nature,
MDPI), and pages on the web put the words of their links behind each reference.
"""

from __future__ import annotations

import re

from references.formats.ama import PAGE, YEAR
from references.formats.apa import read_people
from references.formats.names import CAPITAL, FAMILY, read_initialled_names

LONGEST = 4000
LINK = (
    r"Article|CAS|Cross ?Ref|DOI|(?:Free )?Full Text(?: \(PDF\))?|Free article|Google Scholar|ISI|"
    r"Medline|PMC free article|PubMed(?: Central|/NCBI)?|Scopus|View Article|Web of Science|"
    r"Europe PMC|Publisher Full Text|Ref list"
)
LINKS = re.compile(rf"\s*\[\s*(?:(?:{LINK})[\s,;|]*)*\](?=\W|$)", re.I)
BARE_LINKS = re.compile(rf"(?:\s+(?:{LINK}))+\s*$")
"""Of words that are links on a page; with a capital each, and at the end."""
PLACED = r"\w{1,9}(?:\s?\([^()]{1,30}\))?"
AS_APA_HAS_IT = re.compile(rf"[^()]{{3,}}?\s\({YEAR}[^()]{{0,30}}\)\.\s")
YEAR_BEFORE_VOLUME = re.compile(rf"\.?\s\({YEAR}\)\s(?P<place>{PLACED}:\s?{PAGE})(?=[.;,\s]|$)")
NO_NAMES = '()“”"'
"""Titles in quotation marks stand before the year in MLA style."""
YEAR_AFTER_NAMES = re.compile(
    rf"(?P<names>[^{NO_NAMES}]{{3,}}?)\s\({YEAR}(?P<letter>[a-z]?)\)[:,]?\s"
)
YEAR_AFTER_A_COMMA = re.compile(
    rf"(?P<names>[^{NO_NAMES}\d]{{3,}}?),\s{YEAR}(?P<letter>[a-z]?)\.\s"
)
INVERTED = re.compile(
    rf"(?:&\s|and\s)?(?:{FAMILY},\s(?:{CAPITAL}\.[\s‐-]?)+(?:[,;]?\s?)|et al\.\s)"
)
YEAR_AT_THE_END = re.compile(rf"\s(?P<place>\w{{1,9}},\s{PAGE})\s\({YEAR}\)\.?$")
YEAR_AFTER_THE_JOURNAL = re.compile(rf"\s{YEAR},\s(?P<place>{PLACED},\s{PAGE})\.?$")
VOLUME_AT_THE_END = re.compile(rf",?\s(?P<place>{PLACED}:\s?{PAGE})\.?$")


def as_usual(text: str) -> str:
    """Write a line without identifiers as its style is usually set; most are already."""
    text = without_links(text[:LONGEST]) + text[LONGEST:]
    if len(text) > LONGEST:
        return text
    if AS_APA_HAS_IT.match(text):
        return text
    if found := YEAR_BEFORE_VOLUME.search(text):
        return f"{text[: found.start()]}. {found['year']};{found['place']}{text[found.end() :]}"
    if found := YEAR_AFTER_NAMES.match(text):
        return _names_and_year(text, found)
    if (found := YEAR_AFTER_A_COMMA.match(text)) and _are_inverted(found):
        return f"{_with_year(found)}{text[found.end() :]}"
    found = YEAR_AT_THE_END.search(text) or YEAR_AFTER_THE_JOURNAL.search(text)
    return _year_brought_forward(text, found) if found else text


def without_links(text: str) -> str:
    """Leave out the words that were links to the paper on a page."""
    return BARE_LINKS.sub("", LINKS.sub("", text))


def _names_and_year(text: str, found: re.Match[str]) -> str:
    """Put a year after the names, without APA's full stop, where AMA or APA has it."""
    rest = text[found.end() :]
    placed = VOLUME_AT_THE_END.search(rest)
    if placed and read_initialled_names(found["names"]):
        return f"{found['names']}. {rest[: placed.start()]}. {found['year']};{placed['place']}"
    return f"{_with_year(found)}{rest}" if _are_inverted(found) else text


def _year_brought_forward(text: str, found: re.Match[str]) -> str:
    """Put the year behind names that are inverted, where their list is followed by a title."""
    at = 0
    while name := INVERTED.match(text, at):
        at = name.end()
    if at == 0:
        return text
    names = text[:at].replace(";", ",").rstrip(" ,")
    return f"{names} ({found['year']}). {text[at : found.start()]} {found['place']}"


def _with_year(found: re.Match[str]) -> str:
    return f"{found['names'].rstrip()} ({found['year']}{found['letter']}). "


def _are_inverted(found: re.Match[str]) -> bool:
    people = read_people(found["names"])
    return bool(people) and "given" in people[0]
