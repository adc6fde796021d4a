"""Duplicates in the admin: pairs that look alike, and merging two records into one."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from gate.refusals import Refusal
from references.duplicates import find_duplicates
from references.integrity.joining import what_goes_along
from references.merging import PERMISSION, as_shown, compared, merge, tell_apart
from references.models import Reference
from references.uses import count_uses

SHOWN_PAIRS = 50


class MergeViews(admin.ModelAdmin):  # type: ignore[type-arg]
    """The pages that find and merge duplicates."""

    def get_urls(self) -> list[URLPattern]:
        """Add the pages."""
        view = self.admin_site.admin_view
        answers = require_http_methods(["GET", "HEAD", "POST"])
        own = [
            path(
                "duplicates/",
                view(answers(self.duplicates)),
                name="references_reference_duplicates",
            ),
            path("merge/", view(answers(self.merges)), name="references_reference_merge"),
        ]
        return own + super().get_urls()

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Say whether somebody may merge."""
        return request.user.has_perm(PERMISSION)

    @admin.action(description="Merge the two selected", permissions=["merge"])
    def merge_two(self, request: HttpRequest, queryset: QuerySet[Reference]) -> HttpResponse | None:
        """Lead to the comparison of two records."""
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(keys) == 2:
            return HttpResponseRedirect(_comparison(*keys))
        messages.error(request, "Nothing was merged: select exactly two records.")
        return None

    def duplicates(self, request: HttpRequest) -> HttpResponse:
        """List pairs that look alike, and note which are not the same."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            keys = [_key(request.POST.get(name)) for name in ("first", "second")]
            found = list(Reference.objects.filter(pk__in=keys))
            tell_apart(references=found, by=request.user)
            messages.success(request, "Noted: these are two publications.")
            return HttpResponseRedirect(reverse("admin:references_reference_duplicates"))
        pairs = find_duplicates(most=SHOWN_PAIRS + 1)
        shown = pairs[:SHOWN_PAIRS]
        uses = count_uses({record for pair in shown for record in (pair.first, pair.second)})
        context = {
            "title": "Duplicates",
            "pairs": [
                {
                    "records": [(record, uses[record.pk]) for record in (pair.first, pair.second)],
                    "comparison": _comparison(*_by_use(pair.first, pair.second, uses)),
                }
                for pair in shown
            ],
            "are_more": len(pairs) > SHOWN_PAIRS,
        }
        return self._merge_page(request, "duplicates.html", context)

    def merges(self, request: HttpRequest) -> HttpResponse:
        """Show two records beside each other, and merge them when that is confirmed."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        if request.method != "POST" and "keep" not in request.GET:
            return HttpResponseRedirect(reverse("admin:references_reference_duplicates"))
        is_confirmed = request.method == "POST"
        said = request.POST if is_confirmed else request.GET
        # What was merged meanwhile is refused in words.
        records = Reference.objects.all() if is_confirmed else Reference.objects.kept()
        kept, merged = (
            get_object_or_404(records, pk=_key(said.get(name))) for name in ("keep", "merge")
        )
        refusal = ""
        if is_confirmed:
            try:
                moved = merge(
                    kept=kept, merged=merged, by=request.user, shown=said.get("shown", "")
                )
            except Refusal as refused:
                refusal = str(refused)
            else:
                return self._merged(request, kept, merged, moved)
        uses = count_uses([kept, merged])
        context = {
            "title": "Merge two references",
            "kept": kept,
            "merged": merged,
            "kept_uses": uses[kept.pk],
            "merged_uses": uses[merged.pk],
            "rows": compared(kept, merged),
            "goes_along": what_goes_along(kept=kept, merged=merged),
            "shown": as_shown(kept, merged),
            "swapped": _comparison(merged.pk, kept.pk),
            "refusal": refusal,
        }
        return self._merge_page(request, "merge.html", context)

    def _merged(
        self, request: HttpRequest, kept: Reference, merged: Reference, moved: int
    ) -> HttpResponse:
        for record, sentence in (
            (kept, f"Reference {merged.pk} was merged into it. Before: {kept.csl}"),
            (merged, f"Merged into reference {kept.pk}."),
        ):
            self.log_change(request, record, sentence)
        drafts = f"{moved} draft{'s' if moved != 1 else ''}"
        messages.success(request, f"The two are one record now; {drafts} cite it instead.")
        return HttpResponseRedirect(reverse("admin:references_reference_change", args=[kept.pk]))

    def _merge_page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        every = self.admin_site.each_context(request) | {"opts": self.opts}
        return TemplateResponse(request, f"admin/references/reference/{name}", every | context)


def _key(text: Any) -> int:
    said = str(text or "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 19 else 0


def _comparison(kept: int, merged: int) -> str:
    query = urlencode({"keep": kept, "merge": merged})
    return f"{reverse('admin:references_reference_merge')}?{query}"


def _by_use(first: Reference, second: Reference, uses: dict[int, int]) -> tuple[int, int]:
    """Propose to keep what is used more, else what was there first."""
    if uses[second.pk] > uses[first.pk]:
        return second.pk, first.pk
    return first.pk, second.pk
