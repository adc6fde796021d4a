"""Copying made rows into a database of the benchmark's own, with the gate open while it lasts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import models
from psycopg import sql

Owner = psycopg.Connection[tuple[Any, ...]]


@contextmanager
def gate_open(owner: Owner, of: Iterable[type[models.Model]]) -> Iterator[None]:
    """Switch the triggers of some tables off, and on again as they were.

    Only for a scratch database. Foreign keys and other constraints hold all the while.
    """
    tables = [model._meta.db_table for model in of]
    triggers = owner.execute(
        "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger "
        "WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(%s)",
        [tables],
    ).fetchall()
    for table in tables:
        owner.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
    yield
    for table, trigger, enabled in triggers:
        how = sql.SQL("ALWAYS " if enabled == "A" else "")
        owner.execute(
            sql.SQL("ALTER TABLE {} ENABLE {}TRIGGER {}").format(
                sql.Identifier(table), how, sql.Identifier(trigger)
            )
        )


def copy(owner: Owner, model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Copy unsaved rows, numbers and all; what the database computes is left to it."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    table, names = model._meta.db_table, [str(field.column) for field in fields]
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    copying = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(table), columns
    )
    types: dict[str, int] = dict(
        owner.execute(
            "SELECT attname, atttypid FROM pg_attribute WHERE attrelid = %s::regclass", [table]
        ).fetchall()
    )
    with owner.cursor().copy(copying) as copied:
        copied.set_types([types[name] for name in names])
        for row in rows:
            copied.write_row([getattr(row, field.attname) for field in fields])


def go_on_numbering(owner: Owner, of: Iterable[type[models.Model]]) -> None:
    """Let tables number on after their last row."""
    for model in of:
        if isinstance(model._meta.pk, models.AutoField):
            table = model._meta.db_table
            owner.execute(
                sql.SQL(
                    "SELECT setval(pg_get_serial_sequence({}, 'id'), max(id)) FROM {} "
                    "HAVING max(id) IS NOT NULL"
                ).format(sql.Literal(table), sql.Identifier(table))
            )
