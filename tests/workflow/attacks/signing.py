"""Invariants 2 and 3, 9b to 9d: nothing else than a qualified physician's word is a sign-off."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection

from reviews.models import Licence, Review, SignOff
from tests.workflow.attacks import evidence
from tests.workflow.attacks.families import changes, insertions
from tests.workflow.attacks.forging import (
    SOME_TIME,
    columns_of,
    execute,
    hostile_session,
    insert_statement,
    run,
)
from tests.workflow.attacks.matrix import Act, attack
from tests.workflow.attacks.world import World

LICENCE = "a_sign_off_needs_a_valid_licence"
REVIEW = "a_sign_off_needs_an_accepted_review"
STATEMENT = "a_statement_says_what_its_sign_off_says"
TIME = "a_sign_off_is_signed_now"


def _in(pick: Callable[[World], Review], **how: Any) -> Callable[[World], SignOff]:
    return lambda world: evidence.sign_off(pick(world), **how)


def _accepted(world: World) -> Review:
    return world.reviews.accepted


def _saying(**said: Any) -> Callable[[World], SignOff]:
    return _in(_accepted, said={name.replace("__", "."): value for name, value in said.items()})


def _on(pick: Callable[[World], Licence]) -> Callable[[World], SignOff]:
    return lambda world: evidence.sign_off(world.reviews.accepted, licence=pick(world))


# --- 2. The digest

OTHER = "0" * 64
insertions(
    "2b",
    "a digest of other words",
    lambda world: evidence.sign_off(world.reviews.accepted, digest=OTHER, said={"digest": OTHER}),
    refused_by="a_sign_off_carries_its_editions_digest",
)


@attack("2a", "sql", refused_by="428C9")
def inserted_with_another_digest(world: World) -> Act:
    edition = evidence.edition(world.article)
    columns = columns_of(edition) | {"digest": OTHER}
    names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO public.articles_edition ({names}) VALUES ({marks})"
    return lambda: run(statement, parameters=list(columns.values()))


@attack("2a", "sql", refused_by="428C9")
def its_digest_changed(world: World) -> Act:
    return lambda: run(f"UPDATE public.articles_edition SET digest = '{OTHER}'")


@attack("2a", "session", refused_by="42501")
def computed_no_more(world: World) -> Act:
    return lambda: run("ALTER TABLE public.articles_edition ALTER digest DROP EXPRESSION")


# --- 3. The review

insertions("3a", "not answered", _in(lambda world: world.reviews.unanswered), refused_by=REVIEW)


def _interests_without_acceptance(world: World) -> SignOff:
    review = world.reviews.unanswered
    Review.objects.filter(pk=review.pk).update(has_interests=False)
    return evidence.sign_off(review)


insertions("3a", "interests stated, not accepted", _interests_without_acceptance, refused_by=REVIEW)
insertions("3a", "declined", _in(lambda world: world.reviews.declined), refused_by=REVIEW)
insertions("3a", "cancelled", _in(lambda world: world.reviews.cancelled), refused_by=REVIEW)
changes(
    "3b",
    "accepted without a word on interests",
    lambda world: world.reviews.unanswered,
    {"accepted_at": SOME_TIME},
    refused_by="an_accepted_review_states_interests",
)


def _of_another_edition(world: World) -> SignOff:
    edition = world.closed.short
    return evidence.sign_off(
        world.reviews.accepted,
        edition=edition,
        digest=edition.digest,
        said={
            "article.id": edition.article_id,
            "article.slug": edition.slug,
            "edition": edition.number,
            "digest": edition.digest,
        },
    )


def _of_another_physician(world: World) -> SignOff:
    other = world.idle
    return evidence.sign_off(
        world.reviews.accepted,
        physician=other,
        licence=other.licences.get(),
        said={
            "physician.id": str(other.public_id),
            "physician.name": other.name,
            "physician.credentials": other.credentials,
        },
    )


OWN_REVIEW = "a_sign_off_answers_its_own_review"
insertions("3c", "in the review of another edition", _of_another_edition, refused_by=OWN_REVIEW)
insertions("3c", "in another's review", _of_another_physician, refused_by=OWN_REVIEW)


# --- 3. The licence

insertions(
    "3d",
    "on another's licence",
    _on(lambda world: world.idle.licences.get()),
    refused_by="a_sign_off_rests_on_the_signers_licence",
)
insertions("3e", "nobody verified it", _on(lambda w: w.licences.unverified), refused_by=LICENCE)
insertions(
    "3g",
    "verified by an account that became theirs",
    _on(lambda world: world.licences.verified_by_themselves),
    refused_by=LICENCE,
)
changes(
    "3g",
    "verified by the physician",
    lambda world: world.licences.entered_by_administrator,
    lambda world: {
        "verified_by": world.reviews.accepted.physician.account_id,
        "verified_at": SOME_TIME,
    },
    refused_by="a_physician_never_verifies_their_own_licence",
)
changes(
    "3f",
    "verified by who entered it",
    lambda world: world.licences.entered_by_administrator,
    lambda world: {
        "verified_by": world.licences.entered_by_administrator.entered_by,
        "verified_at": SOME_TIME,
    },
    refused_by="a_licence_is_verified_by_somebody_else",
)
insertions("3h", "expired yesterday", _on(lambda w: w.licences.expired), refused_by=LICENCE)
insertions(
    "3h",
    "not valid yet",
    _on(lambda w: w.licences.not_begun),
    refused_by=LICENCE,
)
insertions("3h", "ended today", _on(lambda world: world.licences.ended), refused_by=LICENCE)


@attack("3h", "session", refused_by=LICENCE)
def where_it_is_still_yesterday(world: World) -> Act:
    forged = evidence.sign_off(world.reviews.accepted, licence=world.licences.expired)
    return lambda: (hostile_session("Etc/GMT+12"), execute(*insert_statement(forged)))


@attack("3h", "session", refused_by=LICENCE)
def where_it_is_a_week_ago(world: World) -> Act:
    forged = evidence.sign_off(world.reviews.accepted, licence=world.licences.expired)
    return lambda: (hostile_session("AAA167"), execute(*insert_statement(forged)))


@attack("3h", "session", refused_by=LICENCE)
def where_it_is_tomorrow_already(world: World) -> Act:
    forged = evidence.sign_off(world.reviews.accepted, licence=world.licences.not_begun)
    return lambda: (hostile_session("AAA-167"), execute(*insert_statement(forged)))


# --- 3. The signer and the edition

insertions(
    "3i",
    "edited the draft",
    _in(lambda world: world.reviews.by_contributor),
    refused_by="a_signer_is_no_contributor",
)
insertions(
    "3j",
    "recalled",
    _in(lambda world: world.closed.recalled),
    refused_by="a_recalled_edition_is_not_signed",
)
insertions(
    "3k",
    "changes were requested",
    _in(lambda world: world.closed.changes_requested),
    refused_by="a_closed_edition_is_not_signed",
)
insertions(
    "3l",
    "a second decision",
    _in(lambda world: world.approval.review, decision="reject"),
    refused_by="a_physician_decides_once_on_an_edition",
)
insertions(
    "3m",
    "decided after its release",
    _in(lambda world: world.closed.public),
    refused_by="a_public_edition_is_decided_already",
)


@attack("3e", "sql", refused_by=LICENCE)
def copied_in(world: World) -> Act:
    forged = evidence.sign_off(world.reviews.accepted, licence=world.licences.unverified)
    return partial(_copy, [forged])


@attack("3k", "sql", refused_by="a_closed_edition_is_not_signed")
def closed_and_approved_in_one_copy(world: World) -> Act:
    first, second = _two_reviews(world)
    closing = evidence.sign_off(first, decision="request_changes")
    return partial(_copy, [closing, evidence.sign_off(second)])


def _two_reviews(world: World) -> tuple[Review, Review]:
    review = world.reviews.unanswered
    Review.objects.filter(pk=review.pk).update(accepted_at=SOME_TIME, has_interests=False)
    return world.reviews.accepted, review


def _copy(rows: list[SignOff]) -> None:
    columns = columns_of(rows[0])
    copying = f"COPY public.reviews_signoff ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(copying) as copy:
        for row in rows:
            copy.write_row(list(columns_of(row).values()))


@attack("3e", "sql", refused_by=LICENCE)
def merged_in(world: World) -> Act:
    forged = columns_of(
        evidence.sign_off(world.reviews.accepted, licence=world.licences.unverified)
    )
    names, marks = ", ".join(forged), ", ".join(["%s"] * len(forged))
    return lambda: run(
        "MERGE INTO public.reviews_signoff USING (VALUES (1)) AS one (n) ON false "
        f"WHEN NOT MATCHED THEN INSERT ({names}) VALUES ({marks})",
        parameters=list(forged.values()),
    )


# --- 9b to 9d. The statement and its signature

insertions("9b", "another decision", _saying(decision="reject"), refused_by=STATEMENT)
for name, said in {
    "another digest": {"digest": OTHER},
    "another edition": {"edition": 7},
    "another article": {"article__id": 7},
    "another address": {"article__slug": "elsewhere"},
    "another physician": {"physician__id": "7"},
    "another's name": {"physician__name": "Dr. Somebody Else"},
    "other credentials": {"physician__credentials": "Nobel laureate"},
    "another capacity": {"capacity": "legal"},
    "another authority": {"licence__authority": "Board of Dreams"},
    "another country": {"licence__country": "XX"},
    "another expiry": {"licence__expires_on": "2999-12-31"},
    "interests denied": {"interests_declared": True},
    "no decision": {"decision": None},
}.items():
    insertions("9b", name, _saying(**said), refused_by=STATEMENT, ways=["sql"])


def _of_unknown_kind(column: str) -> Callable[[World], SignOff]:
    def forge(world: World) -> SignOff:
        forged = evidence.sign_off(world.reviews.accepted, said={column: "perhaps"})
        setattr(forged, column, "perhaps")
        return forged

    return forge


for column, rule in {
    "decision": "a_decision_is_a_known_one",
    "capacity": "a_capacity_is_a_known_one",
}.items():
    insertions(
        "9b",
        f"a {column} of no known kind",
        _of_unknown_kind(column),
        refused_by=rule,
        ways=["sql"],
    )


def _signature_of_another_statement(world: World) -> SignOff:
    other = evidence.sign_off(world.reviews.accepted, decision="reject")
    forged = evidence.sign_off(world.reviews.accepted)
    forged.signature = other.signature
    return forged


insertions(
    "9c",
    "taken from another statement",
    _signature_of_another_statement,
    refused_by="a_signature_signs_its_statement",
)
insertions("9d", "signed last year", _saying(time="2025-06-01T12:00:00.000000Z"), refused_by=TIME)


def _said_at(shift: datetime.timedelta, pattern: str) -> Callable[[World], SignOff]:
    def forge(world: World) -> SignOff:
        moment = datetime.datetime.now(datetime.UTC) + shift
        return evidence.sign_off(world.reviews.accepted, said={"time": moment.strftime(pattern)})

    return forge


MINUTE, HOUR = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)
insertions(
    "9d",
    "signed in advance",
    _said_at(MINUTE, "%Y-%m-%dT%H:%M:%S.%fZ"),
    refused_by=TIME,
    ways=["sql"],
)
insertions(
    "9d",
    "a local time without its zone",
    _said_at(14 * HOUR, "%Y-%m-%dT%H:%M:%S.%f"),
    refused_by=TIME,
    ways=["session"],
    holds=["gate_moment"],
)
insertions(
    "9d",
    "a day that reads as a month",
    _said_at(14 * HOUR, "%d/%m/%Y %H:%M:%S"),
    refused_by=TIME,
    ways=["session"],
)
insertions("9d", "no time at all", _saying(time=None), refused_by=TIME, ways=["sql"])


@attack("3i", "sql", refused_by="a_signer_is_no_contributor")
def the_link_to_the_account_cut(world: World) -> Act:
    review = world.reviews.by_contributor
    review.physician.account = None
    forged = evidence.sign_off(review)
    return lambda: (review.physician.save(), forged.save())
