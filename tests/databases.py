"""Making and dropping test databases: a template by the owner, clones for the tests."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from gate import inspection
from medcontent import postgres
from medcontent.postgres import Role


def parameters(role: Role) -> dict[str, Any]:
    """The connection parameters of a role, all but the database's name."""
    if settings.DATABASE_IS_EMBEDDED:
        server = postgres.ensure_running(directory=settings.EMBEDDED_POSTGRES_DIR)
        return server.parameters(role=role)
    variable = "DATABASE_OWNER_URL" if role == "owner" else "DATABASE_URL"
    return {**conninfo_to_dict(os.environ[variable]), "dbname": None}


def maintenance_database() -> str:
    """A database that the owner can always sign in to."""
    if settings.DATABASE_IS_EMBEDDED:
        return postgres.DATABASE
    return str(conninfo_to_dict(os.environ["DATABASE_OWNER_URL"])["dbname"])


class Databases:
    """The test server, reached as its owner; a context that drops what it made."""

    def __init__(self) -> None:
        self._made: list[str] = []
        self.template = ""

    def __enter__(self) -> Self:
        self.template = self._create("template")
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity=0"],
            check=True,
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_NAME": self.template},
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        connection.close()
        for name in reversed(self._made):
            self.drop(name)

    def owner(self, database: str) -> psycopg.Connection[tuple[Any, ...]]:
        """Sign in as the owner, each statement committed by itself."""
        return psycopg.connect(**parameters("owner") | {"dbname": database}, autocommit=True)

    def application(self, database: str) -> psycopg.Connection[tuple[Any, ...]]:
        """Sign in as the application, past Django."""
        return psycopg.connect(**parameters("application") | {"dbname": database})

    def _create(self, purpose: str, template: str = "template0") -> str:
        name = f"test_{purpose}_{uuid.uuid4().hex[:12]}"
        quoted = sql.Identifier(name)
        with self.owner(maintenance_database()) as owner:
            owner.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(quoted, sql.Identifier(template))
            )
            # Rights on a database are not cloned with it.
            owner.execute(
                sql.SQL("REVOKE TEMPORARY, CREATE ON DATABASE {} FROM PUBLIC").format(quoted)
            )
        self._made.append(name)
        return name

    def clone(self, of: str = "") -> str:
        """Clone the template, or another database that nobody is connected to."""
        return self._create("clone", of or self.template)

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected.

        An owner who may not end another role's connection waits until it has ended.
        """
        dropping = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
        with self.owner(maintenance_database()) as owner:
            try:
                owner.execute(dropping + sql.SQL(" WITH (FORCE)"))
            except psycopg.errors.InsufficientPrivilege:
                owner.execute(dropping)

    def use(self, name: str) -> str:
        """Point Django's connection at a database; returns the one before."""
        connection.close()
        before = str(connection.settings_dict["NAME"])
        connection.settings_dict["NAME"] = name
        return before

    @contextmanager
    def temporary(self, of: str = "") -> Iterator[str]:
        """Point Django at a clone of its own, dropped afterwards."""
        name = self.clone(of)
        before = self.use(name)
        try:
            yield name
        finally:
            self.use(before)
            inspection._found_whole.discard(name)
            self.drop(name)
            self._made.remove(name)
