"""Two connections at once, each with a transaction of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

import psycopg
from django.db import connection
from psycopg import IsolationLevel, sql

from tests.databases import parameters
from tests.workflow.attacks.matrix import Act, Attack, register
from tests.workflow.attacks.world import World

Step = tuple[sql.Composable | str, list[Any]]
Steps = Callable[[World], tuple[Step, Step]]
"""What the first and the second session write; each alone would be let through."""

AS_OF_NOW = "evidence_is_written_as_of_now"
PATIENCE_SECONDS = 30


def overlapping(clause: str, name: str, steps: Steps, *, refused_by: str, holds: str = "") -> None:
    """Register a race: the second writes while the first has not committed yet."""
    _register(clause, f"{name}, at once", steps, _overlapping, refused_by, holds)


def stale(clause: str, name: str, steps: Steps, *, refused_by: str, holds: str = "") -> None:
    """Register a race: the second writes on a snapshot from before the first committed."""
    _register(clause, f"{name}, on an old snapshot", steps, _stale, refused_by, holds)


def _register(
    clause: str,
    name: str,
    steps: Steps,
    run: Callable[[Step, Step], None],
    refused_by: str,
    holds: str,
) -> None:
    parts = frozenset(part.strip() for part in holds.split(",") if part.strip())
    prepare = partial(_prepared, steps, run)
    register(Attack(name, clause, "two", refused_by, prepare, commits=True, holds=parts))


def _prepared(steps: Steps, run: Callable[[Step, Step], None], world: World) -> Act:
    return partial(run, *steps(world))


def session() -> psycopg.Connection[Any]:
    """Sign in as the application, to the database that Django is connected to."""
    return psycopg.connect(
        **parameters("application") | {"dbname": connection.settings_dict["NAME"]}
    )


def _overlapping(first: Step, second: Step) -> None:
    with session() as early, session() as late, ThreadPoolExecutor(1) as thread:
        early.execute(*first)
        answer = thread.submit(_execute_and_commit, late, second)
        _wait_until_blocked(late, answer)
        early.commit()
        answer.result(PATIENCE_SECONDS)


def _stale(first: Step, second: Step) -> None:
    with session() as early, session() as late:
        late.isolation_level = IsolationLevel.REPEATABLE_READ
        late.execute("SELECT count(*) FROM public.articles_edition")
        early.execute(*first)
        early.commit()
        _execute_and_commit(late, second)


def _execute_and_commit(own: psycopg.Connection[Any], step: Step) -> None:
    own.execute(*step)
    own.commit()


def _wait_until_blocked(own: psycopg.Connection[Any], answer: Future[None]) -> None:
    """Wait until a session waits for a lock, or is done without having waited."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    with connection.cursor() as cursor:
        while not answer.done():
            assert time.monotonic() < deadline
            cursor.execute("SELECT pg_blocking_pids(%s)", [own.info.backend_pid])
            if cursor.fetchone() != ([],):
                return
            time.sleep(0.01)
