"""The board's filters: kept in the address, each with or without the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from articles.models import Article, ArticleTherapy
from publishing.board.pages import NEWEST
from publishing.models import Concern, Release, SafetyNotice
from publishing.standing import IN_WORK, NOTHING_IN_WORK
from reviews.models import Physician, Review
from therapies.models import Condition, TherapyType

OFFERED = 20
"""Records that are offered at a time."""
PROPOSED = 6
"""Records that a name of several is said to mean."""
LONGEST = 200
"""Characters of a typed filter."""


@dataclass(frozen=True)
class Field:
    """A filter by a record: whose articles remain, and by which of its columns it is found."""

    name: str
    label: str
    records: Callable[[], QuerySet[Any]]
    found_by: tuple[str, ...]
    keeps: Callable[[int], Q]

    def search(self, words: str) -> QuerySet[Any]:
        """Find the records in whose names all words stand."""
        found = self.records()
        for word in words.split():
            any_of = Q()
            for column in self.found_by:
                any_of |= Q(**{f"{column}__icontains": word})
            found = found.filter(any_of)
        return found


@dataclass(frozen=True)
class Fault:
    """A filter that can't be followed: why, and what may have been meant."""

    sentence: str
    proposals: list[tuple[str, str]] = field(default_factory=list)
    """Names, and the addresses that choose them."""


@dataclass(frozen=True)
class Chosen:
    """A filter that is followed: what it says, and the address without it."""

    label: str
    words: str
    without: str


def _reviewed_by(physician: int) -> Q:
    """Articles whose edition in work they are asked about, or whose public one they reviewed."""
    asked = Review.objects.standing().filter(physician=physician)
    released = Release.objects.filter(edition=OuterRef("edition"))
    of_work = asked.filter(edition=OuterRef("head__edition_in_work"))
    of_public = asked.filter(Exists(released), edition__article=OuterRef("pk"))
    return IN_WORK & Q(Exists(of_work)) | NOTHING_IN_WORK & Q(Exists(of_public))


def _about(therapy: int) -> Q:
    return Q(Exists(ArticleTherapy.objects.filter(article=OuterRef("pk"), therapy=therapy)))


def _writers() -> QuerySet[Any]:
    writes = Article.objects.filter(writer=OuterRef("pk"))
    return get_user_model().objects.filter(Exists(writes)).order_by("username")


FIELDS = {
    each.name: each
    for each in (
        Field(
            "condition",
            "Condition",
            lambda: Condition.objects.order_by("name", "pk"),
            ("name",),
            lambda pk: Q(condition=pk),
        ),
        Field(
            "therapy",
            "Therapy",
            lambda: TherapyType.objects.order_by("name", "pk"),
            ("name", "abbreviation"),
            _about,
        ),
        Field(
            "physician",
            "Physician",
            lambda: Physician.objects.order_by("name", "pk"),
            ("name", "credentials"),
            _reviewed_by,
        ),
        Field(
            "writer",
            "Writer",
            _writers,
            ("username", "first_name", "last_name"),
            lambda pk: Q(writer=pk),
        ),
    )
}
TICKED = {"overdue": "Overdue", "warned": "Readers are warned"}
"""Filters that are ticked or not, and what they are called."""
_SHOWN = SafetyNotice.objects.filter(article=OuterRef("pk"), lifted_at=None)
_CONCERNED = Concern.objects.open().filter(release__article=OuterRef("pk"))


def name_of(record: Any) -> str:
    """Name a record as the filters call it."""
    full_name = record.get_full_name() if hasattr(record, "get_full_name") else ""
    return f"{full_name} ({record})" if full_name else str(record)


class Filters:
    """What an address asks for."""

    def __init__(self, asked: Mapping[str, str] | QueryDict) -> None:
        typed = asked.getlist if isinstance(asked, QueryDict) else lambda name: [asked.get(name)]
        self._typed = {name: _last(typed(name)) for name in (*FIELDS, "title", *TICKED)}
        self.column = ""
        self.faults: list[Fault] = []
        self.records = {
            name: record
            for name, each in FIELDS.items()
            if self._typed[name] and (record := self._record(each, self._typed[name]))
        }
        self.title = self._typed["title"]
        self.is_overdue = self._is_ticked("overdue")
        self.is_warned = self._is_ticked("warned")

    def _is_ticked(self, name: str) -> bool:
        said = self._typed[name]
        if said not in ("", "1"):
            self.faults.append(
                Fault(f"“{TICKED[name]}” is either ticked or not; this address says neither.")
            )
        return said == "1"

    def _record(self, which: Field, said: str) -> Any | None:
        """Find the record that is meant, by its number or by words of its name."""
        if (number := _number_in(said)) is not None:
            found = which.records().filter(pk=number).first()
            if found is None:
                self.faults.append(
                    Fault(f"{which.label}: there is none with the number {number}. Choose another.")
                )
            return found
        named = list(which.search(said)[: PROPOSED + 1])
        if len(named) == 1:
            return named[0]
        self.faults.append(self._several(which, said, named))
        return None

    def _several(self, which: Field, said: str, named: list[Any]) -> Fault:
        if not named:
            return Fault(f"{which.label}: nothing is called “{said}”. Type another name.")
        proposals = [
            (name_of(one), urlencode(self._asked_for(which.name) | {which.name: one.pk}))
            for one in named[:PROPOSED]
        ]
        more = " and others" if len(named) > PROPOSED else ""
        return Fault(f"{which.label}: “{said}” may mean one of these{more}. Choose:", proposals)

    def _asked_for(self, without: str = "") -> dict[str, Any]:
        return {name: said for name, said in self._typed.items() if said and name != without}

    @cached_property
    def followed(self) -> dict[str, Any]:
        """The filters that are followed, as an address names them."""
        said: dict[str, Any] = {name: record.pk for name, record in self.records.items()}
        if self.title:
            said["title"] = self.title
        return said | {name: "1" for name in TICKED if self._typed[name] == "1"}

    def address(self, **more: Any) -> str:
        """Write the query of an address that asks for the same, but for what is given."""
        said = self.followed | {"column": self.column} | more
        return f"?{urlencode({name: value for name, value in said.items() if value})}"

    @property
    def reset(self) -> str:
        """The address without filters."""
        return self.address(**dict.fromkeys(self.followed, ""))

    @property
    def whole(self) -> str:
        """The address of the whole board."""
        return self.address(column="")

    @property
    def all_warned(self) -> str:
        """The address of all that is under urgent review."""
        return self.address(warned="1")

    @property
    def chosen(self) -> Iterable[Chosen]:
        """List the filters that are followed, each with the address without it."""
        words = {name: (FIELDS[name].label, name_of(one)) for name, one in self.records.items()}
        if self.title:
            words["title"] = ("Title has", f"“{self.title}”")
        words |= {name: (label, "") for name, label in TICKED.items() if name in self.followed}
        for name, (label, said) in words.items():
            yield Chosen(label, said, self.address(**{name: ""}))

    def keep(self, articles: QuerySet[Article]) -> QuerySet[Article]:
        """Keep the articles that are asked for; what is overdue, the columns know."""
        for name, record in self.records.items():
            articles = articles.filter(FIELDS[name].keeps(record.pk))
        for word in self.title.split():
            articles = articles.filter(title__icontains=word)
        if not self.is_warned:
            return articles
        return articles.filter(Q(Exists(_SHOWN)) | Q(Exists(_CONCERNED)))


def _number_in(text: str) -> int | None:
    """Read the number of a record; None where it can't be one."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 20
    return min(int(text), NEWEST) if is_number else None


def _last(values: list[Any]) -> str:
    """Take the last of the values that says something: a typed name stands after a chosen one."""
    said = [" ".join(str(value or "").replace("\x00", "").split()) for value in values]
    return next((value[:LONGEST] for value in reversed(said) if value), "")
