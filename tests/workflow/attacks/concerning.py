"""9u to 9w: what was confirmed of sources, and the concerns that rest on it."""

from __future__ import annotations

import datetime
from typing import Any

from publishing.models import Concern
from references.models import IntegrityFact
from tests.workflow.attacks.families import BY_HAND, changes, insertions, removals
from tests.workflow.attacks.forging import SOME_TIME, execute, insert_statement, update_statement
from tests.workflow.attacks.matrix import Act, attack
from tests.workflow.attacks.race import AS_OF_NOW, Step, overlapping, stale
from tests.workflow.attacks.world import World

TAKEN = "an_integrity_fact_is_only_taken_up_once"
CLOSED = "a_concern_only_closes_once"
KNOWN = "a_concern_closes_for_a_known_reason"
PUBLIC = "a_concern_is_about_what_is_public"
RESTS = "a_concern_rests_on_a_fact_about_its_source"
AFTER_ALL = "a_source_is_reinstated_by_a_fact"


def unconfirmed(world: World, **columns: Any) -> IntegrityFact:
    """Another fact about the source, not written yet."""
    wanted = {"reference_id": world.concerned.source.pk, "nature": "removal", "source": "pubmed"}
    return IntegrityFact(**wanted | {"confirmed_by": 7} | columns)


def unopened(world: World, **columns: Any) -> Concern:
    """Another concern about the source on the open release, not written yet.

    Its fact is written with it.
    """
    fact = unconfirmed(world)
    fact.save()
    wanted = {"release": world.release, "reference": world.concerned.source, "fact": fact}
    return Concern(**wanted | columns)


# --- 9u. Facts


def _taken(world: World) -> IntegrityFact:
    return world.concerned.reinstated


def _untaken(world: World) -> IntegrityFact:
    return world.concerned.untaken


changes("9u", "made worse", _taken, {"nature": "retraction"})
changes("9u", "about another source", _untaken, lambda w: {"reference": w.concerned.source})
changes("9u", "of another day", _taken, {"noticed_on": SOME_TIME.date()}, ways=BY_HAND)
changes("9u", "with another notice", _taken, {"notice_doi": "10.5555/other"}, ways=BY_HAND)
changes("9u", "confirmed by another", _taken, {"confirmed_by": 7}, ways=BY_HAND)
changes("9u", "taken up again", _taken, {"taken_at": SOME_TIME}, refused_by=TAKEN)
changes(
    "9u",
    "taken up no more",
    _taken,
    {"taken_at": None},
    refused_by=TAKEN,
    ways=["update", "sql", "session"],
)
changes("9u", "touched, not taken up", _untaken, {"taken_at": None}, refused_by=TAKEN, ways=BY_HAND)
insertions(
    "9u",
    "of a nature that nobody knows",
    lambda world: unconfirmed(world, nature="rumour"),
    refused_by="an_integrity_fact_has_a_known_nature",
)
insertions(
    "9u",
    "about no source",
    lambda world: unconfirmed(world, reference_id=987_654_321),
    refused_by="23503",
    ways=["sql"],
)
removals("9u", "forgotten", _taken)
removals("9u", "forgotten before it is taken up", _untaken)


# --- 9v. Concerns that are there


def _open(world: World) -> Concern:
    return world.concerned.still_open


def _closed(world: World) -> Concern:
    return world.concerned.closed


changes(
    "9v",
    "closed again",
    _closed,
    {"closed_at": SOME_TIME, "closing": "answered"},
    refused_by=CLOSED,
)
changes(
    "9v",
    "closed no more",
    _closed,
    {"closed_at": None, "closing": ""},
    refused_by=CLOSED,
    ways=["update", "sql", "session"],
)
changes("9v", "touched, not closed", _open, {"closed_at": None}, refused_by=CLOSED, ways=BY_HAND)
changes(
    "9v",
    "closed on a whim",
    _open,
    {"closed_at": SOME_TIME, "closing": "whim"},
    refused_by=KNOWN,
    ways=BY_HAND,
)
changes(
    "9v", "closed without a word", _open, {"closed_at": SOME_TIME}, refused_by=KNOWN, ways=BY_HAND
)
changes(
    "9v",
    "reinstated, as nobody confirmed",
    _open,
    {"closed_at": SOME_TIME, "closing": "reinstated"},
    refused_by=AFTER_ALL,
)
changes("9v", "moved to another release", _open, lambda world: {"release": world.withdrawn})
changes("9v", "moved to another fact", _open, lambda w: {"fact": w.concerned.elsewhere})
changes("9v", "noted for longer", _open, {"opened_at": SOME_TIME}, ways=BY_HAND)
removals("9v", "forgotten", _open)
removals("9v", "forgotten once closed", _closed)


# --- 9w. Concerns that may not come to be

insertions(
    "9w",
    "on what is public no more",
    lambda world: unopened(world, release=world.withdrawn),
    refused_by=PUBLIC,
)
insertions(
    "9w",
    "about a source that is not cited",
    lambda world: unopened(
        world, reference=world.concerned.elsewhere.reference, fact=world.concerned.elsewhere
    ),
    refused_by=PUBLIC,
)
insertions(
    "9w",
    "on a fact about another source",
    lambda world: unopened(world, fact=world.concerned.elsewhere),
    refused_by=RESTS,
)
insertions(
    "9w",
    "on good news",
    lambda world: unopened(world, fact=world.concerned.reinstated),
    refused_by=RESTS,
)
insertions(
    "9w",
    "opened twice",
    lambda world: unopened(world, fact=world.concerned.still_open.fact),
    refused_by="a_fact_concerns_a_release_once",
)


@attack("7c", "sql", refused_by="23503")
def a_reference_of_which_something_was_confirmed(world: World) -> Act:
    reference = world.concerned.elsewhere.reference
    reference.notices.all().delete()
    return lambda: type(reference).objects.filter(pk=reference.pk)._raw_delete("default")


# --- Two connections at once


def _two_closings(world: World) -> tuple[Step, Step]:
    closed = update_statement(
        world.concerned.still_open, {"closed_at": SOME_TIME, "closing": "answered"}
    )
    return closed, closed


def _taken_twice(world: World) -> tuple[Step, Step]:
    taken = update_statement(world.concerned.untaken, {"taken_at": SOME_TIME})
    return taken, taken


def _noted_at_its_end(world: World) -> tuple[Step, Step]:
    ended = update_statement(world.release, {"ended_at": SOME_TIME, "end_reason": "error"})
    return ended, insert_statement(unopened(world))


overlapping("9u", "taken up twice", _taken_twice, refused_by=TAKEN)
overlapping("9v", "closed twice", _two_closings, refused_by=CLOSED)
overlapping("9w", "opened while its release ends", _noted_at_its_end, refused_by=PUBLIC)
stale(
    "9w",
    "opened while its release ends",
    _noted_at_its_end,
    refused_by=AS_OF_NOW,
)

# --- What goes through


def closed_by_a_reinstatement(world: World) -> Act:
    """Prepare the closing that a later fact allows."""
    concern = world.concerned.still_open
    fact = unconfirmed(world, nature="reinstatement")
    closing = update_statement(concern, {"closed_at": SOME_TIME, "closing": "reinstated"})
    return lambda: (execute(*insert_statement(fact)), execute(*closing))


def closed_by_a_later_day(world: World) -> Act:
    """Prepare the closing for a reinstatement that was confirmed before, of a later day."""
    fact = unconfirmed(world, noticed_on=datetime.date(2019, 1, 1))
    fact.save()
    concern = unopened(world, fact=fact)
    concern.save()
    closing = {"closed_at": SOME_TIME, "closing": "reinstated"}
    return lambda: execute(*update_statement(concern, closing))


def closed_for_a_merged_source(world: World) -> Act:
    """Prepare the closing that a reinstatement of the record allows that the source went into."""
    facts = world.concerned
    merged = update_statement(facts.source, {"merged_into": facts.elsewhere.reference})
    closing = {"closed_at": SOME_TIME, "closing": "reinstated"}
    closed = update_statement(facts.still_open, closing)
    return lambda: (execute(*merged), execute(*closed))


def opened_for_a_merged_source(world: World) -> Act:
    """Prepare a concern on a fact about the record that the cited one was merged into."""
    facts = world.concerned
    merged = update_statement(facts.source, {"merged_into": facts.elsewhere.reference})
    concern = unopened(world, fact=facts.elsewhere)
    return lambda: (execute(*merged), execute(*insert_statement(concern)))
