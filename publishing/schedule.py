"""The verbs of planning: release at a time, take the plan back, and release what is due."""

from __future__ import annotations

import datetime
import logging
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from articles.models import Edition
from gate.inspection import require_gate
from gate.refusals import NotPermitted, Refusal, one_step
from publishing.models import Release, ScheduledRelease
from publishing.release import check_may_release, release
from reviews import ledger, letters
from reviews.verification import NotVouched
from reviews.workflow import is_approved

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser as User

logger = logging.getLogger(__name__)
FURTHEST = datetime.timedelta(days=5 * 365)


def schedule(
    *,
    edition: Edition,
    by: User,
    release_at: datetime.datetime,
    now: datetime.datetime | None = None,
) -> ScheduledRelease:
    """Plan the release of an approved edition, in the place of the article's other plan.

    ``release_at`` is aware and lies ahead. Raises NotPermitted or Refusal.
    """
    check_may_release(by)
    now = now or timezone.now()
    if release_at <= now:
        raise Refusal("This time is over. Choose one that lies ahead, or release it now.")
    if release_at > now + FURTHEST:
        raise Refusal("This is more than five years ahead. Choose an earlier time.")
    require_gate()
    article = edition.article
    with one_step():
        ledger.take_turn(article)
        edition.refresh_from_db(fields=["recalled_at"])
        if edition.recalled_at is not None:
            raise Refusal("This edition was recalled.")
        if not is_approved(edition):
            raise Refusal("Only an approved edition can be planned; this one lacks approval.")
        if Release.objects.filter(edition=edition).exists():
            raise Refusal("This edition has been public already.")
        _end(article_id=article.pk, outcome=ScheduledRelease.Outcome.CANCELLED)
        planned = ScheduledRelease.objects.create(
            article=article, edition=edition, release_at=release_at, planned_by=by.pk
        )
        ledger.record(
            article,
            "schedule",
            by=by,
            edition=edition.number,
            release_at=release_at.astimezone(datetime.UTC).isoformat(),
        )
    return planned


def unschedule(*, planned: ScheduledRelease, by: User) -> ScheduledRelease:
    """Take a planned release back. Raises NotPermitted or Refusal."""
    check_may_release(by)
    with one_step():
        ledger.take_turn(planned.article)
        if not _end(pk=planned.pk, outcome=ScheduledRelease.Outcome.CANCELLED):
            raise Refusal("This plan has ended already; look at it again.")
        ledger.record(planned.article, "unschedule", by=by, edition=planned.edition.number)
    planned.refresh_from_db()
    return planned


def _end(*, outcome: str, refusal: str = "", **which: int) -> int:
    ended = ScheduledRelease.objects.filter(ended_at=None, **which)
    return ended.update(ended_at=Now(), outcome=outcome, refusal=refusal)


def due(now: datetime.datetime | None = None) -> list[ScheduledRelease]:
    """List the plans whose time has come, the earliest first."""
    plans = ScheduledRelease.objects.filter(ended_at=None, release_at__lte=now or timezone.now())
    return list(plans.select_related("article", "edition").order_by("release_at", "pk"))


def release_due(planned: ScheduledRelease) -> Release | None:
    """Release what is planned, once, as the account that planned it; None where it is refused.

    Safe to run again after a crash: a plan whose edition became public meanwhile just ends. A
    refusal is kept with the plan, and the editors are told.
    """
    account = get_user_model().objects.filter(pk=planned.planned_by, is_active=True).first()
    try:
        if account is None:
            raise NotPermitted("The account that planned this is closed.")
        opened = _release_once(planned, account)
    except (Refusal, NotVouched) as refusal:
        _refused(planned, str(refusal))
        return None
    _end(pk=planned.pk, outcome=ScheduledRelease.Outcome.RELEASED)
    return opened


def _release_once(planned: ScheduledRelease, account: User) -> Release:
    is_open = ScheduledRelease.objects.filter(pk=planned.pk, ended_at=None).exists()
    done = Release.objects.filter(edition=planned.edition, ended_at=None).first()
    if done is not None:
        return done
    if not is_open:
        raise Refusal("This plan has ended already.")
    return release(edition=planned.edition, by=account)


def _refused(planned: ScheduledRelease, refusal: str) -> None:
    logger.warning("Planned release %s was refused: %s", planned.pk, refusal)
    with transaction.atomic():
        if _end(pk=planned.pk, outcome=ScheduledRelease.Outcome.REFUSED, refusal=refusal):
            for editor in letters.editors():
                letters.write(
                    editor,
                    fact=f"schedule_refused:{planned.pk}",
                    about="schedule_refused",
                    edition=planned.edition,
                    refusal=refusal,
                    story=letters.link("publishing:story", planned.article_id),
                )
