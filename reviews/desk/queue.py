"""The queue of a physician: what waits for them, the most urgent first, and what is past."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.clock import utc_today
from articles.standing import public_among
from reviews.desk.pages import NEWEST, page, physician_of
from reviews.desk.states import State, state_of, with_state
from reviews.models import Comment, Physician, Reply, Review, SignOff
from workbench.desk import Desk, parts_for

SHOWN_WAITING = 50
SHOWN_PAST = 20


@dataclass(frozen=True)
class Waiting:
    """A review that waits for the physician, as the queue lists it.

    ``signed`` is the number of the last edition of the article that the physician decided on,
    None where this is their first reading; ``asked`` counts their open comments on the article,
    ``answered`` those of them that somebody answered.
    """

    review: Review
    today: datetime.date
    asked: int
    answered: int

    @property
    def is_accepted(self) -> bool:
        """Whether the physician has accepted."""
        return state_of(self.review) is State.ACCEPTED

    @property
    def signed(self) -> int | None:
        """The edition that the physician decided on last."""
        return self.review.signed  # type: ignore[attr-defined]

    @property
    def is_overdue(self) -> bool:
        """Whether the day is past."""
        return self.review.due_on < self.today

    @property
    def due(self) -> str:
        """When it is due, in words."""
        return due_in_words(self.review.due_on, self.today)


@dataclass(frozen=True)
class Past:
    """A review in which nothing is left to decide; ``sign_off`` where the physician decided."""

    review: Review
    sign_off: SignOff | None
    is_public: bool

    @property
    def state(self) -> State:
        """How it ended."""
        return state_of(self.review)


@dataclass(frozen=True)
class Listed:
    """The rows of a page of a list, and the key from which the next page goes on."""

    rows: Sequence[Any] = field(default_factory=list)
    further: str = ""


def due_in_words(due_on: datetime.date, today: datetime.date) -> str:
    """Say how far off a day is."""
    days = (due_on - today).days
    match days:
        case 0:
            return "due today"
        case 1:
            return "due tomorrow"
        case -1:
            return "1 day overdue"
    return f"due in {days} days" if days > 0 else f"{-days} days overdue"


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List what waits for a physician, and what they have done."""
    physician = physician_of(request)
    if physician is None:
        return page(request, "nobody.html", {"title": "Your desk"})
    waiting = waiting_for(physician, after=request.GET.get("after", ""))
    past = past_of(physician, before=request.GET.get("before", ""))
    is_first = not (request.GET.get("after") or request.GET.get("before"))
    context = {
        "title": "Your desk",
        "physician": physician,
        "parts": parts_for(request, of=Desk.PHYSICIANS) if is_first else [],
        "waiting": waiting,
        "overdue": sum(row.is_overdue for row in waiting.rows),
        "past": past,
        "is_first": is_first,
    }
    return page(request, "queue.html", context)


def waiting_for(physician: Physician, *, after: str = "") -> Listed:
    """List the reviews that wait for a physician from a key on, the most urgent first."""
    reviews = with_state(Review.objects.waiting().filter(physician=physician))
    reviews = reviews.annotate(signed=_signed_before()).order_by("due_on", "pk")
    if key := _waiting_key(after):
        due_on, pk = key
        reviews = reviews.filter(Q(due_on__gt=due_on) | Q(due_on=due_on, pk__gt=pk))
    found = list(_with_edition(reviews)[: SHOWN_WAITING + 1])
    shown = found[:SHOWN_WAITING]
    asked = _comments_open(physician, shown)
    today = utc_today()
    rows = [
        Waiting(review, today, *asked.get(review.edition.article_id, (0, 0))) for review in shown
    ]
    last = shown[-1] if len(found) > SHOWN_WAITING else None
    return Listed(rows, f"{last.due_on.isoformat()}.{last.pk}" if last else "")


def past_of(physician: Physician, *, before: str = "") -> Listed:
    """List the reviews of a physician that wait no more from a key on, the newest first."""
    waiting = Review.objects.waiting().filter(pk=OuterRef("pk"))
    reviews = Review.objects.filter(~Exists(waiting), physician=physician).order_by("-pk")
    if before.isascii() and before.isdecimal():
        reviews = reviews.filter(pk__lt=min(int(before[:20]), NEWEST))
    found = list(_with_edition(with_state(reviews))[: SHOWN_PAST + 1])
    shown = found[:SHOWN_PAST]
    signed = {
        sign_off.review_id: sign_off
        for sign_off in SignOff.objects.filter(review__in=shown).defer("statement", "signature")
    }
    public = public_among([review.edition_id for review in shown])
    rows = [Past(each, signed.get(each.pk), each.edition_id in public) for each in shown]
    return Listed(rows, str(shown[-1].pk) if len(found) > SHOWN_PAST else "")


def _with_edition(reviews: QuerySet[Review]) -> QuerySet[Review]:
    return reviews.select_related("edition").defer(
        "edition__content", "interests", "decline_reason"
    )


def _signed_before() -> Subquery:
    earlier = SignOff.objects.filter(
        physician=OuterRef("physician"),
        edition__article=OuterRef("edition__article"),
        edition__number__lt=OuterRef("edition__number"),
    )
    return Subquery(earlier.order_by("-edition__number").values("edition__number")[:1])


def _comments_open(physician: Physician, reviews: Sequence[Review]) -> dict[int, tuple[int, int]]:
    """Count a physician's open comments on articles, and the answered ones among them."""
    articles = {review.edition.article_id for review in reviews}
    answers = Reply.objects.filter(comment=OuterRef("pk")).exclude(author=physician.account_id or 0)
    said = Comment.objects.filter(
        review__physician=physician, review__edition__article__in=articles, resolved_at=None
    )
    counted = (
        said.annotate(article=F("review__edition__article"), is_answered=Exists(answers))
        .order_by()
        .values("article")
        .annotate(asked=Count("pk"), answered=Count("pk", filter=Q(is_answered=True)))
    )
    return {row["article"]: (row["asked"], row["answered"]) for row in counted}


def _waiting_key(after: str) -> tuple[datetime.date, int] | None:
    """Read where a page of what waits begins; None where it is no such place."""
    day, _, pk = after.partition(".")
    try:
        due_on = parse_date(day)
    except ValueError:
        return None
    if due_on is None or not (pk.isascii() and pk.isdecimal()):
        return None
    return due_on, min(int(pk[:20]), NEWEST)
