"""Changing just the words that a finding marks, wherever in a draft they stand."""

from __future__ import annotations

from articles import body
from articles.blocks import Place, Slot, pieces_of, runs_of_body
from articles.drafts import Draft
from articles.preflight.findings import Finding


def mended(draft: Draft, finding: Finding) -> Draft | None:
    """Copy a draft with a finding's mend made; None where it has none that needs no choice.

    The finding is one of this very draft: its place holds the marked words.
    """
    mend, place = finding.mend, finding.place
    if mend is None or mend.act == "cite" or place.start is None or place.end is None:
        return None
    end = place.end if mend.act == "replace" else place.start
    at = Place(place.field, place.row, place.block, place.start, end)
    return with_words(draft, at, mend.text)


def with_words(draft: Draft, place: Place, words: str) -> Draft:
    """Copy a draft with other words at a place; formatting and citations around them stay."""
    start, end = place.start or 0, place.end or 0
    if place.field == "body":
        root = body.parse(draft.body)
        _, pieces, _ = list(runs_of_body(root))[place.block or 0]
        _write([piece for piece in pieces if isinstance(piece, Slot)], start, end, words)
        return draft.with_values({"body": body.serialise(root)})
    if place.field == "key_takeaways" and place.row is not None:
        root = body.parse(draft.key_takeaways[place.row])
        _write([piece for piece in pieces_of(root) if isinstance(piece, Slot)], start, end, words)
        rows = list(draft.key_takeaways)
        rows[place.row] = body.serialise(root)
        return draft.with_values({"key_takeaways": tuple(rows)})
    text = getattr(draft, place.field)
    return draft.with_values({place.field: f"{text[:start]}{words}{text[end:]}"})


def _write(slots: list[Slot], start: int, end: int, words: str) -> None:
    """Put words where a span begins, and take away what else of the span there is."""
    at = 0
    is_written = False
    for slot in slots:
        before, at = at, at + len(slot.words)
        first, last = max(start, before) - before, min(end, at) - before
        is_touched = first < last or (start == end and first <= last and not is_written)
        if not is_touched:
            continue
        new = "" if is_written else words
        is_written = True
        setattr(slot.node, slot.part, f"{slot.words[:first]}{new}{slot.words[max(first, last) :]}")
