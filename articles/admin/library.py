"""What articles draw on, in the admin: authors and calls to action; and editions to look at."""

from __future__ import annotations

from django.contrib import admin

from articles.models import Author, CallToAction, Edition
from gate.admin import EvidenceAdmin


@admin.register(Author)
class AuthorAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    search_fields = ["name"]
    raw_id_fields = ["account"]


@admin.register(CallToAction)
class CallToActionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "label", "url", "shortcode"]
    search_fields = ["name", "label"]


@admin.register(Edition)
class EditionAdmin(EvidenceAdmin):
    list_display = ["title", "number", "digest", "submitted_at", "recalled_at"]
    exclude = ["content"]
    search_fields = ["title", "digest"]
