"""Telling a person what an import made of each line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from articles.importing.parsed import Kind, LineNote, NotPlaced, ParsedText
from articles.importing.saving import ImportedDraft

BEGINNING = 60


def lines_of_report(parsed: ParsedText) -> Iterator[str]:
    """Say what each line was taken for, in the order of the file."""
    widest = max(len(kind) for kind in Kind)
    for note in parsed.notes:
        yield f"line {note.number:>4}  {note.kind:<{widest}}  {_beginning(note)}"
        if note.remark:
            yield f"{'':>{widest + 11}}  ({note.remark})"


def result_of_import(parsed: ParsedText, draft: ImportedDraft) -> Iterator[str]:
    """Say what the parts of the text became, what found no place, and where the draft is."""
    title = f"from line {parsed.title_line}"
    yield ""
    yield f"Title: {draft.article.title}" + (
        f" ({title})" if draft.article.title == parsed.title else " (as you gave it)"
    )
    yield from draft.sentences
    yield ""
    yield from _not_placed(draft.not_placed)
    yield (
        f"{len(parsed.takeaways)} key takeaways, {len(parsed.summary)} paragraphs of summary, "
        f"{len(parsed.blocks)} parts of the body, {len(parsed.references)} references."
    )


def _not_placed(missing: Iterable[NotPlaced]) -> Iterator[str]:
    found = [f"  line {part.number}: {part.reason}" for part in missing]
    yield "Not placed:" if found else "Everything found its place."
    yield from found


def _beginning(note: LineNote) -> str:
    return note.text if len(note.text) <= BEGINNING else f"{note.text[: BEGINNING - 1]}…"
