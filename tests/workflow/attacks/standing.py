"""9r and 9s: what the database notes beside the evidence, so that lists need not read all of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import models

from articles.clock import utc_today
from articles.models import ArticleHead, Edition
from publishing.facts import add_months
from publishing.models import Release
from tests.workflow.attacks import evidence
from tests.workflow.attacks.families import WITHHELD, changes
from tests.workflow.attacks.forging import (
    CHANGING,
    INSERTING,
    SOME_TIME,
    WHOLE_ROW,
    execute,
    hostile_session,
    insert_statement,
)
from tests.workflow.attacks.matrix import Act, Attack, attack, register
from tests.workflow.attacks.world import DAY, World

IGNORED = "WithoutEffect"
FOR_EVER = datetime.date(2999, 12, 31)

# --- 9r. Until when approvals are good


def _good_for_ever(way: str, world: World) -> Act:
    row = evidence.release(world.approval.edition, review_due_on=FOR_EVER)
    return lambda: (INSERTING[way](row), evidence.unless(_due(row.edition) == FOR_EVER))


def _due(edition: Edition) -> datetime.date:
    return Release.objects.values_list("review_due_on", flat=True).get(edition=edition)


for way in INSERTING:
    register(
        Attack(
            "good for ever",
            "9r",
            way,
            WITHHELD if way in WHOLE_ROW else IGNORED,
            partial(_good_for_ever, way),
            holds=frozenset(["gate_release_is_approved"]),
        )
    )
changes(
    "9r",
    "good for ever after all",
    lambda world: world.release,
    {"review_due_on": FOR_EVER},
    ways=["update", "sql"],
)


@attack("9r", "session", refused_by=IGNORED, holds="gate_review_due")
def by_the_days_of_another_time_zone(world: World) -> Act:
    """Its first approval is of yesterday in UTC, and of today where the day begins earlier."""
    row = evidence.release(world.late)
    good_until = add_months(utc_today() - DAY, world.late.review_months)
    return lambda: (
        hostile_session(),
        execute(*insert_statement(row)),
        evidence.unless(_due(world.late) > good_until),
    )


# --- 9s. What is in work, and what is public

Untold = Callable[[ArticleHead, Any], bool]
"""Whether an article's head does not tell of a row that was written."""


def _write(write: Callable[[], object], row: models.Model, untold: Untold) -> None:
    write()
    evidence.unless(untold(ArticleHead.objects.get(article=row.article_id), row))  # type: ignore[attr-defined]


def _inserted(
    forge: Callable[[World], models.Model], untold: Untold, way: str, world: World
) -> Act:
    row = forge(world)
    return partial(_write, partial(INSERTING[way], row), row, untold)


def _changed(
    pick: Callable[[World], models.Model],
    wanted: dict[str, Any],
    untold: Untold,
    way: str,
    world: World,
) -> Act:
    row = pick(world)
    return partial(_write, partial(CHANGING[way], row, wanted), row, untold)


def _following(
    function: str, name: str, ways: dict[str, Any], prepare: Callable[[str, World], Act]
) -> None:
    """Register rows that a head follows, written in each way."""
    for way in ways:
        refusal = WITHHELD if way in WHOLE_ROW else IGNORED
        held = frozenset([function])
        register(Attack(name, "9s", way, refusal, partial(prepare, way), holds=held))


def _approved(world: World) -> Edition:
    return world.approval.edition


def _is_not_in_work(head: ArticleHead, edition: Edition) -> bool:
    in_work = Edition.objects.filter(pk=head.edition_in_work_id, number=edition.number)
    return not in_work.exists()


def _is_in_work(head: ArticleHead, edition: Edition) -> bool:
    return head.edition_in_work_id == edition.pk


def _is_not_public(head: ArticleHead, release: Release) -> bool:
    return not (head.is_public and head.was_public and head.edition_in_work_id is None)


_following(
    "gate_edition_counts",
    "submitted, but not in work",
    INSERTING,
    partial(_inserted, lambda world: evidence.edition(world.article), _is_not_in_work),
)
_following(
    "gate_edition_leaves_work",
    "recalled, but in work",
    CHANGING,
    partial(
        _changed, _approved, {"recalled_at": SOME_TIME, "recall_reason": "writer"}, _is_in_work
    ),
)
_following(
    "gate_head_knows_what_is_public",
    "released, but not public",
    INSERTING,
    partial(_inserted, lambda world: evidence.release(world.approval.edition), _is_not_public),
)
_following(
    "gate_head_knows_what_is_public",
    "withdrawn, but public",
    CHANGING,
    partial(
        _changed,
        lambda world: world.release,
        {"ended_at": SOME_TIME, "end_reason": "safety"},
        lambda head, release: head.is_public,
    ),
)
changes(
    "9s",
    "said to be public",
    lambda world: world.article.head,
    {"is_public": True},
    ways=["update", "sql"],
)
changes(
    "9s",
    "said to be in work",
    lambda world: world.release.article.head,
    lambda world: {"edition_in_work": world.release.edition},
    ways=["update", "sql"],
)
