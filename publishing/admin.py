"""Releases and public addresses in the admin, to look at."""

from __future__ import annotations

from django.contrib import admin

from gate.admin import EvidenceAdmin
from publishing.models import Redirect, Release


@admin.register(Release)
class ReleaseAdmin(EvidenceAdmin):
    about = "When which edition was public, and why it ended. Nobody changes these."
    list_display = ["article", "edition_number", "opened_at", "ended_at", "end_reason"]
    list_filter = ["end_reason"]
    list_select_related = ["article"]
    search_fields = ["article__title", "article__slug"]

    @admin.display(description="Edition")
    def edition_number(self, release: Release) -> int:
        """Number the edition."""
        return release.edition.number

    def get_queryset(self, request: object) -> object:  # type: ignore[override]
        """Leave out the content of editions."""
        return super().get_queryset(request).select_related("edition").defer("edition__content")  # type: ignore[arg-type]


@admin.register(Redirect)
class RedirectAdmin(EvidenceAdmin):
    about = "Public addresses. Each belongs to its article for good."
    list_display = ["slug", "article"]
    list_select_related = ["article"]
    search_fields = ["slug", "article__title"]
    ordering = ["slug"]
