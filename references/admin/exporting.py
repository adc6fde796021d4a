"""Exporting references in the admin: those selected, or all that the list shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from references.formats_out import FORMATS
from references.models import Reference

BATCH = 500


class ExportViews(admin.ModelAdmin):  # type: ignore[type-arg]
    """Downloads of the library."""

    def get_urls(self) -> list[URLPattern]:
        """Add the download of what the list shows."""
        view = self.admin_site.admin_view(require_safe(self.exports))
        own = [path("export/<str:suffix>/", view, name="references_reference_export")]
        return own + super().get_urls()

    def exports(self, request: HttpRequest, suffix: str) -> HttpResponseBase:
        """Send all records that the list shows with these filters and words."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if suffix not in FORMATS:
            raise Http404("no format of that name")
        try:
            changes: Any = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            messages.error(request, "Nothing was exported: the address holds an unknown filter.")
            return HttpResponseRedirect(reverse("admin:references_reference_changelist"))
        return download(changes.get_queryset(request), suffix)

    @admin.action(description="Export as BibTeX", permissions=["view"])
    def export_bib(self, request: HttpRequest, queryset: QuerySet[Reference]) -> HttpResponseBase:
        """Send the selected records as BibTeX."""
        return download(queryset, "bib")

    @admin.action(description="Export as RIS", permissions=["view"])
    def export_ris(self, request: HttpRequest, queryset: QuerySet[Reference]) -> HttpResponseBase:
        """Send the selected records as RIS."""
        return download(queryset, "ris")

    @admin.action(description="Export as CSL-JSON", permissions=["view"])
    def export_json(self, request: HttpRequest, queryset: QuerySet[Reference]) -> HttpResponseBase:
        """Send the selected records as CSL-JSON."""
        return download(queryset, "json")


def download(records: QuerySet[Reference], suffix: str) -> StreamingHttpResponse:
    """Send records as a file, however many, without holding them all."""
    form = FORMATS[suffix]
    return StreamingHttpResponse(
        form.write(_items(records)),
        content_type=f"{form.media_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="references.{suffix}"'},
    )


def _items(records: QuerySet[Reference]) -> Iterator[dict[str, Any]]:
    """Read the items of records, in the order in which they came into the library."""
    last, ordered = 0, records.order_by("pk")
    while batch := list(ordered.filter(pk__gt=last).values_list("pk", "csl")[:BATCH]):
        yield from (item for _, item in batch)
        last = batch[-1][0]
