"""The attack matrix: clauses of the invariants by the ways in which they could be broken.

A cell holds attacks, which the gate must refuse, or the reason why there can be none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.workflow.attacks.clauses import CLAUSES

if TYPE_CHECKING:
    from tests.workflow.attacks.world import World

Act = Callable[[], object]

WAYS = {
    "save": "ORM save",
    "update": "ORM update",
    "bulk": "ORM bulk_create, bulk_update",
    "delete": "ORM delete",
    "load": "loaddata",
    "revert": "reversion's revert",
    "sql": "SQL as the application's role",
    "session": "session tricks",
    "two": "two connections at once",
}


@dataclass(frozen=True)
class Attack:
    """One attempt to break a clause.

    ``prepare`` sets the scene and returns the act that has to be refused. ``refused_by`` is the
    rule or constraint, else the SQLSTATE or the Python exception. ``holds`` names further parts
    of the gate without which the act would go through. One that ``commits`` needs a database of
    its own.
    """

    name: str
    clause: str
    way: str
    refused_by: str
    prepare: Callable[[World], Act]
    commits: bool = False
    holds: frozenset[str] = field(default=frozenset())

    @property
    def title(self) -> str:
        return f"{self.clause} {self.way}: {self.name}"


ATTACKS: list[Attack] = []
REASONS: dict[tuple[str, str], str] = {}


def register(attack: Attack) -> None:
    """Put an attack into its cell."""
    assert attack.clause in CLAUSES and attack.way in WAYS, attack.title
    assert all(attack.title != other.title for other in ATTACKS), attack.title
    ATTACKS.append(attack)


def attack(
    clause: str, way: str, *, refused_by: str, commits: bool = False, holds: str = ""
) -> Callable[[Callable[[World], Act]], Callable[[World], Act]]:
    """Register a function that prepares an attack; its name is the attack's."""

    def registered(prepare: Callable[[World], Act]) -> Callable[[World], Act]:
        name = prepare.__name__.replace("_", " ")
        parts = frozenset(part.strip() for part in holds.split(",") if part.strip())
        register(Attack(name, clause, way, refused_by, prepare, commits, parts))
        return prepare

    return registered


def no_attack(clauses: str, ways: str, reason: str) -> None:
    """Say why cells hold no attack; what is said for a cell first stays."""
    for clause in clauses.split():
        for way in ways.split():
            assert clause in CLAUSES and way in WAYS, (clause, way)
            REASONS.setdefault((clause, way), reason)


def attacks_in(clause: str, way: str) -> list[Attack]:
    return [attack for attack in ATTACKS if (attack.clause, attack.way) == (clause, way)]
