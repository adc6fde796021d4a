"""The verbs of publishing: release and withdraw. Each is one transaction and one ledger entry."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from django.db.models.functions import Now

from articles.models import Article, ArticleHead, Edition
from gate.inspection import require_gate
from gate.refusals import NotPermitted, Overtaken, Refusal, one_step
from publishing import telling
from publishing.concerns import open_concerns
from publishing.models import Release, ScheduledRelease
from publishing.pages import remove_pages, try_to_write_pages
from reviews import ledger
from reviews.models import SignOff
from reviews.verification import require_vouched

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser as User

WITHDRAWAL_REASONS = [
    reason for reason in Release.EndReason.values if reason != Release.EndReason.SUPERSEDED
]


class PlanEnded(Refusal):
    """The plan was carried out or taken back meanwhile."""


def check_may_release(user: User) -> None:
    """Require that an account may release editions. Raises NotPermitted."""
    if not user.has_perm("publishing.open_release"):
        raise NotPermitted("Only editors release an edition.")


def check_may_withdraw(user: User, release: Release, reason: str) -> None:
    """Require that an account may withdraw a release for a reason. Raises NotPermitted.

    Physicians withdraw what they signed and no longer stand by; editors and administrators
    withdraw for any reason of their own.
    """
    if reason == Release.EndReason.SIGNATORY:
        signed = SignOff.objects.filter(edition=release.edition_id, physician__account=user.pk)
        if not (user.has_perm("publishing.withdraw_signed") and signed.exists()):
            raise NotPermitted("Only a physician who signed this edition withdraws their word.")
    elif not user.has_perm("publishing.withdraw_release"):
        raise NotPermitted("Only editors and administrators withdraw an article.")


def basis_of(edition: Edition) -> str:
    """Name by a hash what a release of an edition rests on.

    It is another one after a decision on it, after another edition, and once something else is
    public.
    """
    of_article = {"article": edition.article_id}
    decided = edition.sign_offs.order_by("pk").values_list("pk", flat=True)
    public = Release.objects.open().filter(**of_article).values_list("pk", flat=True)
    newest = ArticleHead.objects.filter(**of_article).values_list("editions", flat=True)
    basis = [edition.pk, list(decided), list(public), list(newest)]
    return sha256(repr(basis).encode()).hexdigest()


def release(
    *,
    edition: Edition,
    by: User,
    planned: ScheduledRelease | None = None,
    shown: str | None = None,
) -> Release:
    """Make a signed edition public, in the place of the one that is.

    ``planned`` is the plan that it follows, if any; a plan to release this edition ends with it.
    ``shown`` is the ``basis_of`` the edition that somebody saw before they released it.
    The signatures are checked here, the gate's conditions by the database. If the page can't be
    written afterwards, the release stands, and the sweeper tries again.
    Raises NotPermitted, NotVouched, PlanEnded, Overtaken or Refusal.
    """
    check_may_release(by)
    require_gate()
    article = edition.article
    with one_step(durable=True):
        head = ledger.take_turn(article)
        if planned:
            _check_stands(planned, head)
        opened = _open(edition, by, shown)
        ScheduledRelease.objects.filter(edition=edition).end(ScheduledRelease.Outcome.RELEASED)
        remove_pages(article)
    try_to_write_pages(article)
    return opened


def _open(edition: Edition, by: User, shown: str | None) -> Release:
    article = edition.article
    current = Release.objects.open().filter(article=article).first()
    if current and current.edition_id == edition.pk:
        raise Refusal("This edition is public already.", rule="already_public")
    if shown is not None and shown != basis_of(edition):
        raise Overtaken(
            "Nothing was released: an edition or a decision came in after this page was made. "
            "Look again at what stands here now.",
            rule="not_what_was_shown",
        )
    if current:
        _end(current, Release.EndReason.SUPERSEDED)
    opened = Release.objects.create(article=article, edition=edition)
    require_vouched(edition)
    ledger.record(
        article,
        "release",
        by=by,
        edition=edition.number,
        digest=edition.digest,
        release=opened.pk,
        supersedes=current.pk if current else None,
    )
    open_concerns(opened)
    return opened


def _check_stands(planned: ScheduledRelease, head: ArticleHead) -> None:
    """Require that a plan is open, and of the newest edition. The turn must be taken."""
    if not ScheduledRelease.objects.open().filter(pk=planned.pk).exists():
        raise PlanEnded("This plan has ended already.")
    check_is_newest(planned.edition, head)


def check_is_newest(edition: Edition, head: ArticleHead) -> None:
    """Require that no edition followed, which nobody may have looked at. Raises Refusal."""
    if head.editions > edition.number:
        raise Refusal(
            f"Edition {head.editions} was submitted after edition {edition.number}. Look at both; "
            "then release one yourself, or plan the newer one.",
            rule="a_planned_edition_is_the_newest",
        )


def withdraw(*, article: Article, by: User, reason: str) -> Release:
    """End an article's open release; a notice takes its place.

    A plan to release another edition is taken back: what was withdrawn does not return by itself.
    Raises NotPermitted or Refusal.
    """
    if reason not in WITHDRAWAL_REASONS:
        raise Refusal(
            f"{reason!r} is no reason to withdraw; choose one of {', '.join(WITHDRAWAL_REASONS)}."
        )
    require_gate()
    with one_step(durable=True):
        ledger.take_turn(article)
        current = Release.objects.open().filter(article=article).first()
        if current is None:
            raise Refusal("This article is not public.", rule="not_public")
        check_may_withdraw(by, current, reason)
        _end(current, reason)
        ledger.record(
            article,
            "withdraw",
            by=by,
            edition=current.edition.number,
            release=current.pk,
            reason=reason,
            **_unscheduled(article),
        )
        current.end_reason = reason
        telling.tell_withdrawal(current, by)
        remove_pages(article)
    try_to_write_pages(article)
    current.refresh_from_db()
    return current


def _unscheduled(article: Article) -> dict[str, int]:
    """Take the plan back that an article may have; gives the fact for the ledger."""
    plans = ScheduledRelease.objects.open().filter(article=article)
    numbers = list(plans.values_list("edition__number", flat=True))
    plans.end(ScheduledRelease.Outcome.CANCELLED, refusal="The article was withdrawn meanwhile.")
    return {"unscheduled": numbers[0]} if numbers else {}


def _end(current: Release, reason: str) -> None:
    Release.objects.filter(pk=current.pk).update(ended_at=Now(), end_reason=reason)
