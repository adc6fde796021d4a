"""9q and 9t: safety notices and planned releases, one at a time."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from articles.models import Article
from publishing.models import SafetyNotice, ScheduledRelease
from tests.workflow.attacks.families import BY_HAND, changes, insertions, removals
from tests.workflow.attacks.forging import SOME_TIME
from tests.workflow.attacks.matrix import Act, attack
from tests.workflow.attacks.world import World

# --- 9q. Safety notices

LIFTED = "a_safety_notice_is_only_lifted_once"


def _shown(world: World) -> SafetyNotice:
    return world.announced.shown


def _lifted(world: World) -> SafetyNotice:
    return world.announced.lifted


changes("9q", "lifted again", _lifted, {"lifted_at": SOME_TIME}, refused_by=LIFTED)
changes(
    "9q",
    "lifted no more",
    _lifted,
    {"lifted_at": None},
    refused_by=LIFTED,
    ways=["update", "sql", "session"],
)
changes("9q", "touched, not lifted", _shown, {"lifted_at": None}, refused_by=LIFTED, ways=BY_HAND)
changes("9q", "moved to another article", _shown, lambda world: {"article": world.bare})
changes("9q", "shown for longer", _shown, {"shown_at": SOME_TIME}, ways=BY_HAND)
insertions(
    "9q",
    "shown twice",
    lambda world: SafetyNotice(article=world.release.article),
    refused_by="an_article_has_one_safety_notice",
)
removals("9q", "deleted", _shown)
removals("9q", "deleted once lifted", _lifted)


@attack("7e", "sql", refused_by="23503")
def an_article_with_a_notice_and_nothing_else(world: World) -> Act:
    article = Article.objects.create(slug="new")
    SafetyNotice.objects.create(article=article)
    return lambda: Article.objects.filter(pk=article.pk)._raw_delete("default")


# --- 9t. Plans

OUTCOME = "a_planned_release_ends_with_an_outcome"


def _plan(world: World, **columns: Any) -> ScheduledRelease:
    edition = world.approval.edition
    wanted = {"article": edition.article, "edition": edition, "planned_by": 7}
    return ScheduledRelease(**wanted | {"release_at": timezone.now()} | columns)


def _planned(world: World) -> ScheduledRelease:
    return world.announced.planned


insertions(
    "9t",
    "of another article's edition",
    lambda world: _plan(world, article=world.bare),
    refused_by="a_planned_release_shows_an_edition_of_its_article",
)
insertions(
    "9t",
    "ended, nobody knows how",
    lambda world: _plan(world, ended_at=SOME_TIME),
    refused_by=OUTCOME,
    ways=["sql"],
)
insertions(
    "9t",
    "released without an end",
    lambda world: _plan(world, outcome="released"),
    refused_by=OUTCOME,
    ways=["sql"],
)
insertions(
    "9t",
    "planned twice",
    lambda world: _plan(world, article=world.squatter.article, edition=world.squatter),
    refused_by="an_article_has_one_planned_release",
    ways=["sql"],
)
changes(
    "9t",
    "ended on a whim",
    _planned,
    {"ended_at": SOME_TIME, "outcome": "whim"},
    refused_by=OUTCOME,
)
changes("9t", "moved to another time", _planned, {"release_at": SOME_TIME}, ways=BY_HAND)
changes("9t", "planned by another", _planned, {"planned_by": 7}, ways=BY_HAND)
removals("9t", "forgotten", _planned)
removals("9t", "forgotten once taken back", lambda world: world.announced.unplanned)
