"""Forged evidence: rows as the workflow would write them, but for what an attack changes.

The attacker signs with the site's own key, so that nothing but the gate is in the way.
"""

from __future__ import annotations

import json
from typing import Any

from articles.freeze import canonical
from articles.models import Article, ArticleHead, Edition
from publishing.models import Release
from reviews import signatures, statements
from reviews.clock import database_time
from reviews.models import Checkpoint, LedgerEntry, Licence, Review, SignOff
from tests.workflow.attacks.running import WithoutEffect


def changed(content: bytes, changes: dict[str, Any]) -> bytes:
    """Change members of canonical JSON; a dotted name reaches inside, None as value removes."""
    members = json.loads(content)
    for path, value in changes.items():
        *outer, last = path.split(".")
        inner = members
        for name in outer:
            inner = inner[name]
        if value is None:
            del inner[last]
        else:
            inner[last] = value
    return canonical(members)


def good_licence(review: Review) -> Licence:
    return review.physician.licences.earliest("pk")


def sign_off(
    review: Review,
    *,
    licence: Licence | None = None,
    decision: str = "approve",
    said: dict[str, Any] | None = None,
    **columns: Any,
) -> SignOff:
    """A decision in a review; ``said`` changes the statement before it is signed."""
    review = Review.objects.get(pk=review.pk)
    licence = licence or good_licence(review)
    statement = statements.statement(
        review=review, licence=licence, decision=decision, method=statements.PASSWORD
    )
    statement = changed(statement, said or {})
    signature, kid = signatures.sign(statement, kind=signatures.SIGN_OFF)
    decided: dict[str, Any] = {
        "edition": review.edition,
        "digest": review.edition.digest,
        "review": review,
        "physician": review.physician,
        "licence": licence,
        "decision": decision,
        "capacity": "physician",
        "statement": statement,
        "signature": signature,
        "key_id": kid,
    }
    return SignOff(**decided | columns)


def edition(
    article: Article, changes: dict[str, Any] | None = None, *, ahead: int = 1, **columns: Any
) -> Edition:
    """The next edition of an article, frozen from its last but for some members."""
    last = article.editions.latest("number")
    number = last.number + ahead
    content = changed(bytes(last.content), {"edition": number} | (changes or {}))
    return Edition(**{"article": article, "number": number, "content": content} | columns)


def entry(article: Article, said: dict[str, Any] | None = None, *, ahead: int = 1) -> LedgerEntry:
    """The next entry in an article's ledger, but for what it says."""
    head = ArticleHead.objects.get(article=article)
    members: dict[str, Any] = {
        "format": 1,
        "article": article.pk,
        "number": head.ledger_length + ahead,
        "previous": head.ledger_hash,
        "action": "forge",
        "actor": None,
        "at": database_time(),
        "facts": {},
    }
    members |= said or {}
    return LedgerEntry(
        article=article, number=head.ledger_length + ahead, content=canonical(members)
    )


def checkpoint(said: dict[str, Any] | None = None) -> Checkpoint:
    """The next checkpoint, but for what it says."""
    last = Checkpoint.objects.latest("number")
    members = {"number": last.number + 1, "previous": last.hash, "heads": []}
    members |= said or {}
    content = canonical(members)
    signature, _ = signatures.sign(content, kind=signatures.CHECKPOINT)
    return Checkpoint(number=members["number"], content=content, signature=signature)


def release(of: Edition, **columns: Any) -> Release:
    """The release of an edition."""
    return Release(**{"article_id": of.article_id, "edition": of} | columns)


def unless(came_about: bool) -> None:
    """Say that a statement was taken but did nothing, unless what it was after came about."""
    if not came_about:
        raise WithoutEffect


def first_entry(article: Article) -> LedgerEntry:
    """The first entry in the ledger of an article that has none."""
    said = {"article": article.pk, "number": 1, "previous": "", "action": "forge"}
    content = canonical(said | {"at": database_time()})
    return LedgerEntry(article=article, number=1, content=content)
