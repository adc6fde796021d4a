"""Content checks of a draft; a run gives typed findings.

These first checks read structure, not medicine: a misread trial passes them.
"""

from __future__ import annotations

from articles.models import Article
from articles.preflight.findings import Finding, Level
from articles.preflight.structure import RULES

__all__ = ["Finding", "Level", "run_preflight"]


def run_preflight(article: Article) -> list[Finding]:
    """Check a saved draft by all rules, in their order."""
    return [finding for rule in RULES for finding in rule(article)]
