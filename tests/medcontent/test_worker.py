"""Workers as processes of their own: several at once, killed, cut off from their database."""

from __future__ import annotations

import datetime
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from medcontent import worker
from medcontent.chores import CHORES, enqueue_if_due
from publishing import schedule
from publishing.models import Release
from reviews.models import Letter
from tests import factories
from tests.databases import Databases, environment
from tests.reviews import mail_server
from tests.reviews.mail_server import MailServer

pytestmark = pytest.mark.timeout(300)
PATIENCE_SECONDS = 90
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server.serving() as running:
        yield running


@pytest.fixture
def start(committed: str, tmp_path: Path, server: MailServer) -> Iterator[Start]:
    """Start workers, and kill what is left of them at the end."""
    with_mail = environment(committed) | {
        "VAR": str(tmp_path),
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(server.port),
        "EMAIL_USE_TLS": "False",
    }
    started = []

    def run(*arguments: str) -> subprocess.Popen[str]:
        started.append(
            subprocess.Popen(
                [sys.executable, "manage.py", "db_worker", *arguments],
                cwd=settings.BASE_DIR,
                env=with_mail,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        return started[-1]

    yield run
    for one in started:
        one.kill()
        one.communicate()


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def end(process: subprocess.Popen[str]) -> str:
    """End a worker as a supervisor does; gives what it printed."""
    process.send_signal(signal.SIGTERM)
    printed, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, printed
    return printed


def letters(number: int) -> None:
    for place in range(number):
        Letter.objects.create(
            recipient=factories.account(email=f"number{place}@example.org"),
            fact="test:1",
            subject="Please review",
            body="please",
        )


def running(of: str) -> list[DBTaskResult]:
    return list(DBTaskResult.objects.filter(status="RUNNING", task_path__endswith=of))


def test_a_worker_sends_what_is_written_while_it_runs_and_ends_when_told(
    start: Start, server: MailServer
) -> None:
    process = start()
    wait_until(lambda: DBTaskResult.objects.filter(status="SUCCESSFUL").exists())
    letters(1)
    wait_until(lambda: server.taken)
    wait_until(lambda: not Letter.objects.filter(sent_at=None).exists())
    printed = end(process)
    assert "Traceback" not in printed
    assert not running("")


def test_a_batch_does_what_is_due_and_ends(start: Start, server: MailServer) -> None:
    letters(3)
    process = start("--batch")
    assert process.wait(PATIENCE_SECONDS) == 0
    assert len(server.taken) == 3
    assert DBTaskResult.objects.filter(status="SUCCESSFUL", task_path__endswith="sweep_pages")


def test_an_unknown_queue_is_refused(start: Start) -> None:
    process = start("--queue-name", "post,slow")
    printed, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 1
    assert "There is no queue post; only mail, default, concerns, slow, services." in printed


def test_of_many_workers_one_enqueues(committed: str) -> None:
    start = threading.Barrier(8)
    enqueued = []
    chore = next(chore for chore in CHORES if chore.waits is None)

    def look() -> None:
        try:
            start.wait()
            enqueued.append(enqueue_if_due(chore))
        finally:
            connection.close()

    for _ in range(5):
        DBTaskResult.objects.all().delete()
        enqueued.clear()
        threads = [threading.Thread(target=look) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert enqueued.count(True) == DBTaskResult.objects.count() == 1


def test_two_workers_share_the_letters_and_send_none_twice(
    start: Start, server: MailServer
) -> None:
    server.manners["end"] = lambda _: time.sleep(0.05)
    letters(60)
    processes = [start(), start()]
    wait_until(lambda: not Letter.objects.filter(sent_at=None).exists())
    for process in processes:
        end(process)
    assert Counter(message["To"] for message in server.messages) == {
        f"number{place}@example.org": 1 for place in range(60)
    }


def test_a_mail_server_that_hangs_keeps_no_release_waiting(
    start: Start, server: MailServer
) -> None:
    server.manners["end"] = mail_server.HANG
    letters(1)
    edition = factories.signed().edition
    process = start()
    wait_until(lambda: running("send_letters") and "DATA" in server.heard)
    now = timezone.now()
    schedule.schedule(
        edition=edition,
        by=factories.account("editor"),
        release_at=now,
        now=now - datetime.timedelta(days=1),
    )
    wait_until(lambda: Release.objects.open().filter(edition=edition).exists())
    assert running("send_letters")
    process.kill()


def test_the_task_of_a_killed_worker_is_noticed_and_done_by_another(
    start: Start, server: MailServer
) -> None:
    server.manners["MAIL"] = mail_server.HANG
    letters(2)
    first = start()
    wait_until(lambda: running("send_letters") and "DATA" not in server.heard)
    wait_until(lambda: any(said.startswith("MAIL") for said in server.heard))
    assert not [task for task in worker.tasks_of_the_dead() if "send" in task.task_path]
    first.kill()
    first.wait()
    wait_until(worker.tasks_of_the_dead)

    server.manners.clear()
    start()
    lost = DBTaskResult.objects.filter(status="FAILED", task_path__endswith="send_letters")
    wait_until(lost.exists)
    assert lost.get().traceback == "The worker ended before the task did."
    # The letter that the first one held waits until its claim has run out.
    wait_until(lambda: Letter.objects.filter(sent_at=None).count() == 1)
    held = Letter.objects.get(sent_at=None)
    Letter.objects.filter(pk=held.pk).update(try_after=timezone.now())
    wait_until(lambda: not Letter.objects.filter(sent_at=None).exists())
    assert len(server.taken) == 2


@contextmanager
def _cut_off(databases: Databases, name: str) -> Iterator[None]:
    """Let nobody into a database, and put out who is in."""
    with databases.owner(name) as owner:
        owner.execute(f"ALTER DATABASE {name} CONNECTION LIMIT 0")
        _put_out(owner)
        try:
            yield
        finally:
            owner.execute(f"ALTER DATABASE {name} CONNECTION LIMIT -1")


def _put_out(owner) -> None:
    owner.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


def test_a_worker_outlives_its_database_and_notes_what_it_sent_meanwhile(
    start: Start, server: MailServer, databases: Databases, committed: str
) -> None:
    """The database goes while the server takes a letter: it must not go out again."""
    may_answer = threading.Event()
    server.manners["end"] = lambda _: "250 taken" if may_answer.wait(60) else mail_server.DIE
    letters(1)
    process = start()
    wait_until(lambda: "DATA" in server.heard)
    connection.close()
    with _cut_off(databases, committed):
        may_answer.set()
        wait_until(lambda: server.taken)
        time.sleep(3)
    wait_until(lambda: not Letter.objects.filter(sent_at=None).exists())
    assert process.poll() is None
    letters_again = Letter.objects.filter(attempts__gt=1)
    assert (len(server.taken), letters_again.exists()) == (1, False)
    assert "The database fails; the worker waits" in end(process)
