"""Attacks on the gate, by what they are after. Importing the package registers them all."""

from tests.workflow.attacks import (
    chaining,
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
    "owning",
    "racing",
    "reasons",
    "releasing",
    "replacing",
    "signing",
    "staying",
    "supporting",
]
