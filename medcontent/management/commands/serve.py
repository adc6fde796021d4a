"""Run everything on this machine: PostgreSQL, migrations, the demo, the web server, the worker."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from medcontent import postgres

THREAD_IDLE_SECONDS = 600
"""The longest granian allows: each thread keeps a database connection, and threads that come
and go would pile them up."""
WORKER_REST_SECONDS = 2
ENDING_SECONDS = 30
"""Longer than the worker takes over what it is at."""


class Command(BaseCommand):
    help = (
        "Serve the site with the demo article at http://127.0.0.1:8000, and run its worker, "
        "until Ctrl-C."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument("--no-demo", action="store_true", help="Serve without demo records.")

    def handle(self, *args: Any, **options: Any) -> None:
        # Shells let what they start in the background ignore interrupts; here they mean the end.
        for asked_to_end in (signal.SIGTERM, signal.SIGINT):
            signal.signal(asked_to_end, signal.default_int_handler)
        try:
            self._prepare(with_demo=not options["no_demo"])
            self._serve(options["port"], options["workers"])
        except KeyboardInterrupt:
            pass
        finally:
            if settings.DATABASE_IS_EMBEDDED:
                connection.close()
                postgres.stop(directory=settings.EMBEDDED_POSTGRES_DIR)
        self.stdout.write("\nStopped.")

    def _prepare(self, *, with_demo: bool) -> None:
        if _migrations_are_due():
            # They sign in as the owner, whose credentials this process never holds.
            command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
            if subprocess.run(command, cwd=settings.BASE_DIR, check=False).returncode:
                raise CommandError("The database could not be migrated; see above.")
        call_command("sync_roles", stdout=StringIO())
        if with_demo:
            call_command("demo", stdout=self.stdout)
        call_command("pages", stdout=StringIO())

    def _serve(self, port: int, workers: int) -> None:
        connection.close()
        command = [sys.executable, "-m", "granian", "--interface", "wsgi"]
        command += ["--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)]
        command += ["--blocking-threads", "1", "--no-ws", "--log-level", "warning"]
        command += ["--blocking-threads-idle-timeout", str(THREAD_IDLE_SECONDS)]
        with _running(*command, "medcontent.wsgi:application") as server:
            self.stdout.write(f"\nMedcontent is at http://127.0.0.1:{port} (Ctrl-C stops it)")
            self.stdout.write(f"The admin is at http://127.0.0.1:{port}/admin/\n")
            while server.poll() is None:
                with _running(sys.executable, "manage.py", "db_worker") as worker:
                    _await_end_of(server, worker)
                if server.poll() is None:
                    self.stderr.write("The worker ended by itself; it is started again.")
                    time.sleep(WORKER_REST_SECONDS)
        raise CommandError(f"The web server stopped (port {port} may be taken).")


@contextmanager
def _running(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program beside this one, and end it.

    In a process group of its own, so that Ctrl-C reaches this process alone, which ends it.
    """
    program = subprocess.Popen(command, cwd=settings.BASE_DIR, process_group=0)
    try:
        yield program
    finally:
        program.terminate()
        try:
            program.wait(ENDING_SECONDS)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            program.kill()
            program.wait()


def _await_end_of(*programs: subprocess.Popen[bytes]) -> None:
    while all(program.poll() is None for program in programs):
        time.sleep(0.2)


def _migrations_are_due() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
