"""What a page says of sources that fell since its edition was signed: dated, and set apart.

A note stands at its reference, within the region of signed text, between marks that no edition
can hold: without what stands between them, the region is the signed one, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.template.loader import render_to_string

from articles.rendering import RECORD_END, RECORD_START
from publishing.dates import written_day
from publishing.house_text import HouseText
from publishing.models import Concern


@dataclass(frozen=True)
class SourceNote:
    """A concern as readers see it: about which reference, what happened, and since when noted.

    Days are ISO days in UTC; ``on`` is empty where the notice's is not known. ``notice_url``
    leads to the notice, if it has an address.
    """

    number: int
    nature: str
    on: str
    since: str
    notice_url: str = ""

    def event(self, house_text: HouseText) -> str:
        """Say what happened, for the notice at the top of the page."""
        return dict(house_text.source_events)[self.nature].format(number=self.number, on=self._on)

    def note(self, house_text: HouseText) -> str:
        """Say what happened, at the reference."""
        return dict(house_text.source_notes)[self.nature].format(on=self._on)

    @property
    def _on(self) -> str:
        return f" on {written_day(self.on)}" if self.on else ""


def notes_of(
    concerns: Iterable[Concern], references: Iterable[dict[str, object]]
) -> list[SourceNote]:
    """Give open concerns as readers see them, by the references' numbers, else in their order."""
    numbers = {reference["id"]: reference["number"] for reference in references}
    notes = [
        SourceNote(
            number=int(str(numbers[concern.reference_id])),
            nature=concern.fact.nature,
            on=concern.fact.noticed_on.isoformat() if concern.fact.noticed_on else "",
            since=concern.opened_at.date().isoformat(),
            notice_url=concern.fact.url,
        )
        for concern in concerns
    ]
    return sorted(notes, key=lambda note: note.number)


def marked(note: SourceNote, house_text: HouseText) -> str:
    """Render a note with its marks."""
    said = render_to_string(
        "publishing/source_note.html",
        {
            "note": note,
            "said": note.note(house_text),
            "end": house_text.source_note_end.format(since=written_day(note.since)),
        },
    )
    return f"{RECORD_START}{said.strip()}{RECORD_END}"


def with_notes(region: str, notes: Iterable[SourceNote], house_text: HouseText) -> str:
    """Put each note at the end of its reference."""
    for note in notes:
        start = region.index(f'<li id="reference-{note.number}">')
        end = region.index("</li>", start)
        region = f"{region[:end]}{marked(note, house_text)}{region[end:]}"
    return region
