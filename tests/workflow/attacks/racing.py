"""Races: two writes of which each would do, but not both."""

from __future__ import annotations

from typing import Any

from django.db import models
from psycopg import sql

from articles.models import Article, Contributor, Edition
from publishing.models import SafetyNotice, ScheduledRelease
from references.models import Reference
from reviews.models import Comment, Physician, Review, SigningKey
from tests import factories
from tests.workflow.attacks import evidence
from tests.workflow.attacks.forging import SOME_TIME, insert_statement, update_statement
from tests.workflow.attacks.race import AS_OF_NOW, Step, overlapping, stale
from tests.workflow.attacks.world import World
from therapies.models import TherapyType

RELEASE_TURN = "gate_1_a_release_takes_its_turn"
SIGN_OFF_TURN = "gate_1_a_sign_off_takes_its_turn"


def _recall(edition: Edition) -> Step:
    return update_statement(edition, {"recalled_at": SOME_TIME, "recall_reason": "writer"})


def _release(edition: Edition) -> Step:
    return insert_statement(evidence.release(edition))


def _sign(review: Review, **how: Any) -> Step:
    return insert_statement(evidence.sign_off(review, **how))


def _two_reviews(world: World) -> tuple[Review, Review]:
    """Two accepted reviews of an edition that one approval is enough for."""
    approval = world.approval
    other = Review.objects.create(
        edition=approval.edition, physician=world.idle, due_on=approval.review.due_on
    )
    Review.objects.filter(pk=other.pk).update(accepted_at=SOME_TIME, has_interests=False)
    return approval.review, Review.objects.get(pk=other.pk)


# --- Changed or ended twice

overlapping(
    "1c",
    "recalled twice",
    lambda world: (_recall(world.approval.edition), _recall(world.approval.edition)),
    refused_by="an_edition_is_only_recalled_once",
)


def _two_ends(world: World) -> tuple[Step, Step]:
    error, safety = (
        update_statement(world.release, {"ended_at": SOME_TIME, "end_reason": reason})
        for reason in ("error", "safety")
    )
    return error, safety


def _two_retirements(world: World) -> tuple[Step, Step]:
    key = SigningKey.objects.get(valid_until=None)
    retired = update_statement(key, {"valid_until": SOME_TIME})
    return retired, retired


overlapping("9k", "retired twice", _two_retirements, refused_by="a_signing_key_only_retires")
overlapping("1l", "ended for two reasons", _two_ends, refused_by="a_release_only_ends_once")


def _two_resolutions(world: World) -> tuple[Step, Step]:
    resolved = update_statement(world.discussion.comment, {"resolved_at": SOME_TIME})
    return resolved, resolved


overlapping("9h", "resolved twice", _two_resolutions, refused_by="a_comment_is_only_resolved_once")


def _two_lifts(world: World) -> tuple[Step, Step]:
    lifted = update_statement(world.announced.shown, {"lifted_at": SOME_TIME})
    return lifted, lifted


def _two_notices(world: World) -> tuple[Step, Step]:
    shown = insert_statement(SafetyNotice(article=world.withdrawn.article))
    return shown, shown


def _two_plans(world: World) -> tuple[Step, Step]:
    edition, at = world.approval.edition, SOME_TIME
    plan = ScheduledRelease(article=edition.article, edition=edition, release_at=at, planned_by=7)
    return insert_statement(plan), insert_statement(plan)


overlapping("9q", "lifted twice", _two_lifts, refused_by="a_safety_notice_is_only_lifted_once")
overlapping("9q", "shown twice", _two_notices, refused_by="an_article_has_one_safety_notice")
stale("9q", "shown twice", _two_notices, refused_by=AS_OF_NOW)


overlapping("9t", "planned twice", _two_plans, refused_by="an_article_has_one_planned_release")


def _two_answers(world: World) -> tuple[Step, Step]:
    review = world.reviews.unanswered
    accepted = update_statement(review, {"accepted_at": SOME_TIME, "has_interests": False})
    return accepted, update_statement(review, {"declined_at": SOME_TIME})


overlapping("9i", "accepted and declined", _two_answers, refused_by="a_review_is_answered_once")


def _two_verifications(world: World) -> tuple[Step, Step]:
    licence = world.licences.entered_by_administrator
    first, second = (
        update_statement(licence, {"verified_by": account, "verified_at": SOME_TIME})
        for account in (7, 8)
    )
    return first, second


overlapping("9j", "verified by two", _two_verifications, refused_by="a_licence_is_verified_once")


# --- Signed while something happens


def _cancelled_and_signed(world: World) -> tuple[Step, Step]:
    review = world.reviews.accepted
    return update_statement(review, {"cancelled_at": SOME_TIME}), _sign(review)


stale("3a", "cancelled", _cancelled_and_signed, refused_by=AS_OF_NOW)


def _ended_and_signed(world: World) -> tuple[Step, Step]:
    review = world.reviews.accepted
    licence = evidence.good_licence(review)
    ended = update_statement(licence, {"ended_on": licence.valid_from})
    return ended, _sign(review)


stale("3h", "the licence lost", _ended_and_signed, refused_by=AS_OF_NOW)


def _contributed_and_signed(world: World) -> tuple[Step, Step]:
    review = world.reviews.accepted
    contributor = Contributor(article=world.article, account=review.physician.account_id)
    return insert_statement(contributor), _sign(review)


stale("3i", "the signer wrote on it", _contributed_and_signed, refused_by=AS_OF_NOW)


def _recalled_and_signed(world: World) -> tuple[Step, Step]:
    _, other = _two_reviews(world)
    return _recall(world.approval.edition), _sign(other)


overlapping(
    "3j",
    "recalled and signed",
    _recalled_and_signed,
    refused_by="a_recalled_edition_is_not_signed",
    holds=SIGN_OFF_TURN,
)
stale("3j", "recalled and signed", _recalled_and_signed, refused_by=AS_OF_NOW)


def _closed_and_signed(world: World) -> tuple[Step, Step]:
    asked = world.reviews.unanswered
    Review.objects.filter(pk=asked.pk).update(accepted_at=SOME_TIME, has_interests=False)
    return _sign(world.reviews.accepted, decision="request_changes"), _sign(asked)


overlapping(
    "3k",
    "closed and signed",
    _closed_and_signed,
    refused_by="a_closed_edition_is_not_signed",
    holds=SIGN_OFF_TURN,
)
stale("3k", "closed and signed", _closed_and_signed, refused_by=AS_OF_NOW)


def _signed_twice(world: World) -> tuple[Step, Step]:
    review = world.reviews.accepted
    return _sign(review), _sign(review, decision="reject")


overlapping(
    "3l",
    "approved and rejected",
    _signed_twice,
    refused_by="a_physician_decides_once_on_an_edition",
)


def _released_and_signed(world: World) -> tuple[Step, Step]:
    _, other = _two_reviews(world)
    return _release(world.approval.edition), _sign(other, decision="reject")


overlapping(
    "3m",
    "released and rejected",
    _released_and_signed,
    refused_by="a_public_edition_is_decided_already",
    holds=SIGN_OFF_TURN,
)
stale("3m", "released and rejected", _released_and_signed, refused_by=AS_OF_NOW)


# --- Released while something happens


def _rejected_and_released(world: World) -> tuple[Step, Step]:
    released, rejected = _released_and_signed(world)
    return rejected, released


overlapping(
    "4d",
    "rejected and released",
    _rejected_and_released,
    refused_by="a_released_edition_has_no_objection",
    holds=RELEASE_TURN,
)
stale("4d", "rejected and released", _rejected_and_released, refused_by=AS_OF_NOW)


def _blocked_and_released(world: World) -> tuple[Step, Step]:
    blocking = Comment(review=world.approval.review, text="Wait!", is_blocking=True)
    return insert_statement(blocking), _release(world.approval.edition)


overlapping(
    "4e",
    "blocked and released",
    _blocked_and_released,
    refused_by="a_released_edition_has_no_open_blocking_comment",
    holds=RELEASE_TURN,
)
stale("4e", "blocked and released", _blocked_and_released, refused_by=AS_OF_NOW)


def _recalled_and_released(world: World) -> tuple[Step, Step]:
    return _recall(world.approval.edition), _release(world.approval.edition)


def _earlier_recalled_and_released(world: World) -> tuple[Step, Step]:
    evidence.edition(world.approval.edition.article).save()
    return _recalled_and_released(world)


def _released_and_recalled(world: World) -> tuple[Step, Step]:
    return _release(world.approval.edition), _recall(world.approval.edition)


overlapping(
    "4f",
    "recalled and released",
    _recalled_and_released,
    refused_by="a_recalled_edition_is_not_released",
    holds=RELEASE_TURN,
)
overlapping(
    "4f",
    "an earlier edition recalled and released",
    _earlier_recalled_and_released,
    refused_by="a_recalled_edition_is_not_released",
    holds=RELEASE_TURN,
)
stale("4f", "recalled and released", _recalled_and_released, refused_by=AS_OF_NOW)
overlapping(
    "5d",
    "released and recalled",
    _released_and_recalled,
    refused_by="a_public_edition_is_withdrawn_not_recalled",
)
stale("5d", "released and recalled", _released_and_recalled, refused_by=AS_OF_NOW)


def _opened_twice(world: World) -> tuple[Step, Step]:
    return _release(world.approval.edition), _release(world.approval.edition)


overlapping("5a", "opened twice", _opened_twice, refused_by="an_article_has_one_open_release")


def _withdrawn_and_released(world: World) -> tuple[Step, Step]:
    ended = update_statement(world.release, {"ended_at": SOME_TIME, "end_reason": "safety"})
    return ended, _release(world.release.edition)


overlapping(
    "5b",
    "withdrawn and released",
    _withdrawn_and_released,
    refused_by="a_withdrawn_edition_is_not_released_again",
    holds=RELEASE_TURN,
)
stale("5b", "withdrawn and released", _withdrawn_and_released, refused_by=AS_OF_NOW)


def _released_under_one_address(world: World) -> tuple[Step, Step]:
    edition = world.approval.edition
    Article.objects.filter(pk=edition.article_id).update(slug="moved")
    other = factories.signed(edition=factories.submitted(slug=edition.slug)).edition
    return _release(edition), _release(other)


overlapping(
    "9a",
    "two at one address",
    _released_under_one_address,
    refused_by="a_slug_belongs_to_its_article_for_good",
)
stale("9a", "two at one address", _released_under_one_address, refused_by=AS_OF_NOW)


# --- Deleted while evidence begins to point at it


def _delete(row: models.Model) -> Step:
    return sql.SQL("DELETE FROM {} WHERE id = {}").format(
        sql.Identifier("public", row._meta.db_table), row.pk
    ), []


def _licensed_and_deleted(world: World) -> tuple[Step, Step]:
    physician = Physician.objects.create(name="Dr. New", credentials="MD")
    licence = world.idle.licences.get()
    licence.pk, licence.physician = None, physician
    licence.verified_by, licence.verified_at = None, None
    return insert_statement(licence), _delete(physician)


def _cited_and_deleted(world: World) -> tuple[Step, Step]:
    reference = Reference.objects.create(csl={"title": "New"})
    cited = {"references": [{"id": reference.pk}]}
    return insert_statement(evidence.edition(world.article, cited)), _delete(reference)


def _named_and_deleted(world: World) -> tuple[Step, Step]:
    therapy = TherapyType.objects.create(name="New")
    named = {"therapies": [{"id": therapy.pk}]}
    return insert_statement(evidence.edition(world.article, named)), _delete(therapy)


def _recorded_and_deleted(world: World) -> tuple[Step, Step]:
    article = Article.objects.create(slug="new")
    return insert_statement(evidence.first_entry(article)), _delete(article)


overlapping("7a", "licensed and deleted", _licensed_and_deleted, refused_by="23503")
overlapping("7c", "cited and deleted", _cited_and_deleted, refused_by="23503")
overlapping("7d", "named and deleted", _named_and_deleted, refused_by="23503")
overlapping("7e", "recorded and deleted", _recorded_and_deleted, refused_by="23503")


# --- Counted twice


def _two_entries(world: World) -> tuple[Step, Step]:
    first, second = (
        insert_statement(evidence.entry(world.article, {"action": action}))
        for action in ("one", "other")
    )
    return first, second


overlapping("6a", "two next entries", _two_entries, refused_by="a_ledger_entry_has_its_own_number")
stale("6b", "two next entries", _two_entries, refused_by=AS_OF_NOW)


def _two_checkpoints(world: World) -> tuple[Step, Step]:
    first, second = (
        insert_statement(evidence.checkpoint({"heads": heads})) for heads in ([], [[1, 1, ""]])
    )
    return first, second


overlapping("6d", "two next checkpoints", _two_checkpoints, refused_by="reviews_checkpoint_pkey")
stale("6d", "two next checkpoints", _two_checkpoints, refused_by="reviews_checkpoint_pkey")


def _two_editions(world: World) -> tuple[Step, Step]:
    first, second = (
        insert_statement(evidence.edition(world.article, {"title": title}))
        for title in ("One", "Other")
    )
    return first, second


overlapping("9e", "two next editions", _two_editions, refused_by="an_edition_has_its_own_number")
stale("9e", "two next editions", _two_editions, refused_by=AS_OF_NOW)
