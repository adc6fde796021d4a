"""The verbs of the safety notice: show and lift "this article is under urgent review"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models.functions import Now

from articles.models import Article
from gate.inspection import require_gate
from gate.refusals import NotPermitted, Refusal, one_step
from publishing import telling
from publishing.models import Release, SafetyNotice
from publishing.pages import remove_pages, try_to_write_pages
from reviews import ledger
from reviews.models import SignOff

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser as User


def check_may_warn(user: User, article: Article) -> None:
    """Require that an account may show and lift a safety notice. Raises NotPermitted.

    Editors and administrators on any article, physicians on what they signed.
    """
    if user.has_perm("publishing.withdraw_release"):
        return
    signed = SignOff.objects.filter(
        edition__releases__article=article,
        edition__releases__ended_at=None,
        physician__account=user.pk,
    )
    if not (user.has_perm("publishing.withdraw_signed") and signed.exists()):
        raise NotPermitted("Only editors, administrators and physicians who signed may do this.")


def show_notice(*, article: Article, by: User) -> SafetyNotice:
    """Show on a public article that it is under urgent review. Raises NotPermitted or Refusal."""
    check_may_warn(by, article)
    require_gate()
    with one_step(durable=True):
        ledger.take_turn(article)
        shown = Release.objects.open().filter(article=article).select_related("edition").first()
        if shown is None:
            raise Refusal("This article is not public, so there is nobody to warn.")
        if SafetyNotice.objects.filter(article=article, lifted_at=None).exists():
            raise Refusal("The notice is shown already.", rule="notice_shown")
        notice = SafetyNotice.objects.create(article=article)
        ledger.record(article, "safety_notice", by=by, notice=notice.pk)
        telling.tell_warning(notice, shown.edition, by)
        remove_pages(article)
    try_to_write_pages(article)
    notice.refresh_from_db()
    return notice


def lift_notice(*, article: Article, by: User) -> SafetyNotice:
    """Take the notice of urgent review off again. Raises NotPermitted or Refusal."""
    check_may_warn(by, article)
    require_gate()
    with one_step(durable=True):
        ledger.take_turn(article)
        notice = SafetyNotice.objects.filter(article=article, lifted_at=None).first()
        if notice is None:
            raise Refusal("No notice is shown on this article.", rule="no_notice")
        SafetyNotice.objects.filter(pk=notice.pk).update(lifted_at=Now())
        ledger.record(article, "safety_notice_lifted", by=by, notice=notice.pk)
        remove_pages(article)
    try_to_write_pages(article)
    notice.refresh_from_db()
    return notice
