"""The content of an edition, written by hand; format 1."""

from __future__ import annotations

from typing import Any

from articles.freeze import LABELS
from articles.reading import reading_text


def content(**changes: Any) -> dict[str, Any]:
    """A whole content with each member filled in, and its reading text."""
    made: dict[str, Any] = {
        "format": 1,
        "article": {"id": 4, "slug": "migraine", "language": "en"},
        "edition": 2,
        "policy": {"approvals": 1, "review_months": 12},
        "title": "Migraine and sleep",
        "meta_description": "Not a word of the reading text.",
        "summary": "Sleep may help.",
        "key_takeaways": ["Sleep <em>well</em>.", "Ask a physician."],
        "condition": {"id": 1, "name": "Migraine"},
        "therapies": [
            {
                "id": 1,
                "name": "Sleep coaching",
                "abbreviation": "SC",
                "statuses": [
                    {
                        "authority": "FDA",
                        "status": "not_approved",
                        "label": "not approved",
                        "condition": "Migraine",
                        "as_of": "2026-01-15",
                        "source_title": "List",
                        "source_url": "https://example.org/list",
                    }
                ],
            }
        ],
        "authors": [
            {"name": "Ann Writer", "credentials": "MSc"},
            {"name": "Bob Plain", "credentials": ""},
        ],
        "labels": LABELS,
        "contents": [{"level": 2, "id": "section-why", "text": "Why"}],
        "body": '<h2 id="section-why">Why</h2><p>It is<br>so.<sup id="citation-1">1</sup></p>',
        "references": [
            {
                "id": 1,
                "number": 1,
                "formatted": "Tester T. <em>Sleep</em>. 2024.",
                "csl": {"title": "Sleep"},
                "doi": "10.5555/a",
                "pmid": "123",
                "cited_at": ["citation-1"],
            }
        ],
        "calls_to_action": [],
    }
    made |= changes
    return made | {"reading_text": reading_text(made)}
