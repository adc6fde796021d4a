"""9g: the times that count are those of the database, whatever a row brings along."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import models
from django.utils import timezone

from publishing.models import SafetyNotice
from reviews.models import Comment, Reply, Review, SigningKey
from tests.workflow.attacks import concerning, evidence
from tests.workflow.attacks.families import WITHHELD
from tests.workflow.attacks.forging import INSERTING, SOME_TIME, WHOLE_ROW
from tests.workflow.attacks.matrix import Act, Attack, register
from tests.workflow.attacks.world import World

Forge = Callable[[World], models.Model]
IGNORED = "WithoutEffect"


def _unless_kept(row: models.Model, column: str, moment: datetime.datetime) -> None:
    kept = type(row)._default_manager.filter(**{column: moment})
    evidence.unless(kept.exists())


def _inserting(
    forge: Forge, column: str, ago: datetime.timedelta | None, way: str, world: World
) -> Act:
    row = forge(world)
    moment = timezone.now() - ago if ago else SOME_TIME
    setattr(row, column, moment)
    return lambda: (INSERTING[way](row), _unless_kept(row, column, moment))


def _dated(
    function: str,
    name: str,
    forge: Forge,
    column: str,
    *,
    ago: datetime.timedelta | None = None,
    refused_by: str = IGNORED,
) -> None:
    """Register rows that bring a time along which a function of the gate replaces."""
    for way in INSERTING:
        refusal = WITHHELD if way in WHOLE_ROW else refused_by
        prepare = partial(_inserting, forge, column, ago, way)
        register(Attack(name, "9g", way, refusal, prepare, holds=frozenset([function])))


def _entry(world: World) -> models.Model:
    return evidence.entry(world.article)


def _checkpoint(world: World) -> models.Model:
    return evidence.checkpoint()


def _comment(world: World) -> models.Model:
    return Comment(review=world.reviews.accepted, text="!")


def _suggestion(world: World) -> models.Model:
    words = {"kind": Comment.Kind.SUGGESTION, "block": 0, "replacement": "!"}
    return Comment(review=world.reviews.accepted, **words)


def _reply(world: World) -> models.Model:
    return Reply(comment=world.discussion.comment, author=7, author_name="?", text="!")


def _notice(world: World) -> models.Model:
    return SafetyNotice(article=world.withdrawn.article)


def _closed_concern(world: World) -> models.Model:
    return concerning.unopened(world, closing="answered")


def _key(world: World) -> models.Model:
    return SigningKey(kid="new", jwk={})


def _review(world: World) -> models.Model:
    return Review(
        edition=world.closed.short, physician=world.idle, due_on=world.reviews.accepted.due_on
    )


def _edition(world: World) -> models.Model:
    return evidence.edition(world.article)


def _recalled_edition(world: World) -> models.Model:
    return evidence.edition(world.article, recall_reason="writer")


def _release(world: World) -> models.Model:
    return evidence.release(world.approval.edition)


def _ended_release(world: World) -> models.Model:
    return evidence.release(world.approval.edition, end_reason="superseded")


def _sign_off(world: World) -> models.Model:
    return evidence.sign_off(world.reviews.accepted)


_dated("gate_edition_begins", "an edition of long ago", _edition, "submitted_at")
_dated(
    "gate_edition_begins",
    "an edition recalled before",
    _recalled_edition,
    "recalled_at",
    refused_by="a_recall_has_a_known_reason",
)
_dated("gate_release_begins", "a release of long ago", _release, "opened_at")
_dated(
    "gate_release_begins",
    "a release ended before",
    _ended_release,
    "ended_at",
    refused_by="a_release_ends_for_a_known_reason",
)
_dated(
    "gate_statement_matches",
    "a sign-off of last month",
    _sign_off,
    "signed_at",
    ago=datetime.timedelta(days=30),
)
_dated(
    "gate_ledger_begins",
    "an entry of a minute ago",
    _entry,
    "at",
    ago=datetime.timedelta(minutes=1),
)
_dated("gate_checkpoint_follows", "a checkpoint of long ago", _checkpoint, "at")
_dated("gate_signing_key_begins", "a key used since long", _key, "valid_from")
_dated("gate_signing_key_begins", "a key retired before", _key, "valid_until")
_dated("gate_comment_changes", "a comment of long ago", _comment, "made_at")
_dated("gate_comment_changes", "a comment resolved before", _comment, "resolved_at")
_dated("gate_comment_changes", "a suggestion taken over before", _suggestion, "taken_over_at")
_dated("gate_reply_changes", "a reply of long ago", _reply, "made_at")
_dated("gate_safety_notice_changes", "a notice shown since long", _notice, "shown_at")
_dated("gate_safety_notice_changes", "a notice lifted before", _notice, "lifted_at")
_dated("gate_concern_changes", "noted since long", concerning.unopened, "opened_at")
_dated(
    "gate_concern_changes",
    "a concern closed before",
    _closed_concern,
    "closed_at",
    refused_by=concerning.KNOWN,
)
_dated("gate_integrity_fact_changes", "confirmed long ago", concerning.unconfirmed, "confirmed_at")
_dated("gate_integrity_fact_changes", "taken up before", concerning.unconfirmed, "taken_at")
_dated("gate_review_begins", "a review of long ago", _review, "invited_at")


def _updating(pick: Forge, column: str, others: dict[str, Any], world: World) -> Act:
    row = pick(world)
    rows = type(row)._default_manager.filter(pk=row.pk)
    return lambda: (
        rows.update(**{column: SOME_TIME}, **others),
        _unless_kept(row, column, SOME_TIME),
    )


def _updated(function: str, name: str, pick: Forge, column: str, **others: Any) -> None:
    """Register a change that brings a time along which a function of the gate replaces."""
    prepare = partial(_updating, pick, column, others)
    register(Attack(name, "9g", "update", IGNORED, prepare, holds=frozenset([function])))


def _unanswered(world: World) -> Review:
    return world.reviews.unanswered


_updated(
    "gate_edition_is_recalled",
    "a recall of long ago",
    lambda world: world.approval.edition,
    "recalled_at",
    recall_reason="writer",
)
_updated(
    "gate_release_ends",
    "a withdrawal of long ago",
    lambda world: world.release,
    "ended_at",
    end_reason="error",
)
_updated(
    "gate_licence_changes",
    "verified long ago",
    lambda world: world.licences.entered_by_administrator,
    "verified_at",
    verified_by=7,
)
_updated(
    "gate_licence_changes",
    "verified then, not now",
    lambda world: world.idle.licences.get(),
    "verified_at",
)
_updated(
    "gate_review_changes", "accepted long ago", _unanswered, "accepted_at", has_interests=False
)
_updated("gate_review_changes", "declined long ago", _unanswered, "declined_at")
_updated("gate_review_changes", "cancelled long ago", _unanswered, "cancelled_at")
_updated("gate_comment_changes", "resolved long ago", lambda w: w.discussion.comment, "resolved_at")
_updated(
    "gate_comment_changes",
    "taken over long ago",
    lambda world: world.discussion.suggestion,
    "taken_over_at",
)
_updated(
    "gate_safety_notice_changes",
    "lifted long ago",
    lambda world: world.announced.shown,
    "lifted_at",
)
_updated(
    "gate_signing_key_retires",
    "a key retired long ago",
    lambda world: SigningKey.objects.get(valid_until=None),
    "valid_until",
)
_updated(
    "gate_concern_changes",
    "closed long ago",
    lambda world: world.concerned.still_open,
    "closed_at",
    closing="answered",
)
_updated(
    "gate_integrity_fact_changes",
    "taken up long ago",
    lambda world: world.concerned.untaken,
    "taken_at",
)
