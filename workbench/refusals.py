"""Telling a database that keeps its rules from one that fails."""

from __future__ import annotations

from django.db import Error

RULES = {
    "23001": "Other records name it.",
    "23503": "Other records name it, or a record that it names is gone.",
    "23505": "There is one like it already.",
    "23514": "",
    "42501": "What editions, reviews and sign-offs say or name is kept for good.",
}
"""SQLSTATEs of a rule that was kept, and what they mean; empty where the rule speaks itself."""


def sentence_of(error: Exception) -> str:
    """Say which rule a database error kept; empty where it is another kind of error."""
    if not isinstance(error, Error):
        return "Other records name it." if hasattr(error, "protected_objects") else ""
    cause = error.__cause__
    state = getattr(cause, "sqlstate", None)
    if state not in RULES:
        return ""
    return RULES[state] or str(getattr(cause.diag, "message_primary", "") or cause)  # type: ignore[union-attr]
