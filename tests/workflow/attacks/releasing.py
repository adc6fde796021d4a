"""Invariants 4 and 5, 9a: a release shows what was signed, and one thing at a time."""

from __future__ import annotations

from articles.models import Edition
from publishing.models import Redirect, Release
from reviews.models import Physician, Review
from tests.workflow.attacks import evidence
from tests.workflow.attacks.families import changes, insertions, removals
from tests.workflow.attacks.forging import (
    SOME_TIME,
    execute,
    hostile_session,
    insert_statement,
    run,
)
from tests.workflow.attacks.matrix import Act, attack
from tests.workflow.attacks.world import World

APPROVALS = "a_release_has_its_approvals"
WITHDRAWN = "a_withdrawn_edition_is_not_released_again"


def _unsigned(world: World) -> Release:
    return evidence.release(world.reviews.accepted.edition)


insertions("4a", "nobody signed it", _unsigned, refused_by=APPROVALS)
insertions(
    "4a",
    "one of two signed it",
    lambda world: evidence.release(world.closed.short),
    refused_by=APPROVALS,
)


@attack("4a", "sql", refused_by="23502")
def of_an_edition_whose_policy_asks_for_nothing(world: World) -> Act:
    edition = evidence.edition(world.article, {"policy": {}})
    return lambda: (edition.save(), evidence.release(edition).save())


@attack("4a", "sql", refused_by=APPROVALS, holds="gate_text")
def one_signature_on_a_new_edition_that_asks_for_two(world: World) -> Act:
    article, review = world.article, world.reviews.accepted
    edition = evidence.edition(article, {"policy.approvals": 2})

    def act() -> None:
        edition.save()
        asked = Review.objects.create(
            edition=edition, physician=review.physician, due_on=review.due_on
        )
        Review.objects.filter(pk=asked.pk).update(accepted_at=SOME_TIME, has_interests=False)
        evidence.sign_off(asked).save()
        evidence.release(edition).save()

    return act


@attack("4a", "sql", refused_by=APPROVALS)
def a_rejection_counted_as_approval(world: World) -> Act:
    evidence.sign_off(world.reviews.accepted, decision="reject").save()
    return evidence.release(world.reviews.accepted.edition).save


@attack("4a", "sql", refused_by=APPROVALS)
def selected_into_the_public(world: World) -> Act:
    return lambda: run(
        "INSERT INTO public.publishing_release (article_id, edition_id, end_reason) "
        "SELECT article_id, id, '' FROM public.articles_edition "
        f"WHERE id = {world.reviews.accepted.edition_id}"
    )


def _second_approval(world: World) -> object:
    """Another sign-off of the same physician on an edition that needs two physicians."""
    [first] = world.closed.short.sign_offs.all()
    Review.objects.filter(pk=first.review_id).update(cancelled_at=SOME_TIME)
    review = Review.objects.create(
        edition=first.edition, physician=first.physician, due_on=first.review.due_on
    )
    Review.objects.filter(pk=review.pk).update(accepted_at=SOME_TIME, has_interests=False)
    return evidence.sign_off(review)


insertions(
    "4b",
    "one physician for two",
    _second_approval,
    refused_by="a_physician_decides_once_on_an_edition",
)


@attack("4b", "sql", refused_by="reviews_physician_account_id_key")
def one_account_for_two_physicians(world: World) -> Act:
    account = world.idle.account_id
    return lambda: Physician.objects.create(name="Dr. Two", credentials="MD", account_id=account)


@attack("4b", "update", refused_by="an_account_is_one_physicians_for_good")
def one_account_for_one_physician_after_the_other(world: World) -> Act:
    first, account = world.idle, world.idle.account_id
    second = Physician.objects.create(name="Dr. Two", credentials="MD")
    return lambda: (
        Physician.objects.filter(pk=first.pk).update(account=None),
        Physician.objects.filter(pk=second.pk).update(account=account),
    )


insertions(
    "4c",
    "its approval went stale",
    lambda world: evidence.release(world.stale),
    refused_by=APPROVALS,
)


@attack("4c", "session", refused_by=APPROVALS)
def where_half_a_year_is_longer(world: World) -> Act:
    forged = evidence.release(world.stale)
    return lambda: (
        hostile_session(world.zone_of_long_months),
        execute(*insert_statement(forged)),
    )


insertions(
    "4d",
    "a physician rejected it",
    lambda world: evidence.release(world.closed.objected),
    refused_by="a_released_edition_has_no_objection",
)
insertions(
    "4e",
    "a blocking comment is open",
    lambda world: evidence.release(world.closed.blocked.review.edition),
    refused_by="a_released_edition_has_no_open_blocking_comment",
)
insertions(
    "4f",
    "recalled after its approval",
    lambda world: evidence.release(world.closed.recalled.edition),
    refused_by="a_recalled_edition_is_not_released",
)


@attack("4f", "sql", refused_by="a_recalled_edition_is_not_released")
def recalled_and_released_in_one_statement(world: World) -> Act:
    return lambda: run(
        "WITH recalled AS (UPDATE public.articles_edition SET recalled_at = now(), "
        f"recall_reason = 'writer' WHERE id = {world.approval.edition_id} "
        "RETURNING id, article_id) INSERT INTO public.publishing_release "
        "(article_id, edition_id, end_reason) SELECT article_id, id, '' FROM recalled"
    )


insertions(
    "4g",
    "a policy of no physician",
    lambda world: evidence.edition(world.article, {"policy.approvals": 0}),
    refused_by="an_edition_asks_for_a_physician",
)
insertions(
    "4g",
    "a review good for no time",
    lambda world: evidence.edition(world.article, {"policy.review_months": 0}),
    refused_by="an_edition_asks_for_a_physician",
    ways=["sql"],
)
insertions(
    "4g",
    "no policy",
    lambda world: evidence.edition(world.article, {"policy": {}}),
    refused_by="23502",
    ways=["sql"],
)
insertions(
    "5a",
    "a second one opened",
    lambda world: evidence.release(world.successor),
    refused_by="an_article_has_one_open_release",
)
insertions(
    "5b",
    "released after its withdrawal",
    lambda world: evidence.release(world.withdrawn.edition),
    refused_by=WITHDRAWN,
)


@attack("5b", "sql", refused_by=WITHDRAWN)
def withdrawn_and_released_in_one_statement(world: World) -> Act:
    return lambda: run(
        "WITH ended AS (UPDATE public.publishing_release SET ended_at = now(), "
        f"end_reason = 'error' WHERE id = {world.release.pk} RETURNING article_id, edition_id) "
        "INSERT INTO public.publishing_release (article_id, edition_id, end_reason) "
        "SELECT article_id, edition_id, '' FROM ended"
    )


insertions(
    "5c",
    "another article's edition",
    lambda world: evidence.release(world.approval.edition, article_id=world.article.pk),
    refused_by="a_release_shows_an_edition_of_its_article",
)


# --- 9a. Addresses


def _address(world: World) -> Redirect:
    return Redirect.objects.get(slug=world.release.edition.slug)


insertions(
    "9a",
    "released under another's address",
    lambda world: evidence.release(world.squatter),
    refused_by="a_slug_belongs_to_its_article_for_good",
)
insertions(
    "9a",
    "an address claimed without a release",
    lambda world: Redirect(slug="free", article=world.article),
    refused_by="42501",
    ways=["save", "bulk", "sql", "session"],
)
changes("9a", "an address given away", _address, lambda world: {"article": world.article})
removals("9a", "an address freed", _address)


@attack("9a", "sql", refused_by="WithoutEffect")
def claimed_by_a_release_that_never_came(world: World) -> Act:
    """A conflict on the key drops the new row after its BEFORE triggers have run."""
    edition: Edition = world.approval.edition
    return lambda: (
        run(
            "INSERT INTO public.publishing_release (id, article_id, edition_id, end_reason) "
            f"VALUES ({world.release.pk}, {edition.article_id}, {edition.pk}, '') "
            "ON CONFLICT (id) DO NOTHING"
        ),
        evidence.unless(Redirect.objects.filter(slug=edition.slug).exists()),
    )
