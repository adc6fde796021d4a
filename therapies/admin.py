"""Conditions, therapy types, authorities and their dated statuses in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from therapies.models import Authority, Condition, RegulatoryStatus, TherapyType
from workbench.admin import SHOWN_USES, WorkbenchAdmin, links_to


@admin.register(Condition)
class ConditionAdmin(WorkbenchAdmin):
    about = "Diseases and health problems that articles are about."
    uses = "articles"
    list_display = ["name", "abbreviation"]
    search_fields = ["name", "abbreviation"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(TherapyType)
class TherapyTypeAdmin(WorkbenchAdmin):
    about = "Kinds of therapy. Text that is imported finds them by name, abbreviation or synonym."
    uses = "articles"
    list_display = ["name", "abbreviation", "other_names"]
    search_fields = ["name", "abbreviation", "synonyms"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the statuses of a therapy that is saved."""
        return [*super().get_readonly_fields(request, obj), *(["statuses"] if obj else [])]

    @admin.display(description="Synonyms")
    def other_names(self, therapy: TherapyType) -> str:
        """List the synonyms."""
        return ", ".join(therapy.synonyms)

    @admin.display(description="Regulatory statuses")
    def statuses(self, therapy: TherapyType) -> SafeString | str:
        """List what regulators said of the therapy, the newest first."""
        found = therapy.statuses.select_related("authority").order_by("-as_of", "-pk")
        return links_to(found[: SHOWN_USES + 1], url_name="admin:therapies_regulatorystatus_change")


@admin.register(Authority)
class AuthorityAdmin(WorkbenchAdmin):
    about = "Bodies that approve therapies, such as the FDA."
    list_display = ["abbreviation", "name", "country"]
    search_fields = ["abbreviation", "name"]


@admin.register(RegulatoryStatus)
class RegulatoryStatusAdmin(WorkbenchAdmin):
    about = (
        "What an authority said of a therapy for a condition on a day, with its source. When it "
        "says something new, add a status with the new day; the old one stays as history."
    )
    list_display = ["therapy", "condition", "authority", "status", "as_of", "source"]
    list_filter = ["status", "authority"]
    list_select_related = ["therapy", "condition", "authority"]
    search_fields = ["therapy__name", "therapy__abbreviation", "condition__name", "source_title"]
    autocomplete_fields = ["therapy", "condition", "authority"]
    date_hierarchy = "as_of"
    ordering = ["-as_of", "-pk"]

    @admin.display(description="Source")
    def source(self, status: RegulatoryStatus) -> SafeString:
        """Link to where the authority said so."""
        return format_html('<a href="{}">{}</a>', status.source_url, status.source_title)
