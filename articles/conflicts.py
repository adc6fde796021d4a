"""Two people editing one draft: what the second save would have written over."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

from articles import history
from articles.differences import Segment, word_difference
from articles.drafts import FIELDS, Draft
from articles.words import LABELS, in_words


@dataclass(frozen=True)
class Clash:
    """A field that reads otherwise in the saved draft than in what was typed."""

    field: str
    mine: str
    theirs: str
    i_changed_it: bool
    they_changed_it: bool

    @property
    def label(self) -> str:
        """What the form calls the field."""
        return LABELS[self.field]

    @property
    def theirs_is_proposed(self) -> bool:
        """Whether only the other person touched the field."""
        return self.they_changed_it and not self.i_changed_it

    @cached_property
    def _segments(self) -> list[Segment]:
        return word_difference(self.theirs, self.mine)

    @property
    def mine_marked(self) -> list[Segment]:
        """My text, in segments: those that the other does not have are ``added``."""
        return [segment for segment in self._segments if segment.kind != "removed"]

    @property
    def theirs_marked(self) -> list[Segment]:
        """The other's text, in segments: those that mine does not have are ``removed``."""
        return [segment for segment in self._segments if segment.kind != "added"]


@dataclass(frozen=True)
class Conflict:
    """A save that was refused because somebody else had saved meanwhile."""

    by: str
    at: datetime.datetime | None
    clashes: list[Clash]

    @property
    def sentence(self) -> str:
        """Say what happened and what to do."""
        return (
            f"{self.by} saved this draft while you were editing it. Nothing of yours is lost: "
            "it stands in the form. Choose below whose text to keep, field by field, or edit "
            "yours, and save again."
        )


def find_conflict(*, mine: Draft, saved: Draft, base_digest: str, article: int) -> Conflict | None:
    """Compare what was typed with what is saved, by the draft that both began with.

    None where nothing that was typed differs from the saved draft, or nothing but a merging of
    references lies between: what was typed then follows it.
    """
    mine = mine.with_kept_references()
    differing = [name for name in FIELDS if getattr(mine, name) != getattr(saved, name)]
    if not differing:
        return None
    base = _draft_with(base_digest, article)
    if base and (base := base.with_kept_references()).digest == saved.digest:
        return None
    last = history.last_saved(article)
    return Conflict(
        by=last.by if last else "Somebody",
        at=last.at if last else None,
        clashes=[_clash(name, mine, saved, base) for name in differing],
    )


def _clash(name: str, mine: Draft, saved: Draft, base: Draft | None) -> Clash:
    return Clash(
        field=name,
        mine=in_words(mine, name),
        theirs=in_words(saved, name),
        i_changed_it=base is None or getattr(mine, name) != getattr(base, name),
        they_changed_it=base is None or getattr(saved, name) != getattr(base, name),
    )


LOOKED_AT = 20
"""Newest saves among which the common beginning is looked for."""


def _draft_with(digest: str, article: int) -> Draft | None:
    for saved in history.history_of(article, history.revisions_of(article)[:LOOKED_AT]):
        if saved.draft.digest == digest:
            return saved.draft
    return None
