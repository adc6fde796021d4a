"""Mutants: whatever part of the gate is removed, some attack then gets through.

The parts are read from gate/expected.txt and from the rooms' SQL, so that a new part without a
mutant fails.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gate.inspection import inspect_gate
from tests.databases import Databases
from tests.workflow.attacks.matrix import Attack
from tests.workflow.attacks.world import World
from tests.workflow.mutants import gate_sql, owner
from tests.workflow.mutants.attempts import (
    LET_THROUGH,
    by_function,
    by_part,
    by_refusal,
    first_let_through,
    first_refused_of_the_allowed,
    outcome,
)
from tests.workflow.mutants.gate_sql import Crippled
from tests.workflow.mutants.parts import Part, parts_of
from tests.workflow.mutants.weakening import (
    Owner,
    with_body,
    without_constraint,
    without_index,
    without_rule,
    without_trigger,
)

STAYS = "EXECUTE FUNCTION gate_is_evidence()"
STAYING = [part for part in parts_of("trigger") if STAYS in part.definition]
DECIDING = [part for part in parts_of("trigger") if STAYS not in part.definition]


@pytest.fixture(scope="module")
def gate_owner(databases: Databases, stage: str) -> Iterator[Owner]:
    """The owner's connection to the stage; what it removes, it puts back."""
    with databases.owner(stage) as connection:
        connection.execute("SET lock_timeout = '20s'")
        yield connection
        assert not inspect_gate()


def function_of(trigger: Part) -> str:
    return trigger.definition.split("EXECUTE FUNCTION ")[1].split("(")[0]


def on_the_stage(candidates: list[Attack]) -> list[Attack]:
    return [attack for attack in candidates if not attack.commits]


@pytest.mark.parametrize("trigger", STAYING, ids=str)
def test_without_a_trigger_the_owner_removes_evidence(
    trigger: Part, world: World, gate_owner: Owner
) -> None:
    for statement in owner.statements(trigger, world):
        assert owner.tried(gate_owner, statement, world) == trigger.name
    with without_trigger(gate_owner, trigger):
        for statement in owner.statements(trigger, world):
            assert owner.tried(gate_owner, statement, world) == ""


@pytest.mark.parametrize("trigger", DECIDING, ids=str)
def test_without_a_trigger_an_attack_gets_through(
    trigger: Part, world: World, gate_owner: Owner
) -> None:
    candidates = on_the_stage(by_part(trigger.name) + by_function(function_of(trigger)))
    with without_trigger(gate_owner, trigger):
        attack = first_let_through(candidates, world)
    assert attack
    assert outcome(attack, world) != LET_THROUGH


RULES = [
    (function, rule)
    for function in gate_sql.bodies()
    for rule in sorted(gate_sql.rules_of(function))
]


@pytest.mark.parametrize(("function", "rule"), RULES)
def test_without_a_rule_an_attack_gets_through(
    function: str, rule: str, world: World, gate_owner: Owner
) -> None:
    with with_body(gate_owner, "gate_refuse", without_rule(rule)):
        attack = first_let_through(on_the_stage(by_refusal(rule)), world)
    assert attack
    assert outcome(attack, world) == rule


@pytest.mark.parametrize("crippled", [*gate_sql.without_stamps()], ids=str)
def test_without_a_stamp_a_row_tells_its_own_time(
    crippled: Crippled, world: World, gate_owner: Owner
) -> None:
    with with_body(gate_owner, crippled.function, lambda body: crippled.body):
        attack = first_let_through(on_the_stage(by_part(crippled.function)), world)
    assert attack
    assert outcome(attack, world) != LET_THROUGH


@pytest.mark.parametrize("crippled", [*gate_sql.without_conditions()], ids=str)
def test_without_a_condition_an_attack_gets_through_or_what_is_allowed_does_not(
    crippled: Crippled, world: World, gate_owner: Owner
) -> None:
    with with_body(gate_owner, crippled.function, lambda body: crippled.body):
        attack = first_let_through(on_the_stage(by_function(crippled.function)), world)
        refused = None if attack else first_refused_of_the_allowed(world)
    assert attack or refused


CONSTRAINTS = parts_of("constraint")


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=str)
def test_without_a_constraint_an_attack_gets_through(
    constraint: Part, world: World, gate_owner: Owner
) -> None:
    with without_constraint(gate_owner, constraint):
        attack = first_let_through(on_the_stage(by_refusal(constraint.name)), world)
    assert attack
    assert outcome(attack, world) == constraint.name


@pytest.mark.parametrize("index", parts_of("unique index"), ids=str)
def test_without_a_unique_index_an_attack_gets_through(
    index: Part, world: World, gate_owner: Owner
) -> None:
    with without_index(gate_owner, index):
        attack = first_let_through(on_the_stage(by_refusal(index.name)), world)
    assert attack
    assert outcome(attack, world) == index.name
