"""Mutants: without any one constraint, NOT NULL or computed column an attack gets through."""

from __future__ import annotations

import psycopg
import pytest

from tests.workflow.attacks.matrix import Attack
from tests.workflow.attacks.running import GUARDED, matches
from tests.workflow.attacks.world import World
from tests.workflow.mutants import gate_sql
from tests.workflow.mutants.attempts import by_refusal, first_let_through, result
from tests.workflow.mutants.columns import (
    WRITTEN,
    insert_computed,
    insert_without,
)
from tests.workflow.mutants.parts import Part, all_parts, parts_of
from tests.workflow.mutants.reasons import HELD_BY_ANOTHER, STANDING_ON, no_constraint_mutant
from tests.workflow.mutants.weakening import (
    Owner,
    nullable,
    without_constraint,
    without_index,
    without_lock,
)

CONSTRAINTS = [part for part in parts_of("constraint") if not no_constraint_mutant(part)]
ALONE = [part for part in CONSTRAINTS if part.name not in HELD_BY_ANOTHER]
TWICE = [part for part in CONSTRAINTS if part.name in HELD_BY_ANOTHER]
INDEXES = [part for part in parts_of("unique index") if part.is_guarded]
MISSING_ROW = "23503"


def attacks_on(part: Part) -> list[Attack]:
    """Attacks that a constraint refuses, a key that Django named by its SQLSTATE."""
    refusals = [part.name] + [MISSING_ROW] * ("FOREIGN KEY" in part.definition)
    return [attack for attack in by_refusal(*refusals) if not attack.commits]


@pytest.mark.parametrize("constraint", ALONE, ids=str)
def test_without_a_constraint_an_attack_gets_through(
    constraint: Part, world: World, gate_owner: Owner
) -> None:
    with without_constraint(gate_owner, constraint):
        attack = first_let_through(attacks_on(constraint), world)
    assert attack
    assert matches(result(attack, world), constraint.name)


@pytest.mark.parametrize("constraint", TWICE, ids=str)
def test_without_a_constraint_and_what_holds_the_same_an_attack_gets_through(
    constraint: Part, world: World, gate_owner: Owner
) -> None:
    other = HELD_BY_ANOTHER[constraint.name]
    with without_constraint(gate_owner, constraint):
        assert first_let_through(attacks_on(constraint), world) is None
        with without_lock(gate_owner, other):
            attack = first_let_through(attacks_on(constraint), world)
    assert attack
    with without_lock(gate_owner, other):
        assert matches(result(attack, world), constraint.name)


@pytest.mark.parametrize(("constraint", "key"), STANDING_ON.items())
def test_a_constraint_that_a_key_stands_on_does_not_go_alone(
    constraint: str, key: str, world: World, gate_owner: Owner
) -> None:
    [part] = [part for part in parts_of("constraint") if part.name == constraint]
    with pytest.raises(psycopg.errors.DependentObjectsStillExist, match=key):
        gate_owner.execute(f"ALTER TABLE {part.table} DROP CONSTRAINT {part.name}")


@pytest.mark.parametrize("index", INDEXES, ids=str)
def test_without_a_unique_index_an_attack_gets_through(
    index: Part, world: World, gate_owner: Owner
) -> None:
    with without_index(gate_owner, index):
        attack = first_let_through(attacks_on(index), world)
    assert attack
    assert matches(result(attack, world), index.name)


# --- NOT NULL

KEYS = {("articles_articlehead", "article_id"), ("publishing_redirect", "slug")}
KEYS |= {("reviews_checkpoint", "number"), ("reviews_signingkey", "kid")}
NOT_NULL = [
    part
    for part in parts_of("not null")
    if part.table in WRITTEN and part.name != "id" and (part.table, part.name) not in KEYS
]
"""Columns of guarded tables in which the application writes; primary keys are never NULL."""


@pytest.mark.parametrize("column", NOT_NULL, ids=str)
def test_a_missing_value_is_refused_by_a_rule_or_else_by_not_null_alone(
    column: Part, world: World, gate_owner: Owner
) -> None:
    refusal = insert_without(column, world)
    with nullable(gate_owner, column):
        mutant = insert_without(column, world)
    if refusal is None:  # the gate sets the column, whatever the row brings along
        assert mutant is None
    elif refusal.rule == f"{column.table}.{column.name}":
        assert mutant is None or mutant.rule in RULES
    else:
        assert refusal.rule in RULES | TURN
        assert mutant == refusal


TURN = {"articles_articlehead.article_id"}
"""Nobody takes the turn of no article."""
RULES = set().union(*map(gate_sql.rules_of, gate_sql.bodies()))


# --- Computed columns

COMPUTED = [part for part in parts_of("generated column") if part.is_guarded]


@pytest.mark.parametrize("column", COMPUTED, ids=str)
def test_a_column_no_longer_computed_takes_a_made_up_value(
    column: Part, world: World, gate_owner: Owner
) -> None:
    no_longer = f"ALTER TABLE {column.table} ALTER {column.name} DROP EXPRESSION"
    assert insert_computed(column, world, gate_owner) == "428C9"
    assert insert_computed(column, world, gate_owner, first=no_longer) == ""


# --- Nothing is left out

FRAMEWORKS = ("auth_", "django_", "reversion_")


def test_every_table_whose_rows_stay_is_guarded() -> None:
    held = {(part.definition, part.table) for part in parts_of("grant") if not part.name}
    staying = {
        table
        for privilege, table in held
        if privilege == "SELECT" and ("DELETE", table) not in held
        if not table.startswith(FRAMEWORKS)
    }
    assert staying <= set(GUARDED)


def test_every_kind_of_part_has_mutants() -> None:
    kinds = {part.kind for part in all_parts()}
    assert kinds == {
        "function",
        "trigger",
        "constraint",
        "unique index",
        "not null",
        "generated column",
        "grant",
    }
