"""Killing the worker between every two steps of what it does, starting it again, and counting.

Run as a program of its own, as tests.workflow.crashing is, whose steps it counts; here each word
said to the mail server, and each answer heard, is a step too. For every step something new is
prepared, the worker is killed before it, and another one goes on. Prints one JSON object: how
many steps there were, what was wrong, and before which steps a letter's worker was killed that
went out twice.
"""

from __future__ import annotations

import datetime
import json
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import Any

from tests.workflow.crashing import (
    MOST_STEPS,
    Reaper,
    await_its_end,
    killed_at,
    prepare_for_children,
    steps_counted,
)

DAY = datetime.timedelta(days=1)
LAST_STEP = Path(tempfile.mkdtemp()) / "step"


class MailReaper(Reaper):
    """Kills between words to the mail server too, and leaves word of the step before which."""

    said = ""

    def watch(self) -> None:
        """Count from here on."""
        super().watch()
        send, getreply = smtplib.SMTP.send, smtplib.SMTP.getreply

        def say(server: smtplib.SMTP, words: Any) -> None:
            text = words if isinstance(words, str) else words.decode()
            said = "the message" if "\n.\r\n" in text else text.split(maxsplit=1)[0].upper()
            self._named(f"say {said}", send, server, words)
            self.said = said

        def hear(server: smtplib.SMTP) -> Any:
            return self._named(f"hear what follows {self.said}", getreply, server)

        smtplib.SMTP.send, smtplib.SMTP.getreply = say, hear  # type: ignore[method-assign, assignment]

    def before_statement(self, execute: Callable[..., Any], sql: Any, *more: Any) -> Any:
        LAST_STEP.write_text(" ".join(str(sql).replace('"', "").split()[:2]))
        return super().before_statement(execute, sql, *more)

    def _named(self, name: str, act: Callable[..., Any], *args: Any) -> Any:
        LAST_STEP.write_text(name)
        self.step()
        return act(*args)


@dataclass(frozen=True)
class Scenario:
    """What is prepared anew, what is killed, and what may be wrong after another try.

    What is in stock was prepared before and is handed on for the rest.
    """

    prepare: Callable[[Any], Any]
    act: Callable[[Any], object]
    faults: Callable[[Any], list[str]]
    recover: Callable[[Any], object] | None = None
    in_stock: Iterator[Any] = field(default_factory=lambda: repeat(None))
    faults_in_the_end: Callable[[], Iterable[object]] = tuple


def crash_everywhere(scenario: Scenario) -> dict[str, Any]:
    """Kill it before each of its steps, a new one each time, and go on after it."""
    wrong: list[str] = []
    twice: set[str] = set()
    step = 0
    for _ in range(MOST_STEPS):
        prepared = scenario.prepare(next(scenario.in_stock))
        killed = killed_at(step + 1, lambda: scenario.act(prepared), MailReaper)  # noqa: B023
        step = steps_counted()
        before = LAST_STEP.read_text()
        if before.startswith(("say", "hear")):
            time.sleep(0.1)  # so that the mail server sees that it is gone
        await_its_end()
        let_time_pass()
        again = scenario.recover or scenario.act
        assert not killed_at(0, lambda: again(prepared))  # noqa: B023
        for fault in scenario.faults(prepared):
            if fault == TWICE:
                twice.add(before)
            else:
                wrong.append(f"killed before step {step} ({before}): {fault}")
        if not killed:
            wrong += [f"in the end: {fault}" for fault in scenario.faults_in_the_end()]
            return {"steps": step, "wrong": wrong, "twice": sorted(twice)}
    raise AssertionError(f"there were more than {MOST_STEPS} steps")


TWICE = "the letter went out twice"


def let_time_pass() -> None:
    """Let claims run out, and chores have rested."""
    from django.db.models import F
    from django_tasks_db.models import DBTaskResult

    from reviews.models import Letter

    Letter.objects.update(try_after=F("try_after") - DAY)
    DBTaskResult.objects.update(finished_at=F("finished_at") - DAY)


# --- The mail server, a process beside this one


class Mail:
    """What a mail server took, by Message-ID."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def times(self, message_id: object) -> int:
        """Count how often a message was taken."""
        taken = [path.read_text() for path in self.folder.iterdir()]
        return sum(f"<{message_id}@" in message for message in taken)


@contextmanager
def mail_server() -> Iterator[Mail]:
    """Run a mail server to which letters go."""
    from django.conf import settings

    from tests.reviews.mail_server import mailers

    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.reviews.mail_server", folder]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert server.stdout is not None
        try:
            settings.MAILERS = settings.MAILERS | mailers(int(server.stdout.readline()))
            yield Mail(Path(folder))
        finally:
            server.kill()
            server.wait()


def faults_of_letters(letters: Any, mail: Mail) -> list[str]:
    """Find letters that did not go out, or more than once."""
    faults = []
    for letter in letters:
        taken = mail.times(letter.message_id)
        if letter.sent_at is None or taken == 0:
            faults.append(f"{letter} was lost: sent {letter.sent_at}, taken {taken} time(s)")
        elif taken > 1:
            faults.append(TWICE)
    return faults


# --- Scenarios


def sending(mail: Mail) -> Scenario:
    """Send a letter."""
    from reviews import post
    from reviews.models import Letter
    from tests import factories

    def prepare(_: object) -> Letter:
        account = factories.account(email="ada@example.org")
        return Letter.objects.create(recipient=account, fact="test:1", subject="Read", body="it")

    def faults(letter: Letter) -> list[str]:
        return faults_of_letters(Letter.objects.filter(pk=letter.pk), mail)

    return Scenario(prepare, lambda _: post.send_due(), faults)


def working(mail: Mail) -> Scenario:
    """Do all that a worker does, from looking to noting what was done, with a letter due."""
    from django_tasks_db.models import DBTaskResult

    sent = sending(mail)

    def work(_: object) -> None:
        worker = _worker()
        worker.look()
        for queue in worker._queues:
            queue.run()

    def faults(letter: Any) -> list[str]:
        left = DBTaskResult.objects.exclude(status__in=["SUCCESSFUL", "FAILED"])
        found = [f"{task.task_path} is left {task.status}" for task in left]
        DBTaskResult.objects.all().delete()
        return found + sent.faults(letter)

    def look_and_work_later(_: object) -> None:
        """Notice whose worker is gone; a chore that failed rests before it is done again."""
        _worker().look()
        let_time_pass()
        work(_)

    return Scenario(sent.prepare, work, faults, look_and_work_later)


def _worker() -> Any:
    from medcontent.chores import QUEUES
    from medcontent.worker import Worker

    worker = Worker(QUEUES, batch=True)
    worker._name_connections()
    return worker


def asking(mail: Mail) -> Scenario:
    """Ask a physician to review: the letter is written with the request, or neither is."""
    from articles.clock import utc_today
    from reviews import workflow
    from reviews.models import Letter, Review
    from tests import factories
    from tests.workflow.stock import stock

    editor = factories.account("editor")

    def stocked() -> Any:
        return factories.submitted(), factories.physician(email="ada@example.org")

    def ask(prepared: Any) -> None:
        edition, physician = prepared
        if not Review.objects.filter(edition=edition).exists():
            workflow.assign(
                edition=edition, physician=physician, by=editor, due_on=utc_today() + DAY
            )

    def faults(prepared: Any) -> list[str]:
        told = [review.pk for review in Review.objects.filter(edition=prepared[0])]
        letters = Letter.objects.filter(recipient=prepared[1].account)
        written = [letter.fact for letter in letters]
        return [] if written == [f"assign:{pk}" for pk in told] != [] else [f"{told}: {written}"]

    return Scenario(as_it_is, ask, faults, in_stock=stock(stocked))


def reminding(mail: Mail) -> Scenario:
    """Remind a physician."""
    from reviews import reminders
    from reviews.models import LedgerEntry, Letter, Review
    from tests import factories
    from tests.workflow.stock import stock

    def stocked() -> Review:
        return factories.assigned(to=factories.physician(email="ada@example.org"))

    def remind(review: Review) -> None:
        day = review.due_on + DAY
        for due in reminders.to_be_reminded(day).filter(pk=review.pk):
            reminders.remind(due, on=day)

    def faults(review: Review) -> list[str]:
        letters = Letter.objects.filter(fact__startswith=f"remind:{review.pk}:").count()
        entries = LedgerEntry.objects.filter(article=review.edition.article_id, action="remind")
        found = (letters, entries.count())
        return [] if found == (1, 1) else [f"(letters, entries) are {found}"]

    return Scenario(as_it_is, remind, faults, in_stock=stock(stocked))


def telling(mail: Mail) -> Scenario:
    """Tell an editor and a writer that a review falls due."""
    from publishing import telling
    from publishing.models import Release
    from reviews.models import Letter
    from tests import factories
    from tests.workflow.stock import stock

    factories.account("editor", email="editor@example.org")

    def stocked() -> Release:
        writer = factories.account("writer", email="writer@example.org")
        release = factories.released(edition=factories.submitted(writer=writer))
        release.refresh_from_db()
        return release

    def tell(release: Release) -> None:
        for due in telling.to_be_told(release.review_due_on).filter(pk=release.pk):
            telling.tell_review_due(due, on=release.review_due_on)

    def faults(release: Release) -> list[str]:
        letters = Letter.objects.filter(fact__startswith=f"review_due:{release.pk}:").count()
        return [] if letters == 2 else [f"there are {letters} letters"]

    return Scenario(as_it_is, tell, faults, in_stock=stock(stocked))


def releasing(mail: Mail) -> Scenario:
    """Release what is planned."""
    from publishing.models import ScheduledRelease
    from publishing.tasks import release_planned
    from reviews.models import LedgerEntry
    from tests import factories
    from tests.workflow.aftermath import faults_after_sweeping, verify_faults
    from tests.workflow.stock import stock

    def faults(plan: ScheduledRelease) -> list[str]:
        plan.refresh_from_db()
        released = plan.edition.releases.count()
        entries = LedgerEntry.objects.filter(article=plan.article, action="release").count()
        found = (plan.outcome, released, entries)
        return [] if found == ("released", 1, 1) else [f"(outcome, releases, entries): {found}"]

    def faults_in_the_end() -> list[object]:
        return [*faults_after_sweeping(), *verify_faults()]

    return Scenario(
        _planned,
        lambda _: release_planned.call(),
        faults,
        in_stock=stock(lambda: factories.signed().edition, faults_in_the_end),
        faults_in_the_end=faults_in_the_end,
    )


def refusing(mail: Mail) -> Scenario:
    """Refuse what is planned, and tell the editors."""
    from publishing.models import ScheduledRelease
    from publishing.tasks import release_planned
    from reviews import workflow
    from reviews.models import LedgerEntry, Letter
    from tests import factories
    from tests.workflow.stock import stock

    editors = [factories.account("editor", email=f"{name}@example.org") for name in "ab"]

    def prepare(edition: Any) -> ScheduledRelease:
        plan = _planned(edition)
        workflow.recall(edition=plan.edition, by=editors[0], reason="editor")
        return plan

    def faults(plan: ScheduledRelease) -> list[str]:
        plan.refresh_from_db()
        letters = Letter.objects.filter(fact=f"schedule_refused:{plan.pk}").count()
        entries = LedgerEntry.objects.filter(article=plan.article, action="schedule_refused")
        found = (plan.outcome, letters, entries.count())
        return [] if found == ("refused", 2, 1) else [f"(outcome, letters, entries): {found}"]

    in_stock = stock(lambda: factories.signed().edition)
    return Scenario(prepare, lambda _: release_planned.call(), faults, in_stock=in_stock)


def as_it_is(stocked: Any) -> Any:
    """Prepare nothing beyond what was in stock."""
    return stocked


def _planned(edition: Any) -> Any:
    from django.utils import timezone

    from publishing import schedule
    from tests import factories

    now = timezone.now()
    editor = factories.account("editor")
    return schedule.schedule(edition=edition, by=editor, release_at=now, now=now - DAY)


SCENARIOS = {
    "ask": asking,
    "send": sending,
    "work": working,
    "remind": reminding,
    "tell": telling,
    "release": releasing,
    "refuse": refusing,
}


def main() -> None:
    prepare_for_children()
    with mail_server() as mail:
        sys.stdout.write(json.dumps(crash_everywhere(SCENARIOS[sys.argv[1]](mail))))


if __name__ == "__main__":
    main()
