"""Migrations run on a full database: what they note is what the gate would have noted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from graphlib import TopologicalSorter
from typing import Any

import psycopg
import pytest
from psycopg import sql

from gate.inspection import inspect_gate
from tests.databases import Databases, manage
from tests.workflow.conftest import Made

BEFORE_THE_DESK = [("publishing", "0002_gate"), ("articles", "0005_gate_images")]
"""The last migrations before discussions, plans, notices and letters; others came with them."""
Owner = psycopg.Connection[Any]


def _migrate(database: str, *to: str) -> None:
    manage(database, "migrate", "--verbosity=0", *to)


def _rows(owner: Owner, query: str) -> list[tuple[Any, ...]]:
    return owner.execute(query).fetchall()  # type: ignore[call-overload]


def _tables(owner: Owner) -> list[str]:
    """The tables of the rooms and the accounts, each after those that it points at."""
    tables: TopologicalSorter[str] = TopologicalSorter()
    ours = _rows(
        owner,
        "SELECT relname FROM pg_class WHERE relkind = 'r' "
        "AND (relname ~ '^(articles|publishing|references|reviews|therapies)_' "
        "OR relname = 'medcontent_user')",
    )
    for (table,) in ours:
        targets = _rows(
            owner,
            "SELECT confrelid::regclass::text FROM pg_constraint "
            f"WHERE contype = 'f' AND conrelid = '{table}'::regclass",
        )
        tables.add(table, *(target for (target,) in targets))
    return list(tables.static_order())


def _columns(owner: Owner, table: str) -> list[str]:
    named = _rows(
        owner,
        "SELECT attname FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped "
        f"AND attgenerated = '' AND attrelid = '{table}'::regclass",
    )
    return [column for (column,) in named]


def _copy(source: Owner, target: Owner) -> None:
    """Copy what both databases have room for, the gate out of the way."""
    for table in _tables(target):
        known = set(_columns(source, table))
        columns = sql.SQL(", ").join(
            sql.Identifier(column) for column in _columns(target, table) if column in known
        )
        place = sql.SQL("{} ({})").format(sql.Identifier(table), columns)
        with (
            _without_gate(target, table),
            source.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(place)) as read,
            target.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(place)) as written,
        ):
            for block in read:
                written.write(block)


@contextmanager
def _without_gate(owner: Owner, table: str) -> Iterator[None]:
    of_table = f"FROM pg_trigger WHERE tgrelid = '{table}'::regclass AND tgenabled = 'A'"
    triggers = [trigger for (trigger,) in _rows(owner, f"SELECT tgname {of_table}")]
    switch = sql.SQL("ALTER TABLE {} {} TRIGGER {}")
    names = [(sql.Identifier(table), sql.Identifier(trigger)) for trigger in triggers]
    for of, trigger in names:
        owner.execute(switch.format(of, sql.SQL("DISABLE"), trigger))
    yield
    for of, trigger in names:
        owner.execute(switch.format(of, sql.SQL("ENABLE ALWAYS"), trigger))


@pytest.fixture
def migrated(databases: Databases, made: Made, django_db_blocker) -> Iterator[str]:
    """The world of the attacks as it stood before the desk, migrated since."""
    with django_db_blocker.unblock(), databases.temporary("template0") as name:
        for migration in BEFORE_THE_DESK:
            _migrate(name, *migration)
        with databases.owner(made.database) as source, databases.owner(name) as target:
            _copy(source, target)
        _migrate(name)
        yield name


def _heads(owner: Owner) -> list[tuple[Any, ...]]:
    return _rows(
        owner,
        "SELECT article_id, edition_in_work_id, is_public, was_public, counter "
        "FROM articles_articlehead ORDER BY article_id",
    )


def _due_dates(owner: Owner) -> list[tuple[Any, ...]]:
    return _rows(owner, "SELECT id, review_due_on, opened_at, ended_at FROM publishing_release")


def _words(owner: Owner) -> list[tuple[Any, ...]]:
    return _rows(
        owner, "SELECT id, text, is_blocking, resolved_at FROM reviews_comment ORDER BY id"
    )


def test_a_full_database_notes_what_it_would_have_noted(
    databases: Databases, made: Made, migrated: str
) -> None:
    with databases.owner(made.database) as source, databases.owner(migrated) as target:
        heads = _heads(target)
        assert heads == _heads(source)
        assert sorted(_due_dates(target)) == sorted(_due_dates(source)) != []
        assert _words(target) == _words(source) != []
    assert {(work is not None, *public) for _, work, *public, _ in heads} >= {
        (True, True, True),
        (True, False, False),
        (False, False, True),
        (False, False, False),
    }
    assert not inspect_gate()
