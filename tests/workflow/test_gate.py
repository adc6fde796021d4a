"""The attack matrix: every attack on the gate is refused, and leaves no trace."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.workflow.attacks.allowed import ALLOWED
from tests.workflow.attacks.clauses import CLAUSES
from tests.workflow.attacks.matrix import ATTACKS, REASONS, WAYS, Attack, attacks_in
from tests.workflow.attacks.running import fingerprint, matches, refusal_of
from tests.workflow.attacks.world import World


@pytest.mark.parametrize(
    "attack", [pytest.param(attack, id=attack.title) for attack in ATTACKS if not attack.commits]
)
def test_the_gate_refuses(attack: Attack, world: World) -> None:
    with transaction.atomic():
        act = attack.prepare(world)
        before = fingerprint()
        refusal = refusal_of(act)
        after = fingerprint()
        transaction.set_rollback(True)
    assert matches(refusal, attack.refused_by), f"{refusal} instead of {attack.refused_by}"
    assert after == before


@pytest.mark.parametrize(
    "attack", [pytest.param(attack, id=attack.title) for attack in ATTACKS if attack.commits]
)
def test_of_two_writes_at_once_one_is_refused(attack: Attack, own_world: World) -> None:
    refusal = refusal_of(attack.prepare(own_world))
    assert matches(refusal, attack.refused_by), f"{refusal} instead of {attack.refused_by}"


@pytest.mark.parametrize("clause", CLAUSES)
def test_each_way_to_break_a_clause_is_tried_or_has_a_reason_why_not(clause: str) -> None:
    empty = [way for way in WAYS if not attacks_in(clause, way) and (clause, way) not in REASONS]
    assert empty == []


@pytest.mark.parametrize("name", ALLOWED)
def test_the_gate_lets_through(name: str, world: World) -> None:
    with transaction.atomic():
        refusal = refusal_of(ALLOWED[name](world))
        transaction.set_rollback(True)
    assert refusal is None
