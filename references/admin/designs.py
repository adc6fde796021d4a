"""Confirming study designs in the admin: many at once from the list, and row by row elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.views.decorators.http import require_http_methods

from gate.refusals import Refusal
from references.design_field import CHOICES
from references.designs import PERMISSION, confirm_design, confirm_designs, design_of
from references.formats.markup import plain
from references.models import Reference
from references.study_design import StudyDesign

AT_ONCE = 100
FILTERS = "_changelist_filters"


class DesignViews(admin.ModelAdmin):  # type: ignore[type-arg]
    """The column, the action and the pages that are about study designs."""

    def get_urls(self) -> list[URLPattern]:
        """Add the pages."""
        view, answers = self.admin_site.admin_view, require_http_methods(["GET", "HEAD", "POST"])
        own = [
            path("designs/", view(answers(self.designs)), name="references_reference_designs"),
            path(
                "designs/rows/",
                view(answers(self.design_rows)),
                name="references_reference_design_rows",
            ),
        ]
        return own + super().get_urls()

    @admin.display(description="Study design", ordering="study_design")
    def design(self, record: Reference) -> SafeString | str:
        """Name the confirmed design, and the proposed one where that is another or alone."""
        known = design_of(record)
        proposed = known.proposal.design.label if known.proposal else ""
        if known.no_longer_agrees and known.confirmed:
            told = '{}<p class="why">The record speaks for another one now: {}.</p>'
            return format_html(told, known.confirmed.label, proposed)
        if known.confirmed:
            return str(known.confirmed.label)
        return format_html('<span class="quiet">{}?</span>', proposed) if proposed else "–"

    @admin.action(description="Confirm study designs", permissions=["change"])
    def confirm_selected_designs(
        self, request: HttpRequest, queryset: QuerySet[Reference]
    ) -> HttpResponse:
        """Lead to the page that shows what is proposed for the selected records."""
        keys = list(queryset.order_by("-pk").values_list("pk", flat=True)[: AT_ONCE + 1])
        if len(keys) > AT_ONCE:
            messages.info(request, f"Shown are the newest {AT_ONCE} of the selected records.")
        asked = {"of": ",".join(map(str, keys[:AT_ONCE])), FILTERS: request.GET.urlencode()}
        query = urlencode({name: value for name, value in asked.items() if value})
        return HttpResponseRedirect(f"{reverse('admin:references_reference_designs')}?{query}")

    def designs(self, request: HttpRequest) -> HttpResponse:
        """Show what is proposed for some records, and confirm what a person leaves chosen."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        records = _records(request.GET.get("of", "").split(","))
        if request.method == "POST":
            return self._confirmed(request, records)
        known = [(record, design_of(record)) for record in records]
        context: dict[str, Any] = {
            "title": "Confirm study designs",
            "open_ones": [pair for pair in known if not pair[1].confirmed],
            "confirmed_ones": [pair for pair in known if pair[1].confirmed],
            "choices": CHOICES,
            "list": _list_of(request),
        }
        every = self.admin_site.each_context(request) | {"opts": self.opts}
        return TemplateResponse(request, "admin/references/reference/designs.html", every | context)

    def _confirmed(self, request: HttpRequest, records: Iterable[Reference]) -> HttpResponse:
        typed = {record.pk: request.POST.get(f"design-{record.pk}", "") for record in records}
        try:
            confirmed, left = confirm_designs(
                designs={key: design for key, design in typed.items() if design}, by=request.user
            )
        except Refusal as refusal:
            messages.error(request, f"Nothing was confirmed: {refusal}")
            return HttpResponseRedirect(request.get_full_path())
        for record in confirmed:
            self.log_change(request, record, _logged(record))
        count = f"{len(confirmed)} study design{'' if len(confirmed) == 1 else 's'}"
        messages.success(request, f"{count} confirmed.")
        for record in left:
            title = Truncator(plain(record.title)).chars(80)
            told = f"somebody said meanwhile: {record.get_study_design_display()}. It stays."
            messages.warning(request, f"“{title}”: {told}")
        return HttpResponseRedirect(_list_of(request))

    def design_rows(self, request: HttpRequest) -> JsonResponse:
        """Answer a form of another page: what is known of some records' designs; confirm one."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            records = _records(request.GET.getlist("reference")[:AT_ONCE])
            return JsonResponse({str(one.pk): design_row(one, request.user) for one in records})
        said = request.POST
        try:
            record = confirm_design(
                reference=_key(said.get("reference", "")),
                design=said.get("design", ""),
                instead_of=said.get("instead_of", ""),
                by=request.user,
            )
        except Refusal as refusal:
            return JsonResponse({"message": f"Not confirmed: {refusal}"}, status=400)
        self.log_change(request, record, _logged(record))
        message = f"Confirmed: {record.get_study_design_display()}."
        return JsonResponse({"row": design_row(record, request.user), "message": message})


def design_row(record: Reference, person: Any) -> str:
    """Write what is known of a record's design for a row of another form."""
    return render_to_string("references/design_row.html", design_context(record, person))


def design_context(record: Reference, person: Any) -> dict[str, Any]:
    """Gather what templates/references/design_row.html shows."""
    return {
        "record": record,
        "design": design_of(record),
        "designs": StudyDesign.choices,
        "may_confirm": person.has_perm(PERMISSION),
    }


def _list_of(request: HttpRequest) -> str:
    """The list that the person came from, filtered as it was."""
    filters = request.GET.get(FILTERS, "")
    return reverse("admin:references_reference_changelist") + (f"?{filters}" if filters else "")


def _records(keys: Iterable[str]) -> list[Reference]:
    numbers = [key for text in keys if (key := _key(text))][:AT_ONCE]
    found = Reference.objects.kept().in_bulk(numbers)
    return [found[number] for number in dict.fromkeys(numbers) if number in found]


def _key(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _logged(record: Reference) -> str:
    return f"Confirmed the study design: {record.get_study_design_display()}."
