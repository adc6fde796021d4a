"""Filters of the list of notices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from references.models import Reference
from references.notices import Notice
from references.uses import is_used


class WhatWasDecided(admin.SimpleListFilter):
    """Keeps what waits to be looked at, unless something else is asked for."""

    title = "decision"
    parameter_name = "decided"
    conditions = {None: {"decision": ""}, "confirmed": {"decision": "confirmed"}}
    conditions |= {"dismissed": {"decision": "dismissed"}, "all": {}}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the decisions."""
        return [("confirmed", "Confirmed"), ("dismissed", "Dismissed"), ("all", "All")]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Name what is shown without a choice."""
        first, *others = super().choices(changelist)
        yield {**first, "display": "To decide"}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        """Keep what was asked for."""
        return queryset.filter(**self.conditions.get(self.value(), {"decision": ""}))


class WhetherCited(admin.SimpleListFilter):
    """Keeps the notices about what articles cite, or about what none does."""

    title = "use"
    parameter_name = "cited"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the two."""
        return [("yes", "About what articles cite"), ("no", "About other records")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        """Ask the room that knows."""
        if self.value() not in ("yes", "no"):
            return queryset
        condition = is_used() if self.value() == "yes" else ~is_used()
        noticed = Reference.objects.filter(condition, pk__in=queryset.values("reference"))
        return queryset.filter(reference__in=noticed.order_by())
