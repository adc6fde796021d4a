"""The guide holds the table of rules as the code has it."""

from __future__ import annotations

from articles.preflight.registry import checks
from articles.preflight.reports import rules_table
from tests.guides import held_in


def test_the_guide_lists_the_rules():
    """Run `make bench ARGS=preflight` to write it anew."""
    assert held_in("preflight.md", "generated: rules") == rules_table(checks())
