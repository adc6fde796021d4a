"""The verbs of planning: release at a time, take the plan back, and release what is due."""

from __future__ import annotations

import datetime
import logging
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.utils import timezone

from articles.models import ArticleHead, Edition
from gate.inspection import require_gate
from gate.refusals import GateBroken, NotPermitted, Overtaken, Refusal, one_step
from publishing import telling
from publishing.models import Release, ScheduledRelease
from publishing.release import PlanEnded, check_is_newest, check_may_release, release
from publishing.store import PageNotRemoved
from reviews import ledger
from reviews.workflow import is_approved

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser as User

logger = logging.getLogger(__name__)
MAY_PASS = (Overtaken, GateBroken, PageNotRemoved)
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
        _check_can_be_planned(edition, ledger.take_turn(article))
        ScheduledRelease.objects.filter(article=article).end(ScheduledRelease.Outcome.CANCELLED)
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


def _check_can_be_planned(edition: Edition, head: ArticleHead) -> None:
    edition.refresh_from_db(fields=["recalled_at"])
    if edition.recalled_at is not None:
        raise Refusal("This edition was recalled.")
    if Release.objects.filter(edition=edition).exists():
        raise Refusal("This edition has been public already.")
    check_is_newest(edition, head)
    if not is_approved(edition):
        raise Refusal("Only an approved edition can be planned; this one lacks approval.")


def unschedule(*, planned: ScheduledRelease, by: User) -> ScheduledRelease:
    """Take a planned release back. Raises NotPermitted or Refusal."""
    check_may_release(by)
    require_gate()
    with one_step():
        ledger.take_turn(planned.article)
        if not _end(planned, ScheduledRelease.Outcome.CANCELLED):
            raise PlanEnded("This plan has ended already; look at it again.")
        ledger.record(planned.article, "unschedule", by=by, edition=planned.edition.number)
    planned.refresh_from_db()
    return planned


def _end(planned: ScheduledRelease, outcome: str, *, refusal: str = "") -> bool:
    return bool(ScheduledRelease.objects.filter(pk=planned.pk).end(outcome, refusal=refusal))


def due(now: datetime.datetime | None = None) -> list[ScheduledRelease]:
    """List the plans whose time has come, the earliest first."""
    plans = ScheduledRelease.objects.due(now).select_related("article", "edition")
    return list(plans.order_by("release_at", "pk"))


def release_due(planned: ScheduledRelease) -> Release | None:
    """Release what is planned, once, as the account that planned it; None where it is not.

    Safe to run again, and at the same time: the plan ends in the transaction that releases. A
    refusal is kept with the plan, and the editors are told. Raises what may pass by itself, such
    as PageNotRemoved, which leaves the plan for another attempt.
    """
    account = get_user_model().objects.filter(pk=planned.planned_by, is_active=True).first()
    try:
        if account is None:
            raise NotPermitted("The account that planned this is closed.")
        return release(edition=planned.edition, by=account, planned=planned)
    except PlanEnded:
        return None
    except MAY_PASS:
        raise
    except Refusal as refusal:
        _refused(planned, str(refusal))
        return None


def _refused(planned: ScheduledRelease, refusal: str) -> None:
    logger.warning("Planned release %s was refused: %s", planned.pk, refusal)
    with one_step():
        ledger.take_turn(planned.article)
        if not _end(planned, ScheduledRelease.Outcome.REFUSED, refusal=refusal):
            return
        ledger.record(planned.article, "schedule_refused", by=None, edition=planned.edition.number)
        telling.tell_refusal(planned, refusal)
