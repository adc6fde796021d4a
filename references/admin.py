"""Bibliographic records in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from references.models import Reference
from references.record_form import RecordForm, authors_as_lines
from workbench.admin import WorkbenchAdmin

SHOWN_AUTHORS = 3


@admin.register(Reference)
class ReferenceAdmin(WorkbenchAdmin):
    about = "What articles cite: one record a publication, shared by all articles."
    uses = "articles"
    form = RecordForm
    list_display = ["title", "authors", "year", "doi", "pmid"]
    search_fields = ["title", "doi", "pmid", "csl__author"]
    search_help_text = "Words of the title, an author's family name, a DOI or a PMID."
    ordering = ["-pk"]
    readonly_fields = ["source_line"]
    fieldsets = [
        (None, {"fields": ["kind", "title_text", "authors", "container", "year_number"]}),
        (None, {"fields": [("volume", "issue", "page")]}),
        ("Identifiers", {"fields": ["doi_text", "pmid_text", "url"]}),
        ("The whole record", {"fields": ["csl", "source_line"], "classes": ["collapse"]}),
    ]

    @admin.display(description="Authors")
    def authors(self, record: Reference) -> str:
        """Name the first authors."""
        names = authors_as_lines(record.csl).splitlines()
        more = " and others" if len(names) > SHOWN_AUTHORS else ""
        return "; ".join(names[:SHOWN_AUTHORS]) + more

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save a record, and read back what the database computes."""
        super().save_model(request, obj, form, change)
        obj.refresh_from_db()
