"""Identifiers of publications, in every form that people paste, and their one normal form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from typing import Any, Literal, NamedTuple, get_args
from urllib.parse import unquote

import idutils

from references.csl import CslItem

Kind = Literal["DOI", "PMID", "PMCID", "ISBN", "arXiv", "trial"]
KINDS: tuple[Kind, ...] = get_args(Kind)

LONGEST = 500
"""Characters of an identifier; what is longer is none, and no index could hold it."""

CLOSERS = {")": "(", "]": "[", "}": "{", ">": "<"}
PUNCTUATION = ".,;:'\"’”“‘`"
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08\x0e-\x1f]")
HYPHENS = re.compile("[\u2010\u2011]")
"""Typeset hyphens that a copied page puts in the place of the one on the keyboard."""

DOI = re.compile(
    r"(?:\bdoi:?\s*|https?://(?:dx\.|www\.)?doi\.org/){0,4}10\.\d{4,9}(?:\.\d+)*/\S+", re.I
)
PMID = re.compile(r"\bPMID:?\s*(\d{1,8})\b[.;]?", re.I)
PMCID = re.compile(r"\b(?:PMCID:?\s*)?(PMC\d{3,9})\b[.;]?", re.I)
URL = re.compile(r"(?:Available (?:at|from):?\s*)?(https?://[^\s<>]+)", re.I)
TRIAL = re.compile(
    r"\b(?:NCT\d{8}|ISRCTN\d{8}|ACTRN\d{14}|DRKS\d{8}|ChiCTR[-\w]*\d{6,10}|KCT\d{7}|PACTR\d{15,16}"
    r"|UMIN\d{9}|jRCT[a-z]{0,2}\d{9,10}|CTRI/\d{4}/\d{2,3}/\d{6}|IRCT\d{11,14}N\d{1,3}"
    r"|20\d\d-\d{6}-\d\d(?:-\d\d)?)\b",
    re.I,
)
"""Numbers of the registries of the WHO's network, and of the EU's two."""

# Addresses, without their scheme and without what follows ? or #.
AT_DOI = re.compile(r"(?:dx\.|www\.)?doi\.org/(.+)", re.I)
AT_PUBLISHER = re.compile(r"[^/]+/.*?\b(10\.\d{4,9}(?:\.\d+)*/.+?)", re.I)
AFTER_A_DOI = re.compile(r"(?:/(?:full|abstract|pdf|epdf|epub|html|meta|summary)|\.pdf)/?$", re.I)
AT_PUBMED = re.compile(
    r"(?:(?:www\.)?pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/(?:m/)?pubmed"
    r"|(?:www\.)?pubmed\.gov|europepmc\.org/(?:article|abstract)/med)/(\d{1,8})(?:/.*)?",
    re.I,
)
AT_PMC = re.compile(
    r"(?:pmc\.ncbi\.nlm\.nih\.gov/articles|(?:www\.)?ncbi\.nlm\.nih\.gov/(?:labs/)?pmc/articles"
    r"|europepmc\.org/(?:article|articles)(?:/pmc)?)/(PMC\d{1,9})(?:/.*)?",
    re.I,
)
AT_ARXIV = re.compile(r"(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/(.+?)(?:\.pdf)?/?", re.I)
ASKED_AT_PUBMED = re.compile(r"ncbi\.nlm\.nih\.gov/.*[?&](?:term|list_uids)=(\d{1,8})(?:&|$)", re.I)
OLD_ARXIV = re.compile(r"([a-z-]+)(?:\.[a-z]{2})?/(\d{2}(?:0[1-9]|1[0-2])\d{3})", re.I)
NEW_ARXIV = re.compile(r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}")
ARXIV_DOI = "10.48550/arxiv."


class Identifier(NamedTuple):
    """An identifier in its normal form."""

    kind: Kind
    value: str


class Extraction(NamedTuple):
    """The identifiers of a line, and what of the line is left without them."""

    identifiers: CslItem
    rest: str


def identify(text: str) -> Identifier | None:
    """Read one identifier that stands alone, as it was pasted; None where it is none.

    Bare digits are a PMID where they are 5 to 8: fewer may be a year.
    """
    pasted = _bare(text)
    if len(pasted) > 2 * LONGEST:
        return None
    for kind, normalise in NORMALISERS.items():
        if value := normalise(pasted):
            is_year = kind == "PMID" and pasted.isdecimal() and len(pasted) < 5
            return None if is_year else Identifier(kind, value)
    return None


def normalise_doi(text: str) -> str | None:
    """Write a DOI in lower case without prefix and trailing punctuation; None if it is none.

    DOI names are case-insensitive (DOI Handbook, 2.4).
    """
    pasted = _bare(text)
    if len(pasted) > 8 * LONGEST:
        return None
    if found := _at(AT_DOI, pasted):
        pasted = unquote(found)
    elif found := _at(AT_PUBLISHER, pasted):
        pasted = AFTER_A_DOI.sub("", unquote(found))
    pasted = re.sub(r"^(?:(?:urn:|info:)?doi[:/\s]*)+", "", pasted, flags=re.I)
    doi = _without_tail(unescape(pasted))
    if INVISIBLE.search(doi):  # spelled out in an address: %00
        return None
    if not idutils.is_doi(doi) or not DOI.fullmatch(doi) or len(doi) > LONGEST:
        return None
    return str(idutils.normalize_doi(doi)).lower()


def normalise_pmid(text: str) -> str | None:
    """Write a PubMed number as digits, labelled, alone or in an address; None if it is none."""
    pasted = _bare(text)
    address = _at(AT_PUBMED, pasted)
    if asked := ASKED_AT_PUBMED.search(pasted):
        address = asked[1]
    label = r"(?:(?:PMID|PubMed(?: ID)?|info:pmid/|MEDLINE)[:\s]*)?"
    digits = re.fullmatch(label + r"0*([1-9]\d{0,7})[\s.;,)\]]*", address or pasted, re.I)
    return digits[1] if digits else None


def normalise_pmcid(text: str) -> str | None:
    """Write a PubMed Central number as "PMC" and digits; None if it is none."""
    pasted = _at(AT_PMC, _bare(text)) or _bare(text)
    label = r"(?:PMC ?ID[:\s]*(?:PMC)?|PMC[:\s]*)"
    found = re.fullmatch(label + r"0*([1-9]\d{0,8})(?:\.\d+)?[\s.;,)\]]*", pasted, re.I)
    return f"PMC{found[1]}" if found else None


def normalise_isbn(text: str) -> str | None:
    """Write an ISBN as the 13 digits of ISO 2108; None if it is none or its check digit is wrong.

    ISBNs of ten digits are those that begin with 978.
    """
    pasted = re.sub(r"^(?:urn:)?ISBN(?:[- ]?1[03])?[:\s]*", "", _bare(text), flags=re.I)
    if len(pasted) > LONGEST:
        return None
    pasted = re.sub(r"\s*\([^()]*\)?$", "", pasted)
    digits = re.sub(r"[-\s–]", "", pasted).rstrip(PUNCTUATION).upper()
    if re.fullmatch(r"\d{9}[\dX]", digits) and _check(digits, range(10, 0, -1), 11):
        stem = f"978{digits[:9]}"
        return stem + str(-_weighted(stem, (1, 3) * 6) % 10)
    is_long = re.fullmatch(r"97[89]\d{10}", digits)
    return digits if is_long and _check(digits, (1, 3) * 6 + (1,), 10) else None


def normalise_arxiv(text: str) -> str | None:
    """Write an arXiv number without prefix, subject class and version; None if it is none.

    Versions are states of one work, so that they share a record. Old numbers are those before
    April 2007, e.g. hep-th/9901001.
    """
    pasted = _at(AT_ARXIV, _bare(text)) or _bare(text)
    pasted = re.sub(r"^(?:info:)?arXiv[:/\s]*", "", pasted, flags=re.I)
    pasted = re.sub(r"\s*\[[\w.-]+\]", "", pasted).rstrip(PUNCTUATION)
    number = re.sub(r"v\d{1,3}$", "", pasted, flags=re.I)
    if NEW_ARXIV.fullmatch(number):
        return number
    old = OLD_ARXIV.fullmatch(number)
    return f"{old[1].lower()}/{old[2]}" if old else None


def normalise_trial(text: str) -> str | None:
    """Write the number of a registered trial in capitals; None if it is none."""
    pasted = _bare(text)
    if re.match(r"https?://", pasted, re.I):
        found = TRIAL.search(pasted)
    else:
        # ClinicalTrials.gov number, NCT01234567.
        found = TRIAL.fullmatch(re.sub(r"^[A-Za-z. ]+[,:\s]\s*", "", _without_tail(pasted)))
    if not found:
        return None
    return re.sub("^CHICTR", "ChiCTR", re.sub("^JRCT([A-Z]?)", _japanese, found[0].upper()))


def _japanese(number: re.Match[str]) -> str:
    return f"jRCT{number[1].lower()}"


NORMALISERS: dict[Kind, Callable[[str], str | None]] = {
    "PMCID": normalise_pmcid,
    "DOI": normalise_doi,
    "ISBN": normalise_isbn,
    "PMID": normalise_pmid,
    "arXiv": normalise_arxiv,
    "trial": normalise_trial,
}
"""In the order in which a pasted text is tried: a text may look like several."""


def identifiers_of(item: Mapping[str, Any]) -> Iterator[Identifier]:
    """List what identifies the publication of an item, in normal form.

    A preprint of arXiv has a number and a DOI that says it, whichever of the two was given. An
    ISBN identifies whole books alone; a trial is reported by many publications.
    """
    own = item.get("custom")
    arxiv = normalise_arxiv(str(own.get("arxiv") or "")) if isinstance(own, Mapping) else None
    if doi := normalise_doi(str(item.get("DOI") or "")):
        yield Identifier("DOI", doi)
        if not arxiv and doi.startswith(ARXIV_DOI):
            arxiv = normalise_arxiv(doi.removeprefix(ARXIV_DOI))
    if pmid := normalise_pmid(str(item.get("PMID") or "")):
        yield Identifier("PMID", pmid)
    if pmcid := normalise_pmcid(str(item.get("PMCID") or "")):
        yield Identifier("PMCID", pmcid)
    if arxiv:
        yield Identifier("arXiv", arxiv)
        if doi != f"{ARXIV_DOI}{arxiv}":
            yield Identifier("DOI", f"{ARXIV_DOI}{arxiv}")
    if item.get("type") == "book":
        yield from (Identifier("ISBN", isbn) for isbn in isbns_in(str(item.get("ISBN") or "")))


def isbns_in(text: str) -> list[str]:
    """Read the ISBNs of a field that may hold several, each once."""
    alone = normalise_isbn(text)
    parts = [alone] if alone else map(normalise_isbn, re.split(r"[\s,;/]+", text))
    return list(dict.fromkeys(isbn for isbn in parts if isbn))


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


def trials_in(text: str) -> list[str]:
    """Find the numbers of registered trials in a text, each once, in order."""
    found = (normalise_trial(match[0]) for match in TRIAL.finditer(text))
    return list(dict.fromkeys(number for number in found if number))


def _bare(text: str) -> str:
    """Take a pasted text without what surrounds it and what can't be seen."""
    return HYPHENS.sub("-", INVISIBLE.sub("", text)).strip(" \t\r\n\u00a0<\"'“”‘’")


def _at(address: re.Pattern[str], pasted: str) -> str:
    """Read what an address says at its place; empty where it is another address."""
    scheme = re.match(r"(?:https?:)?//", pasted, re.I)
    known = scheme or re.match(r"(?:[\w-]+\.)+(?:org|gov)/", pasted, re.I)
    if not known:
        return ""
    place = pasted[scheme.end() if scheme else 0 :]
    # A DOI may hold "?" and "#", but only percent-encoded in an address.
    found = address.fullmatch(re.split(r"[?#]", place, maxsplit=1)[0].rstrip(">"))
    return found[1] if found else ""


def _without_tail(text: str) -> str:
    """Strip punctuation and closing brackets that belong to the sentence around."""
    while text and (text[-1] in PUNCTUATION or _closes_nothing(text)):
        text = text[:-1]
    return text


def _closes_nothing(text: str) -> bool:
    opener = CLOSERS.get(text[-1])
    return opener is not None and text.count(text[-1]) > text.count(opener)


def _weighted(digits: str, weights: tuple[int, ...] | range) -> int:
    values = (10 if digit == "X" else int(digit) for digit in digits)
    return sum(value * weight for value, weight in zip(values, weights, strict=True))


def _check(digits: str, weights: tuple[int, ...] | range, modulus: int) -> bool:
    return _weighted(digits, weights) % modulus == 0
