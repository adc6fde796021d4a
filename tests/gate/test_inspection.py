"""The inspection notices whatever of the gate was changed, and verbs then write nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg import sql

from gate import inspection
from gate.inspection import inspect_gate, require_gate
from gate.refusals import GateBroken
from medcontent.models import User
from publishing.release import release, withdraw
from reviews import comments, licences, workflow
from reviews.meanings import MEANINGS
from tests import factories
from tests.databases import Databases
from tests.workflow.attacks.running import fingerprint

Owner = psycopg.Connection[tuple[object, ...]]


@pytest.fixture(scope="module")
def clone(databases: Databases, django_db_setup: None, django_db_blocker) -> Iterator[str]:
    """A database whose gate may be tampered with."""
    with django_db_blocker.unblock(), databases.temporary() as name:
        yield name


@pytest.fixture
def owner(databases: Databases, clone: str) -> Iterator[Owner]:
    with databases.owner(clone) as connected:
        yield connected


def application() -> str:
    return sql.Identifier(django_settings.DATABASE_APPLICATION_ROLE).as_string()


@dataclass(frozen=True)
class Tampering:
    """What an owner does, how it is undone, and what must be noticed of it."""

    done: str
    undone: str
    missing: str = ""
    unexpected: str = ""


TRIGGER = (
    "CREATE TRIGGER gate_sign_offs_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON reviews_signoff "
    "FOR EACH STATEMENT EXECUTE FUNCTION gate_is_evidence(); "
    "ALTER TABLE reviews_signoff ENABLE ALWAYS TRIGGER gate_sign_offs_stay"
)
KEY = (
    "ALTER TABLE reviews_signoff ADD CONSTRAINT a_sign_off_carries_its_editions_digest "
    "FOREIGN KEY (edition_id, digest) REFERENCES articles_edition (id, digest)"
)
DROPPED = "ALTER TABLE reviews_signoff DROP CONSTRAINT a_sign_off_carries_its_editions_digest"
OPEN = "CREATE UNIQUE INDEX an_article_has_one_open_release ON publishing_release (article_id)"
VALID = "FUNCTION gate_licence_is_valid()"

TAMPERINGS = {
    "a dropped trigger": Tampering(
        "DROP TRIGGER gate_sign_offs_stay ON reviews_signoff",
        TRIGGER,
        missing="trigger: reviews_signoff.gate_sign_offs_stay",
    ),
    "a trigger switched off": Tampering(
        "ALTER TABLE reviews_signoff DISABLE TRIGGER gate_sign_offs_stay",
        "ALTER TABLE reviews_signoff ENABLE ALWAYS TRIGGER gate_sign_offs_stay",
        unexpected="gate_is_evidence(), disabled or replica",
    ),
    "a trigger that replicas skip": Tampering(
        "ALTER TABLE reviews_signoff ENABLE TRIGGER gate_sign_offs_stay",
        "ALTER TABLE reviews_signoff ENABLE ALWAYS TRIGGER gate_sign_offs_stay",
        unexpected="gate_is_evidence(), origin",
    ),
    "an extra trigger": Tampering(
        "CREATE TRIGGER extra BEFORE INSERT ON reviews_signoff EXECUTE FUNCTION gate_is_evidence()",
        "DROP TRIGGER extra ON reviews_signoff",
        unexpected="trigger: reviews_signoff.extra",
    ),
    "an extra function": Tampering(
        "CREATE FUNCTION extra() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "DROP FUNCTION extra()",
        unexpected="function: extra()",
    ),
    "a function that runs as its caller": Tampering(
        "ALTER FUNCTION gate_take_turn(bigint) SECURITY INVOKER",
        "ALTER FUNCTION gate_take_turn(bigint) SECURITY DEFINER",
        unexpected="function: gate_take_turn(of_article bigint) invoker",
    ),
    "a function that looks anywhere": Tampering(
        f"ALTER {VALID} RESET search_path",
        f"ALTER {VALID} SET search_path = pg_catalog, public, pg_temp",
        unexpected="function: gate_licence_is_valid() invoker, volatile, no settings",
    ),
    "a function that reads an old snapshot": Tampering(
        f"ALTER {VALID} STABLE",
        f"ALTER {VALID} VOLATILE",
        unexpected="function: gate_licence_is_valid() invoker, stable",
    ),
    "a dropped key": Tampering(
        DROPPED,
        KEY,
        missing="constraint: reviews_signoff.a_sign_off_carries_its_editions_digest",
    ),
    "a key that was not checked": Tampering(
        f"{DROPPED}; {KEY} NOT VALID",
        f"{DROPPED}; {KEY}",
        unexpected="(id, digest) NOT VALID, not validated",
    ),
    "a key that waits": Tampering(
        f"{DROPPED}; {KEY} DEFERRABLE INITIALLY DEFERRED",
        f"{DROPPED}; {KEY}",
        unexpected="(id, digest) DEFERRABLE INITIALLY DEFERRED",
    ),
    "an index that forbids less": Tampering(
        f"DROP INDEX an_article_has_one_open_release; {OPEN} WHERE ended_at IS NOT NULL",
        f"DROP INDEX an_article_has_one_open_release; {OPEN} WHERE ended_at IS NULL",
        missing="unique index: publishing_release.an_article_has_one_open_release",
        unexpected="WHERE (ended_at IS NOT NULL)",
    ),
    "a value that may be missing": Tampering(
        "ALTER TABLE articles_edition ALTER required_approvals DROP NOT NULL",
        "ALTER TABLE articles_edition ALTER required_approvals SET NOT NULL",
        missing="not null: articles_edition.required_approvals",
    ),
    "a rule": Tampering(
        "CREATE RULE nothing AS ON INSERT TO articles_contributor DO INSTEAD NOTHING",
        "DROP RULE nothing ON articles_contributor",
        unexpected="rule: articles_contributor.nothing",
    ),
    "hidden rows": Tampering(
        "ALTER TABLE reviews_signoff ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE reviews_signoff DISABLE ROW LEVEL SECURITY",
        unexpected="rule: reviews_signoff hides rows",
    ),
    "an extra grant": Tampering(
        "GRANT DELETE ON reviews_signoff TO {application}",
        "REVOKE DELETE ON reviews_signoff FROM {application}",
        unexpected="grant: DELETE reviews_signoff to application",
    ),
    "an extra grant on a column": Tampering(
        "GRANT UPDATE (decision) ON reviews_signoff TO {application}",
        "REVOKE UPDATE (decision) ON reviews_signoff FROM {application}",
        unexpected="grant: UPDATE reviews_signoff.decision to application",
    ),
    "a grant to everybody": Tampering(
        "GRANT INSERT ON articles_articlehead TO PUBLIC",
        "REVOKE INSERT ON articles_articlehead FROM PUBLIC",
        unexpected="grant: INSERT articles_articlehead to everybody",
    ),
    "a grant to pass on": Tampering(
        "GRANT SELECT ON reviews_signoff TO {application} WITH GRANT OPTION",
        "REVOKE GRANT OPTION FOR SELECT ON reviews_signoff FROM {application}",
        unexpected="grant: SELECT reviews_signoff to application, to pass on",
    ),
    "a grant taken": Tampering(
        "REVOKE INSERT ON reviews_signoff FROM {application}",
        "GRANT INSERT ON reviews_signoff TO {application}",
        missing="grant: INSERT reviews_signoff to application",
    ),
    "temporary tables": Tampering(
        "GRANT TEMPORARY ON DATABASE {database} TO {application}",
        "REVOKE TEMPORARY ON DATABASE {database} FROM {application}",
        unexpected="right: temporary in the database",
    ),
    "temporary tables for everybody": Tampering(
        "GRANT TEMPORARY ON DATABASE {database} TO PUBLIC",
        "REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC",
        unexpected="right: temporary in the database",
    ),
    "schemas of its own": Tampering(
        "GRANT CREATE ON DATABASE {database} TO {application}",
        "REVOKE CREATE ON DATABASE {database} FROM {application}",
        unexpected="right: create in the database",
    ),
    "tables of its own": Tampering(
        "GRANT CREATE ON SCHEMA public TO {application}",
        "REVOKE CREATE ON SCHEMA public FROM {application}",
        unexpected="right: create in the schema",
    ),
}


def run(owner: Owner, statements: str, database: str) -> None:
    named = statements.format(
        application=application(), database=sql.Identifier(database).as_string()
    )
    owner.execute(named)  # type: ignore[call-overload]


def test_a_new_database_has_the_gate_that_it_should(clone: str) -> None:
    assert not inspect_gate()


@pytest.mark.parametrize("name", TAMPERINGS)
def test_the_inspection_notices(name: str, owner: Owner, clone: str) -> None:
    tampering = TAMPERINGS[name]
    run(owner, tampering.done, clone)
    found = inspect_gate()
    run(owner, tampering.undone, clone)
    assert found
    for sought, lines in (
        (tampering.missing, found.missing),
        (tampering.unexpected, found.unexpected),
    ):
        assert not sought or any(sought in line for line in lines), (found, sought)
    assert not inspect_gate()


def test_the_inspection_notices_a_changed_body_and_a_computed_column_no_longer_computed(
    databases: Databases, committed: str
) -> None:
    with databases.owner(committed) as owner:
        body = "'BEGIN RETURN NULL; END'"
        owner.execute(
            "CREATE OR REPLACE FUNCTION gate_is_evidence() RETURNS trigger LANGUAGE plpgsql "
            f"SET search_path = pg_catalog, public, pg_temp AS {body}"
        )
        owner.execute("ALTER TABLE articles_edition ALTER digest DROP EXPRESSION")
    found = inspect_gate()
    assert [line.split(" ")[:2] for line in found.missing] == [
        ["function:", "gate_is_evidence()"],
        ["generated", "column:"],
    ]
    assert [line.split(" ")[:2] for line in found.unexpected] == [
        ["function:", "gate_is_evidence()"]
    ]


def test_the_inspection_notices_what_an_application_would_own(clone: str, settings) -> None:
    """Whoever lets the application sign in as the owner is told."""
    settings.DATABASE_APPLICATION_ROLE = _role("d.datdba = r.oid")
    found = inspect_gate().unexpected
    assert {
        "right: owner of articles_edition",
        "right: owner of function gate_is_evidence",
        "right: owner of the database",
        "right: create databases",
        "right: create in the schema",
    } <= set(found)


def test_the_inspection_notices_a_superuser(clone: str, settings) -> None:
    settings.DATABASE_APPLICATION_ROLE = _role("r.rolsuper")
    found = inspect_gate().unexpected
    assert {
        "right: superuser",
        "right: create roles",
        "right: replication",
        "right: bypass row security",
        "right: switching triggers off for a session",
    } <= set(found)


def test_the_inspection_notices_membership_in_another_role(clone: str, settings) -> None:
    settings.DATABASE_APPLICATION_ROLE = "pg_monitor"
    assert "right: everything of the role pg_read_all_settings" in inspect_gate().unexpected


def _role(condition: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.rolname FROM pg_roles r, pg_database d WHERE {condition} "
            "AND d.datname = current_database() ORDER BY r.oid LIMIT 1"
        )
        return str(cursor.fetchone()[0])


# --- Verbs


def verbs() -> dict[str, Callable[[], object]]:
    """Every verb that writes evidence, each in a state in which it would do."""
    submitted, accepted = factories.submitted(), factories.accepted()
    assigned, public = factories.assigned(), factories.released()
    asking = factories.accepted()
    by = asking.physician.account
    asked = comments.comment(review=asking, by=by, text="Is this so?")
    signed, idle = factories.signed(), factories.physician()
    editor, administrator = factories.account("editor"), factories.account("administrator")
    entered = factories.licence_of(idle)
    assert isinstance(by, User)
    draft = factories.draft(writer=factories.account("writer"))
    answers = {"review": assigned, "by": assigned.physician.account}
    today = entered.valid_from
    return {
        "submit": lambda: workflow.submit(article=draft, by=draft.writer),
        "recall": lambda: workflow.recall(edition=submitted, by=editor, reason="editor"),
        "assign": lambda: workflow.assign(
            edition=submitted, physician=idle, by=editor, due_on=today
        ),
        "accept": lambda: workflow.accept(**answers, has_interests=False),
        "decline": lambda: workflow.decline(**answers, reason="No time."),
        "cancel": lambda: workflow.cancel(review=assigned, by=editor),
        "comment": lambda: comments.comment(review=asking, by=by, text="And this?"),
        "resolve": lambda: comments.resolve(comment=asked, by=by),
        "sign": lambda: workflow.sign(
            review=accepted,
            by=accepted.physician.account,
            decision="approve",
            password=factories.PASSWORD,
            meaning=MEANINGS["approve"].id,
        ),
        "enter a licence": lambda: factories.licence_of(idle),
        "verify a licence": lambda: licences.verify_licence(licence=entered, by=administrator),
        "end a licence": lambda: licences.end_licence(licence=entered, by=administrator, on=today),
        "release": lambda: release(edition=signed.edition, by=editor),
        "withdraw": lambda: withdraw(article=public.article, by=editor, reason="error"),
    }


def test_no_verb_writes_through_a_broken_gate(databases: Databases, committed: str) -> None:
    ready = verbs()
    before = fingerprint()
    with databases.owner(committed) as owner:
        owner.execute("DROP TRIGGER gate_editions_stay ON articles_edition")
    inspection._found_whole.discard(committed)  # as in a process that starts now
    for name, verb in ready.items():
        with pytest.raises(GateBroken, match="Nothing was written"):
            verb()
        assert fingerprint() == before, name


def test_every_verb_writes_through_a_whole_gate(committed: str) -> None:
    """Lest the test before passes for another reason."""
    ready = verbs()
    del ready["decline"], ready["recall"]  # they exclude others
    for name, verb in ready.items():
        before = fingerprint()
        verb()
        assert fingerprint() != before, name


def test_the_gate_is_looked_at_once_a_process_and_database(
    committed: str, django_assert_num_queries
) -> None:
    inspection._found_whole.discard(committed)
    with CaptureQueriesContext(connection) as looking:
        require_gate()
    assert looking
    with django_assert_num_queries(0):
        require_gate()


def test_a_broken_gate_is_looked_at_again(databases: Databases, committed: str) -> None:
    inspection._found_whole.discard(committed)
    with databases.owner(committed) as owner:
        run(owner, "GRANT DELETE ON reviews_signoff TO {application}", committed)
        with pytest.raises(GateBroken, match=r"0 part\(s\) missing, 1 unexpected"):
            require_gate()
        run(owner, "REVOKE DELETE ON reviews_signoff FROM {application}", committed)
    require_gate()
