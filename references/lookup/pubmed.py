"""NCBI: articles by PMID, PMIDs by PMCID or DOI, and journals' abbreviations.

https://www.ncbi.nlm.nih.gov/books/NBK25499/, https://pmc.ncbi.nlm.nih.gov/tools/id-converter-api/
"""

from __future__ import annotations

import json
from typing import Any

from lxml import etree

from references.answers import KeptAnswer
from references.csl import CslItem
from references.formats.markup import storable
from references.formats.pubmed import read_article
from references.identifiers import normalise_doi, normalise_pmid
from references.lookup.errors import NotKnown, Unusable
from references.lookup.kept import Question, answer_to
from references.lookup.services import PMC_IDS, PUBMED, of_ncbi

SEARCH, SUMMARY, FETCH = "/esearch.fcgi", "/esummary.fcgi", "/efetch.fcgi"


def ask_for_article(pmid: str, *, fresh: bool = False) -> KeptAnswer:
    """Ask for the article of a PMID. Raises LookUpFailed."""
    parameters = {"db": "pubmed", "id": pmid, "retmode": "xml"}
    question = _question(f"article/{pmid}", FETCH, parameters, "xml")
    answer = answer_to(question, check=_check_article, fresh=fresh)
    if answer.status == 404 or read_answer(answer.content) is None:
        raise NotKnown(f"PubMed does not know the PMID {pmid}. Check its digits.")
    return answer


def item_of_article(body: bytes) -> CslItem:
    """Map an answer to its article. Raises Unusable, and NotKnown where it holds none."""
    article = read_answer(body)
    if article is None:
        raise NotKnown("PubMed's answer holds no article.")
    try:
        item = read_article(article)
    except (AttributeError, IndexError, TypeError, ValueError) as error:
        raise Unusable("PubMed answered with a record of a shape that we can't read.") from error
    if not item.get("title"):
        raise Unusable("PubMed's record of this has no title, so that it can't be cited by it.")
    return item


def _check_article(body: bytes) -> None:
    if read_answer(body) is not None:
        item_of_article(body)


def read_answer(body: bytes) -> etree._Element | None:
    """Read the article of an answer, or None where there is none. Raises Unusable."""
    root = _xml(body)
    articles = root.xpath("//PubmedArticle | //PubmedBookArticle")
    if not articles and root.tag not in ("PubmedArticleSet", "PubmedBookArticleSet"):
        raise Unusable("PubMed answered with something that is no set of articles.")
    return articles[0] if articles else None


def _xml(body: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unusable("PubMed answered with something that is no XML.") from error


def find_pmid_of_doi(doi: str) -> str | None:
    """Find the PMID of the one article in PubMed that has a DOI. Raises LookUpFailed."""
    plain = "".join(" " if sign in '"[]' else sign for sign in doi)
    found = _search("pubmed", f'"{plain}"[doi]', name=f"pmid-of/{doi}")
    return found[0] if len(found) == 1 else None


def find_identifiers_of_pmcid(pmcid: str, *, fresh: bool = False) -> CslItem:
    """Find PMID and DOI of a PMCID. Raises LookUpFailed."""
    parameters = {"ids": pmcid, "format": "json", **of_ncbi()}
    question = Question(PMC_IDS, f"ids-of/{pmcid}", "/", parameters, "json")
    answer = answer_to(question, check=_record_of_pmc, fresh=fresh)
    record = _record_of_pmc(answer.content) if answer.status == 200 else {}
    found: CslItem = {"PMCID": pmcid}
    if pmid := normalise_pmid(str(record.get("pmid") or "")):
        found["PMID"] = pmid
    if doi := normalise_doi(str(record.get("doi") or "")):
        found["DOI"] = doi
    if len(found) == 1:
        raise NotKnown(f"PubMed Central does not know {pmcid}. Check its digits.")
    return found


def _record_of_pmc(body: bytes) -> dict[str, Any]:
    records = _json(body, "PubMed Central").get("records")
    record = records[0] if isinstance(records, list) and records else {}
    return record if isinstance(record, dict) and record.get("status") != "error" else {}


def find_abbreviation(issn: str) -> str | None:
    """Find NLM's abbreviation of a journal's title by its ISSN. Raises LookUpFailed."""
    found = _search("nlmcatalog", f"{issn}[issn] AND ncbijournals[filter]", name=f"journal/{issn}")
    if len(found) != 1:
        return None
    parameters = {"db": "nlmcatalog", "id": found[0], "retmode": "json"}
    question = _question(f"journal-summary/{found[0]}", SUMMARY, parameters, "json")
    answer = answer_to(question, check=lambda body: _json(body, "PubMed"))
    summary = _json(answer.content, "PubMed").get("result") if answer.status == 200 else {}
    journal = summary.get(found[0]) if isinstance(summary, dict) else None
    short = journal.get("medlineta") if isinstance(journal, dict) else None
    return " ".join(short.split()) or None if isinstance(short, str) else None


def _search(database: str, term: str, *, name: str) -> list[str]:
    parameters = {"db": database, "term": term, "retmode": "json", "retmax": "2"}
    answer = answer_to(_question(name, SEARCH, parameters, "json"), check=_ids_in)
    return _ids_in(answer.content) if answer.status == 200 else []


def _ids_in(body: bytes) -> list[str]:
    result = _json(body, "PubMed").get("esearchresult")
    found = result.get("idlist", []) if isinstance(result, dict) else None
    if not isinstance(found, list):
        raise Unusable("PubMed answered a search without a list of numbers.")
    return [number for number in map(str, found) if number.isdecimal()]


def _json(body: bytes, whose: str) -> dict[str, Any]:
    try:
        read = storable(json.loads(body))
    except (ValueError, RecursionError) as error:
        raise Unusable(f"{whose} answered with something that is no JSON.") from error
    if not isinstance(read, dict):
        raise Unusable(f"{whose} answered with JSON of a shape that we can't read.")
    return read


def _question(name: str, path: str, parameters: dict[str, str], kind: str) -> Question:
    return Question(PUBMED, name, path, {**parameters, **of_ncbi()}, kind)
