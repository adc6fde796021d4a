"""The ledger: who did what when, hash-chained per article, with signed checkpoints.

An entry's content is canonical JSON with ``format``, ``article`` (id), ``number``, ``previous``
(SHA-256 of the content before, empty for the first), ``action``, ``actor`` (account number or
null), ``at`` and ``facts`` (opaque ids, numbers and hashes; no free text, so that a person's
words can be erased elsewhere). A checkpoint's content holds ``number``, ``previous`` and, for
every chain that grew since the checkpoint before, ``heads`` [[article, number, hash]].
"""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, models, transaction

from articles.freeze import canonical
from articles.models import Article, ArticleHead
from reviews import signatures
from reviews.clock import database_time
from reviews.models import Checkpoint, LedgerEntry

LOOK_BACK = datetime.timedelta(hours=1)
"""How far before the last checkpoint a chain is looked at again."""


def take_turn(article: Article) -> ArticleHead:
    """Lock an article's evidence until the transaction ends; returns its head row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gate_take_turn(%s)", [article.pk])
    return ArticleHead.objects.get(article=article)


def record(
    article: Article, action: str, *, by: AbstractBaseUser | None, **facts: Any
) -> LedgerEntry:
    """Append an entry to an article's chain; call it inside the transaction of the act."""
    head = take_turn(article)
    number = head.ledger_length + 1
    content = canonical(
        {
            "format": 1,
            "article": article.pk,
            "number": number,
            "previous": head.ledger_hash,
            "action": action,
            "actor": by.pk if by else None,
            "at": database_time(),
            "facts": facts,
        }
    )
    return LedgerEntry.objects.create(article=article, number=number, content=content)


@transaction.atomic
def checkpoint() -> Checkpoint | None:
    """Sign where all chains stand that grew since the last checkpoint; None if none did."""
    last = Checkpoint.objects.order_by("number").last()
    heads = _grown_heads(last)
    if not heads:
        return None
    number = last.number + 1 if last else 1
    content = canonical(
        {
            "format": 1,
            "number": number,
            "previous": last.hash if last else "",
            "at": database_time(),
            "heads": heads,
        }
    )
    signature, _ = signatures.sign(content, kind=signatures.CHECKPOINT)
    return Checkpoint.objects.create(number=number, content=content, signature=signature)


def _grown_heads(last: Checkpoint | None) -> list[list[Any]]:
    """List [article, number, hash] of the chains with entries at or after a checkpoint.

    An entry stamped before the checkpoint but committed after it is taken by looking back over
    the two minutes that the gate allows between stamp and commit, and more.
    """
    grown = ArticleHead.objects.filter(ledger_length__gt=0)
    if last:
        since = LedgerEntry.objects.filter(
            article=models.OuterRef("article"),
            at__gte=last.at - LOOK_BACK,
        )
        grown = grown.filter(models.Exists(since))
    return [
        [head.article_id, head.ledger_length, head.ledger_hash]
        for head in grown.order_by("article_id").iterator()
    ]
