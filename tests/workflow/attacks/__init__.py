"""Attacks on the gate, by what they are after. Importing the package registers them all."""

from tests.workflow.attacks import (
    chaining,
    dating,
    identifying,
    owning,
    racing,
    reasons,
    releasing,
    replacing,
    signing,
    staying,
    supporting,
)

__all__ = [
    "chaining",
    "dating",
    "identifying",
    "owning",
    "racing",
    "reasons",
    "releasing",
    "replacing",
    "signing",
    "staying",
    "supporting",
]
