"""Killing a process between every two steps of a verb, and looking at what is left.

Run as a program of its own, which can fork without threads:
``python -m tests.workflow.crashing release|withdraw``, with the database's name and VAR in the
environment. A step is a statement, a commit, or a change to a file. The child is killed before
its n-th step, n = 1, 2, 3 …, until it lives to the end; steps that are added later are covered
by themselves. Prints one JSON object: how many steps there were, and what was wrong.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import django

MOST_STEPS = 600
SELDOM = 10
"""Steps between two looks at all the evidence, which never changes again once it is there."""
Act = tuple[Any, Callable[[], object]]
"""An article, and a verb that is done with it."""
FILE_CALLS = ("fsync", "link", "mkdir", "remove", "rename", "replace", "rmdir", "unlink")


class Reaper:
    """Counts steps and kills this process before the one it waits for."""

    def __init__(self, at: int) -> None:
        self.at, self.steps = at, 0

    def step(self) -> None:
        self.steps += 1
        if self.steps == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def reaped(*args: Any, **named: Any) -> Any:
            self.step()
            return act(*args, **named)

        return reaped

    def watch(self) -> None:
        """Count from here on: statements, commits and changes to files."""
        from django.db import connection

        connection.ensure_connection()
        connection.execute_wrappers.append(lambda execute, *args: self.before(execute)(*args))
        connection._commit = self.before(connection._commit)  # type: ignore[attr-defined]
        for call in FILE_CALLS:
            setattr(os, call, self.before(getattr(os, call)))


def killed_at(step: int, verb: Callable[[], object], reaper: type[Reaper] = Reaper) -> bool:
    """Run a verb in a child that dies before a step; says whether it got that far."""
    from django.db import connection

    connection.close()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            reaper(step).watch()
            verb()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise AssertionError(f"before step {step} the verb failed instead of being killed")
    return os.WIFSIGNALED(status)


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
    for step, (article, verb) in zip(range(1, MOST_STEPS), scenario, strict=False):
        evidence = _acts()
        was_killed = killed_at(step, verb)
        outcomes["after" if _acts() > evidence else "before"] += 1
        if step % SELDOM == 0:
            wrong += [f"by step {step}: {fault}" for fault in faults_in_the_evidence()]
        truth = truth_of({article, before or article})
        wrong += [f"step {step}: {fault}" for fault in faults_in_the_store(truth)]
        wrong += [f"step {step}, swept: {fault}" for fault in faults_after_sweeping(truth)]
        if not was_killed:
            wrong += [f"in the end: {fault}" for fault in verify_faults()]
            return {"steps": step - 1, "wrong": wrong, **outcomes}
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


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medcontent.settings")
    django.setup()
    from django.conf import settings
    from django.urls import reverse

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    reverse("publishing:home")  # loads all views, which each child would do by itself
    sys.stdout.write(json.dumps(crash_everywhere(SCENARIOS[sys.argv[1]]())))


if __name__ == "__main__":
    main()
