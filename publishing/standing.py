"""Where an article stands: read from the evidence, never kept.

One condition a state, and every article is in exactly one. An article that is public while
another of its editions is in work stands where that work stands; ``is_public`` tells the rest.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.lookups import In

from articles.models import Article, Edition
from publishing.dates import written_day
from publishing.models import Release, ScheduledRelease
from reviews.models import Comment, Review, SignOff

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class State(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLIC = "public"
    REVIEW_DUE = "review_due"
    WITHDRAWN = "withdrawn"


LABELS = {
    State.DRAFT: "Draft",
    State.IN_REVIEW: "In review",
    State.CHANGES_REQUESTED: "Changes requested",
    State.APPROVED: "Approved",
    State.SCHEDULED: "Scheduled",
    State.PUBLIC: "Public",
    State.REVIEW_DUE: "Review due",
    State.WITHDRAWN: "Withdrawn",
}

MOVES: dict[State, dict[str, State]] = {
    State.DRAFT: {"submit": State.IN_REVIEW},
    State.IN_REVIEW: {
        "recall": State.DRAFT,
        "sign: request changes or reject": State.CHANGES_REQUESTED,
        "sign: the last approval needed": State.APPROVED,
    },
    State.CHANGES_REQUESTED: {"submit": State.IN_REVIEW, "recall": State.DRAFT},
    State.APPROVED: {
        "release": State.PUBLIC,
        "schedule": State.SCHEDULED,
        "recall": State.DRAFT,
        "sign: request changes or reject": State.CHANGES_REQUESTED,
        "submit": State.IN_REVIEW,
    },
    State.SCHEDULED: {
        "time comes": State.PUBLIC,
        "time comes, but it is refused": State.APPROVED,
        "release": State.PUBLIC,
        "unschedule": State.APPROVED,
        "withdraw": State.APPROVED,
        "recall": State.DRAFT,
        "sign: request changes or reject": State.CHANGES_REQUESTED,
        "submit": State.IN_REVIEW,
    },
    State.PUBLIC: {
        "time passes": State.REVIEW_DUE,
        "submit": State.IN_REVIEW,
        "withdraw": State.WITHDRAWN,
    },
    State.REVIEW_DUE: {"submit": State.IN_REVIEW, "withdraw": State.WITHDRAWN},
    State.WITHDRAWN: {"submit": State.IN_REVIEW},
}
"""From which state which step leads where. A recalled edition leaves a public article public."""


def diagram() -> str:
    """Draw the allowed moves as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.DRAFT}"]
    lines += [f"    {state}: {label}" for state, label in LABELS.items()]
    lines += [
        f"    {state} --> {after}: {step.replace(':', ',')}"
        for state, moves in MOVES.items()
        for step, after in moves.items()
    ]
    return "\n".join(lines) + "\n"


# As conditions ---------------------------------------------------------------------------------


class UtcToday(models.Func):
    """The day it is in UTC, by the database's clock."""

    template = "(statement_timestamp() AT TIME ZONE 'UTC')::date"
    output_field = models.DateField()


OPEN = Release.objects.open().filter(article=OuterRef("pk"))
OVERDUE = OPEN.filter(review_due_on__lt=UtcToday())

_OBJECTION = ~Q(sign_offs__decision=SignOff.Decision.APPROVE)
_WORK = (
    Edition.objects.filter(pk=OuterRef("head__edition_in_work"))
    .annotate(decisions=Count("sign_offs"), objections=Count("sign_offs", filter=_OBJECTION))
    .annotate(
        stands=Case(
            When(objections__gt=0, then=Value("objected")),
            When(decisions__gte=F("required_approvals"), then=Value("approved")),
            default=Value("awaited"),
        )
    )
    .order_by()
    .values("stands")
)


_STANDS = ("objected", "approved", "awaited")


def work_is(stands: str) -> Q:
    """The condition that physicians objected to the edition in work, approved it, or are awaited.

    Read in one subquery, once an article: several would be joined in ways that read all evidence.
    Asked as none of the others: PostgreSQL takes equality to be so rare that it would rather read
    and sort all that is in work than stop at the first page of it.
    """
    return ~Q(In(Subquery(_WORK), [other for other in _STANDS if other != stands]))


IN_WORK = Q(head__edition_in_work__isnull=False)
NOTHING_IN_WORK = Q(head__edition_in_work__isnull=True)
PLANNED = Q(
    Exists(
        ScheduledRelease.objects.filter(
            article=OuterRef("pk"), edition=OuterRef("head__edition_in_work"), ended_at=None
        )
    )
)

CONDITIONS: dict[State, Q] = {
    State.CHANGES_REQUESTED: IN_WORK & work_is("objected"),
    State.SCHEDULED: IN_WORK & work_is("approved") & PLANNED,
    State.APPROVED: IN_WORK & work_is("approved") & ~PLANNED,
    State.IN_REVIEW: IN_WORK & work_is("awaited"),
    State.REVIEW_DUE: NOTHING_IN_WORK & Q(head__is_public=True) & Q(Exists(OVERDUE)),
    State.PUBLIC: NOTHING_IN_WORK & Q(head__is_public=True) & ~Q(Exists(OVERDUE)),
    State.WITHDRAWN: NOTHING_IN_WORK & Q(head__is_public=False, head__was_public=True),
    State.DRAFT: Q(head__isnull=True) | (NOTHING_IN_WORK & Q(head__was_public=False)),
}
"""Each state as a condition on articles; every article fulfils exactly one.

What is in work and what is public stands in the article's head row, which the database keeps, so
that a list of one state reads no other articles.
"""


def states() -> list[tuple[str, str]]:
    """List the states by name, each with what people call it."""
    return [(str(state), label) for state, label in LABELS.items()]


def standing_in(state: str, articles: QuerySet[Article]) -> QuerySet[Article]:
    """Keep the articles that stand in a state."""
    return articles.filter(CONDITIONS[State(state)])


def with_standing(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Give each article its ``state`` and its ``is_public``, in the same query."""
    cases = [When(condition, then=Value(str(state))) for state, condition in CONDITIONS.items()]
    return articles.annotate(
        state=Case(*cases, output_field=models.CharField()), is_public=Exists(OPEN)
    )


def label_of(article: Article) -> str:
    """Say where an article of ``with_standing`` stands."""
    state = State(article.state)  # type: ignore[attr-defined]
    beside = article.is_public and state not in (State.PUBLIC, State.REVIEW_DUE)  # type: ignore[attr-defined]
    return f"{LABELS[state]} (an earlier edition is public)" if beside else LABELS[state]


# For people ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Remark:
    """What a physician said of an edition."""

    text: str
    by: str


@dataclass(frozen=True)
class Standing:
    """Where one article stands, in words; see articles.standing.Standing."""

    state: State
    headline: str
    holder: str
    since: datetime.datetime | None
    next_step: str
    edition: Edition | None = None
    remarks: list[Remark] = field(default_factory=list)
    can_be_recalled: bool = False
    was_public: bool = False

    @property
    def work(self) -> str:
        """The state, as a word for programs."""
        return str(self.state)


def standing_of(article: Article) -> Standing:
    """Read where one article stands, who has it and since when, and what comes next."""
    read = with_standing(Article.objects.filter(pk=article.pk)).select_related("writer").get()
    state = State(read.state)  # type: ignore[attr-defined]
    edition = article.editions.without_content().order_by("number").last()
    releases = list(article.releases.defer("edition__content").select_related("edition"))
    reviews = list(reviews_of([edition])) if edition else []
    words = WORDS[state](read, edition, releases, reviews)
    sent_back = [edition] if edition and state is State.CHANGES_REQUESTED else []
    remarks = [remark for said in remarks_on(sent_back).values() for remark in said]
    return Standing(
        state=state,
        headline=label_of(read) if not edition else _headline(read, state, edition),
        edition=edition,
        remarks=remarks,
        can_be_recalled=state is State.IN_REVIEW
        and not any(_decided(review) for review in reviews),
        was_public=bool(releases),
        **words,
    )


def _headline(article: Article, state: State, edition: Edition) -> str:
    if state in (State.IN_REVIEW, State.APPROVED, State.SCHEDULED, State.CHANGES_REQUESTED):
        return f"{label_of(article)}: edition {edition.number}"
    return label_of(article)


def public_edition_of(article: Article) -> Edition | None:
    """Find the edition that the public reads; None where there is none."""
    return Edition.objects.filter(releases__article=article, releases__ended_at=None).first()


def public_among(editions: Iterable[int]) -> set[int]:
    """Find which of these editions, by key, the public reads."""
    return set(
        Release.objects.open().filter(edition__in=editions).values_list("edition", flat=True)
    )


def reviews_of(editions: Sequence[Edition]) -> QuerySet[Review]:
    """Find the reviews that editions wait for or have, with physicians and sign-offs."""
    asked = Review.objects.filter(edition__in=editions, cancelled_at=None, declined_at=None)
    return asked.select_related("physician").prefetch_related("sign_offs")


def _decided(review: Review) -> bool:
    return bool(review.sign_offs.all())


def remarks_on(editions: Sequence[Edition]) -> dict[int, list[Remark]]:
    """Collect what physicians said of editions and is not settled, by the edition's key."""
    remarks: dict[int, list[Remark]] = {}
    if editions:
        open_ones = Comment.objects.filter(review__edition__in=editions, resolved_at=None)
        for comment in open_ones.select_related("review__physician").order_by("pk"):
            remark = Remark(comment.text, str(comment.review.physician))
            remarks.setdefault(comment.review.edition_id, []).append(remark)
    return remarks


def _writer(article: Article) -> str:
    account: AbstractBaseUser | None = article.writer
    if account is None:
        return "nobody"
    return account.get_full_name() or account.get_username()  # type: ignore[attr-defined]


def _draft(article: Article, edition: Edition | None, *_: Any) -> dict[str, Any]:
    since = edition.recalled_at if edition else None
    return {
        "holder": f"{_writer(article)} writes it",
        "since": since,
        "next_step": "Next: finish the text, then save and submit it for review.",
    }


def _in_review(
    article: Article, edition: Edition, releases: list[Release], reviews: list[Review]
) -> dict[str, Any]:
    waiting = [review for review in reviews if not _decided(review)]
    if not waiting:
        return {
            "holder": "The editors have it",
            "since": edition.submitted_at,
            "next_step": "Next: an editor asks a physician to review it. You may go on writing; "
            "the edition in review stays as it was submitted.",
        }
    names = ", ".join(str(review.physician) for review in waiting)
    due = min(review.due_on for review in waiting)
    return {
        "holder": f"{names} has it" if len(waiting) == 1 else f"{names} have it",
        "since": min(review.accepted_at or review.invited_at for review in waiting),
        "next_step": f"Next: a decision, due on {written_day(due)}.",
    }


def _sent_back(
    article: Article, edition: Edition, releases: list[Release], reviews: list[Review]
) -> dict[str, Any]:
    objections = [
        sign_off
        for review in reviews
        for sign_off in review.sign_offs.all()
        if sign_off.decision != SignOff.Decision.APPROVE
    ]
    return {
        "holder": f"{_writer(article)} has it back",
        "since": max((sign_off.signed_at for sign_off in objections), default=None),
        "next_step": "Next: change what the physician asks for, then submit it again.",
    }


def _approved(
    article: Article, edition: Edition, releases: list[Release], reviews: list[Review]
) -> dict[str, Any]:
    signed = [sign_off.signed_at for review in reviews for sign_off in review.sign_offs.all()]
    return {
        "holder": "The editors have it",
        "since": max(signed, default=None),
        "next_step": "Next: an editor releases it.",
    }


def _scheduled(
    article: Article, edition: Edition, releases: list[Release], reviews: list[Review]
) -> dict[str, Any]:
    return _approved(article, edition, releases, reviews) | {
        "next_step": "Next: it is released when the time comes that an editor planned.",
    }


def _public(article: Article, edition: Edition, releases: list[Release], *_: Any) -> dict[str, Any]:
    opened = next(release for release in releases if release.ended_at is None)
    return {
        "holder": f"The public reads edition {opened.edition.number}",
        "since": opened.opened_at,
        "next_step": "To change it, edit the draft and submit it: the public text stays as it "
        "was signed until another edition is released.",
    }


def _review_due(*facts: Any) -> dict[str, Any]:
    return _public(*facts) | {
        "next_step": "Next: bring the text up to date and submit it; its review is out of date."
    }


def _withdrawn(
    article: Article, edition: Edition, releases: list[Release], *_: Any
) -> dict[str, Any]:
    last = max(releases, key=lambda release: (release.opened_at, release.pk))
    return {
        "holder": f"Readers see a notice ({last.get_end_reason_display()})",
        "since": last.ended_at,
        "next_step": "To bring it back, edit the draft and submit another edition.",
    }


WORDS: Mapping[State, Any] = {
    State.DRAFT: _draft,
    State.IN_REVIEW: _in_review,
    State.CHANGES_REQUESTED: _sent_back,
    State.APPROVED: _approved,
    State.SCHEDULED: _scheduled,
    State.PUBLIC: _public,
    State.REVIEW_DUE: _review_due,
    State.WITHDRAWN: _withdrawn,
}
