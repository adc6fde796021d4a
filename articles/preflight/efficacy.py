"""Rules about what is said to work that no authority approved."""

from __future__ import annotations

from articles.preflight.registry import Check

CHECKS: tuple[Check, ...] = ()
