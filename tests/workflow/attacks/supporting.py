"""9i and 9j: what sign-offs rest on changes only as it may."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from reviews.models import Licence, Review
from tests.workflow.attacks.families import BY_HAND, changes, insertions, removals
from tests.workflow.attacks.forging import SOME_TIME
from tests.workflow.attacks.world import World

ANSWERED = "a_review_is_answered_once"
VERIFIED = "a_licence_is_verified_once"
UNVERIFIED = "a_licence_is_entered_unverified"

# --- 9i. Reviews


def _review(**answered: Any) -> Callable[[World], Review]:
    return lambda world: Review(
        edition=world.closed.short,
        physician=world.idle,
        due_on=world.reviews.accepted.due_on,
        **answered,
    )


BEGINS = "a_review_begins_unanswered"
insertions(
    "9i", "accepted at once", _review(accepted_at=SOME_TIME, has_interests=False), refused_by=BEGINS
)
insertions(
    "9i", "declined at once", _review(declined_at=SOME_TIME), refused_by=BEGINS, ways=["sql"]
)
insertions(
    "9i", "cancelled at once", _review(cancelled_at=SOME_TIME), refused_by=BEGINS, ways=["sql"]
)
for name, state, answer in [
    ("accepted twice", "accepted", {"accepted_at": SOME_TIME}),
    ("interests denied later", "accepted", {"has_interests": True}),
    ("accepted no more", "accepted", {"accepted_at": None}),
    ("declined after all", "accepted", {"declined_at": SOME_TIME}),
    ("accepted after all", "declined", {"accepted_at": SOME_TIME, "has_interests": False}),
    ("declined no more", "declined", {"declined_at": None}),
    ("cancelled no more", "cancelled", {"cancelled_at": None}),
]:
    changes(
        "9i",
        name,
        lambda world, state=state: getattr(world.reviews, state),
        answer,
        refused_by=ANSWERED,
        ways=BY_HAND,
    )
for name, state, words in [
    ("declared otherwise later", "accepted", {"interests": "None whatever."}),
    ("another reason to decline", "declined", {"decline_reason": "It is fine."}),
]:
    changes(
        "9i",
        name,
        lambda world, state=state: getattr(world.reviews, state),
        words,
        refused_by="an_answer_is_only_erased",
        ways=["save", "update", "bulk", "sql", "session"],
    )
changes(
    "9i",
    "given to another physician",
    lambda world: world.reviews.accepted,
    lambda world: {"physician": world.idle},
)
changes(
    "9i",
    "moved to another edition",
    lambda world: world.reviews.accepted,
    lambda world: {"edition": world.closed.short},
    ways=BY_HAND,
)
removals("9i", "deleted", lambda world: world.reviews.declined)
insertions(
    "9i",
    "asked twice",
    lambda world: Review(
        edition=world.reviews.accepted.edition,
        physician=world.reviews.accepted.physician,
        due_on=world.reviews.accepted.due_on,
    ),
    refused_by="a_physician_is_asked_once_for_an_edition",
    ways=["sql"],
)
insertions(
    "9i",
    "of an edition that is not",
    lambda world: Review(edition_id=-1, physician=world.idle, due_on=world.reviews.accepted.due_on),
    refused_by="23503",
    ways=["sql"],
)


# --- 9j. Licences


def _licence(world: World, **changed: Any) -> Licence:
    licence = world.idle.licences.get()
    licence.pk, licence.verified_by, licence.verified_at = None, None, None
    for name, value in changed.items():
        setattr(licence, name, value)
    return licence


insertions(
    "9j",
    "verified at once",
    lambda world: _licence(world, verified_by=7, verified_at=world.idle.licences.get().verified_at),
    refused_by=UNVERIFIED,
)
insertions(
    "9j",
    "ended at once",
    lambda world: _licence(world, ended_on=world.idle.licences.get().expires_on),
    refused_by=UNVERIFIED,
    ways=["sql"],
)
insertions(
    "9j",
    "a time of verification, but nobody's",
    lambda world: _licence(world, verified_at=world.idle.licences.get().verified_at),
    refused_by="a_licence_says_when_it_was_verified",
    ways=["sql"],
)
insertions(
    "9j",
    "over before it began",
    lambda world: _licence(
        world, valid_from=world.idle.licences.get().expires_on, expires_on="2000-01-01"
    ),
    refused_by="a_licence_begins_before_it_expires",
    ways=["sql"],
)
insertions(
    "9j",
    "of no country",
    lambda world: _licence(world, country="??"),
    refused_by="a_licence_names_a_country",
    ways=["sql"],
)
changes(
    "9j",
    "prolonged",
    lambda world: world.licences.expired,
    {"expires_on": datetime.date(2999, 12, 31)},
)
changes(
    "9j",
    "given to another",
    lambda world: world.idle.licences.get(),
    lambda world: {"physician": world.reviews.accepted.physician},
    ways=BY_HAND,
)
changes(
    "9j",
    "verified by another later",
    lambda world: world.idle.licences.get(),
    {"verified_by": 7},
    refused_by=VERIFIED,
    ways=["save", "update", "bulk", "sql", "session"],
)
changes(
    "9j",
    "its end undone",
    lambda world: world.licences.ended,
    {"ended_on": None},
    refused_by="a_licence_ends_once",
    ways=BY_HAND,
)
removals("9j", "an ended one deleted", lambda world: world.licences.ended)
