"""Bibliographic records: their list and their form."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from references.admin.citing import CitingViews
from references.admin.designs import DesignViews
from references.admin.exporting import ExportViews
from references.admin.filters import ByDesign, WhatItLacks, WhetherItStands, WhetherUsed
from references.admin.importing import ImportViews
from references.admin.looking_up import LookUpViews
from references.admin.merging import MergeViews
from references.admin.notices import IntegrityBanner
from references.design_field import CONFIRM
from references.designs import note_design
from references.formats.markup import plain
from references.integrity.matching import note_own
from references.integrity.turns import check_anew
from references.models import IDENTIFYING, Reference
from references.notices import what_stands_against
from references.record_form import RecordForm, authors_as_lines
from references.search import search
from references.uses import count_uses, uses_of
from workbench.admin import SHOWN_USES, WorkbenchAdmin

SHOWN_AUTHORS = 3


@admin.register(Reference)
class ReferenceAdmin(
    CitingViews,
    ImportViews,
    MergeViews,
    ExportViews,
    LookUpViews,
    DesignViews,
    IntegrityBanner,
    WorkbenchAdmin,
):
    about = "What articles cite: one record a publication, shared by all articles."
    uses = "articles"
    form = RecordForm
    list_display = ["plain_title", "source", "design", "used_by"]
    list_filter = [WhetherUsed, WhatItLacks, WhetherItStands, ByDesign]
    search_fields = ["title"]  # turns the search on; get_search_results does it
    search_help_text = (
        "Words of title, authors, journal and year, or an identifier in any form: DOI, PMID, "
        "PMCID, ISBN, arXiv, NCT…"
    )
    ordering = ["-pk"]
    actions = ["confirm_selected_designs", "merge_two", "export_bib", "export_ris", "export_json"]
    readonly_fields = ["source_line"]
    fieldsets = [
        (None, {"fields": ["kind", "title_text", "authors", "container", "year_number"]}),
        (None, {"fields": [("volume", "issue", "page")]}),
        (
            "Identifiers",
            {
                "description": "Once the record is saved, Look up asks Crossref or PubMed for "
                "what its DOI, PMID or PMCID names.",
                "fields": [
                    *("doi_text", "pmid_text", "pmcid_text"),
                    *("isbn_text", "arxiv_text", "trials_text", "url"),
                ],
            },
        ),
        ("Evidence", {"fields": ["study_design"]}),
        (None, {"fields": ["is_checked"]}),
        ("The whole record", {"fields": ["csl", "source_line"], "classes": ["collapse"]}),
    ]
    change_list_template = "admin/references/reference/change_list.html"

    # The list

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Reference], search_term: str
    ) -> tuple[QuerySet[Reference], bool]:
        """Search the whole library; lists and comboboxes leave out what was merged."""
        queryset = queryset.kept()  # type: ignore[attr-defined]
        return (queryset & search(search_term) if search_term.strip() else queryset), False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Read what uses the listed records and what stands against them, for this page alone."""
        changes = super().get_changelist_instance(request)
        changes.result_list = list(changes.result_list)
        counted = count_uses(changes.result_list)
        fallen = what_stands_against(counted)
        for reference in changes.result_list:
            reference.number_of_uses = counted[reference.pk]
            reference.fallen = fallen.get(reference.pk, [])
        return changes

    @admin.display(description="Title", ordering="title")
    def plain_title(self, record: Reference) -> str:
        """Write the title without its marks."""
        return plain(record.title)

    @admin.display(description="Authors and year", ordering="year")
    def source(self, record: Reference) -> SafeString:
        """Say what stands against a publication, who wrote it when, and what identifies it."""
        names = authors_as_lines(record.csl).splitlines()
        more = " and others" if len(names) > SHOWN_AUTHORS else ""
        held = [(kind, getattr(record, column)) for kind, column in IDENTIFYING.items()]
        known = format_html_join(", ", "{} {}", (pair for pair in held if pair[1]))
        against = format_html_join(
            "", '<p class="fallen">{}</p>', ((name,) for name in getattr(record, "fallen", ()))
        )
        return format_html(
            '{}{}{} {}<p class="quiet">{}</p>',
            against,
            "; ".join(names[:SHOWN_AUTHORS]),
            more,
            record.year or "",
            known or "no identifier",
        )

    @admin.display(description="Used by")
    def used_by(self, record: Reference) -> str:
        """Count the articles that use a record."""
        count = getattr(record, "number_of_uses", 0)
        return f"{count} article{'s' if count != 1 else ''}" if count else "–"

    # The form

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Reference | None:
        """Load a record, for whoever looks."""
        record: Any = super().get_object(request, object_id, from_field)
        if record:
            record.seen_by = request.user
        return record

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Lead from a record that was merged to the one that was kept."""
        record = self.get_object(request, object_id) if object_id else None
        if record and record.merged_into_id and self.has_view_permission(request, record):
            messages.info(request, "That record was merged into this one.")
            return HttpResponseRedirect(
                reverse("admin:references_reference_change", args=[record.merged_into_id])
            )
        return super().changeform_view(request, object_id, form_url, extra_context)

    def has_delete_permission(self, request: HttpRequest, obj: Reference | None = None) -> bool:
        """Keep what was merged: editions may name it, and it leads to the kept record."""
        return super().has_delete_permission(request, obj) and not (obj and obj.merged_into_id)

    @admin.display(description="Used in")
    def used_in(self, record: Any) -> SafeString | str:
        """List the articles whose draft or editions use a record."""
        person = getattr(record, "seen_by", None)
        if person is None:
            return super().used_in(record)
        found = uses_of(record, person=person, most=SHOWN_USES + 1)
        items = format_html_join("", "<li>{}</li>", ((_link(use),) for use in found[:SHOWN_USES]))
        more = format_html("<li>and more</li>") if len(found) > SHOWN_USES else ""
        return format_html('<ul class="used-in">{}{}</ul>', items, more) if found else "nowhere yet"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save a record with who said its design, and heed what it carries."""
        if form.says_design():
            note_design(obj, obj.study_design, by=request.user)
        super().save_model(request, obj, form, change)
        obj.refresh_from_db()
        check_anew(obj, before=form.item)
        note_own([obj])

    def response_change(self, request: HttpRequest, obj: Reference) -> HttpResponse:
        """Stay with the record where its design was confirmed."""
        if CONFIRM in request.POST:
            posted = request.POST.copy()
            posted["_continue"] = "yes"
            request.POST = posted  # type: ignore[assignment]
        return super().response_change(request, obj)


def _link(use: Any) -> SafeString | str:
    return format_html('<a href="{}">{}</a>', use.url, use.text) if use.url else use.text
