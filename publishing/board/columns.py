"""The columns of the board: a state each, the most urgent article first, paged by key.

A column is one or several queues, each in the order of one indexed key, so that a page of it
reads a page of rows and not the archive. Queues of the same rank are merged, those of a higher
rank come after.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import merge
from typing import Any

from django.db.models import (
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import LessThan

from articles.models import Article
from publishing.models import Release
from publishing.release import WITHDRAWAL_REASONS
from publishing.standing import (
    CONDITIONS,
    IN_WORK,
    LABELS,
    NOTHING_IN_WORK,
    State,
    UtcToday,
    work_is,
)
from reviews.models import Review, SignOff

COUNTED = 50
"""Articles that a column counts at most; there are "50+" where there are more."""

Key = int | datetime.date | datetime.datetime


@dataclass(frozen=True)
class Place:
    """Where an article stands in a column: its queue's rank, its key there, and its number.

    The key is as PostgreSQL writes it.
    """

    rank: int
    key: str
    pk: int

    def __str__(self) -> str:
        return f"{self.rank}_{self.key}_{self.pk}"


@dataclass(frozen=True)
class Queue:
    """Articles in the order of one key, a path from the article or what is read beside it.

    ``reads`` names what of READ is read. ``is_unique`` says that no two articles share a key,
    ``is_overdue`` that all of them should have been dealt with by now.
    """

    key: str
    only: Q
    rank: int = 0
    kind: type[Key] = int
    falls: bool = False
    is_unique: bool = False
    is_overdue: bool = False
    reads: str = ""

    def of(self, articles: QuerySet[Article]) -> QuerySet[Article]:
        """Put the articles that belong to this queue into its order."""
        if self.reads:
            articles = articles.annotate(**{self.reads: READ[self.reads]})
        sign = "-" if self.falls else ""
        keys = [self.key] if self.is_unique else [self.key, "pk"]
        return articles.filter(self.only).order_by(*(f"{sign}{key}" for key in keys))

    def after(self, found: QuerySet[Article], place: Place) -> QuerySet[Article]:
        """Keep what comes after a place of this queue."""
        past, key = "lt" if self.falls else "gt", self.read(place.key)
        beyond = Q(**{f"{self.key}__{past}": key})
        return found.filter(beyond | Q(**{self.key: key, f"pk__{past}": place.pk}))

    def read(self, key: str) -> Key:
        """Read a key from text. Raises ValueError."""
        if self.kind is int:
            if not (key.isascii() and key.isdecimal() and int(key) < 2**63):
                raise ValueError(f"{key!r} is no number")
            return int(key)
        if self.kind is datetime.date:
            return datetime.date.fromisoformat(key)
        moment = datetime.datetime.fromisoformat(key)
        return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Column:
    """The articles in one state; ``order`` says in words which come first."""

    state: State
    order: str
    queues: tuple[Queue, ...]

    @property
    def title(self) -> str:
        """What people call the state."""
        return LABELS[self.state]

    def place(self, text: str) -> Place:
        """Read a place from an address. Raises ValueError."""
        rank, key, pk = text.split("_")
        queue = next((each for each in self.queues if str(each.rank) == rank), None)
        if queue is None or not (pk.isascii() and pk.isdecimal() and int(pk) < 2**63):
            raise ValueError(f"{text!r} is no place in this column")
        queue.read(key)
        return Place(queue.rank, key, int(pk))

    def parts(
        self,
        articles: QuerySet[Article],
        *,
        most: int,
        after: Place | None = None,
        is_overdue: bool = False,
    ) -> list[QuerySet[Article, tuple[Any, ...]]]:
        """Select where the first articles of each queue stand: state, queue, key and number."""
        found = []
        for number, queue in enumerate(self.queues):
            if (after and queue.rank < after.rank) or (is_overdue and not queue.is_overdue):
                continue
            ordered = queue.of(articles)
            if after and queue.rank == after.rank:
                ordered = queue.after(ordered, after)
            found.append(
                ordered.values_list(
                    Value(str(self.state)),
                    Value(number),
                    Cast(F(queue.key), TextField()),
                    "pk",
                )[:most]
            )
        return found

    def merged(self, found: dict[int, list[Place]]) -> list[Place]:
        """Put the places that were found in each queue, in its order, into the column's order."""
        by_rank: dict[int, list[list[Place]]] = defaultdict(list)
        for number, queue in enumerate(self.queues):
            by_rank[queue.rank].append(found.get(number, []))
        return [place for rank in sorted(by_rank) for place in self._merged(by_rank[rank])]

    def _merged(self, lists: list[list[Place]]) -> Iterable[Place]:
        if len(lists) == 1:
            return lists[0]
        queue = next(queue for queue in self.queues)
        return merge(*lists, key=lambda place: queue.read(place.key), reverse=queue.falls)


def places(
    columns: Sequence[Column],
    articles: QuerySet[Article],
    *,
    most: int,
    after: Place | None = None,
    is_overdue: bool = False,
) -> dict[State, list[Place]]:
    """Find the first places of columns, of all of them in one query; ``most`` a column.

    ``after`` goes on below a place; it belongs to the one column that is asked for.
    ``is_overdue`` leaves out what nobody waits for yet.
    """
    parts = [
        part
        for column in columns
        for part in column.parts(articles, most=most, after=after, is_overdue=is_overdue)
    ]
    found: dict[str, dict[int, list[Place]]] = defaultdict(lambda: defaultdict(list))
    # Rows of one part come in its order, whatever stands between them.
    for state, number, key, pk in _all_of(parts) if parts else ():
        rank = COLUMN_OF[State(state)].queues[number].rank
        found[state][number].append(Place(rank, key, pk))
    return {column.state: column.merged(found[column.state])[:most] for column in columns}


def _all_of(parts: list[QuerySet[Article, tuple[Any, ...]]]) -> QuerySet[Any, Any]:
    return parts[0].union(*parts[1:], all=True).order_by() if len(parts) > 1 else parts[0]


_UNDECIDED = ~Exists(SignOff.objects.filter(review=OuterRef("pk")))
_AWAITED = Review.objects.standing().filter(_UNDECIDED, edition=OuterRef("head__edition_in_work"))
_FIRST_DUE = Subquery(_AWAITED.order_by("due_on").values("due_on")[:1])
LATE = Q(LessThan(Coalesce(_FIRST_DUE, UtcToday()), UtcToday()))
"""An edition in work whose physician should have decided by now.

Asked of each article by itself: as a join it would read all reviews to find the few.
"""

_LATER = Release.objects.filter(article=OuterRef("pk"), pk__gt=OuterRef("withdrawn__pk"))

READ: dict[str, Any] = {
    "opened": FilteredRelation("releases", condition=Q(releases__ended_at=None)),
    "planned": FilteredRelation("schedules", condition=Q(schedules__ended_at=None)),
    "withdrawn": FilteredRelation(
        "releases", condition=Q(releases__end_reason__in=WITHDRAWAL_REASONS)
    ),
}
"""The open release and plan, and the releases that were withdrawn."""


def _by_submission(state: State, only: Q | None = None, **more: Any) -> Queue:
    condition = CONDITIONS[state] if only is None else CONDITIONS[state] & only
    return Queue("head__edition_in_work_id", condition, is_unique=True, **more)


def _by_review_due(*, is_overdue: bool) -> Queue:
    """Public articles by the day their review is due.

    As in CONDITIONS, but asking the one open release that gives the order.
    """
    day = {"opened__review_due_on__lt" if is_overdue else "opened__review_due_on__gte": UtcToday()}
    public = NOTHING_IN_WORK & Q(head__is_public=True, **day)
    return Queue(
        "opened__review_due_on",
        public,
        kind=datetime.date,
        reads="opened",
        is_overdue=is_overdue,
    )


COLUMNS = (
    Column(
        State.DRAFT,
        "Newest first",
        tuple(
            Queue(
                "pk", CONDITIONS[State.DRAFT] & Q(head__isnull=is_new), falls=True, is_unique=True
            )
            for is_new in (True, False)
        ),
    ),
    Column(
        State.IN_REVIEW,
        "Overdue first, then the longest in review",
        (
            _by_submission(State.IN_REVIEW, LATE, is_overdue=True),
            _by_submission(State.IN_REVIEW, ~LATE, rank=1),
        ),
    ),
    Column(
        State.CHANGES_REQUESTED,
        "Earliest submitted first",
        (_by_submission(State.CHANGES_REQUESTED),),
    ),
    Column(State.APPROVED, "Earliest submitted first", (_by_submission(State.APPROVED),)),
    Column(
        State.SCHEDULED,
        "Next release first",
        (
            Queue(
                "planned__release_at",
                IN_WORK & work_is("approved") & Q(planned__edition=F("head__edition_in_work")),
                kind=datetime.datetime,
                reads="planned",
            ),
        ),
    ),
    Column(State.PUBLIC, "Next review due first", (_by_review_due(is_overdue=False),)),
    Column(State.REVIEW_DUE, "Longest due first", (_by_review_due(is_overdue=True),)),
    Column(
        State.WITHDRAWN,
        "Last withdrawn first",
        (
            Queue(
                "withdrawn__ended_at",
                CONDITIONS[State.WITHDRAWN] & Q(withdrawn__isnull=False) & ~Q(Exists(_LATER)),
                kind=datetime.datetime,
                reads="withdrawn",
                falls=True,
            ),
        ),
    ),
)
"""In the order of an article's way."""

COLUMN_OF = {column.state: column for column in COLUMNS}
