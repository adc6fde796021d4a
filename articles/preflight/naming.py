"""Mentions of therapies by sentence, what findings call them, and whether they are approved."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from articles.blocks import Sentence
from articles.drafts import Draft
from articles.mentions import Mention


def mentions_by_sentence(draft: Draft) -> Iterator[tuple[Sentence, list[Mention]]]:
    """Give each sentence that names a therapy, with the mentions in it."""
    for sentence, mentions in groupby(draft.mentions, key=lambda mention: mention.sentence):
        yield sentence, list(mentions)


def is_unapproved(mention: Mention) -> bool:
    """Tell whether no authority approved what a mention means, as far as it is on record.

    A class is unapproved where each of its therapies is of which a status is recorded: others in
    the records may belong to other conditions.
    """
    recorded = [known for known in mention.therapies if known.statuses]
    return bool(recorded) and all(known.is_unapproved() for known in recorded)


def named(mention: Mention) -> str:
    """Name what a mention means, for a finding's message."""
    if len(mention.therapies) == 1:
        return str(mention.therapies[0])
    listed = [known.therapy.abbreviation or known.therapy.name for known in mention.therapies]
    return f"“{mention.words}” ({', '.join(listed)})"
