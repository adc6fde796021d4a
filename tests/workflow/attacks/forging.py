"""Ways to write a row past the workflow. The attacker holds the application's role."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import reversion
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.management import call_command
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from django.utils import timezone
from psycopg import sql
from reversion.models import Revision, Version

SOME_TIME = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""A time that nothing here happened at."""

HOSTILE = (
    "SET search_path = pg_temp, public, pg_catalog",
    "SET TIME ZONE 'Pacific/Kiritimati'",
    "SET datestyle = 'SQL, DMY'",
    "SET intervalstyle = 'sql_standard'",
    "SET bytea_output = 'escape'",
    "SET standard_conforming_strings = off",
    "SET escape_string_warning = off",
    "SET transform_null_equals = on",
    "SET row_security = off",
    "SET enable_seqscan = off",
    "SET CONSTRAINTS ALL DEFERRED",
)
"""Everything a session may set that could change what a trigger reads."""


def hostile_session(time_zone: str = "Pacific/Kiritimati") -> None:
    """Set whatever the application may set for itself."""
    run(*HOSTILE, f"SET TIME ZONE '{time_zone}'")


def run(*statements: str, parameters: Sequence[object] | None = None) -> None:
    """Send SQL as it stands."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, parameters)


def columns_of(row: models.Model) -> dict[str, Any]:
    """The columns that an INSERT of a row would name, with their values for psycopg."""
    return {
        field.column: field.get_db_prep_save(getattr(row, field.attname), connection)
        for field in _written(row)
        if not (field.primary_key and row.pk is None)
    }


def _written(row: models.Model) -> list[models.Field]:
    """The fields of a row whose values are not the database's to make."""
    return [
        field
        for field in row._meta.concrete_fields
        if not isinstance(field, models.GeneratedField)
        and not isinstance(getattr(row, field.attname), DatabaseDefault)
    ]


def insert_statement(row: models.Model) -> tuple[sql.Composed, list[Any]]:
    """Write the INSERT of a row, its table named with its schema."""
    columns = columns_of(row)
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier("public", row._meta.db_table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
    )
    return statement, list(columns.values())


def update_statement(row: models.Model, changes: dict[str, Any]) -> tuple[sql.Composed, list[Any]]:
    """Write the UPDATE of columns of a row; the changes are named by Django's fields."""
    fields = [row._meta.get_field(name) for name in changes]
    statement = sql.SQL("UPDATE {} SET {} WHERE {} = {}").format(
        sql.Identifier("public", row._meta.db_table),
        sql.SQL(", ").join(
            sql.SQL("{} = {}").format(sql.Identifier(field.column), sql.Placeholder())
            for field in fields
        ),
        sql.Identifier(row._meta.pk.column),
        sql.Placeholder(),
    )
    values = [
        field.get_db_prep_save(_plain(value), connection)
        for field, value in zip(fields, changes.values(), strict=True)
    ]
    return statement, [*values, row.pk]


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def execute(statement: sql.Composed, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


# --- Ways to insert


def _by_save(row: models.Model) -> None:
    row.save(force_insert=True)


def _by_bulk_create(row: models.Model) -> None:
    type(row)._default_manager.bulk_create([row])


def _by_sql(row: models.Model) -> None:
    execute(*insert_statement(row))


def _by_hostile_sql(row: models.Model) -> None:
    hostile_session()
    _by_sql(row)


def load(row: models.Model) -> None:
    """Load a row, new or tampered with, from a fixture."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as fixture:
        fixture.write(_serialised(row))
        fixture.flush()
        call_command("loaddata", fixture.name, verbosity=0)


def revert(row: models.Model) -> None:
    """Revert to a version made up for it; who can do so can also register the model."""
    version = Version(
        revision=Revision.objects.create(date_created=timezone.now()),
        object_id=str(row.pk),
        content_type=ContentType.objects.get_for_model(row),
        db="default",
        format="json",
        serialized_data=_serialised(row),
        object_repr="",
    )
    version.save()
    with _registered(type(row)):
        version.revert()


@contextmanager
def _registered(model: type[models.Model]) -> Iterator[None]:
    known = reversion.is_registered(model)
    if not known:
        reversion.register(model)
    try:
        yield
    finally:
        if not known:
            reversion.unregister(model)


def _serialised(row: models.Model) -> str:
    if row.pk is None:
        row.pk = 987_654_321
    return serializers.serialize("json", [row], fields=[field.name for field in _written(row)])


INSERTING: dict[str, Callable[[models.Model], None]] = {
    "save": _by_save,
    "bulk": _by_bulk_create,
    "load": load,
    "revert": revert,
    "sql": _by_sql,
    "session": _by_hostile_sql,
}


# --- Ways to change

Changes = dict[str, Any]


def _changed(row: models.Model, changes: Changes) -> models.Model:
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def _change_by_save(row: models.Model, changes: Changes) -> None:
    _changed(row, changes).save(update_fields=list(changes))


def _change_by_update(row: models.Model, changes: Changes) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**changes)


def _change_by_bulk_update(row: models.Model, changes: Changes) -> None:
    type(row)._default_manager.bulk_update([_changed(row, changes)], list(changes))


def _change_by_load(row: models.Model, changes: Changes) -> None:
    load(_changed(row, changes))


def _change_by_revert(row: models.Model, changes: Changes) -> None:
    revert(_changed(row, changes))


def _change_by_sql(row: models.Model, changes: Changes) -> None:
    execute(*update_statement(row, changes))


def _change_by_hostile_sql(row: models.Model, changes: Changes) -> None:
    hostile_session()
    _change_by_sql(row, changes)


CHANGING: dict[str, Callable[[models.Model, Changes], None]] = {
    "save": _change_by_save,
    "update": _change_by_update,
    "bulk": _change_by_bulk_update,
    "load": _change_by_load,
    "revert": _change_by_revert,
    "sql": _change_by_sql,
    "session": _change_by_hostile_sql,
}
WHOLE_ROW = ("load", "revert")
"""Ways that write all columns of a row, so that a withheld one stops them already."""
