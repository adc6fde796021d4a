"""Whom this room tells by letter: of withdrawals, warnings, concerns, and reviews that fall due."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from articles.citing import is_used
from articles.models import Edition
from gate.refusals import one_step
from publishing.models import Concern, Release, SafetyNotice, ScheduledRelease
from references.formats.markup import plain
from references.models import Notice, Reference
from reviews import ledger, letters
from reviews.models import Letter
from reviews.outbox import reachable
from reviews.plain import one_line
from reviews.reminders import joined, last_reached

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.contrib.auth.models import AbstractUser as User

REVIEW_DUE_DAYS = (-30, -7, 1)
"""Before the last day on which a release's approvals are good, and after it."""


# --- What just happened


def tell_withdrawal(ended: Release, by: User) -> None:
    """Tell the editors, the writer and who signed that an article is withdrawn."""
    _tell(
        ended.edition,
        fact=f"withdraw:{ended.pk}",
        about="withdrawn",
        but=by,
        reason=Release.EndReason(ended.end_reason).label.removeprefix("withdrawn: "),
        is_signatory_s=ended.end_reason == Release.EndReason.SIGNATORY,
        by=letters.name_of(by),
    )


def tell_warning(notice: SafetyNotice, shown: Edition, by: User) -> None:
    """Tell the editors, the writer and who signed that a notice of urgent review is shown."""
    _tell(
        shown,
        fact=f"safety_notice:{notice.pk}",
        about="safety_notice",
        but=by,
        by=letters.name_of(by),
    )


def tell_refusal(planned: ScheduledRelease, refusal: str) -> None:
    """Tell the editors that a planned release did not take place."""
    for editor in letters.editors():
        letters.write(
            editor,
            fact=f"schedule_refused:{planned.pk}",
            about="schedule_refused",
            edition=planned.edition,
            refusal=refusal,
        )


def tell_concern(concern: Concern) -> None:
    """Tell the editors, the writer and who signed what happened to a source they rely on."""
    fact = concern.fact
    _tell(
        concern.release.edition,
        fact=f"concern:{concern.pk}",
        about="concern",
        nature=str(fact.get_nature_display()).lower(),
        source=one_line(concern.title),
        noticed_on=fact.noticed_on,
        notice=fact.url,
        answering=letters.link("publishing:concern", concern.pk),
    )


def tell_closing(concern: Concern, by: User | None) -> None:
    """Tell the same people that a concern is closed, and why."""
    _tell(
        concern.release.edition,
        fact=f"concern_closed:{concern.pk}",
        about="concern_closed",
        but=by,
        source=one_line(concern.title),
        is_answered=concern.closing == Concern.Closing.ANSWERED,
        by=letters.name_of(by) if by else "",
    )


def _tell(
    edition: Edition, *, fact: str, about: str, but: User | None = None, **facts: Any
) -> None:
    pages: dict[str, Any] = {
        "page": letters.link("publishing:article", edition.slug),
        "record": letters.link("publishing:review-record", edition.slug),
    }
    signed = get_user_model().objects.filter(physician__sign_offs__edition=edition)
    told: dict[int, AbstractBaseUser] = {account.pk: account for account in signed}
    told |= {account.pk: account for account in letters.editors_and(edition.article.writer)}
    for account in told.values():
        if but is None or account.pk != but.pk:
            letters.write(account, fact=fact, about=about, edition=edition, **pages, **facts)


# --- Notices that wait

NAMED = 10
"""Sources that a letter names; the list behind it holds the others."""


def tell_notices() -> bool:
    """Tell the editors of what was found about cited sources and waits to be looked at.

    One letter an editor for all that was found up to the newest, whatever is decided meanwhile;
    says whether any was written.
    """
    used = Reference.objects.filter(is_used())
    waiting = Notice.objects.undecided().filter(reference__in=used).order_by("-pk")
    if not waiting.exists():
        return False
    newest = Notice.objects.filter(reference__in=used).latest("pk")
    facts: dict[str, Any] = {
        "count": waiting.count(),
        "notices": [
            (str(notice.get_nature_display()), one_line(plain(notice.reference.title)))
            for notice in waiting.select_related("reference")[:NAMED]
        ],
        "deciding": f"{letters.link('admin:references_notice_changelist')}?cited=yes",
    }
    written = [
        letters.write(editor, fact=f"notices:{newest.pk}", about="notices", **facts)
        for editor in letters.editors()
    ]
    return any(written)


# --- Reviews that fall due


def to_be_told(on: datetime.date) -> QuerySet[Release]:
    """Find the public releases whose review falls due, or fell due, and nobody was told.

    Each says by which ``fact``. What was told to anybody who is to be told is not told again:
    an editor who joins later is not given it all anew.
    """
    editors = [editor.pk for editor in letters.editors() if editor.email]
    somebody = Q() if editors else reachable("article__writer")
    told = Letter.objects.filter(
        Q(recipient__in=editors) | Q(recipient=OuterRef("article__writer")),
        fact=OuterRef("fact"),
    )
    soon = on - datetime.timedelta(days=min(REVIEW_DUE_DAYS))
    return (
        Release.objects.open()
        .filter(somebody, review_due_on__lte=soon)
        .annotate(day=last_reached("review_due_on", REVIEW_DUE_DAYS, on=on))
        .annotate(fact=joined("review_due", F("pk"), F("day")))
        .exclude(Exists(told))
        .select_related("article__writer", "edition")
        .defer("edition__content")
        .order_by("pk")
    )


def tell_review_due(release: Release, *, on: datetime.date) -> bool:
    """Tell the editors and the writer that a review falls due, if that is still to be done."""
    with one_step():
        ledger.take_turn(release.article)
        due = to_be_told(on).filter(pk=release.pk).first()
        if due is None:
            return False
        for account in letters.editors_and(due.article.writer):
            letters.write(
                account,
                fact=due.fact,  # type: ignore[attr-defined]
                about="review_due",
                edition=due.edition,
                good_until=due.review_due_on,
                is_over=due.review_due_on < on,
            )
    return True
