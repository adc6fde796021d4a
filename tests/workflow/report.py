"""Prints the attack matrix after a run of the tests, under xdist too.

A plugin rather than a part of this folder's conftest.py, which the process that sums up a
distributed run does not load.
"""

from __future__ import annotations

from collections import Counter

import pytest

CELL = "cell of the attack matrix"

Cell = tuple[str, str]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print clauses by ways, if their attacks were run."""
    reporter = terminalreporter
    refused, let_through = _cells(reporter, "passed"), _cells(reporter, "failed", "error")
    if not refused and not let_through:
        return
    from tests.workflow.attacks.clauses import CLAUSES
    from tests.workflow.attacks.matrix import ATTACKS, REASONS, WAYS

    empty = REASONS.keys() - {(attack.clause, attack.way) for attack in ATTACKS}

    reporter.section("attacks on the gate")
    reporter.write_line("     " + " ".join(WAYS))
    for clause, sentence in CLAUSES.items():
        marks = [_mark((clause, way), refused, let_through, empty).center(len(way)) for way in WAYS]
        reporter.write_line(f"{clause:5}{' '.join(marks)}  {sentence}")
    reporter.write_line(
        f"{refused.total()} attacks refused (✓), {let_through.total()} not (✗), "
        f"{len(empty)} cells with a reason why there is none (–)"
    )


def _cells(reporter: pytest.TerminalReporter, *outcomes: str) -> Counter[Cell]:
    """Count the attacks of each cell whose test came out in one of the ways."""
    return Counter(
        (clause, way)
        for outcome in outcomes
        for report in reporter.stats.get(outcome, [])
        for name, (clause, way) in getattr(report, "user_properties", ())
        if name == CELL
    )


def _mark(cell: Cell, refused: Counter[Cell], let_through: Counter[Cell], empty: set[Cell]) -> str:
    if cell in let_through:
        return "✗"
    if cell in refused:
        return "✓"
    return "–" if cell in empty else "·"
