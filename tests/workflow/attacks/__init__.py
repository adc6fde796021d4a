"""Attacks on the gate, by what they are after. Importing the package registers them all."""

from tests.workflow.attacks import (
    announcing,
    chaining,
    concerning,
    dating,
    discussing,
    identifying,
    owning,
    racing,
    reasons,
    releasing,
    replacing,
    signing,
    standing,
    staying,
    supporting,
)

__all__ = [
    "announcing",
    "chaining",
    "concerning",
    "dating",
    "discussing",
    "identifying",
    "owning",
    "racing",
    "reasons",
    "releasing",
    "replacing",
    "signing",
    "standing",
    "staying",
    "supporting",
]
