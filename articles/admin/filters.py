"""Filters of the list of articles."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.models import Article
from articles.standing import standing_in, states


class WhereItStands(admin.SimpleListFilter):
    """Keeps the articles that stand in one state."""

    title = "where it stands"
    parameter_name = "stands"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the states."""
        return states()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Keep the articles of the state that was chosen."""
        chosen = self.value()
        known = chosen in {name for name, _ in states()}
        return standing_in(str(chosen), queryset) if known else queryset


class WhoWrites(admin.SimpleListFilter):
    """Keeps one's own articles, for those who see others' too."""

    title = "writer"
    parameter_name = "writer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer one's own."""
        return [("me", "I am its writer")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """Keep one's own articles where that is asked."""
        return queryset.filter(writer=request.user.pk) if self.value() == "me" else queryset
