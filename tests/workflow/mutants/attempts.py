"""Trying attacks on a mutant."""

from __future__ import annotations

import copy
from collections.abc import Iterable

from django.db import transaction

from tests.workflow import attacks
from tests.workflow.attacks.allowed import ALLOWED
from tests.workflow.attacks.families import WHOLE_ROW
from tests.workflow.attacks.matrix import ATTACKS, Attack
from tests.workflow.attacks.running import Refused, fingerprint, refusal_of
from tests.workflow.attacks.world import World
from tests.workflow.mutants.gate_sql import rules_of
from tests.workflow.mutants.parts import parts_of

assert attacks.__all__  # all are registered

LET_THROUGH = "let through"


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
    triggers = [
        part.name for part in parts_of("trigger") if f" {function}()" in part.definition
    ]
    return by_refusal(*rules_of(function)) + by_part(function, *triggers)


def outcome(attack: Attack, world: World) -> str:
    """Say what refused an attack, or that it was let through and left a trace."""
    if attack.commits:
        return _outcome(refusal_of(attack.prepare(world)))
    with transaction.atomic():
        act = attack.prepare(copy.deepcopy(world))
        before = fingerprint()
        refusal = refusal_of(act)
        unchanged = fingerprint() == before
        transaction.set_rollback(True)
    return "no trace" if unchanged and not refusal else _outcome(refusal)


def _outcome(refusal: Refused | None) -> str:
    return str(refusal or LET_THROUGH)


def first_let_through(candidates: Iterable[Attack], world: World) -> Attack | None:
    """Find an attack that goes through now."""
    return next((each for each in candidates if outcome(each, world) == LET_THROUGH), None)


def first_refused_of_the_allowed(world: World) -> str | None:
    """Find something that should be let through, as it is asked, and is not."""
    return next((name for name in ALLOWED if not _is_let_through(name, world)), None)


def _is_let_through(name: str, world: World) -> bool:
    with transaction.atomic():
        try:
            return refusal_of(lambda: ALLOWED[name](copy.deepcopy(world))()) is None
        except AssertionError:
            return False
        finally:
            transaction.set_rollback(True)
