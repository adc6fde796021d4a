"""Mutants: without any one trigger, function, rule or condition some attack gets through.

The parts are read from gate/expected.txt and from the rooms' SQL, so that a new part that no
attack tests fails here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import pytest
from django.db import connection

from tests.databases import Databases
from tests.workflow.attacks.matrix import ATTACKS, Attack
from tests.workflow.attacks.running import matches
from tests.workflow.attacks.world import World
from tests.workflow.mutants import gate_sql, owner
from tests.workflow.mutants.attempts import (
    by_function,
    by_part,
    by_refusal,
    first_let_through,
    first_not_refused_as_before,
    first_refused_of_the_allowed,
    result,
)
from tests.workflow.mutants.gate_sql import Crippled
from tests.workflow.mutants.parts import Part, function_of, parts_of
from tests.workflow.mutants.reasons import BEHIND_A_GRANT, NO_RACE, NOTHING_MORE
from tests.workflow.mutants.weakening import Owner, with_body, without_rule, without_trigger

STAYING = [part for part in parts_of("trigger") if function_of(part) == "gate_is_evidence"]
TURN = "gate_sign_off_takes_its_turn"
DECIDING = [
    part for part in parts_of("trigger") if function_of(part) not in ("gate_is_evidence", TURN)
]
NEUTERED = "BEGIN RETURN NEW; END"


def on_the_stage(candidates: list[Attack]) -> list[Attack]:
    return [attack for attack in candidates if not attack.commits]


def named(title: str) -> Attack:
    [attack] = [attack for attack in ATTACKS if attack.title == title]
    return attack


def test_the_rooms_sql_is_what_is_installed() -> None:
    for function in parts_of("function"):
        body = gate_sql.bodies()[function.name].encode()
        assert function.definition.endswith(f"body {hashlib.sha256(body).hexdigest()[:16]}")


# --- Triggers


@pytest.mark.parametrize("trigger", STAYING, ids=str)
def test_without_a_trigger_the_owner_removes_evidence(
    trigger: Part, world: World, gate_owner: Owner
) -> None:
    for statement in owner.statements(trigger, world):
        assert owner.tried(gate_owner, statement, world) == trigger.name
    with without_trigger(gate_owner, trigger):
        for statement in owner.statements(trigger, world):
            assert owner.tried(gate_owner, statement, world) == ""


def test_without_its_function_no_evidence_stays(world: World, gate_owner: Owner) -> None:
    with with_body(gate_owner, "gate_is_evidence", lambda body: NEUTERED):
        for trigger in STAYING:
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
    assert matches(result(attack, world), attack.refused_by)


# --- Functions

OF_TRIGGERS = sorted({function_of(trigger) for trigger in DECIDING})


@pytest.mark.parametrize("function", OF_TRIGGERS)
def test_with_an_empty_function_an_attack_gets_through(
    function: str, world: World, gate_owner: Owner
) -> None:
    with with_body(gate_owner, function, lambda body: NEUTERED):
        attack = first_let_through(on_the_stage(by_function(function)), world)
    assert attack
    assert matches(result(attack, world), attack.refused_by)


@pytest.mark.parametrize(
    ("function", "body"),
    [
        ("gate_moment", "SELECT said::timestamptz"),
        ("gate_text", "SELECT '1'::text"),
        (
            "gate_review_due",
            gate_sql.bodies()["gate_review_due"].replace(" AT TIME ZONE 'UTC'", ""),
        ),
        ("gate_review_due", re.sub(r"OFFSET \(.*\)", "", gate_sql.bodies()["gate_review_due"])),
    ],
)
def test_with_a_careless_function_an_attack_gets_through(
    function: str, body: str, world: World, gate_owner: Owner
) -> None:
    with with_body(gate_owner, function, lambda _: body):
        attack = first_let_through(by_part(function), world)
    assert attack
    assert matches(result(attack, world), attack.refused_by)


def test_every_function_has_a_mutant() -> None:
    mutated = {*OF_TRIGGERS, TURN, "gate_is_evidence", "gate_moment", "gate_text"}
    mutated |= {"gate_review_due"}
    mutated |= {"gate_refuse", "gate_take_turn"}  # by each of their rules
    assert mutated == {function.name for function in parts_of("function")}


# --- Rules, stamps and conditions inside of them

RULES = [
    (function, rule)
    for function in gate_sql.bodies()
    for rule in sorted(gate_sql.rules_of(function))
    if rule not in BEHIND_A_GRANT and rule != "evidence_is_written_as_of_now"
]


@pytest.mark.parametrize(("function", "rule"), RULES)
def test_without_a_rule_an_attack_gets_through(
    function: str, rule: str, world: World, gate_owner: Owner
) -> None:
    with with_body(gate_owner, "gate_refuse", without_rule(rule)):
        attack = first_let_through(on_the_stage(by_refusal(rule)), world)
    assert attack
    assert matches(result(attack, world), rule)


@pytest.mark.parametrize("crippled", [*gate_sql.without_stamps()], ids=str)
def test_without_a_stamp_a_row_tells_its_own_time(
    crippled: Crippled, world: World, gate_owner: Owner
) -> None:
    with with_body(gate_owner, crippled.function, lambda body: crippled.body):
        attack = first_let_through(on_the_stage(by_part(crippled.function)), world)
    assert attack
    assert matches(result(attack, world), attack.refused_by)


CONDITIONS = [each for each in gate_sql.without_conditions() if str(each) not in NOTHING_MORE]


@pytest.mark.parametrize("crippled", CONDITIONS, ids=str)
def test_without_a_condition_an_attack_is_refused_otherwise_or_what_is_allowed_is_refused(
    crippled: Crippled, world: World, gate_owner: Owner
) -> None:
    candidates = on_the_stage(by_function(crippled.function))
    with with_body(gate_owner, crippled.function, lambda body: crippled.body):
        attack = first_not_refused_as_before(candidates, world)
        refused = None if attack else first_refused_of_the_allowed(world)
    assert attack or refused


# --- What holds only between two connections

RACES = {
    "gate_comment_changes": "4e two: blocked and released, at once",
    "gate_concern_changes": "9w two: opened while its release ends, at once",
    "gate_edition_is_recalled": "4f two: an earlier edition recalled and released, at once",
    "gate_release_begins": "4d two: rejected and released, at once",
    TURN: "3j two: recalled and signed, at once",
}
ON_OLD_SNAPSHOTS = [
    "3a two: cancelled, on an old snapshot",
    "3h two: the licence lost, on an old snapshot",
    "3i two: the signer wrote on it, on an old snapshot",
]
TURNS = [each for each in gate_sql.without_turns() if each.function not in NO_RACE]


@pytest.fixture
def own_owner(databases: Databases, own_world: World) -> Iterator[Owner]:
    """The owner's connection to a database of the test's own."""
    with databases.owner(connection.settings_dict["NAME"]) as own:
        yield own


@pytest.mark.parametrize("crippled", TURNS, ids=str)
def test_without_its_turn_a_race_is_won(
    crippled: Crippled, own_world: World, own_owner: Owner
) -> None:
    with with_body(own_owner, crippled.function, lambda body: crippled.body):
        assert result(named(RACES[crippled.function]), own_world) is None


@pytest.mark.parametrize("race", ON_OLD_SNAPSHOTS)
def test_without_its_rule_an_old_snapshot_is_believed(
    race: str, own_world: World, own_owner: Owner
) -> None:
    rule = without_rule("evidence_is_written_as_of_now")
    with with_body(own_owner, "gate_refuse", rule):
        assert result(named(race), own_world) is None


def test_without_their_key_two_checkpoints_have_one_number(
    own_world: World, own_owner: Owner
) -> None:
    own_owner.execute("ALTER TABLE reviews_checkpoint DROP CONSTRAINT reviews_checkpoint_pkey")
    assert result(named("6d two: two next checkpoints, at once"), own_world) is None


def test_every_rule_has_a_mutant() -> None:
    tested = {rule for _, rule in RULES} | BEHIND_A_GRANT.keys()
    tested |= {"evidence_is_written_as_of_now"}
    assert tested == set().union(*map(gate_sql.rules_of, gate_sql.bodies()))
