"""Rules about promises that no therapy keeps: cures, guarantees, miracles."""

from __future__ import annotations

from articles.preflight.registry import Check

CHECKS: tuple[Check, ...] = ()
