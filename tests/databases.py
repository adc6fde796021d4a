"""Making and dropping test databases: a template by the owner, clones for the tests."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
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
from medcontent.roles import sync_roles

FORGETFUL = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "1h",
}
"""What makes a server fast whose databases nobody misses after a power cut."""


def start_forgetful_server() -> None:
    """Let tests have a server of their own, beside that of the developer's site."""
    if settings.DATABASE_IS_EMBEDDED:
        settings.EMBEDDED_POSTGRES_DIR = settings.EMBEDDED_POSTGRES_DIR.with_name("postgres-tests")
        postgres.ensure_running(directory=settings.EMBEDDED_POSTGRES_DIR, more_settings=FORGETFUL)


def asked_once() -> Callable[..., postgres.Server]:
    """Make an ``ensure_running`` that signs in to the test server but once, to see that it runs.

    Each new connection would do it, and each request in a browser has a new connection.
    """
    look, ours = postgres.ensure_running, settings.EMBEDDED_POSTGRES_DIR
    server = look(directory=ours)

    def ensure_running(*, directory: Path, **more: Any) -> postgres.Server:
        return server if directory == ours and not more else look(directory=directory, **more)

    return ensure_running


def environment(database: str) -> dict[str, str]:
    """The environment of a command that shall work on a database of the test server."""
    folder = str(settings.EMBEDDED_POSTGRES_DIR)
    return os.environ | {"DATABASE_NAME": database, "EMBEDDED_POSTGRES_DIR": folder}


def manage(database: str, *command: str) -> None:
    """Run a command of manage.py on a database."""
    subprocess.run(
        [sys.executable, "manage.py", *command],
        check=True,
        cwd=settings.BASE_DIR,
        env=environment(database),
    )


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
        self._whole: set[str] = set()
        # The processes of one run share it.
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid.uuid4().hex)
        self.template = f"test_template_{run[:12]}"

    def __enter__(self) -> Self:
        self._staying = self.owner(maintenance_database())
        making = f"making {self.template}"
        self._staying.execute("SELECT pg_advisory_lock(hashtext(%s))", [making])
        self._staying.execute("SELECT pg_advisory_lock_shared(hashtext(%s))", [self.template])
        if not self._has_template():
            self._make_template()
        self._staying.execute("SELECT pg_advisory_unlock(hashtext(%s))", [making])
        return self

    def _has_template(self) -> bool:
        known = "SELECT FROM pg_database WHERE datname = %s"
        return self._staying.execute(known, [self.template]).fetchone() is not None

    def _make_template(self) -> None:
        """Migrate a database and put the roles in; it gets its name once it is whole."""
        unfinished = self._create("unfinished")
        manage(unfinished, "migrate", "--verbosity=0")
        before = self.use(unfinished)
        sync_roles()
        self.use(before)
        self._staying.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(unfinished), sql.Identifier(self.template)
            )
        )
        self._made.remove(unfinished)

    def _is_last_of_its_run(self) -> bool:
        leave = "SELECT pg_advisory_unlock_shared(hashtext(%s))"
        self._staying.execute(leave, [self.template])
        alone = "SELECT pg_try_advisory_lock(hashtext(%s))"
        return self._staying.execute(alone, [self.template]).fetchone() == (True,)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        connection.close()
        for name in reversed(self._made):
            self.drop(name)
        if self._is_last_of_its_run():
            self.drop(self.template)
        self._staying.close()

    def owner(self, database: str) -> psycopg.Connection[tuple[Any, ...]]:
        """Sign in as the owner, each statement committed by itself."""
        return psycopg.connect(**parameters("owner") | {"dbname": database}, autocommit=True)

    def application(self, database: str) -> psycopg.Connection[tuple[Any, ...]]:
        """Sign in as the application, past Django."""
        return psycopg.connect(**parameters("application") | {"dbname": database})

    def _create(self, purpose: str, template: str = "template0") -> str:
        name = f"test_{purpose}_{uuid.uuid4().hex[:12]}"
        self._create_as(name, template)
        self._made.append(name)
        return name

    def _create_as(self, name: str, template: str) -> None:
        quoted = sql.Identifier(name)
        with self.owner(maintenance_database()) as owner:
            owner.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                    quoted, sql.Identifier(template)
                )
            )
            # Rights on a database are not cloned with it.
            owner.execute(
                sql.SQL("REVOKE TEMPORARY, CREATE ON DATABASE {} FROM PUBLIC").format(quoted)
            )

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

    def put_back(self, name: str, of: str) -> None:
        """Let a database be what another one is, which nobody is connected to."""
        self.drop(name)
        self._create_as(name, of)

    def use(self, name: str) -> str:
        """Point Django's connection at a database; returns the one before."""
        connection.close()
        before = str(connection.settings_dict["NAME"])
        connection.settings_dict["NAME"] = name
        return before

    @contextmanager
    def temporary(self, of: str = "") -> Iterator[str]:
        """Point Django at a clone of its own, dropped afterwards.

        The gate is looked at in the first clone of a database; the others have the same.
        """
        source = of or self.template
        name = self.clone(source)
        before = self.use(name)
        if source in self._whole:
            inspection._found_whole.add(name)
        try:
            yield name
        finally:
            self.use(before)
            if name in inspection._found_whole:
                self._whole.add(source)
                inspection._found_whole.remove(name)
            self.drop(name)
            self._made.remove(name)
