"""Rules about what the sources are, against the words that rest on them."""

from __future__ import annotations

from articles.preflight.registry import Check

CHECKS: tuple[Check, ...] = ()
