"""Rules about what regulators said, against the words about it."""

from __future__ import annotations

from articles.preflight.registry import Check

CHECKS: tuple[Check, ...] = ()
