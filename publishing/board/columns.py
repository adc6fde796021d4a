"""The columns of the board: a state each, the most urgent article first, paged by key.

A column is one or several queues, each in the order of one indexed key, so that a page of it
reads a page of rows and not the archive. Queues of the same rank are merged, those of a higher
rank come after.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
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
from django.db.models.functions import Cast

from articles.models import Article
from publishing.models import Release, SafetyNotice
from publishing.standing import CONDITIONS, LABELS, State, UtcToday
from reviews.models import Review, SignOff

COUNTED = 100
"""Articles that a column counts at most; there are "100+" where there are more."""

Key = int | datetime.date | datetime.datetime


@dataclass(frozen=True)
class Place:
    """Where an article stands in a column: its queue's rank, its key there, and its number."""

    rank: int
    key: Key
    pk: int

    def __str__(self) -> str:
        key = self.key if isinstance(self.key, int) else self.key.isoformat()
        return f"{self.rank}_{key}_{self.pk}"


@dataclass(frozen=True)
class Queue:
    """Articles of a column that are ordered by one key, a path from the article."""

    key: str
    only: Q = field(default_factory=Q)
    rank: int = 0
    kind: type[Key] = int
    falls: bool = False
    reads: str = ""
    """What is read beside the article, of READ; the key begins with its name."""

    def of(self, articles: QuerySet[Article], state: State) -> QuerySet[Article]:
        """Order the articles of a state that belong to this queue."""
        if self.reads:
            articles = articles.annotate(**{self.reads: READ[self.reads]})
        found = articles.filter(CONDITIONS[state], self.only, **{f"{self.key}__isnull": False})
        sign = "-" if self.falls else ""
        return found.order_by(f"{sign}{self.key}", f"{sign}pk")

    def after(self, found: QuerySet[Article], place: Place) -> QuerySet[Article]:
        """Keep what comes after a place of this queue."""
        past = "lt" if self.falls else "gt"
        beyond = Q(**{f"{self.key}__{past}": place.key})
        return found.filter(beyond | Q(**{self.key: place.key, f"pk__{past}": place.pk}))

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
        return Place(queue.rank, queue.read(key), int(pk))

    def parts(
        self, articles: QuerySet[Article], *, most: int, after: Place | None = None
    ) -> list[QuerySet[Article, tuple[Any, ...]]]:
        """Select where the first articles of each queue stand: state, queue, key and number."""
        found = []
        for number, queue in enumerate(self.queues):
            if after and queue.rank < after.rank:
                continue
            ordered = queue.of(articles, self.state)
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

    def sorted(self, rows: Iterable[tuple[int, str, int]]) -> list[Place]:
        """Put the places that were found into the column's order."""
        by_rank = defaultdict(list)
        for number, key, pk in rows:
            queue = self.queues[number]
            by_rank[queue.rank].append(Place(queue.rank, queue.read(key), pk))
        falls = {queue.rank: queue.falls for queue in self.queues}
        return [
            place
            for rank in sorted(by_rank)
            for place in sorted(by_rank[rank], key=_position, reverse=falls[rank])
        ]


def _position(place: Place) -> tuple[Any, int]:
    return place.key, place.pk


def places(
    columns: Sequence[Column],
    articles: QuerySet[Article],
    *,
    most: int,
    after: Place | None = None,
) -> dict[State, list[Place]]:
    """Find the first places of columns, of all of them in one query; ``most`` a column.

    ``after`` goes on below a place; it belongs to the one column that is asked for.
    """
    parts = [part for column in columns for part in column.parts(articles, most=most, after=after)]
    found: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
    for state, number, key, pk in _all_of(parts):
        found[state].append((number, key, pk))
    return {column.state: column.sorted(found[column.state])[:most] for column in columns}


def _all_of(parts: list[QuerySet[Article, tuple[Any, ...]]]) -> QuerySet[Any, Any]:
    return parts[0].union(*parts[1:], all=True).order_by() if len(parts) > 1 else parts[0]


_UNDECIDED = ~Exists(SignOff.objects.filter(review=OuterRef("pk")))
LATE = Q(
    Exists(
        Review.objects.standing().filter(
            _UNDECIDED, edition=OuterRef("head__edition_in_work"), due_on__lt=UtcToday()
        )
    )
)
"""An edition in work whose physician should have decided by now."""

WARNED = Q(Exists(SafetyNotice.objects.filter(article=OuterRef("pk"), lifted_at=None)))
"""A safety notice is shown."""

_RELEASES = Release.objects.filter(article=OuterRef("pk")).order_by("-ended_at")

READ: dict[str, Any] = {
    "opened": FilteredRelation("releases", condition=Q(releases__ended_at=None)),
    "planned": FilteredRelation("schedules", condition=Q(schedules__ended_at=None)),
    "ended_at": Subquery(_RELEASES.values("ended_at")[:1]),
}
"""The open release, the open plan, and when the last release ended of an article without."""

_SUBMITTED = "head__edition_in_work_id"
_DUE = "opened__review_due_on"


def _by_review_due(**days: Any) -> tuple[Queue, ...]:
    """Public articles by the day their review is due; those with a safety notice come first."""
    within = Q(**{f"{_DUE}__{name}": day for name, day in days.items()})
    return (
        Queue(_DUE, within & WARNED, kind=datetime.date, reads="opened"),
        Queue(_DUE, within & ~WARNED, rank=1, kind=datetime.date, reads="opened"),
    )


COLUMNS = (
    Column(
        State.DRAFT,
        "Newest first",
        (
            Queue("pk", Q(head__isnull=True), falls=True),
            Queue("pk", Q(head__isnull=False), falls=True),
        ),
    ),
    Column(
        State.IN_REVIEW,
        "Overdue first, then the longest in review",
        (Queue(_SUBMITTED, LATE), Queue(_SUBMITTED, ~LATE, rank=1)),
    ),
    Column(State.CHANGES_REQUESTED, "Earliest submitted first", (Queue(_SUBMITTED),)),
    Column(State.APPROVED, "Earliest submitted first", (Queue(_SUBMITTED),)),
    Column(
        State.SCHEDULED,
        "Next release first",
        (Queue("planned__release_at", kind=datetime.datetime, reads="planned"),),
    ),
    Column(
        State.PUBLIC,
        "Urgent review first, then the next review due",
        _by_review_due(gte=UtcToday()),
    ),
    Column(
        State.REVIEW_DUE, "Urgent review first, then the longest due", _by_review_due(lt=UtcToday())
    ),
    Column(
        State.WITHDRAWN,
        "Last withdrawn first",
        (Queue("ended_at", kind=datetime.datetime, reads="ended_at", falls=True),),
    ),
)
"""In the order of an article's way."""

COLUMN_OF = {column.state: column for column in COLUMNS}
