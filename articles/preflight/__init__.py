"""Content checks of a draft; a run gives typed findings.

These first checks read structure, not medicine: a misread trial passes them.
"""

from __future__ import annotations

from articles.drafts import Draft
from articles.preflight import images, sources, structure, writing
from articles.preflight.findings import Finding, Level

__all__ = ["RULES", "Finding", "Level", "run_preflight"]

RULES = (*structure.RULES, *sources.RULES, *images.RULES, *writing.RULES)


def run_preflight(draft: Draft) -> list[Finding]:
    """Check a draft, saved or only typed, by all rules, in their order."""
    return [finding for rule in RULES for finding in rule(draft)]
