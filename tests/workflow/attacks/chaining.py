"""Invariant 6, 9e to 9g and 9n: the record is in order, and tells when it was written."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.db import connection, models

from articles.models import ArticleHead, Edition
from reviews.models import LedgerEntry
from tests.workflow.attacks import evidence
from tests.workflow.attacks.families import changes, insertions, removals
from tests.workflow.attacks.forging import run
from tests.workflow.attacks.matrix import Act, attack
from tests.workflow.attacks.world import World

FOLLOWS = "a_ledger_entry_follows_the_last"
NOW = "a_ledger_entry_is_written_now"
CHECKPOINT = "a_checkpoint_follows_the_last"
NUMBERED = "editions_are_numbered_in_order"
NAMED = "an_edition_says_which_it_is"


def _entry(**how: Any) -> Callable[[World], LedgerEntry]:
    return lambda world: evidence.entry(world.article, **how)


# --- 6. The ledger

insertions("6a", "one left out", _entry(ahead=2), refused_by=FOLLOWS)
insertions(
    "6a",
    "one told twice",
    _entry(ahead=0),
    refused_by="a_ledger_entry_has_its_own_number",
    ways=["sql"],
)
insertions("6a", "numbered otherwise", _entry(said={"number": 7}), refused_by=FOLLOWS, ways=["sql"])
insertions(
    "6a", "in another's chain", _entry(said={"article": 0}), refused_by=FOLLOWS, ways=["sql"]
)
insertions(
    "6b", "torn from the one before", _entry(said={"previous": "0" * 64}), refused_by=FOLLOWS
)
insertions("6b", "begun anew", _entry(said={"previous": ""}), refused_by=FOLLOWS, ways=["sql"])
insertions("6c", "dated back", _entry(said={"at": "2025-06-01T12:00:00.000000Z"}), refused_by=NOW)
insertions("6c", "dated ahead", _entry(said={"at": "2999-06-01T12:00:00.000000Z"}), refused_by=NOW)
insertions("6c", "without a date", _entry(said={"at": None}), refused_by=NOW, ways=["sql"])
for clause, name, said in [
    ("6d", "one left out", {"number": 9}),
    ("6d", "torn from the one before", {"previous": "0" * 64}),
]:
    insertions(
        clause, name, lambda world, said=said: evidence.checkpoint(said), refused_by=CHECKPOINT
    )
changes("6d", "its heads changed", lambda world: world.checkpoint, {"content": b"{}"})
removals("6d", "the last one deleted", lambda world: world.checkpoint)


def _local_time(world: World) -> LedgerEntry:
    ahead = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=14)
    return evidence.entry(world.article, said={"at": ahead.strftime("%Y-%m-%dT%H:%M:%S.%f")})


insertions("6c", "a local time without its zone", _local_time, refused_by=NOW, ways=["session"])


def _swallowed(row: models.Model, existing: int) -> str:
    """An INSERT that its key's conflict drops, after its BEFORE triggers have run."""
    more = (", recall_reason", ", ''") if isinstance(row, Edition) else ("", "")
    article = f"(SELECT article_id FROM public.{row._meta.db_table} WHERE id = {existing})"
    return (
        f"INSERT INTO public.{row._meta.db_table} (id, article_id, number, content{more[0]}) "
        f"VALUES ({existing}, {article}, %s, %s{more[1]}) ON CONFLICT (id) DO NOTHING"
    )


@attack("6a", "sql", refused_by="WithoutEffect")
def the_head_moved_past_an_entry_that_never_came(world: World) -> Act:
    forged = evidence.entry(world.article)
    last = LedgerEntry.objects.filter(article=world.article).latest("number")
    return lambda: (
        run(_swallowed(forged, last.pk), parameters=[forged.number, forged.content]),
        evidence.unless(ArticleHead.objects.get(article=world.article).ledger_length > last.number),
    )


@attack("9e", "sql", refused_by="WithoutEffect")
def a_number_taken_by_an_edition_that_never_came(world: World) -> Act:
    forged = evidence.edition(world.article)
    last = world.article.editions.latest("number")
    return lambda: (
        run(_swallowed(forged, last.pk), parameters=[forged.number, forged.content]),
        evidence.unless(ArticleHead.objects.get(article=world.article).editions > last.number),
    )


# --- 9e, 9f. Editions


def _edition(changed: dict[str, Any] | None = None, **how: Any) -> Callable[[World], Edition]:
    return lambda world: evidence.edition(world.article, changed, **how)


insertions("9e", "a number left out", _edition(ahead=2), refused_by=NUMBERED)
insertions(
    "9e",
    "a number used twice",
    _edition(ahead=0),
    refused_by="an_edition_has_its_own_number",
    ways=["sql"],
)
insertions("9f", "the number of another", _edition({"edition": 7}), refused_by=NAMED)
insertions("9f", "the article of another", _edition({"article.id": 0}), refused_by=NAMED)
insertions("9f", "no article named", _edition({"article": None}), refused_by=NAMED, ways=["sql"])


# --- 9n. Article heads


def _head(world: World) -> ArticleHead:
    return ArticleHead.objects.get(article=world.article)


changes("9n", "another hash for the next", _head, {"ledger_hash": "0" * 64})
changes("9n", "a number skipped", _head, {"editions": 7}, ways=["update", "sql"])
removals("9n", "the count begun anew", _head)
insertions(
    "9n",
    "a head made up",
    lambda world: ArticleHead(article=world.bare, ledger_hash="0" * 64),
    refused_by="42501",
    ways=["save", "bulk", "sql", "session"],
)


@attack("9n", "sql", refused_by="WithoutEffect")
def its_hash_moved_by_taking_a_turn(world: World) -> Act:
    before = _head(world)

    def act() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT public.gate_take_turn(%s)", [world.article.pk])
        after = _head(world)
        evidence.unless(
            (before.editions, before.ledger_length, before.ledger_hash)
            != (after.editions, after.ledger_length, after.ledger_hash)
        )

    return act
