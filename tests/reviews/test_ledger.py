"""The ledger: chained entries, and checkpoints that vouch for where the chains stood."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.models import Article, ArticleHead
from gate.refusals import one_step
from reviews import ledger, signatures, workflow
from reviews.models import Checkpoint, LedgerEntry, SigningKey
from tests import factories

pytestmark = pytest.mark.django_db


def heads_of(checkpoint: Checkpoint) -> list[list]:
    return json.loads(bytes(checkpoint.content))["heads"]


def test_each_entry_carries_the_hash_of_the_one_before():
    article = factories.signed().edition.article
    previous, entries = "", list(LedgerEntry.objects.filter(article=article))
    assert [entry.action for entry in entries] == ["submit", "assign", "accept", "sign"]
    for number, entry in enumerate(entries, start=1):
        said = entry.recorded
        assert (said["number"], said["previous"], said["article"]) == (number, previous, article.pk)
        assert entry.hash == hashlib.sha256(bytes(entry.content)).hexdigest()
        previous = entry.hash
    head = ArticleHead.objects.get(article=article)
    assert (head.ledger_length, head.ledger_hash) == (4, previous)


def test_chains_of_two_articles_do_not_mix():
    first, second = factories.submitted(), factories.submitted()
    assert [
        entry.recorded["previous"]
        for edition in (first, second)
        for entry in LedgerEntry.objects.filter(article=edition.article)
    ] == ["", ""]


def test_an_entry_without_an_actor_is_the_systems_own():
    article = factories.submitted().article
    entry = ledger.record(article, "note", by=None, why=1)
    assert (entry.recorded["actor"], entry.recorded["facts"]) == (None, {"why": 1})


def test_an_entry_of_a_step_that_fails_is_not_kept():
    article = factories.submitted().article
    with pytest.raises(ZeroDivisionError), one_step():
        _note_and_stumble(article)
    assert [entry.action for entry in LedgerEntry.objects.all()] == ["submit"]
    ledger.record(article, "note", by=None)


def _note_and_stumble(article: Article) -> None:
    ledger.record(article, "note", by=None)
    raise ZeroDivisionError


def test_entries_are_never_changed_or_taken_away():
    factories.submitted()
    for act in ("update", "delete"):
        rows = LedgerEntry.objects.all()
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(number=9) if act == "update" else rows._raw_delete(rows.db)


def test_without_entries_there_is_no_checkpoint():
    assert ledger.checkpoint() is None
    assert not SigningKey.objects.exists()


def test_a_checkpoint_signs_where_every_chain_stands():
    first, second = factories.submitted().article, factories.signed().edition.article
    checkpoint = ledger.checkpoint()
    assert heads_of(checkpoint) == [
        [head.article_id, head.ledger_length, head.ledger_hash]
        for head in ArticleHead.objects.filter(article__in=[first, second]).order_by("article_id")
    ]
    key = SigningKey.objects.get().jwk
    signed = signatures.check(checkpoint.signature, kind=signatures.CHECKPOINT, key=key)
    assert signed == bytes(checkpoint.content)


def test_a_checkpoint_follows_the_one_before():
    edition = factories.submitted()
    first = ledger.checkpoint()
    workflow.recall(edition=edition, by=edition.article.writer, reason="writer")
    second = ledger.checkpoint()
    said = json.loads(bytes(second.content))
    assert (said["number"], said["previous"]) == (2, first.hash)
    assert heads_of(second)[0][:2] == [edition.article_id, 2]


def test_a_draft_without_entries_is_in_no_checkpoint():
    factories.draft(writer=factories.account("writer"))
    edition = factories.submitted()
    assert [head[0] for head in heads_of(ledger.checkpoint())] == [edition.article_id]


def test_taking_a_turn_costs_the_same_however_long_the_chain():
    article = factories.submitted().article

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured, transaction.atomic():
            ledger.record(article, "note", by=None)
        return len(captured)

    assert {queries() for _ in range(20)} == {queries()}
