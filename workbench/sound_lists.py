"""Lists that answer whatever is sent to them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest


class SoundLists(admin.ModelAdmin):  # type: ignore[type-arg]
    """A list for which an address or a form that nobody can have got from it is no fault."""

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Refuse, with 400, a filter by what no column can hold."""
        return "\x00" not in str(value) and super().lookup_allowed(lookup, value, request)

    def response_action(
        self, request: HttpRequest, queryset: models.QuerySet[Any], *where: Any, **options: Any
    ) -> Any:
        """Leave out of what is selected what is no key."""
        selected = request.POST.getlist("_selected_action")
        posted = request.POST.copy()
        posted.setlist("_selected_action", [key for key in selected if self._is_key(key)])
        request.POST = posted  # type: ignore[assignment]
        return super().response_action(request, queryset, *where, **options)

    def _is_key(self, text: str) -> bool:
        try:
            self.model._meta.pk.to_python(text)
        except ValidationError:
            return False
        return "\x00" not in text
