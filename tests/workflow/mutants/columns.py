"""What only a NOT NULL or a computed column stops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from django.db import models, transaction

from publishing.models import SafetyNotice, ScheduledRelease
from reviews.models import Comment, Physician, Reply, Review, SigningKey
from tests.workflow.attacks import concerning, evidence
from tests.workflow.attacks.forging import SOME_TIME, columns_of, run
from tests.workflow.attacks.matrix import Act
from tests.workflow.attacks.running import Refused, refusal_of
from tests.workflow.attacks.world import World, picture
from tests.workflow.mutants.parts import Part
from tests.workflow.mutants.weakening import Owner

Forge = Callable[[World], Any]


def _unverified_licence(world: World) -> models.Model:
    licence = world.idle.licences.get()
    licence.pk, licence.verified_by, licence.verified_at = None, None, None
    return licence


WRITTEN: dict[str, Forge] = {
    "articles_contributor": lambda world: world.article.contributors.model(
        article=world.article, account=7
    ),
    "articles_edition": lambda world: evidence.edition(world.article),
    "articles_image": lambda world: picture(),
    "publishing_concern": concerning.unopened,
    "publishing_release": lambda world: evidence.release(world.approval.edition),
    "publishing_safetynotice": lambda world: SafetyNotice(article=world.withdrawn.article),
    "publishing_scheduledrelease": lambda world: ScheduledRelease(
        article=world.approval.edition.article,
        edition=world.approval.edition,
        release_at=SOME_TIME,
        planned_by=7,
    ),
    "references_integrityfact": concerning.unconfirmed,
    "reviews_checkpoint": lambda world: evidence.checkpoint(),
    "reviews_comment": lambda world: Comment(review=world.reviews.accepted, text="!"),
    "reviews_ledgerentry": lambda world: evidence.entry(world.article),
    "reviews_licence": _unverified_licence,
    "reviews_physician": lambda world: Physician(name="Dr. New", credentials="MD"),
    "reviews_reply": lambda world: Reply(
        comment=world.discussion.comment, author=7, author_name="?", text="!"
    ),
    "reviews_review": lambda world: Review(
        edition=world.closed.short, physician=world.idle, due_on=world.reviews.accepted.due_on
    ),
    "reviews_signingkey": lambda world: SigningKey(kid="new", jwk={}),
    "reviews_signoff": lambda world: evidence.sign_off(world.reviews.accepted),
}
"""Rows that the application may write, by table; the gate alone writes the other tables."""

COMPUTED_FROM = {
    "title": "title",
    "slug": "article.slug",
    "required_approvals": "policy.approvals",
    "review_months": "policy.review_months",
    "action": "action",
}
"""What must be missing in the content for a computed column to be NULL."""


def row_without(part: Part, world: World) -> Act:
    """Prepare an INSERT in which a column is NULL."""
    row = WRITTEN[part.table](world)
    if part.name in COMPUTED_FROM:
        row.content = evidence.changed(row.content, {COMPUTED_FROM[part.name]: None})
        return _insert(part.table, columns_of(row))
    return _insert(part.table, columns_of(row) | {part.name: None})


def insert_without(part: Part, world: World) -> Refused | None:
    """Insert a row in which a column is NULL, and take it back; None where it was let through."""
    with transaction.atomic():
        refusal = refusal_of(row_without(part, world))
        transaction.set_rollback(True)
    return refusal


def _insert(table: str, columns: dict[str, Any]) -> Act:
    names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO public.{table} ({names}) VALUES ({marks})"
    return lambda: run(statement, parameters=list(columns.values()))


def insert_computed(part: Part, world: World, owner: Owner, *, first: str = "") -> str:
    """Insert a row with a made-up value in a computed column, as the owner, and take it back.

    Returns the SQLSTATE of the refusal, empty where there was none; ``first`` is run before.
    """
    columns = columns_of(WRITTEN[part.table](world)) | {part.name: "1"}
    names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
    try:
        with owner.transaction(force_rollback=True):
            if first:
                owner.execute(first)  # type: ignore[call-overload]
            owner.execute(
                f"INSERT INTO public.{part.table} ({names}) VALUES ({marks})",  # type: ignore[arg-type]
                list(columns.values()),
            )
    except psycopg.Error as error:
        return str(error.sqlstate)
    return ""
