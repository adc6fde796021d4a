"""Mutants: with any one privilege granted that is withheld, an attack gets through."""

from __future__ import annotations

import psycopg
import pytest
from django.conf import settings
from django.db import connection, models, transaction
from psycopg import sql

from tests.workflow.attacks.running import GUARDED, Refused, fingerprint, refusal_of
from tests.workflow.attacks.world import World
from tests.workflow.mutants import grants
from tests.workflow.mutants.grants import LET_THROUGH
from tests.workflow.mutants.parts import Withheld, field_of, parts_of, withheld
from tests.workflow.mutants.reasons import BEHIND_A_GRANT, no_grant_mutant
from tests.workflow.mutants.rights import OWN_TABLES, chain_moved_from_a_table_of_its_own
from tests.workflow.mutants.weakening import Owner, granted

DENIED = "42501"
SINCE_17 = 170_000
"""The first version of PostgreSQL that knows the privilege to maintain."""
DELETABLE = {part.table for part in parts_of("grant") if part.definition == "DELETE"}


def reason(wanted: Withheld) -> str:
    return no_grant_mutant(
        wanted,
        is_generated=bool(wanted.column) and isinstance(field_of(wanted), models.GeneratedField),
        deletable=wanted.table in DELETABLE,
    )


MUTANTS = [wanted for wanted in withheld() if not reason(wanted)]
TABLES = [wanted for wanted in MUTANTS if not wanted.column]
COLUMNS = [wanted for wanted in MUTANTS if wanted.column]


@pytest.mark.parametrize("wanted", TABLES, ids=str)
def test_with_a_privilege_on_a_table_an_attack_gets_through(
    wanted: Withheld, world: World, gate_owner: Owner
) -> None:
    def attack() -> str:
        return grants.outcome(lambda: grants.attack_on(wanted, world))

    assert attack() == DENIED
    with granted(gate_owner, wanted):
        assert attack() == LET_THROUGH


# Where the application may delete rows, it may lock the table already.
@pytest.mark.parametrize("table", [table for table in GUARDED if table not in DELETABLE])
def test_with_the_privilege_to_maintain_a_table_it_can_be_locked(
    table: str, world: World, gate_owner: Owner
) -> None:
    maintaining = granted(gate_owner, Withheld("MAINTAIN", table))
    if gate_owner.info.server_version < SINCE_17:
        with pytest.raises(psycopg.errors.SyntaxError), maintaining:
            pass
        return
    assert grants.outcome(lambda: grants.lock(table)) == DENIED
    with maintaining:
        assert grants.outcome(lambda: grants.lock(table)) == LET_THROUGH


@pytest.mark.parametrize("wanted", COLUMNS, ids=str)
def test_with_a_privilege_on_a_column_it_changes_but_for_what_else_holds_it(
    wanted: Withheld, world: World, gate_owner: Owner
) -> None:
    """Without the other locks the privilege alone refuses, and with it nothing does."""

    def attack() -> str:
        return grants.outcome(lambda: grants.change_of(wanted, world))

    assert attack() == DENIED
    with granted(gate_owner, wanted):
        locks = grants.locks_beside(wanted, world, gate_owner)
    with grants.without_all(locks, gate_owner):
        assert attack() == DENIED
    shielded = {rule for rule, behind in BEHIND_A_GRANT.items() if behind == str(wanted)}
    assert shielded <= set(locks)


@pytest.mark.parametrize("right", OWN_TABLES)
def test_with_a_table_of_its_own_the_application_moves_a_chain(
    right: str, world: World, stage: str, gate_owner: Owner
) -> None:
    role = sql.Identifier(settings.DATABASE_APPLICATION_ROLE).as_string()
    named = right.format(database=sql.Identifier(stage).as_string())
    assert _tried(right, world) == Refused(DENIED)
    gate_owner.execute(f"GRANT {named} TO {role}")
    try:
        connection.close()  # rights on the database are those of the moment of signing in
        assert _tried(right, world) is None
    finally:
        gate_owner.execute(f"REVOKE {named} FROM {role}")


def _tried(right: str, world: World) -> Refused | None:
    with transaction.atomic():
        act = chain_moved_from_a_table_of_its_own(right, world)
        before = fingerprint()
        refusal = refusal_of(act)
        if not refusal:
            assert fingerprint() != before
        transaction.set_rollback(True)
    return refusal
