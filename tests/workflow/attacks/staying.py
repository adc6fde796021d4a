"""Invariant 1, and 5d: what was decided is neither changed nor removed."""

from __future__ import annotations

from articles.models import Edition, EditionImage, EditionReference, Image
from publishing.models import Release
from reviews.models import LedgerEntry, SignOff
from tests.workflow.attacks.families import changes, removals
from tests.workflow.attacks.forging import SOME_TIME, run
from tests.workflow.attacks.matrix import Act, attack
from tests.workflow.attacks.world import World

RECALLED = {"recalled_at": SOME_TIME, "recall_reason": "mistake"}
ENDED = {"ended_at": SOME_TIME, "end_reason": "error"}


def _named(world: World) -> EditionReference:
    return EditionReference.objects.get(edition=world.approval.edition)


def _shown(world: World) -> EditionImage:
    return EditionImage.objects.get(edition=world.approval.edition)


def _image(world: World) -> Image:
    return _shown(world).image


def _entry(world: World) -> LedgerEntry:
    return LedgerEntry.objects.filter(article=world.release.article).latest("number")


def _rejection(world: World) -> SignOff:
    return world.closed.objected.sign_offs.get(decision="reject")


# --- Changed

changes(
    "1a", "words put into it", lambda world: world.approval.edition, {"content": b'{"title":""}'}
)
changes("1e", "another source", _named, lambda world: {"reference_id": _other_reference(world)})
changes("1e", "another file", _shown, {"digest": "cd" * 32})
changes("1e", "another file behind the image", _image, {"digest": "cd" * 32})
changes("1f", "a rejection turned", _rejection, {"decision": "approve"})
changes("1h", "history rewritten", _entry, {"content": b"{}"})
changes(
    "1j",
    "other words shown",
    lambda world: world.release,
    lambda world: {"edition": world.successor},
)


def _other_reference(world: World) -> int:
    return EditionReference.objects.exclude(edition=world.approval.edition)[0].reference_id


@attack("1a", "bulk", refused_by="42501")
def overwritten_on_conflict(world: World) -> Act:
    edition = Edition.objects.get(pk=world.approval.edition_id)
    edition.content = b"{}"
    return lambda: Edition.objects.bulk_create(
        [edition], update_conflicts=True, unique_fields=["id"], update_fields=["content"]
    )


@attack("1a", "sql", refused_by="42501")
def merged_over(world: World) -> Act:
    return lambda: run(
        "MERGE INTO public.articles_edition AS edition USING (VALUES (1)) AS one (n) "
        f"ON edition.id = {world.approval.edition_id} "
        "WHEN MATCHED THEN UPDATE SET content = '{}'"
    )


@attack("1a", "sql", refused_by="42501")
def renumbered(world: World) -> Act:
    return lambda: Edition.objects.filter(pk=world.approval.edition_id).update(number=7)


@attack("1a", "sql", refused_by="42501")
def moved_to_another_article(world: World) -> Act:
    return lambda: Edition.objects.filter(pk=world.approval.edition_id).update(
        article=world.article
    )


@attack("1f", "bulk", refused_by="42501")
def a_decision_overwritten_on_conflict(world: World) -> Act:
    sign_off = _rejection(world)
    sign_off.decision = "approve"
    return lambda: SignOff.objects.bulk_create(
        [sign_off],
        update_conflicts=True,
        unique_fields=["edition", "physician"],
        update_fields=["decision"],
    )


# --- Recalled and ended, once and for a known reason

RECALL = "an_edition_is_only_recalled_once"


def _recalled(world: World) -> Edition:
    return world.closed.recalled.edition


changes("1c", "recalled again", _recalled, RECALLED, refused_by=RECALL)
changes(
    "1c",
    "its recall undone",
    _recalled,
    {"recalled_at": None, "recall_reason": ""},
    refused_by=RECALL,
    ways=["update", "sql", "session"],
)
changes(
    "1c",
    "another reason given later",
    _recalled,
    {"recall_reason": "writer"},
    refused_by=RECALL,
    ways=["update", "sql"],
)
changes(
    "1d",
    "recalled on a whim",
    lambda world: world.approval.edition,
    RECALLED | {"recall_reason": "whim"},
    refused_by="a_recall_has_a_known_reason",
)
changes(
    "1d",
    "recalled without a reason",
    lambda world: world.approval.edition,
    {"recalled_at": SOME_TIME},
    refused_by="a_recall_has_a_known_reason",
    ways=["update", "sql"],
)

changes(
    "1d",
    "a reason given without a recall",
    lambda world: world.approval.edition,
    {"recall_reason": "writer"},
    refused_by=RECALL,
    ways=["update", "sql"],
)

END = "a_release_only_ends_once"


def _withdrawn(world: World) -> Release:
    return world.withdrawn


changes("1l", "ended again", _withdrawn, ENDED, refused_by=END)
changes(
    "1l",
    "opened again",
    _withdrawn,
    {"ended_at": None, "end_reason": ""},
    refused_by=END,
    ways=["update", "sql", "session"],
)
changes(
    "1l",
    "another reason given later",
    _withdrawn,
    {"end_reason": "superseded"},
    refused_by=END,
    ways=["update", "sql"],
)
changes(
    "1m",
    "ended on a whim",
    lambda world: world.release,
    ENDED | {"end_reason": "whim"},
    refused_by="a_release_ends_for_a_known_reason",
)
changes(
    "1m",
    "ended without a reason",
    lambda world: world.release,
    {"ended_at": SOME_TIME},
    refused_by="a_release_ends_for_a_known_reason",
    ways=["update", "sql"],
)
changes(
    "1m",
    "a reason given without an end",
    lambda world: world.release,
    {"end_reason": "error"},
    refused_by=END,
    ways=["update", "sql"],
)
changes(
    "5d",
    "recalled while it is public",
    lambda world: world.release.edition,
    RECALLED,
    refused_by="a_public_edition_is_withdrawn_not_recalled",
)
changes(
    "5d",
    "recalled after its withdrawal",
    lambda world: world.withdrawn.edition,
    RECALLED,
    refused_by="a_public_edition_is_withdrawn_not_recalled",
    ways=["update", "sql"],
)


@attack("5d", "sql", refused_by="a_public_edition_is_withdrawn_not_recalled")
def released_and_recalled_in_one_statement(world: World) -> Act:
    edition = world.approval.edition
    return lambda: run(
        "WITH opened AS (INSERT INTO public.publishing_release (article_id, edition_id, "
        f"end_reason) VALUES ({edition.article_id}, {edition.pk}, '') RETURNING edition_id) "
        "UPDATE public.articles_edition SET recalled_at = now(), recall_reason = 'writer' "
        "FROM opened WHERE id = opened.edition_id"
    )


# --- Removed

removals("1b", "deleted", lambda world: world.approval.edition, by_django="ProtectedError")
removals("1e", "its source deleted", _named)
removals("1e", "its image forgotten", _shown)
removals("1g", "a rejection deleted", _rejection)
removals("1i", "the last entry deleted", _entry)
removals("1k", "a withdrawal deleted", _withdrawn)


@attack("1g", "sql", refused_by="42501")
def deleted_by_a_merge(world: World) -> Act:
    return lambda: run(
        "MERGE INTO public.reviews_signoff AS sign_off USING (VALUES (1)) AS one (n) "
        f"ON sign_off.id = {_rejection(world).pk} WHEN MATCHED THEN DELETE"
    )


@attack("1g", "sql", refused_by="42501")
def deleted_inside_another_statement(world: World) -> Act:
    return lambda: run(
        "WITH gone AS (DELETE FROM public.reviews_signoff RETURNING edition_id) "
        "SELECT count(*) FROM gone"
    )


@attack("1i", "sql", refused_by="42501")
def truncated_with_what_it_points_at(world: World) -> Act:
    return lambda: run("TRUNCATE public.articles_article CASCADE")
