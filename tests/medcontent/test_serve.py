"""The whole system as a person starts it, in folders of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from email.message import Message
from pathlib import Path
from signal import SIGINT, SIGTERM
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import psutil
import psycopg
import pytest
from django.conf import settings

from medcontent import postgres

ARTICLE = "/articles/stem-cell-therapy-in-multiple-sclerosis-what-has-been-shown/"
PATIENCE_SECONDS = 180


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    return kept | {"VAR": str(folder), "PYTHONUNBUFFERED": "1"} | more


@contextmanager
def _serving(
    environment: dict[str, str], *, quiet: bool = True, says: Sequence[str] = (), by: int = SIGINT
) -> Iterator[str]:
    """Run ``manage.py serve``; gives the site's address and interrupts it at the end."""
    port = _free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _await_answer(address, server)
        yield address
    finally:
        server.send_signal(by)
        printed, _ = server.communicate(timeout=PATIENCE_SECONDS)
    assert server.returncode == 0, printed
    assert all(sentence in printed for sentence in says), printed
    assert not quiet or "Traceback" not in printed, printed


def _await_answer(address: str, server: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            pytest.fail(f"The server stopped: {server.stdout and server.stdout.read()}")
        try:
            urlopen(f"{address}/static/icon.svg", timeout=2)
            return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail("The server did not answer in time.")


def _worker(*, after: psutil.Process | None = None) -> psutil.Process:
    """Wait for the worker that the server runs, or for the one after another."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for child in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                if "db_worker" in child.cmdline() and child != after:
                    return child
        time.sleep(0.1)
    pytest.fail("There was no worker in time.")


def _await_letters(cluster: Path) -> None:
    """Wait until the worker has sent all letters."""
    server = postgres.running(directory=cluster)
    assert server is not None
    place = server.parameters(role="application") | {"dbname": postgres.DATABASE}
    deadline = time.monotonic() + PATIENCE_SECONDS
    waiting = "SELECT count(*) FILTER (WHERE sent_at IS NULL), count(*) FROM reviews_letter"
    with psycopg.connect(**place, autocommit=True) as database:
        while time.monotonic() < deadline:
            unsent, written = database.execute(waiting).fetchone() or (0, 0)
            if written and not unsent:
                return
            time.sleep(0.2)
    pytest.fail(f"{unsent} of {written} letters were not sent in time.")


def _get(address: str) -> tuple[int, dict[str, str], bytes]:
    try:
        with urlopen(Request(address), timeout=30) as answer:
            return answer.status, _lower(answer.headers), answer.read()
    except HTTPError as refused:
        return refused.code, _lower(refused.headers), refused.read()


def _lower(headers: Message) -> dict[str, str]:
    return {name.lower(): setting for name, setting in headers.items()}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A folder in which the site was served for the first time, and its article's page."""
    folder = tmp_path_factory.mktemp("served")
    invitation = "To: demo-physician@example.org\nSubject: Medcontent: please review"
    with _serving(_environment(folder), says=[invitation]) as address:
        status, headers, body = _get(address + ARTICLE)
        assert (status, bool(headers["etag"])) == (200, True)
        _await_letters(folder / "postgres")
    assert postgres.running(directory=folder / "postgres") is None
    return folder, body


@pytest.mark.timeout(600)
def test_serve_shows_the_demo_article_and_keeps_its_data(served: tuple[Path, bytes]) -> None:
    folder, page = served
    assert b"<strong>Dr. Ada Demo" in page
    with _serving(_environment(folder)) as address:
        assert _get(address + ARTICLE)[2] == page
    assert postgres.running(directory=folder / "postgres") is None


@pytest.mark.timeout(600)
def test_serve_runs_a_worker_starts_another_when_it_dies_and_stops_it(
    served: tuple[Path, bytes],
) -> None:
    folder, _ = served
    again = "The worker ended by itself; it is started again."
    with _serving(_environment(folder), says=[again], by=SIGTERM) as address:
        killed = _worker()
        killed.kill()
        worker = _worker(after=killed)
        time.sleep(5)
        assert worker.is_running()
        assert _get(address + ARTICLE)[0] == 200
    assert not worker.is_running()
    assert postgres.running(directory=folder / "postgres") is None


@pytest.mark.timeout(600)
def test_articles_stay_up_while_postgresql_is_down(served: tuple[Path, bytes]) -> None:
    folder, _ = served
    cluster = folder / "postgres"
    server = postgres.ensure_running(directory=cluster)
    try:
        urls = {
            "DATABASE_URL": server.url(role="application"),
            "DATABASE_OWNER_URL": server.url(role="owner"),
        }
        with _serving(_environment(folder, **urls), quiet=False) as address:
            assert _get(f"{address}/")[0] == 200
            postgres.stop(directory=cluster)
            for path in (ARTICLE, f"{ARTICLE}review-record/", f"{ARTICLE}review-record.json"):
                assert _get(address + path)[0] == 200, path
            for path in ("/", "/.well-known/jwks.json", "/articles/other/"):
                status, headers, body = _get(address + path)
                assert (status, bool(headers.get("retry-after"))) == (503, True), path
                assert b"Back soon" in body
            postgres.ensure_running(directory=cluster)
            assert _get(f"{address}/")[0] == 200
    finally:
        postgres.stop(directory=cluster)
