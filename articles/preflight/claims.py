"""Rules about claims that need a source: figures, and what studies are said to show."""

from __future__ import annotations

from articles.preflight.registry import Check

CHECKS: tuple[Check, ...] = ()
