"""One function a look-up: an identifier in, a record out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from references.answers import KeptAnswer
from references.csl import CslItem
from references.identifiers import Identifier, normalise_doi, normalise_pmcid, normalise_pmid
from references.lookup import crossref, pubmed
from references.lookup.errors import LookUpFailed, NotKnown, Unusable
from references.lookup.services import CROSSREF, PUBMED

FROM_PUBMED = ("PMID", "PMCID", "container-title-short")
"""What PubMed adds to a work of Crossref's, beside what PubMed says in ``custom``."""


@dataclass(frozen=True)
class Answer:
    """A record as a service describes it, when it said so, and what a person should know."""

    source: str
    item: CslItem
    asked_at: datetime
    remarks: tuple[str, ...] = ()


def by_doi(doi: str, *, fresh: bool = False) -> Answer:
    """Look up a DOI, in any form that people paste, at Crossref.

    PubMed adds what it alone knows: PMID, PMCID, publication types, and NLM's abbreviation of the
    journal's title. It is a help and no condition: where it can't be asked, a remark says so.
    Raises LookUpFailed.
    """
    normal = _normal(doi, normalise_doi, "DOI: it begins with “10.”")
    kept = crossref.ask_for_work(normal, fresh=fresh)
    item = crossref.item_of_work(kept.content)
    theirs = item.setdefault("DOI", normal)
    remarks = () if theirs == normal else (f"Crossref has this work under the DOI {theirs}.",)
    try:
        return Answer("Crossref", _with_pubmed(item, theirs), kept.asked_at, remarks)
    except LookUpFailed as failure:
        said = (*remarks, f"PubMed could not add to it: {failure}")
        return Answer("Crossref", item, kept.asked_at, said)


def by_pmid(pmid: str, *, fresh: bool = False) -> Answer:
    """Look up a PMID, in any form that people paste, at PubMed. Raises LookUpFailed."""
    normal = _normal(pmid, normalise_pmid, "PMID: it is a number of 1 to 8 digits")
    kept = pubmed.ask_for_article(normal, fresh=fresh)
    item = pubmed.item_of_article(kept.content)
    if item.get("PMID") != normal:
        raise Unusable(f"PubMed answered with another article than that of PMID {normal}.")
    return Answer("PubMed", item, kept.asked_at)


def by_pmcid(pmcid: str, *, fresh: bool = False) -> Answer:
    """Look up a PMCID, in any form that people paste: at PubMed, else by its DOI at Crossref.

    Raises LookUpFailed.
    """
    normal = _normal(pmcid, normalise_pmcid, "PMCID: it is “PMC” and digits")
    known = pubmed.find_identifiers_of_pmcid(normal, fresh=fresh)
    if "PMID" in known:
        answer = by_pmid(known["PMID"], fresh=fresh)
    else:
        answer = by_doi(known["DOI"], fresh=fresh)
    return replace(answer, item=cast("CslItem", {**answer.item, "PMCID": normal}))


WAYS: dict[str, tuple[str, Callable[..., Answer]]] = {
    "DOI": ("Crossref", by_doi),
    "PMID": ("PubMed", by_pmid),
    "PMCID": ("PubMed Central", by_pmcid),
}
"""Identifiers that can be asked for, where, and how."""


def by_identifier(identifier: Identifier, *, fresh: bool = False) -> Answer:
    """Look up an identifier where its kind is known. Raises LookUpFailed."""
    if identifier.kind not in WAYS:
        raise NotKnown(
            f"{identifier.kind} {identifier.value} is nothing that these services can be asked "
            "for. Give a DOI, a PMID or a PMCID."
        )
    return WAYS[identifier.kind][1](identifier.value, fresh=fresh)


def mapped_again(kept: KeptAnswer) -> CslItem | None:
    """Map the record of a kept answer by today's reading; None where it holds no record.

    Raises LookUpFailed.
    """
    if kept.status != 200:
        return None
    if kept.service == CROSSREF.name and kept.question.startswith("works/"):
        return crossref.item_of_work(kept.content)
    if kept.service == PUBMED.name and kept.question.startswith("article/"):
        return pubmed.item_of_article(kept.content)
    return None


def _normal(typed: str, normalise: Callable[[str], str | None], what: str) -> str:
    normal = normalise(typed)
    if not normal:
        raise NotKnown(f"“{typed.strip()[:100]}” is no {what}.")
    return normal


def _with_pubmed(work: CslItem, doi: str) -> CslItem:
    if pmid := pubmed.find_pmid_of_doi(doi):
        article: dict[str, Any] = dict(by_pmid(pmid).item)
        if article.get("DOI") in (None, doi):
            return _joined(work, article)
    for issn in work.get("ISSN", "").replace(",", " ").split():
        if short := pubmed.find_abbreviation(issn):
            return cast("CslItem", {**work, "container-title-short": short})
    return work


def _joined(work: CslItem, article: dict[str, Any]) -> CslItem:
    added = {member: article[member] for member in FROM_PUBMED if article.get(member)}
    custom = {**article.get("custom", {}), **work.get("custom", {})}
    return cast("CslItem", {**work, **added, **({"custom": custom} if custom else {})})
