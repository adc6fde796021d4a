"""Installing a room's gate SQL by a migration."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps


def install_gate(path: Path) -> RunPython:
    """Make the operation that runs a frozen gate SQL file as the owner, irreversibly."""

    def run(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        connection = schema_editor.connection
        sql = named(
            path.read_text(encoding="utf-8"),
            application=connection.ops.quote_name(str(settings.DATABASE_APPLICATION_ROLE)),
            database=connection.ops.quote_name(str(connection.settings_dict["NAME"])),
        )
        schema_editor.execute(sql, params=None)

    return RunPython(run, atomic=True)


def named(sql: str, *, application: str, database: str) -> str:
    """Put the quoted names of role and database in the place of their marks."""
    return sql.replace("$application", application).replace("$database", database)
