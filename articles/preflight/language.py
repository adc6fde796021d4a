"""Rules about how the words read: length, abbreviations, spelling, respect."""

from __future__ import annotations

from articles.preflight.registry import Check

CHECKS: tuple[Check, ...] = ()
