"""What a version of the house text is made of."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import slugify


@dataclass(frozen=True)
class Section:
    heading: str
    paragraphs: tuple[str, ...]

    @property
    def id(self) -> str:
        """The section's name within its page."""
        return slugify(self.heading)


@dataclass(frozen=True)
class HouseText:
    """A version's words; those that an early version did not have yet are empty."""

    version: str
    disclaimer: str
    promise: str
    record_purpose: str
    password_limits: str
    withdrawn: str
    withdrawn_record: str
    home_lead: str = ""
    record_meaning: str = ""
    safety_notice: str = ""
    physician_page: str = ""
    how_we_review_lead: str = ""
    how_we_review: tuple[Section, ...] = ()
    source_notice: str = ""
    source_events: tuple[tuple[str, str], ...] = ()
    source_notes: tuple[tuple[str, str], ...] = ()
    source_note_end: str = ""
