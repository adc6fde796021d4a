"""An article's story: where it stands, who was asked, what can be done now, what happened."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.clock import utc_today
from articles.models import Article, Edition
from publishing.board.pages import article_of, page, require_board
from publishing.board.timeline import timeline
from publishing.models import Concern, Release, SafetyNotice, ScheduledRelease
from publishing.standing import Standing, State, standing_of
from reviews.models import Comment, Letter, Review, SignOff

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser as User


@dataclass(frozen=True)
class Asked:
    """A physician who was asked to review the newest edition, and what became of it."""

    review: Review
    sign_off: SignOff | None
    letters: list[Letter]
    open_comments: int
    today: datetime.date

    @property
    def is_waiting(self) -> bool:
        """Whether a decision is still to come."""
        return not (self.sign_off or self.review.declined_at or self.review.cancelled_at)

    @property
    def is_overdue(self) -> bool:
        """Whether the decision should have come by now."""
        return self.is_waiting and self.review.due_on < self.today

    @property
    def unsent(self) -> Letter | None:
        """A letter that could not be sent so far."""
        return next((one for one in self.letters if one.sent_at is None and one.fault), None)

    @property
    def sent(self) -> list[tuple[str, datetime.datetime]]:
        """What was sent and when, the newest first."""
        return [
            ("Invitation" if one.fact.startswith("assign:") else "Reminder", one.sent_at)
            for one in self.letters
            if one.sent_at
        ]

    @property
    def has_no_address(self) -> bool:
        """Whether no letter reaches the physician."""
        account = self.review.physician.account
        return account is None or not account.email or not account.is_active


@dataclass(frozen=True)
class Steps:
    """What somebody can do with an article now."""

    assign: bool = False
    release: bool = False
    schedule: bool = False
    unschedule: bool = False
    recall: bool = False
    withdraw: bool = False
    notice: bool = False

    def __bool__(self) -> bool:
        return any(vars(self).values())


@never_cache
@require_safe
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where an article stands, what can be done, and its ledger from the newest entry on."""
    user = require_board(request)
    return story_page(request, article_of(pk), user)


def story_page(
    request: HttpRequest,
    article: Article,
    user: User,
    *,
    refusal: str = "",
    typed: dict[str, Any] | None = None,
) -> HttpResponse:
    """Answer with the story; after a refusal with what it says and what was typed."""
    standing = standing_of(article)
    public = public_release(article)
    plan = open_plan(article)
    notice = SafetyNotice.objects.filter(article=article, lifted_at=None).first()
    edition = standing.edition
    context = {
        "title": article.title or "Untitled",
        "article": article,
        "standing": standing,
        "edition": edition,
        "public": public,
        "plan": plan,
        "notice": notice,
        "concerns": open_concerns_of(article),
        "asked": asked_for(edition) if edition else [],
        "steps": steps_for(
            user, standing, is_public=public is not None, is_planned=plan is not None
        ),
        "is_editor": user.has_perm("reviews.assign_review"),
        "timeline": timeline(article, before=_before(request)),
        "is_first_page": "before" not in request.GET,
        "today": utc_today(),
        "refusal": refusal,
        "typed": typed or {},
    }
    return page(request, "story.html", context)


def _before(request: HttpRequest) -> int | None:
    before = request.GET.get("before", "")
    if not before:
        return None
    if not before.isascii() or not before.isdecimal() or len(before) > 9:
        raise Http404("before names no entry of the ledger")
    return int(before)


def public_release(article: Article) -> Release | None:
    """Find the release whose edition the public reads now."""
    found = Release.objects.open().filter(article=article).select_related("edition")
    return found.defer("edition__content").first()


def open_concerns_of(article: Article) -> list[Concern]:
    """List the concerns about sources of what the public reads now."""
    found = Concern.objects.open().filter(release__article=article)
    return list(found.select_related("fact", "reference"))


def open_plan(article: Article) -> ScheduledRelease | None:
    """Find the planned release of an article."""
    found = ScheduledRelease.objects.open().filter(article=article).select_related("edition")
    return found.defer("edition__content").first()


def steps_for(user: User, standing: Standing, *, is_public: bool, is_planned: bool) -> Steps:
    """List what an account can do with an article where it stands."""
    withdraws = user.has_perm("publishing.withdraw_release") and is_public
    if not user.has_perm("publishing.open_release"):
        return Steps(withdraw=withdraws, notice=withdraws)
    is_ready = standing.state in (State.APPROVED, State.SCHEDULED)
    return Steps(
        assign=standing.state in (State.IN_REVIEW, State.APPROVED, State.SCHEDULED),
        release=is_ready,
        schedule=is_ready,
        unschedule=is_planned,
        recall=standing.can_be_recalled,
        withdraw=withdraws,
        notice=withdraws,
    )


def asked_for(edition: Edition) -> list[Asked]:
    """List who was asked to review an edition, in the order of asking; four queries."""
    reviews = list(
        edition.reviews.select_related("physician__account")
        .prefetch_related("sign_offs")
        .order_by("pk")
    )
    letters = _letters(reviews)
    blocking = Comment.objects.filter(review__in=reviews, resolved_at=None).values_list(
        "review", flat=True
    )
    still_open = list(blocking)
    return [
        Asked(
            review,
            next(iter(review.sign_offs.all()), None),
            letters.get(review.pk, []),
            still_open.count(review.pk),
            utc_today(),
        )
        for review in reviews
    ]


def _letters(reviews: Iterable[Review]) -> dict[int, list[Letter]]:
    """Find the invitations and reminders of reviews, the newest first."""
    wanted = Q(pk=None)
    for review in reviews:
        told = Q(fact=f"assign:{review.pk}") | Q(fact__startswith=f"remind:{review.pk}:")
        wanted |= Q(recipient=review.physician.account_id) & told  # as the index has it
    found: dict[int, list[Letter]] = {}
    for letter in Letter.objects.filter(wanted).defer("body").order_by("-pk"):
        found.setdefault(int(letter.fact.split(":")[1]), []).append(letter)
    return found
