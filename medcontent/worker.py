"""The worker: one process that enqueues what is due and works each queue in a thread of its own."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from medcontent.chores import CHORES, enqueue_if_due
from medcontent.postgres import PostgresUnavailable

logger = logging.getLogger(__name__)

NAMED = "medcontent worker "
"""How the connections of a worker are named in pg_stat_activity, before its id."""
SELDOM = 10
"""Looks between two for chores that no row waits for, and for workers that died."""
REST_SECONDS = 5
STOPPING_SECONDS = 20


class _QueueWorker(db_worker.Worker):
    """django-tasks-db's, which outlives its database."""

    def __init__(self, queue: str, *, of: str, interval: float, batch: bool) -> None:
        super().__init__(
            queue_names=[queue],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{of}/{queue}",
            excluded_queue_names=[],
        )

    def run(self) -> None:
        """Work until told to stop."""
        while self.running:
            try:
                mark_lost(_running().filter(worker_ids__contains=[self.worker_id]))
                super().run()
            except (DatabaseError, PostgresUnavailable) as error:
                _database_failed(error)
            except Exception:
                logger.exception("The worker of %s goes on", self.worker_id)
                time.sleep(REST_SECONDS)
            if self.batch:
                return


class Worker:
    """A worker process: its main thread looks for what is due, others do it."""

    def __init__(self, queues: Sequence[str], *, interval: float = 1, batch: bool = False) -> None:
        self.id = f"{socket.gethostname()[:20]}.{os.getpid()}.{get_random_string(6)}"
        self.interval = interval
        self._looks = 0
        self._queues = [
            _QueueWorker(queue, of=self.id, interval=interval, batch=batch) for queue in queues
        ]

    def run(self) -> None:
        """Work until interrupted. Raises RuntimeError where a thread ended by itself."""
        self._name_connections()
        with self._threads() as threads:
            while all(thread.is_alive() for thread in threads):
                self.look()
                time.sleep(self.interval)
        raise RuntimeError("A thread of the worker ended.")

    def run_once(self) -> None:
        """Do what is due and return."""
        self._name_connections()
        self.look()
        with self._threads() as threads:
            for thread in threads:
                thread.join()

    def look(self) -> None:
        """Enqueue what is due, and notice the tasks of workers that died."""
        seldom = self._looks % SELDOM == 0
        self._looks += 1
        try:
            close_old_connections()
            if seldom:
                mark_lost(tasks_of_the_dead())
            for chore in CHORES:
                if seldom or chore.waits is not None:
                    enqueue_if_due(chore)
        except (DatabaseError, PostgresUnavailable) as error:
            _database_failed(error)

    def _name_connections(self) -> None:
        connection.close()
        options = connection.settings_dict.setdefault("OPTIONS", {})
        options["application_name"] = f"{NAMED}{self.id}"

    @contextmanager
    def _threads(self) -> Iterator[list[threading.Thread]]:
        """Work the queues; at the end let each finish what it is at, for a while.

        What is cut off is done by another worker.
        """
        threads = [threading.Thread(target=one.run, daemon=True) for one in self._queues]
        for thread in threads:
            thread.start()
        try:
            yield threads
        finally:
            for queue in self._queues:
                queue.running = False
            until = time.monotonic() + STOPPING_SECONDS
            for thread in threads:
                thread.join(max(0.0, until - time.monotonic()))


def _database_failed(error: Exception) -> None:
    logger.warning("The database fails; the worker waits: %s", " ".join(str(error).split()))
    connection.close()
    time.sleep(REST_SECONDS)


# --- Tasks whose worker is gone: django-tasks-db leaves them running for ever


def _running() -> Any:
    return DBTaskResult.objects.filter(status="RUNNING")


def tasks_of_the_dead() -> list[DBTaskResult[Any, Any]]:
    """List the running tasks whose worker has no connection to the database any more.

    Where connections are shared by a pooler, a living one may be listed: then its chore runs
    twice at once, which harms nothing.
    """
    running = list(_running())  # first, so that whoever runs them had a connection by now
    with connection.cursor() as cursor:
        cursor.execute("SELECT application_name FROM pg_stat_activity")
        living = {name.removeprefix(NAMED) for (name,) in cursor if name}
    return [task for task in running if _process_of(task) not in living]


def _process_of(task: DBTaskResult[Any, Any]) -> str:
    return str(task.worker_ids[-1]).partition("/")[0] if task.worker_ids else ""


def mark_lost(tasks: Any) -> int:
    """Call tasks failed that nobody runs any more; says how many they were."""
    keys = [task.pk for task in tasks]
    if not keys:
        return 0
    lost = _running().filter(pk__in=keys)
    marked: int = lost.update(
        status="FAILED",
        finished_at=timezone.now(),
        exception_class_path="medcontent.worker.Lost",
        traceback="The worker ended before the task did.",
    )
    logger.warning("%s task(s) were left by a worker that ended; they are done again", marked)
    return marked
