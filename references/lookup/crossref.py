"""Crossref's REST API: a work by its DOI, and works like a record.

https://api.crossref.org/swagger-ui/index.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from references.answers import KeptAnswer
from references.csl import CslItem
from references.formats.crossref import read_work
from references.formats.markup import storable
from references.lookup.errors import NotKnown, Unusable
from references.lookup.kept import Question, answer_to
from references.lookup.services import CROSSREF, contact

ROWS = 5
LONGEST_QUERY = 400
SELECTED = (
    "DOI,type,title,subtitle,author,issued,published,published-print,published-online,"
    "container-title,short-container-title,volume,issue,page,score"
)


def ask_for_work(doi: str, *, fresh: bool = False) -> KeptAnswer:
    """Ask for the work of a DOI in normal form. Raises LookUpFailed."""
    question = Question(
        CROSSREF, f"works/{doi}", f"/works/{quote(doi, safe='')}", _who_asks(), "json"
    )
    answer = answer_to(question, check=item_of_work, fresh=fresh)
    if answer.status == 404:
        raise NotKnown(
            f"Crossref does not know the DOI {doi}. It may be mistyped, or registered elsewhere "
            "(DataCite has most of data sets and preprints of arXiv)."
        )
    return answer


def item_of_work(body: bytes) -> CslItem:
    """Map an answer to a work. Raises Unusable."""
    item = _mapped(read_message(body))
    if not str(item.get("title", "")).strip():
        raise Unusable("Crossref's record of this has no title, so that it can't be cited by it.")
    return item


def ask_for_like(query: str) -> KeptAnswer:
    """Ask for works whose title, authors and year are like a text. Raises LookUpFailed."""
    query = " ".join(query.split())[:LONGEST_QUERY]
    parameters = {"query.bibliographic": query, "rows": str(ROWS), "select": SELECTED}
    question = Question(CROSSREF, f"like/{query}", "/works", {**parameters, **_who_asks()}, "json")
    return answer_to(question, check=works_in)


def works_in(body: bytes) -> list[tuple[CslItem, float]]:
    """Map an answer to works and their scores; what has no title is left out. Raises Unusable."""
    works = read_message(body).get("items")
    if not isinstance(works, list):
        raise Unusable("Crossref answered without a list of works.")
    found = [(_mapped(work), _score(work)) for work in works if isinstance(work, dict)]
    return [(item, score) for item, score in found if item.get("title") and item.get("DOI")]


def read_message(body: bytes) -> Mapping[str, Any]:
    """Read the message of an answer. Raises Unusable."""
    try:
        # Half characters and the like can neither be shown nor kept.
        read = storable(json.loads(body))
    except (ValueError, RecursionError) as error:
        raise Unusable("Crossref answered with something that is no JSON.") from error
    message = read.get("message") if isinstance(read, dict) else None
    if not isinstance(message, dict):
        raise Unusable("Crossref answered without a message.")
    return message


def _mapped(work: Mapping[str, Any]) -> CslItem:
    try:
        return read_work(dict(work))
    except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        raise Unusable("Crossref answered with a record of a shape that we can't read.") from error


def _score(work: Mapping[str, Any]) -> float:
    score = work.get("score")
    return float(score) if isinstance(score, int | float) else 0.0


def _who_asks() -> dict[str, str]:
    return {"mailto": contact()} if contact() else {}
