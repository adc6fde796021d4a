"""Trying attacks on a mutant."""

from __future__ import annotations

import copy
from collections.abc import Iterable

from django.db import transaction

from tests.workflow.attacks.allowed import ALLOWED
from tests.workflow.attacks.forging import WHOLE_ROW
from tests.workflow.attacks.matrix import ATTACKS, Attack
from tests.workflow.attacks.running import Refused, fingerprint, matches, refusal_of
from tests.workflow.attacks.world import World
from tests.workflow.mutants.gate_sql import rules_of
from tests.workflow.mutants.parts import function_of, parts_of


def by_refusal(*refusals: str) -> list[Attack]:
    """Choose the attacks that one of the rules or constraints refuses, the plainest first."""
    found = [
        attack
        for attack in ATTACKS
        if attack.refused_by in refusals and attack.way not in WHOLE_ROW
    ]
    return sorted(found, key=lambda attack: (attack.commits, attack.way != "sql"))


def by_part(*parts: str) -> list[Attack]:
    """Choose the attacks that a part is said to hold."""
    return [attack for attack in ATTACKS if attack.holds & set(parts)]


def by_function(function: str) -> list[Attack]:
    """Choose the attacks that a function's rules refuse, or that it or its triggers hold."""
    triggers = [part.name for part in parts_of("trigger") if function_of(part) == function]
    return by_refusal(*rules_of(function)) + by_part(function, *triggers)


def result(attack: Attack, world: World) -> Refused | None:
    """Run an attack and take it back; None where it was let through and left a trace."""
    if attack.commits:
        return refusal_of(attack.prepare(world))
    with transaction.atomic():
        act = attack.prepare(copy.deepcopy(world))
        before = fingerprint()
        refusal = refusal_of(act)
        unchanged = fingerprint() == before
        transaction.set_rollback(True)
    return refusal or (Refused("no trace") if unchanged else None)


def first_let_through(candidates: Iterable[Attack], world: World) -> Attack | None:
    """Find an attack that goes through now."""
    return next((each for each in candidates if result(each, world) is None), None)


def first_not_refused_as_before(candidates: Iterable[Attack], world: World) -> Attack | None:
    """Find an attack that goes through now, or is refused by something else."""
    return next(
        (each for each in candidates if not matches(result(each, world), each.refused_by)), None
    )


def first_refused_of_the_allowed(world: World) -> str | None:
    """Find something that should be let through, as it is asked, and is not."""
    return next((name for name in ALLOWED if not _is_let_through(name, world)), None)


def _is_let_through(name: str, world: World) -> bool:
    with transaction.atomic():
        try:
            return refusal_of(lambda: _do(name, copy.deepcopy(world))) is None
        except AssertionError:
            return False
        finally:
            transaction.set_rollback(True)


def _do(name: str, world: World) -> None:
    ALLOWED[name](world)()
