"""Content checks of a draft; a run gives typed findings.

The checks are rules over sentences, lists of terms and records, no trained model: each finding can
be explained. Families stand in modules of their own; which are run is a setting.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError

from articles.blocks import Place
from articles.drafts import Draft
from articles.preflight.findings import Finding, Level, Mend
from articles.preflight.languages import why_not_read
from articles.preflight.registry import Check, checks

__all__ = ["Finding", "Level", "Mend", "run_preflight"]

log = logging.getLogger(__name__)

BROKEN = "check-broken"
NOT_CHECKED = "not-checked"


def run_preflight(draft: Draft) -> list[Finding]:
    """Check a draft, saved or only typed, by all checks, in their order."""
    silenced = frozenset(settings.PREFLIGHT_SILENCED)
    why_not = why_not_read(draft)
    found: list[Finding] = [] if why_not is None else [_not_checked(why_not)]
    for one in checks():
        if one.languages and (why_not or not one.reads(draft.language)):
            continue
        found += [finding for finding in _found_by(one, draft) if finding.rule not in silenced]
    return found


def _found_by(one: Check, draft: Draft) -> Iterator[Finding]:
    """Run one check; one that raises hides neither what it had found nor the others."""
    try:
        for finding in one(draft):
            if not isinstance(finding, Finding):
                raise TypeError(f"{finding!r} is no finding")
            yield finding
    except DatabaseError:
        raise  # the transaction is lost: nothing that follows would be true
    except Exception:
        log.exception("preflight_check_failed", extra={"check": one.name, "article": draft.article})
        yield Finding(
            BROKEN,
            Level.NEEDS_REASON,
            Place("body"),
            f"A check is itself broken and could not read this draft: {one.explanation}",
            "Tell whoever looks after the site. Read the text with its question in mind, "
            "and say that you did.",
            sentence=", ".join(one.rules),
        )


def _not_checked(why: str) -> Finding:
    return Finding(
        NOT_CHECKED,
        Level.ADVICE,
        Place("language"),
        f"The wording was not checked, because {why}.",
        "Structure, sources and images were. Let a second person read claims and promises.",
    )
