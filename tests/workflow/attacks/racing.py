"""Races: two writes of which each would do, but not both."""

from __future__ import annotations

from typing import Any

from articles.models import Contributor, Edition
from reviews.models import Comment, Review
from tests.workflow.attacks import evidence
from tests.workflow.attacks.forging import (
    SOME_TIME,
    insert_statement,
    update_statement,
)
from tests.workflow.attacks.race import Step, overlapping, stale
from tests.workflow.attacks.world import World

AS_OF_NOW = "evidence_is_written_as_of_now"
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


overlapping("1l", "ended for two reasons", _two_ends, refused_by="a_release_only_ends_once")


def _two_resolutions(world: World) -> tuple[Step, Step]:
    resolved = update_statement(world.comment, {"resolved_at": SOME_TIME})
    return resolved, resolved


overlapping(
    "9h", "resolved twice", _two_resolutions, refused_by="a_comment_is_only_resolved_once"
)


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


overlapping(
    "9j", "verified by two", _two_verifications, refused_by="a_licence_is_verified_once"
)


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
    _, other = _two_reviews(world)
    review = world.reviews.accepted
    asked = world.reviews.unanswered
    Review.objects.filter(pk=asked.pk).update(accepted_at=SOME_TIME, has_interests=False)
    del other
    return _sign(review, decision="request_changes"), _sign(Review.objects.get(pk=asked.pk))


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


def _released_and_recalled(world: World) -> tuple[Step, Step]:
    return _release(world.approval.edition), _recall(world.approval.edition)


overlapping(
    "4f",
    "recalled and released",
    _recalled_and_released,
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


overlapping(
    "6d", "two next checkpoints", _two_checkpoints, refused_by="reviews_checkpoint_pkey"
)
stale("6d", "two next checkpoints", _two_checkpoints, refused_by="reviews_checkpoint_pkey")


def _two_editions(world: World) -> tuple[Step, Step]:
    first, second = (
        insert_statement(evidence.edition(world.article, {"title": title}))
        for title in ("One", "Other")
    )
    return first, second


overlapping("9e", "two next editions", _two_editions, refused_by="an_edition_has_its_own_number")
stale("9e", "two next editions", _two_editions, refused_by=AS_OF_NOW)
