"""Killing a process between every two steps of a verb, and looking at what is left.

Run as a program of its own, which can fork without threads:
``python -m tests.workflow.crashing release|withdraw``, with the database's name and VAR in the
environment. A step is a statement, a commit, or a change to a file. A child is killed before each
of them, until one lives to the end; steps that are added later are covered by themselves. Between
two steps the first of which only read, nobody is killed: dying there leaves what dying before it
left. Prints one JSON object: how many steps there were, and what was wrong.
"""

from __future__ import annotations

import json
import mmap
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import django

MOST_STEPS = 600
SELDOM = 10
"""Steps between two looks at all the evidence, which never changes again once it is there."""
Act = tuple[Any, Callable[[], object]]
"""An article, and a verb that is done with it."""
FILE_CALLS = ("fsync", "link", "mkdir", "remove", "rename", "replace", "rmdir", "unlink")


LEAVES_NOTHING = re.compile(r"SELECT (?!\w+\()|(RELEASE )?SAVEPOINT ")
"""Statements that only read, and marks within a transaction; functions may do more."""
_counted = mmap.mmap(-1, 8)
"""How many steps the last child came to, in memory that children share."""


class Reaper:
    """Counts steps and kills this process before the one it waits for.

    If the step before that one left nothing behind, it waits for the first that follows a change.
    """

    def __init__(self, at: int) -> None:
        self.at, self.steps, self.has_changed = at, 0, True

    def step(self, *, leaves_nothing: bool = False) -> None:
        self.steps += 1
        _counted[:] = self.steps.to_bytes(8)
        if self.has_changed and 0 < self.at <= self.steps:
            os.kill(os.getpid(), signal.SIGKILL)
        self.has_changed = not leaves_nothing

    def before(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def reaped(*args: Any, **named: Any) -> Any:
            self.step()
            return act(*args, **named)

        return reaped

    def before_statement(self, execute: Callable[..., Any], sql: Any, *more: Any) -> Any:
        self.step(leaves_nothing=bool(LEAVES_NOTHING.match(str(sql))))
        return execute(sql, *more)

    def watch(self) -> None:
        """Count from here on: statements, commits and changes to files."""
        from django.db import connection

        connection.ensure_connection()
        connection.execute_wrappers.append(self.before_statement)
        connection._commit = self.before(connection._commit)  # type: ignore[attr-defined]
        for call in FILE_CALLS:
            setattr(os, call, self.before(getattr(os, call)))


def killed_at(step: int, verb: Callable[[], object], reaper: type[Reaper] = Reaper) -> int:
    """Run a verb in a child that dies before a step, or where it next makes a difference.

    Returns the step before which it died, and 0 when it lived to the end.
    """
    from django.db import connection

    _counted[:] = bytes(8)
    child = os.fork()
    if child == 0:
        status = 1
        _inherited, connection.connection = connection.connection, None  # the parent's to end
        try:
            reaper(step).watch()
            verb()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise AssertionError(f"before step {step} the verb failed instead of being killed")
    return steps_counted() if os.WIFSIGNALED(status) else 0


def steps_counted() -> int:
    """How many steps the last child came to."""
    return int.from_bytes(_counted[:])


def await_its_end() -> None:
    """Wait until the database has seen that the child is gone."""
    from django.db import connection

    others = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s"
    with connection.cursor() as cursor:
        mine = connection.connection.info.backend_pid
        while cursor.execute(others, [mine]) and cursor.fetchone() is not None:
            time.sleep(0.005)


def crash_everywhere(scenario: Iterator[Act]) -> dict[str, Any]:
    """Kill one verb after another, each a step later; report what was ever wrong."""
    from tests.workflow.aftermath import (
        faults_after_sweeping,
        faults_in_the_evidence,
        faults_in_the_store,
        truth_of,
        verify_faults,
    )

    wrong: list[str] = []
    outcomes = {"before": 0, "after": 0}
    before: Any = None
    step = 0
    for times, (article, verb) in enumerate(islice(scenario, MOST_STEPS), start=1):
        evidence = _acts()
        killed = killed_at(step + 1, verb)
        step = steps_counted()
        outcomes["after" if _acts() > evidence else "before"] += 1
        if times % SELDOM == 0:
            wrong += [f"by step {step}: {fault}" for fault in faults_in_the_evidence()]
        truth = truth_of({article, before or article})
        wrong += [f"step {step}: {fault}" for fault in faults_in_the_store(truth)]
        wrong += [f"step {step}, swept: {fault}" for fault in faults_after_sweeping(truth)]
        if not killed:
            wrong += [f"in the end: {fault}" for fault in verify_faults()]
            return {"steps": step, "wrong": wrong, **outcomes}
        before = article
    raise AssertionError(f"there were more than {MOST_STEPS} steps")


def _acts() -> int:
    from reviews.models import LedgerEntry

    return LedgerEntry.objects.filter(action__in=["release", "withdraw"]).count()


def releases() -> Iterator[Act]:
    """Give verbs that release, by turns, two signed editions of one article."""
    from publishing.models import Release
    from publishing.release import release
    from reviews import workflow
    from tests import factories

    editor = factories.account("editor")
    first = factories.released().edition
    second = workflow.submit(article=first.article, by=editor)
    factories.signed(edition=second)
    while True:
        shown = Release.objects.open().get(article=first.article).edition_id
        other = first if shown == second.pk else second
        yield first.article, lambda edition=other: release(edition=edition, by=editor)


def withdrawals() -> Iterator[Act]:
    """Give verbs that withdraw an article; a new one when the last is withdrawn."""
    from publishing.models import Release
    from publishing.release import withdraw
    from tests import factories
    from tests.workflow.stock import stock

    editor = factories.account("editor")
    for article in stock(lambda: factories.released().article):
        while Release.objects.open().filter(article=article).exists():
            yield (
                article,
                lambda article=article: withdraw(article=article, by=editor, reason="error"),
            )


SCENARIOS = {"release": releases, "withdraw": withdrawals}


def prepare_for_children() -> None:
    """Set Django up, and do once what each child would do by itself."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medcontent.settings")
    django.setup()
    from django.conf import settings
    from django.urls import reverse

    from medcontent import postgres
    from tests.databases import asked_once

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if settings.DATABASE_IS_EMBEDDED:
        postgres.ensure_running = asked_once()  # type: ignore[assignment]
    reverse("publishing:home")  # loads all views


def main() -> None:
    prepare_for_children()
    sys.stdout.write(json.dumps(crash_everywhere(SCENARIOS[sys.argv[1]]())))


if __name__ == "__main__":
    main()
