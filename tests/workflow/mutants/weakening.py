"""Removing a part of the gate as its owner, and putting it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql

from tests.workflow.mutants.parts import Part, Withheld, parts_of

Owner = psycopg.Connection[Any]


def _asked(owner: Owner, question: str, *parameters: object) -> Any:
    row = owner.execute(question, parameters).fetchone()
    assert row is not None, (question, parameters)
    return row[0]


def _run(owner: Owner, statement: str) -> None:
    owner.execute(statement)  # type: ignore[call-overload]  # names come from the catalogue


@contextmanager
def without_trigger(owner: Owner, part: Part) -> Iterator[None]:
    definition = _asked(
        owner,
        "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %s::regclass "
        "AND tgname = %s",
        part.table,
        part.name,
    )
    _run(owner, f"DROP TRIGGER {part.name} ON {part.table}")
    try:
        yield
    finally:
        _run(owner, f"{definition}; ALTER TABLE {part.table} ENABLE ALWAYS TRIGGER {part.name}")


@contextmanager
def without_constraint(owner: Owner, part: Part) -> Iterator[None]:
    definition = _asked(
        owner,
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass "
        "AND conname = %s",
        part.table,
        part.name,
    )
    _run(owner, f"ALTER TABLE {part.table} DROP CONSTRAINT {part.name}")
    try:
        yield
    finally:
        _run(owner, f"ALTER TABLE {part.table} ADD CONSTRAINT {part.name} {definition}")


@contextmanager
def without_index(owner: Owner, part: Part) -> Iterator[None]:
    definition = _asked(owner, "SELECT pg_get_indexdef(%s::regclass)", part.name)
    _run(owner, f"DROP INDEX {part.name}")
    try:
        yield
    finally:
        _run(owner, definition)


@contextmanager
def nullable(owner: Owner, part: Part) -> Iterator[None]:
    _run(owner, f"ALTER TABLE {part.table} ALTER {part.name} DROP NOT NULL")
    try:
        yield
    finally:
        _run(owner, f"ALTER TABLE {part.table} ALTER {part.name} SET NOT NULL")


@contextmanager
def with_body(owner: Owner, function: str, change: Callable[[str], str]) -> Iterator[None]:
    """Change the body of a function."""
    definition = _asked(
        owner, "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = %s", function
    )
    body = _asked(owner, "SELECT prosrc FROM pg_proc WHERE proname = %s", function)
    changed = change(body)
    assert changed != body
    _run(owner, definition.replace(body, changed))
    try:
        yield
    finally:
        _run(owner, definition)


def without_rule(rule: str) -> Callable[[str], str]:
    """Let gate_refuse let one rule pass."""
    return lambda body: body.replace("BEGIN", f"BEGIN IF rule = '{rule}' THEN RETURN; END IF;")


@contextmanager
def granted(owner: Owner, wanted: Withheld) -> Iterator[None]:
    role = sql.Identifier(settings.DATABASE_APPLICATION_ROLE).as_string()
    _run(owner, f"GRANT {wanted.as_grant} TO {role}")
    try:
        yield
    finally:
        _run(owner, f"REVOKE {wanted.as_grant} FROM {role}")
        for column in _granted_columns(wanted):  # a table's REVOKE takes these too
            _run(owner, f"GRANT {column.as_grant} TO {role}")


def _granted_columns(wanted: Withheld) -> list[Withheld]:
    return [
        Withheld(part.definition, part.table, part.name)
        for part in parts_of("grant")
        if part.name
        and not wanted.column
        and (part.table, part.definition) == (wanted.table, wanted.privilege)
    ]


@contextmanager
def without_lock(owner: Owner, lock: str) -> Iterator[None]:
    """Take away a constraint or rule by its name."""
    constraint = next((part for part in parts_of("constraint") if part.name == lock), None)
    with (
        without_constraint(owner, constraint)
        if constraint
        else with_body(owner, "gate_refuse", without_rule(lock))
    ):
        yield
