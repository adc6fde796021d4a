"""Rules about what keeps a reader safe: harms, advice, emergencies, offers, links."""

from __future__ import annotations

from articles.preflight.registry import Check

CHECKS: tuple[Check, ...] = ()
