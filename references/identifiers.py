"""Identifiers of publications: DOI, PMID, PMCID; what idutils lacks of them."""

from __future__ import annotations

import re
from typing import NamedTuple

import idutils

from references.csl import CslItem

CLOSERS = {")": "(", "]": "[", "}": "{", ">": "<"}
PUNCTUATION = ".,;:'\"’”“‘`"

DOI = re.compile(
    r"(?:\bdoi:?\s*|https?://(?:dx\.|www\.)?doi\.org/)*10\.\d{4,9}(?:\.\d+)*/\S+", re.I
)
PMID = re.compile(r"\bPMID:?\s*(\d{1,8})\b[.;]?", re.I)
PMCID = re.compile(r"\b(?:PMCID:?\s*)?(PMC\d{3,9})\b[.;]?", re.I)
URL = re.compile(r"(?:Available (?:at|from):?\s*)?(https?://[^\s<>]+)", re.I)


class Extraction(NamedTuple):
    """The identifiers of a line, and what of the line is left without them."""

    identifiers: CslItem
    rest: str


def normalise_doi(text: str) -> str | None:
    """Write a DOI in lower case without prefix and trailing punctuation; None if it is none.

    DOI names are case-insensitive (DOI Handbook, 2.4).
    """
    doi = _without_tail(text.strip().removeprefix("doi").removeprefix("DOI").lstrip(": "))
    if not idutils.is_doi(doi) or not DOI.fullmatch(doi):
        return None
    return str(idutils.normalize_doi(doi)).lower()


def normalise_pmid(text: str) -> str | None:
    """Write a PubMed number as digits, whether given as "PMID: n" or alone; None if it is none."""
    digits = re.fullmatch(r"\s*(?:PMID:?\s*)?0*([1-9]\d{0,7})[\s.;,]*", text, re.I)
    return digits[1] if digits else None


def normalise_pmcid(text: str) -> str | None:
    """Write a PubMed Central number as "PMC" and digits; None if it is none."""
    found = PMCID.fullmatch(text.strip())
    return found[1].upper() if found else None


def take_identifiers(line: str) -> Extraction:
    """Take DOI, PMID, PMCID and URL out of a reference line.

    Of each kind the first counts; the others are left out of the rest all the same.
    """
    found: CslItem = {}
    if (match := DOI.search(line)) and (doi := normalise_doi(match[0])):
        found["DOI"] = doi
        line = DOI.sub(" ", line)
    if (match := PMID.search(line)) and (pmid := normalise_pmid(match[1])):
        found["PMID"] = pmid
        line = PMID.sub(" ", line)
    if match := PMCID.search(line):
        found["PMCID"] = match[1].upper()
        line = PMCID.sub(" ", line)
    if match := URL.search(line):
        found["URL"] = _without_tail(match[1])
        line = URL.sub(" ", line)
    return Extraction(found, " ".join(line.split()).strip(" ,;"))


def _without_tail(text: str) -> str:
    """Strip punctuation and closing brackets that belong to the sentence around."""
    while text and (text[-1] in PUNCTUATION or _closes_nothing(text)):
        text = text[:-1]
    return text


def _closes_nothing(text: str) -> bool:
    opener = CLOSERS.get(text[-1])
    return opener is not None and text.count(text[-1]) > text.count(opener)
