"""Reading an article from text without markup; every line is accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from articles.importing.citations import cited_numbers, without_marks
from articles.importing.conditions import mentions, propose_condition
from articles.importing.headings import outline
from articles.importing.lines import Line, cut
from articles.importing.parsed import (
    HEADINGS,
    Block,
    Kind,
    LineNote,
    NamedCondition,
    NamedTherapy,
    NotPlaced,
    NumberedReference,
    ParsedText,
)
from articles.importing.reading import Reading


def parse_text(text: str) -> ParsedText:
    """Read an article from plain text; never fails, whatever the text is."""
    reading = Reading(cut(text))
    for index in range(len(reading.lines)):
        reading.take(index)
    blocks, therapies = _outlined(reading.blocks)
    references = tuple(_numbered(reading.entries))
    condition = _condition(reading, blocks)
    title, title_line = _title(reading.title, blocks, condition)
    return ParsedText(
        title=title,
        title_line=title_line,
        reviewers=tuple(reading.reviewers),
        authors=tuple(reading.authors),
        takeaways=tuple(reading.takeaways),
        summary=tuple(reading.summary),
        blocks=blocks,
        therapies=therapies,
        condition=condition,
        references=references,
        notes=tuple(_finished(reading.notes, blocks)),
        not_placed=(*reading.not_placed, *_without_reference(reading, references)),
    )


def _outlined(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[NamedTherapy, ...]]:
    """Give the headings their levels, and list the therapies that they name."""
    headings = [block for block in blocks if block.kind in HEADINGS]
    entries = outline([block.text for block in headings])
    kinds = {
        block.line: Kind.HEADING_3 if entry.level == 3 else Kind.HEADING_2
        for block, entry in zip(headings, entries, strict=True)
    }
    therapies: dict[str, NamedTherapy] = {}
    for block, entry in zip(headings, entries, strict=True):
        if entry.therapy:
            name, (usual, *others) = entry.therapy
            therapy = NamedTherapy(block.line, name, usual, tuple(others))
            therapies.setdefault(name.casefold(), therapy)
    levelled = tuple(replace(block, kind=kinds.get(block.line, block.kind)) for block in blocks)
    return levelled, tuple(therapies.values())


def _condition(reading: Reading, blocks: Sequence[Block]) -> NamedCondition | None:
    headings = [block.text for block in blocks if block.kind in HEADINGS]
    passages = [passage.text for passage in (*reading.takeaways, *reading.summary)]
    passages += [block.text for block in blocks if block.kind not in HEADINGS]
    title = [reading.title.text] if reading.title else []
    return propose_condition([*title, *headings], passages)


def _title(
    line: Line | None, blocks: Sequence[Block], condition: NamedCondition | None
) -> tuple[str, int | None]:
    """Take the title line, else the first heading that names the condition, else the first."""
    if line:
        return line.text, line.number
    headings = [block for block in blocks if block.kind in HEADINGS]
    if condition:
        naming = [block for block in headings if mentions(condition, block.text)]
        headings = naming or headings
    if not headings:
        return "", None
    return without_marks(headings[0].text), headings[0].line


def _numbered(
    entries: Sequence[tuple[Line, NumberedReference | None]],
) -> Iterator[NumberedReference]:
    """Number the references as they are marked if each has its own number, else by position."""
    marked = [line.ordinal for line, _ in entries]
    are_marked = None not in marked and len(set(marked)) == len(marked)
    for position, (line, reference) in enumerate(entries, start=1):
        if reference:
            yield replace(reference, number=(line.ordinal or 0) if are_marked else position)


def _finished(notes: Sequence[LineNote], blocks: Sequence[Block]) -> Iterator[LineNote]:
    kinds = {block.line: block.kind for block in blocks}
    for note in notes:
        yield replace(note, kind=kinds.get(note.number, note.kind))


def _without_reference(
    reading: Reading, references: Sequence[NumberedReference]
) -> Iterator[NotPlaced]:
    """Find the citations whose number no reference has."""
    known = {reference.number for reference in references}
    texts = [(part.line, part.text) for part in reading.takeaways]
    texts += [(part.line, part.text) for part in reading.blocks]
    for line, text in sorted(texts):
        for number in cited_numbers(text):
            if number not in known:
                yield NotPlaced(
                    line,
                    f"The citation [{number}] has no reference of that number; it stays as text. "
                    "Add the reference, or mend the number.",
                )
