"""What the board knows of an article, read for all shown articles at once."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Prefetch

from articles.clock import utc_today
from articles.models import Article, Edition
from publishing.models import Concern, Release, SafetyNotice, ScheduledRelease
from publishing.standing import LABELS, WORDS, State
from reviews.models import Comment, Review, SignOff

ANSWERS = {
    SignOff.Decision.APPROVE: "approved",
    SignOff.Decision.REQUEST_CHANGES: "asked for changes",
    SignOff.Decision.REJECT: "rejected it",
}


@dataclass(frozen=True)
class Asked:
    """A physician who was asked to review the edition in work, and what came of it."""

    review: Review
    sign_off: SignOff | None
    today: datetime.date

    @property
    def answer(self) -> str:
        """What they answered, in words."""
        if self.sign_off:
            return ANSWERS[SignOff.Decision(self.sign_off.decision)]
        if self.review.declined_at:
            return "declined"
        return "accepted" if self.review.accepted_at else "has not answered"

    @property
    def is_awaited(self) -> bool:
        """Whether their decision is still to come."""
        return self.sign_off is None and self.review.declined_at is None

    @property
    def is_overdue(self) -> bool:
        """Whether they should have decided by now."""
        return self.is_awaited and self.review.due_on < self.today


@dataclass(frozen=True)
class Card:
    """An article on the board.

    ``edition`` is its newest one, ``release`` the newest, open or ended; both may be absent.
    ``asked`` are the requests about the edition in work that were not taken back, ``blocking``
    counts the open comments that hold its release back, ``concerns`` those about sources of what
    is public.
    """

    article: Article
    state: State
    today: datetime.date
    edition: Edition | None = None
    release: Release | None = None
    asked: list[Asked] = field(default_factory=list)
    blocking: int = 0
    notice: SafetyNotice | None = None
    concerns: int = 0
    plan: ScheduledRelease | None = None

    @property
    def label(self) -> str:
        """Where it stands, as people call it."""
        return LABELS[self.state]

    @property
    def in_work(self) -> Edition | None:
        """The edition that a change is in work with."""
        head = getattr(self.article, "head", None)
        is_it = head and self.edition and head.edition_in_work_id == self.edition.pk
        return self.edition if is_it else None

    @property
    def public(self) -> Release | None:
        """The open release."""
        return self.release if self.release and self.release.ended_at is None else None

    @property
    def words(self) -> dict[str, Any]:
        """Who has it, since when, and what comes next."""
        releases = [self.release] if self.release else []
        reviews = [asked.review for asked in self.asked if asked.review.declined_at is None]
        said: dict[str, Any] = WORDS[self.state](self.article, self.edition, releases, reviews)
        return said

    @property
    def approvals(self) -> list[SignOff]:
        """The approvals of the edition in work."""
        approves = SignOff.Decision.APPROVE
        return [one for one in self.decisions if one.decision == approves]

    @property
    def decisions(self) -> list[SignOff]:
        """What physicians decided on the edition in work."""
        return [asked.sign_off for asked in self.asked if asked.sign_off]

    @property
    def awaits_decision(self) -> bool:
        """Whether the edition in work waits for physicians."""
        return self.state is State.IN_REVIEW

    @property
    def is_late(self) -> bool:
        """Whether a physician should have decided by now."""
        return self.awaits_decision and any(asked.is_overdue for asked in self.asked)

    @property
    def is_overdue(self) -> bool:
        """Whether a decision on the edition in work, or the review of the public one, is late."""
        return self.is_late or self.is_review_overdue

    @property
    def is_review_overdue(self) -> bool:
        """Whether what the public reads should have been reviewed again by now."""
        return self.public is not None and self.public.review_due_on < self.today


def cards(articles: Sequence[tuple[State, Article]]) -> list[Card]:
    """Read what the board shows of articles in their states; a constant number of queries."""
    numbers, today = [article.pk for _, article in articles], utc_today()
    editions = _newest_editions(numbers)
    in_work = [edition.pk for edition in editions.values()]
    asked, blocking = _asked(in_work, today), _blocking(in_work)
    releases, notices, plans = _releases(numbers), _notices(numbers), _plans(numbers)
    concerns = _concerns(numbers)
    return [
        Card(
            article=article,
            state=state,
            today=today,
            edition=(edition := editions.get(article.pk)),
            release=releases.get(article.pk),
            asked=asked[edition.pk] if edition else [],
            blocking=blocking.get(edition.pk, 0) if edition else 0,
            notice=notices.get(article.pk),
            concerns=concerns.get(article.pk, 0),
            plan=plans.get(article.pk),
        )
        for state, article in articles
    ]


def _newest_editions(articles: list[int]) -> dict[int, Edition]:
    """Find the newest edition of each article; the head counts them, and they have no gaps."""
    newest = Edition.objects.filter(article__in=articles, number=F("article__head__editions"))
    return {edition.article_id: edition for edition in newest.without_content()}


def _asked(editions: list[int], today: datetime.date) -> dict[int, list[Asked]]:
    reviews = (
        Review.objects.filter(edition__in=editions, cancelled_at=None)
        .select_related("physician")
        .prefetch_related(Prefetch("sign_offs", SignOff.objects.defer("statement", "signature")))
        .defer("interests", "decline_reason")
    )
    found = defaultdict(list)
    for review in reviews:
        sign_off = next(iter(review.sign_offs.all()), None)
        found[review.edition_id].append(Asked(review, sign_off, today))
    return found


def _blocking(editions: list[int]) -> dict[int, int]:
    blocking = Comment.objects.filter(
        review__edition__in=editions, is_blocking=True, resolved_at=None
    )
    counted = blocking.order_by().values_list("review__edition").annotate(Count("pk"))
    return dict(counted)


def _releases(articles: list[int]) -> dict[int, Release]:
    newest = Release.objects.filter(article__in=articles).select_related("edition")
    newest = newest.order_by("article_id", "-opened_at", "-pk").distinct("article_id")
    return {release.article_id: release for release in newest.defer("edition__content")}


def _notices(articles: list[int]) -> dict[int, SafetyNotice]:
    shown = SafetyNotice.objects.filter(article__in=articles, lifted_at=None)
    return {notice.article_id: notice for notice in shown}


def _concerns(articles: list[int]) -> dict[int, int]:
    still_open = Concern.objects.open().filter(release__article__in=articles)
    return dict(still_open.order_by().values_list("release__article").annotate(Count("pk")))


def _plans(articles: list[int]) -> dict[int, ScheduledRelease]:
    plans = ScheduledRelease.objects.open().filter(article__in=articles)
    return {
        plan.article_id: plan for plan in plans.select_related("edition").defer("edition__content")
    }
