"""Rules about how a draft cites: numbers, places, and the list of references."""

from __future__ import annotations

from articles.preflight.registry import Check

CHECKS: tuple[Check, ...] = ()
