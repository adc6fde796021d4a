"""A draft's fields in words, for people who compare two of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model

from articles.drafts import Draft
from articles.reading import text_of_html

LABELS = {
    "title": "Title",
    "slug": "Address",
    "language": "Language",
    "meta_description": "Meta description",
    "summary": "Summary",
    "body": "Text",
    "condition": "Condition",
    "call_to_action": "Closing call to action",
    "lead_image": "Lead image",
    "key_takeaways": "Key takeaways",
    "therapies": "Therapies",
    "authors": "Authors",
    "bibliography": "Bibliography",
    "cited_as_retracted": "Cited as retracted",
}
"""What the form calls each field."""


def in_words(draft: Draft, field: str) -> str:
    """Write a field as text, one line a row or block; empty where nothing is there."""
    value = getattr(draft, field)
    if field == "body":
        return text_of_html(value)
    if field == "key_takeaways":
        return "\n".join(text_of_html(takeaway) for takeaway in value)
    records = _records(draft, field)
    if records is None:
        return str(value)
    numbers = [value] if isinstance(value, int) else (value or ())
    return "\n".join(records.get(number, f"number {number}, which is gone") for number in numbers)


def _records(draft: Draft, field: str) -> dict[int, str] | None:
    """The names of the records that a field holds, by number; None for plain text."""
    match field:
        case "condition":
            found: Iterable[Model] = [draft.subject] if draft.subject else []
        case "call_to_action":
            found = draft.calls_to_action.values()
        case "lead_image":
            found = draft.images.values()
        case "therapies":
            found = draft.therapy_types
        case "authors":
            found = draft.bylined
        case "bibliography" | "cited_as_retracted":
            found = draft.references.values()
        case _:
            return None
    return {record.pk: str(record) for record in found}
