"""The board's list: columns with their first articles, or one column page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.models import Article
from publishing.board.cards import Card, cards
from publishing.board.columns import COLUMN_OF, COLUMNS, COUNTED, Column, Place, places
from publishing.board.filters import FIELDS, OFFERED, Fault, Filters, name_of
from publishing.board.pages import page, require_board
from publishing.models import SafetyNotice
from publishing.standing import State

SHOWN = 6
"""Articles of a column on the whole board."""
WARNED = 5
"""Articles under urgent review that stand above the board."""
LISTED = 30
"""Articles on a page of one column."""


@dataclass(frozen=True)
class Listed:
    """A column with the articles that are shown, and the address of all of them."""

    column: Column
    found: list[Place]
    cards: list[Card]
    address: str

    @property
    def count(self) -> str:
        """How many articles it holds, as far as they are counted."""
        return f"{COUNTED}+" if len(self.found) > COUNTED else str(len(self.found))


@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """List every article by where it stands, or the articles of one column page by page."""
    require_board(request)
    filters = Filters(request.GET)
    column, after = _asked_column(request, filters)
    articles = filters.keep(Article.objects.all())
    found = places(COLUMNS, articles, most=COUNTED + 1, is_overdue=filters.is_overdue)
    if column and after:
        [shown] = places(
            [column], articles, most=LISTED + 1, after=after, is_overdue=filters.is_overdue
        ).values()
    elif column:
        shown = found[column.state][: LISTED + 1]
    else:
        shown = [place for state in found for place in found[state][:SHOWN]]
    listed = _listed(filters, found, _cards(found, column, shown[:LISTED] if column else shown))
    context = {
        "title": column.title if column else "Board",
        "filters": filters,
        "fields": _fields(filters),
        "columns": listed,
        "warned": [] if column else _warned(filters, articles),
        "most_warned": WARNED,
        "column": column and _one(filters, column, listed, shown, after),
    }
    return page(request, "board.html", context)


def _warned(filters: Filters, articles: QuerySet[Article]) -> list[SafetyNotice]:
    """Find the articles under urgent review, the longest first, and whether there are more."""
    shown = SafetyNotice.objects.filter(lifted_at=None)
    if filters.followed:
        shown = shown.filter(article__in=articles)
    shown = shown.select_related("article").only("shown_at", "article__title")
    return list(shown.order_by("pk")[: WARNED + 1])


def _asked_column(request: HttpRequest, filters: Filters) -> tuple[Column | None, Place | None]:
    """Read which column an address asks for, and from where on; faults go to the filters'."""
    name, after = request.GET.get("column", ""), request.GET.get("after", "")
    if not name:
        return None, None
    if name not in State:
        filters.faults.append(Fault("The board has no such column; here are all it has."))
        return None, None
    column = COLUMN_OF[State(name)]
    filters.column = str(column.state)
    try:
        return column, column.place(after) if after else None
    except ValueError:
        filters.faults.append(Fault("This address names no place in the list; here it begins."))
        return column, None


def _cards(
    found: dict[State, list[Place]], column: Column | None, shown: list[Place]
) -> dict[State, list[Card]]:
    """Read the articles at some places, in their order."""
    state_of = (
        {place.pk: column.state for place in shown}
        if column
        else {place.pk: state for state in found for place in found[state][:SHOWN]}
    )
    articles = Article.objects.filter(pk__in=state_of).select_related("writer", "head")
    found_again = articles.defer("body", "summary", "meta_description").in_bulk()
    read: dict[State, list[Card]] = {state: [] for state in found}
    pairs = [
        (state_of[place.pk], found_again[place.pk]) for place in shown if place.pk in found_again
    ]
    for card in cards(pairs):
        read[card.state].append(card)
    return read


def _listed(
    filters: Filters, found: dict[State, list[Place]], read: dict[State, list[Card]]
) -> list[Listed]:
    return [
        Listed(
            column, found[column.state], read[column.state], filters.address(column=column.state)
        )
        for column in COLUMNS
    ]


def _one(
    filters: Filters,
    column: Column,
    listed: list[Listed],
    shown: list[Place],
    after: Place | None,
) -> dict[str, Any]:
    """Describe the one column that is shown."""
    is_last = len(shown) <= LISTED
    return {
        "listed": next(one for one in listed if one.column is column),
        "further": ""
        if is_last
        else filters.address(column=column.state, after=str(shown[LISTED - 1])),
        "is_first": after is None,
    }


def _fields(filters: Filters) -> list[dict[str, Any]]:
    """Describe the filters by a record for the form."""
    return [
        {
            "name": name,
            "label": each.label,
            "chosen": filters.records.get(name),
            "words": name_of(filters.records[name]) if name in filters.records else "",
        }
        for name, each in FIELDS.items()
    ]


@never_cache
@require_safe
def choices(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with the records of a filter in whose names the typed words stand."""
    require_board(request)
    found = list(FIELDS[name].search(request.GET.get("term", "")[:200])[: OFFERED + 1])
    return JsonResponse(
        {
            "results": [{"id": str(one.pk), "text": name_of(one)} for one in found[:OFFERED]],
            "pagination": {"more": len(found) > OFFERED},
        }
    )
