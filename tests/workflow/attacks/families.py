"""The same attack in every way that Django and SQL know."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.db import models

from tests.workflow.attacks.forging import (
    CHANGING,
    INSERTING,
    WHOLE_ROW,
    Changes,
    hostile_session,
    run,
)
from tests.workflow.attacks.matrix import Act, Attack, register
from tests.workflow.attacks.world import World

WITHHELD = "42501"
BY_HAND = ("update", "sql")
"""Ways enough where the others would repeat them."""

Forge = Callable[[World], models.Model]


def insertions(
    clause: str,
    name: str,
    forge: Forge,
    *,
    refused_by: str,
    ways: Iterable[str] = INSERTING,
    whole_row: str = WITHHELD,
    holds: Iterable[str] = (),
) -> None:
    """Register a forged row, to be inserted in each way.

    Fixtures and reversion try an UPDATE of the whole row first, which ``whole_row`` refuses.
    """
    for way in ways:
        register(
            Attack(
                name,
                clause,
                way,
                whole_row if way in WHOLE_ROW else refused_by,
                partial(_insertion, forge, way),
                holds=frozenset(holds),
            )
        )


def _insertion(forge: Forge, way: str, world: World) -> Act:
    return partial(INSERTING[way], forge(world))


def changes(
    clause: str,
    name: str,
    pick: Forge,
    wanted: Callable[[World], Changes] | Changes,
    *,
    refused_by: str = WITHHELD,
    ways: Iterable[str] = CHANGING,
    whole_row: str = WITHHELD,
) -> None:
    """Register a change of a row that is there, in each way."""
    for way in ways:
        register(
            Attack(
                name,
                clause,
                way,
                whole_row if way in WHOLE_ROW else refused_by,
                partial(_change, pick, wanted, way),
            )
        )


def _change(
    pick: Forge, wanted: Callable[[World], Changes] | Changes, way: str, world: World
) -> Act:
    picked = pick(world)
    row = type(picked)._default_manager.get(pk=picked.pk)
    values = wanted(world) if callable(wanted) else dict(wanted)
    return partial(CHANGING[way], row, values)


def removals(
    clause: str,
    name: str,
    pick: Forge,
    *,
    refused_by: str = WITHHELD,
    by_django: str = "",
    truncated: str = WITHHELD,
) -> None:
    """Register the deletion of a row by Django and by SQL, and the truncation of its table."""
    sentences: list[tuple[str, str, str, Callable[[models.Model], Any]]] = [
        ("delete", name, by_django or refused_by, lambda row: row.delete()),
        ("delete", f"{name}, past Django's collector", refused_by, _raw_delete),
        ("sql", name, refused_by, lambda row: run(_delete(row))),
        ("sql", f"{name}, by truncation", truncated, lambda row: run(_truncate(row))),
        ("session", name, refused_by, lambda row: (hostile_session(), run(_delete(row)))),
    ]
    for way, title, refusal, act in sentences:
        register(Attack(title, clause, way, refusal, partial(_removal, pick, act)))


def _removal(pick: Forge, act: Callable[[models.Model], Any], world: World) -> Act:
    picked = pick(world)
    return partial(act, type(picked)._default_manager.get(pk=picked.pk))


def _raw_delete(row: models.Model) -> int:
    return type(row)._default_manager.filter(pk=row.pk)._raw_delete("default")


def _delete(row: models.Model) -> str:
    return f"DELETE FROM public.{row._meta.db_table} WHERE {row._meta.pk.column} = '{row.pk}'"


def _truncate(row: models.Model) -> str:
    return f"TRUNCATE public.{row._meta.db_table} CASCADE"
