"""The embedded PostgreSQL server, in use while DATABASE_URL is unset, and clear words for failures.

Three roles, each with a password of its own: the superuser, whom nobody but this module uses; the
owner of the database, who may create others (tests do); the application, which owns nothing.
"""

from __future__ import annotations

import re
import secrets
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from medcontent import postgres_process as process
from medcontent.postgres_process import HOST, SUPERUSER, Layout, PostgresUnavailable

__all__ = [
    "PostgresUnavailable",
    "Server",
    "check_version",
    "ensure_running",
    "explain_connection_failure",
    "running",
    "stop",
]

Role = Literal["owner", "application"]

DATABASE = "medcontent"
ROLE_NAMES: dict[Role, str] = {"owner": "medcontent_owner", "application": "medcontent"}
ROLE_ATTRIBUTES: dict[Role, str] = {
    "owner": "LOGIN NOSUPERUSER NOCREATEROLE CREATEDB NOREPLICATION NOBYPASSRLS",
    "application": "LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS",
}
# Said aloud, so that PGSSLMODE and Kerberos tickets of the developer's own have no say.
ENCRYPTION = {"sslmode": "disable", "gssencmode": "disable"}
OLDEST_VERSION = 150000
START_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Server:
    """Say where the embedded server listens; passwords stay in their files until asked for."""

    host: str
    port: int
    secrets: Path

    def parameters(self, *, role: Role) -> dict[str, Any]:
        """Return psycopg's connection parameters, all but the database's name."""
        return {
            "host": self.host,
            "port": self.port,
            "user": ROLE_NAMES[role],
            "password": (self.secrets / role).read_text(),
            **ENCRYPTION,
        }

    def url(self, *, role: Role, database: str = DATABASE) -> str:
        """Return a postgresql:// URL that holds the role's password."""
        password = quote((self.secrets / role).read_text(), safe="")
        place = f"{self.host}:{self.port}/{quote(database, safe='')}"
        options = "&".join(f"{name}={value}" for name, value in ENCRYPTION.items())
        return f"postgresql://{ROLE_NAMES[role]}:{password}@{place}?{options}"


def ensure_running(*, directory: Path, more_settings: Mapping[str, str] = {}) -> Server:
    """Return the server, created and started if need be, after signing in as the application.

    More settings of PostgreSQL's hold where the server is started here.
    """
    layout = Layout(directory.resolve())
    with _explained(layout):
        if server := _reachable(layout):
            return server
        process.make_directories(layout)
        with process.starting(layout) as lock:
            # Another process may have started it while we waited for the lock.
            if server := _reachable(layout):
                return server
            process.create_cluster(layout, lock)
            _set_superuser_password(layout, lock)
            _set_up_roles(layout, _started_port(layout, more_settings))
        if server := _reachable(layout):
            return server
    raise process.failure(layout, "PostgreSQL started but refuses the application")


def running(*, directory: Path) -> Server | None:
    """Return the server if the application can sign in, without starting anything."""
    layout = Layout(directory.resolve())
    with _explained(layout):
        return _reachable(layout)


def stop(*, directory: Path) -> None:
    """Shut the server down, ending its connections, and wait until its last process is gone."""
    layout = Layout(directory.resolve())
    with _explained(layout):
        if layout.cluster.exists():
            with process.starting(layout):
                process.shut_down(layout)


@contextmanager
def _explained(layout: Layout) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PostgresUnavailable(
            f"The embedded PostgreSQL can't use {error.filename or layout.directory} "
            f"({error.strerror}): make it writable for this user, with space left on the disk, "
            "or set DATABASE_URL to another server."
        ) from error
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        raise process.failure(layout, "PostgreSQL could not be set up", reason) from error


# --- Sign in


def _reachable(layout: Layout) -> Server | None:
    port, password = process.ready_port(layout), layout.secrets / "application"
    if port is None or not process.is_alive(layout) or not password.exists():
        return None
    server = Server(host=HOST, port=port, secrets=layout.secrets)
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    try:
        with _connect(dbname=DATABASE, **server.parameters(role="application")) as connection:
            found = connection.execute(owner).fetchone()
    except psycopg.OperationalError:
        return None
    return server if found == (ROLE_NAMES["owner"],) else None


def _connect_as_superuser(port: int, layout: Layout, *, database: str) -> psycopg.Connection[Any]:
    password = (layout.secrets / SUPERUSER).read_text()
    place = {"host": HOST, "port": port, "dbname": database, **ENCRYPTION}
    return _connect(user=SUPERUSER, password=password, **place)


def _connect(**parameters: Any) -> psycopg.Connection[Any]:
    # SCRAM only: a stranger on our port is neither told a password nor believed.
    return psycopg.connect(
        **parameters, autocommit=True, connect_timeout=5, require_auth="scram-sha-256"
    )


# --- Start


def _started_port(layout: Layout, more_settings: Mapping[str, str]) -> int:
    """Return the port of the living server, or else start one on the first port we can have."""
    if process.is_alive(layout) and (port := _await_ready(layout)):
        return port
    for port in _ports(layout):
        process.launch(layout, port, more_settings)
        if _await_ready(layout):
            process.write_private(layout.port, str(port))
            return port
        if "could not create any TCP/IP sockets" not in layout.log.read_text(errors="replace"):
            break
    raise process.failure(layout, "PostgreSQL did not start")


def _ports(layout: Layout) -> Iterator[int]:
    """Offer the port used last, then free ones, which others may take before we do."""
    kept = layout.port.read_text() if layout.port.exists() else ""
    if kept.isdecimal() and 1024 <= int(kept) <= 65535:
        yield int(kept)
    for _ in range(5):
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            free: int = probe.getsockname()[1]
        yield free


def _await_ready(layout: Layout) -> int | None:
    """Wait until a living server admits the superuser, and return its port; None if it ended."""
    deadline = time.monotonic() + START_SECONDS
    while process.is_alive(layout):
        if port := process.ready_port(layout):
            try:
                _connect_as_superuser(port, layout, database="postgres").close()
                return port
            except psycopg.OperationalError as error:
                _refuse_wrong_password(layout, error)
        if time.monotonic() > deadline:
            raise process.failure(layout, "PostgreSQL runs but admits nobody")
        time.sleep(process.POLL_SECONDS)
    return None


def _refuse_wrong_password(layout: Layout, error: psycopg.OperationalError) -> None:
    if "password authentication failed" in str(error):
        raise PostgresUnavailable(
            f"The password in {layout.secrets / SUPERUSER} is not the server's: delete that file "
            "and start again to have a new one set."
        ) from error


# --- Roles and the database


def _set_superuser_password(layout: Layout, lock: IO[str]) -> None:
    """Give the superuser a password where none is kept, while nobody can connect."""
    if (layout.secrets / SUPERUSER).exists():
        return
    process.shut_down(layout)
    process.discard_stale_pid(layout)
    password = secrets.token_urlsafe(32)
    single_user = ("--single", "-D", str(layout.cluster), "-c", "exit_on_error=on", "postgres")
    statement = f"ALTER ROLE {SUPERUSER} PASSWORD '{password}'\n"
    process.run(layout, lock, "postgres", *single_user, typed=statement)
    # Kept last: interrupted before, the next start does it again.
    process.write_private(layout.secrets / SUPERUSER, password)


def _set_up_roles(layout: Layout, port: int) -> None:
    """Create or repair the roles, their passwords and the database; safe to repeat."""
    with _connect_as_superuser(port, layout, database="postgres") as connection:
        for role in ROLE_NAMES:
            _set_up_role(connection, role, _password(layout, role))
        _set_up_database(connection)
    with _connect_as_superuser(port, layout, database=DATABASE) as connection:
        connection.execute("ALTER SCHEMA public OWNER TO pg_database_owner")
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")


def _set_up_role(connection: psycopg.Connection[Any], role: Role, password: str) -> None:
    name = sql.Identifier(ROLE_NAMES[role])
    known = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [ROLE_NAMES[role]])
    verb = "ALTER" if known.fetchone() is not None else "CREATE"
    statement = sql.SQL(f"{verb} ROLE {{}} {ROLE_ATTRIBUTES[role]} PASSWORD {{}}")
    connection.execute(statement.format(name, sql.Literal(password)))


def _set_up_database(connection: psycopg.Connection[Any]) -> None:
    known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
    if known.fetchone() is None:
        connection.execute(f"CREATE DATABASE {DATABASE}")
    owner, application = ROLE_NAMES["owner"], ROLE_NAMES["application"]
    connection.execute(f"ALTER DATABASE {DATABASE} OWNER TO {owner}")
    connection.execute(f"REVOKE ALL ON DATABASE postgres, template1, {DATABASE} FROM PUBLIC")
    connection.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {application}")
    connection.execute(f"GRANT CONNECT ON DATABASE postgres TO {owner}")
    # So that a test can drop a clone to which the application is still connected.
    connection.execute(f"GRANT pg_signal_backend TO {owner}")


def _password(layout: Layout, role: Role) -> str:
    kept = layout.secrets / role
    if not kept.exists():
        process.write_private(kept, secrets.token_urlsafe(32))
    return kept.read_text()


# --- A server of the operator's own


def check_version(server_version: int) -> None:
    """Raise PostgresUnavailable for a server older than 15; takes libpq's number, as 150004."""
    if server_version < OLDEST_VERSION:
        major, minor = divmod(server_version, 10000)
        spoken = f"{major}.{minor}" if major >= 10 else f"{major}.{minor // 100}"
        raise PostgresUnavailable(
            f"Medcontent needs PostgreSQL 15 or newer and this server is {spoken}: upgrade it, or "
            "point DATABASE_URL at a newer one."
        )


def explain_connection_failure(address: str | Mapping[str, Any], error: Exception) -> str:
    """Say in one sentence, without the password, why no connection was made and what to do.

    `address` is a URL or psycopg's connection parameters.
    """
    if isinstance(error, PostgresUnavailable):
        return str(error)
    try:
        known = conninfo_to_dict(address) if isinstance(address, str) else address
    except psycopg.ProgrammingError:
        known = {"host": "@"}
    if "@" in f"{known.get('host')}{known.get('dbname')}":
        # Not quoted: what could not be read, or was read as a host, may be part of a password.
        return (
            "DATABASE_URL can't be read: write postgresql://user:password@host:5432/name, with "
            "@, : and / in the password as %40, %3A and %2F."
        )
    place = f"{known.get('host') or 'localhost'}:{known.get('port') or 5432}"
    user = known.get("user") or "(none given)"
    name = known.get("dbname") or user
    for sign, sentence in CONNECTION_FAILURES.items():
        if re.search(sign, str(error)):
            return sentence.format(place=place, user=user, name=name)
    lines = str(error).strip().splitlines() or [type(error).__name__]
    told = next((line for line in lines if "FATAL" in line), lines[0]).strip()
    return f"PostgreSQL at {place} refused the connection ({told}): check DATABASE_URL."


# Tried in this order, on libpq's words: it gives no SQLSTATE for a connection that failed.
CONNECTION_FAILURES = {
    "could not translate host name|failed to resolve host": (
        "The host of the PostgreSQL server {place} is unknown: correct it in DATABASE_URL."
    ),
    "password authentication failed|no password supplied": (
        "PostgreSQL at {place} refused the password of user {user}: correct it in DATABASE_URL."
    ),
    "no pg_hba.conf entry": (
        "PostgreSQL at {place} does not admit user {user} to database {name} from this host: "
        "add a line to its pg_hba.conf."
    ),
    "permission denied for database": (
        "User {user} may not connect to database {name} at {place}: GRANT CONNECT to it."
    ),
    "too many clients|too many connections|connection slots are reserved": (
        "PostgreSQL at {place} has no connection left: close some, or raise its max_connections."
    ),
    "the database system is": (
        "PostgreSQL at {place} is starting or stopping: try again in a moment."
    ),
    'role ".*" does not exist': (
        "PostgreSQL at {place} knows no user {user}: create it, or correct DATABASE_URL."
    ),
    'database ".*" does not exist': (
        "PostgreSQL at {place} has no database {name}: create it, or correct DATABASE_URL."
    ),
    "refused|timeout|timed out|unreachable|No route|No such file": (
        "No PostgreSQL answers at {place}: start it, or correct DATABASE_URL."
    ),
}
