"""9h to 9m: what sign-offs rest on changes only as it may."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from articles.models import Author, Byline, Contributor
from references.models import Reference
from reviews.models import Comment, Licence, Physician, PhysicianAccount, Review, SigningKey
from tests import factories
from tests.workflow.attacks import evidence
from tests.workflow.attacks.families import changes, insertions, removals
from tests.workflow.attacks.forging import SOME_TIME, run
from tests.workflow.attacks.matrix import Act, attack
from tests.workflow.attacks.world import World
from therapies.models import TherapyType

RESOLVED = "a_comment_is_only_resolved_once"
ANSWERED = "a_review_is_answered_once"
VERIFIED = "a_licence_is_verified_once"
UNVERIFIED = "a_licence_is_entered_unverified"
RETIRES = "a_signing_key_only_retires"
ACCOUNTS = "gate_a_physician_keeps_their_accounts"
NAMES = "gate_an_edition_holds_what_it_names"
BY_HAND = ["update", "sql"]

# --- 9h. Comments

changes(
    "9h",
    "opened again",
    lambda world: world.resolved,
    {"resolved_at": None},
    refused_by=RESOLVED,
)
changes(
    "9h",
    "resolved at another time",
    lambda world: world.resolved,
    {"resolved_at": SOME_TIME},
    refused_by=RESOLVED,
    ways=BY_HAND,
)
changes(
    "9h", "no longer blocking", lambda world: world.closed.blocked, {"is_blocking": False}
)
changes(
    "9h",
    "moved to another review",
    lambda world: world.closed.blocked,
    lambda world: {"review": world.reviews.accepted},
    ways=BY_HAND,
)
changes(
    "9h",
    "other words put in a mouth",
    lambda world: world.comment,
    {"text": "All is well."},
    refused_by="a_comment_is_only_erased",
)
removals("9h", "a blocking one deleted", lambda world: world.closed.blocked)


@attack("9h", "sql", refused_by="23503")
def on_a_review_that_is_not(world: World) -> Act:
    return lambda: Comment.objects.create(review_id=-1, text="?")


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
insertions("9i", "declined at once", _review(declined_at=SOME_TIME), refused_by=BEGINS, ways=["sql"])
insertions("9i", "cancelled at once", _review(cancelled_at=SOME_TIME), refused_by=BEGINS, ways=["sql"])
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
    lambda world: Review(
        edition_id=-1, physician=world.idle, due_on=world.reviews.accepted.due_on
    ),
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
    lambda world: _licence(world, valid_from=world.idle.licences.get().expires_on, expires_on="2000-01-01"),
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
    "9j", "prolonged", lambda world: world.licences.expired, {"expires_on": datetime.date(2999, 12, 31)}
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
removals(
    "9j", "an ended one deleted", lambda world: world.licences.ended
)


# --- 9k. Keys


def _retired(world: World) -> SigningKey:
    return SigningKey.objects.get(kid="retired")


changes("9k", "exchanged", _retired, {"jwk": {}})
changes("9k", "in use again", _retired, {"valid_until": None}, refused_by=RETIRES)
changes("9k", "retired twice", _retired, {"valid_until": SOME_TIME}, refused_by=RETIRES, ways=BY_HAND)
removals("9k", "deleted", _retired)
insertions(
    "9k",
    "a private one kept",
    lambda world: SigningKey(kid="private", jwk={"kty": "OKP", "d": "secret"}),
    refused_by="a_signing_key_is_public_only",
    ways=["sql"],
)


@attack("9k", "sql", refused_by="23503")
def signed_with_a_key_that_is_not(world: World) -> Act:
    forged = evidence.sign_off(world.reviews.accepted, key_id="unknown")
    return forged.save


# --- 9l. Physicians

changes(
    "9l",
    "another public id",
    lambda world: world.idle,
    {"public_id": "00000000-0000-4000-8000-000000000000"},
    refused_by="a_physician_keeps_their_public_id",
    whole_row="a_physician_keeps_their_public_id",
)
insertions(
    "9l",
    "the public id of another",
    lambda world: Physician(name="Dr. Twin", credentials="MD", public_id=world.idle.public_id),
    refused_by="reviews_physician_public_id_key",
    ways=["sql"],
)
insertions(
    "9l",
    "an account that is not",
    lambda world: Physician(name="Dr. Nobody", credentials="MD", account_id=-1),
    refused_by="23503",
    ways=["sql"],
)


def _account(world: World) -> PhysicianAccount:
    return world.idle.accounts.get()


changes("9l", "an account disowned", _account, {"number": 7})
removals("9l", "an account forgotten", _account)
insertions(
    "9l",
    "an account put on another",
    lambda world: PhysicianAccount(physician=world.idle, number=7),
    refused_by="42501",
    ways=["save", "bulk", "sql", "session"],
)


# --- 9m. Contributors


def _contributor(world: World) -> Contributor:
    account = world.reviews.by_contributor.physician.account_id
    return Contributor.objects.get(article=world.article, account=account)


changes("9m", "blamed on another", _contributor, {"account": 7})
removals("9m", "forgotten", _contributor)


@attack("9m", "sql", refused_by="42501")
def blamed_on_another_by_conflict(world: World) -> Act:
    row = _contributor(world)
    return lambda: run(
        "INSERT INTO public.articles_contributor (article_id, account) "
        f"VALUES ({row.article_id}, {row.account}) ON CONFLICT (article_id, account) "
        "DO UPDATE SET account = 7"
    )


CONTRIBUTES = "a_signer_is_no_contributor"


def _author_of_the_signer(world: World) -> Author:
    author = Author.objects.get(pk=world.author.pk)
    author.account = world.reviews.accepted.physician.account
    return author


@attack("9m", "save", refused_by=CONTRIBUTES, holds="gate_a_byline_makes_a_contributor")
def named_in_the_byline(world: World) -> Act:
    author = Author.objects.create(
        name="Dr. Author", account=world.reviews.accepted.physician.account
    )
    return lambda: (
        Byline.objects.create(article=world.article, author=author, position=2),
        evidence.sign_off(world.reviews.accepted).save(),
    )


@attack("9m", "update", refused_by=CONTRIBUTES, holds="gate_an_account_makes_an_author_a_contributor")
def an_author_who_gets_an_account(world: World) -> Act:
    return lambda: (
        _author_of_the_signer(world).save(),
        evidence.sign_off(world.reviews.accepted).save(),
    )


@attack("9m", "sql", refused_by=CONTRIBUTES)
def an_author_exchanged_for_one_with_an_account(world: World) -> Act:
    author = _author_of_the_signer(world)
    return lambda: (
        Author.objects.filter(pk=author.pk)._raw_delete("default"),
        author.save(force_insert=True),
        evidence.sign_off(world.reviews.accepted).save(),
    )


# --- What the gate keeps by itself


@attack("9l", "sql", refused_by="a_physician_never_verifies_their_own_licence", holds=ACCOUNTS)
def verified_by_an_account_in_between(world: World) -> Act:
    licence = world.licences.entered_by_administrator
    own, before = factories.account("administrator"), licence.physician.account
    return lambda: (
        Physician.objects.filter(pk=licence.physician_id).update(account=own),
        Physician.objects.filter(pk=licence.physician_id).update(account=before),
        Licence.objects.filter(pk=licence.pk).update(verified_by=own.pk, verified_at=SOME_TIME),
    )


@attack("1e", "sql", refused_by="23503", holds=NAMES)
def a_source_deleted_right_after(world: World) -> Act:
    reference = Reference.objects.create(csl={"title": "New"})
    forged = evidence.edition(world.article, {"references": [{"id": reference.pk}]})
    same = Reference.objects.filter(pk=reference.pk)
    return lambda: (forged.save(), same._raw_delete("default"))


@attack("1e", "sql", refused_by="an_edition_names_a_reference_once", holds=NAMES)
def a_source_named_twice(world: World) -> Act:
    reference = Reference.objects.create(csl={"title": "New"})
    named = {"references": [{"id": reference.pk}, {"id": reference.pk}]}
    return evidence.edition(world.article, named).save


@attack("1e", "sql", refused_by="an_edition_names_a_therapy_once", holds=NAMES)
def a_therapy_named_twice(world: World) -> Act:
    therapy = TherapyType.objects.create(name="New")
    named = {"therapies": [{"id": therapy.pk}, {"id": therapy.pk}]}
    return evidence.edition(world.article, named).save
