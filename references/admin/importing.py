"""Importing a bibliography in the admin: look at it entry by entry, then save what one wants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from gate.refusals import Refusal
from references.describing import about, identifiers_line, title_of
from references.formats.markup import plain
from references.models import Import, ImportEntry
from references.pending import (
    LARGEST_UPLOAD,
    MOST_AT_ONCE,
    STATES,
    counts_of,
    imports_of,
    look_at,
    save_entries,
)

PASTED = "The pasted text"
SHOWN = 200
"""Entries on a page."""
LABELS = {
    "new": "New",
    "saved": "Saved",
    "there": "Already there",
    "unread": "Could not be read",
}


class BibliographyForm(forms.Form):
    """A bibliography, in a file or pasted."""

    file = forms.FileField(
        required=False,
        label="File",
        help_text="BibTeX, RIS, CSL-JSON, EndNote XML, PubMed (.nbib or XML), Crossref JSON, or "
        f"a list of references as text. At most {LARGEST_UPLOAD // 1_000_000} MB.",
    )
    text = forms.CharField(
        required=False,
        label="Or paste",
        strip=False,
        widget=forms.Textarea({"rows": 12, "class": "code", "spellcheck": "false"}),
        help_text="Any of these formats, or references in AMA, Vancouver, APA or MLA style, one "
        "a line. A file that you choose takes its place.",
    )


class ImportViews(admin.ModelAdmin):  # type: ignore[type-arg]
    """The pages that bring a bibliography into the library."""

    def get_urls(self) -> list[URLPattern]:
        """Add the pages."""
        view = self.admin_site.admin_view
        answers = require_http_methods(["GET", "HEAD", "POST"])
        own = [
            path("import/", view(answers(self.imports)), name="references_reference_import"),
            path(
                "import/<int:pk>/",
                view(answers(self.looks)),
                name="references_reference_import_look",
            ),
        ]
        return own + super().get_urls()

    def imports(self, request: HttpRequest) -> HttpResponse:
        """Take a bibliography, and lead to the look at it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form, refusal = BibliographyForm(), ""
        if request.method == "POST":
            form = BibliographyForm(initial={"text": request.POST.get("text", "")})
            try:
                content, name = _given(request)
                made = look_at(content, name=name, by=request.user)
            except Refusal as refused:
                refusal = str(refused)
            else:
                return _to_look(made.pk)
        context = {"title": "Import references", "form": form, "refusal": refusal}
        return self._page(request, "import.html", context)

    def looks(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what would become of each entry, and save what was chosen."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        looked_at = get_object_or_404(imports_of(request.user), pk=min(pk, 2**63 - 1))
        if request.method == "POST":
            return self._saved(request, looked_at)
        state = request.GET.get("state", "")
        entries = looked_at.entries.filter(STATES[state]) if state in STATES else looked_at.entries
        after = _number(request.GET.get("after", ""))
        found = entries.filter(place__gt=after).order_by("place").select_related("reference")
        rows = [Row(entry) for entry in found[: SHOWN + 1]]
        counts = counts_of(looked_at)
        context = {
            "title": f"Import: {looked_at.name}",
            "looked_at": looked_at,
            "rows": rows[:SHOWN],
            "next_after": rows[SHOWN - 1].entry.place if len(rows) > SHOWN else None,
            "after": after,
            "state": state if state in STATES else "",
            "counts": [(name, LABELS[name], count) for name, count in counts.items()],
            "new": counts["new"],
            "can_choose": any(row.state == "new" for row in rows[:SHOWN]),
            "at_once": min(counts["new"], MOST_AT_ONCE),
            "goes_on": "goes-on" in request.GET and counts["new"] > 0,
        }
        return self._page(request, "import_look.html", context)

    def _saved(self, request: HttpRequest, looked_at: Import) -> HttpResponse:
        if "_discard" in request.POST:
            looked_at.delete()
            messages.info(request, "The import is gone. What you saved of it is in the library.")
            return HttpResponseRedirect(reverse("admin:references_reference_import"))
        everything = "_all" in request.POST
        chosen = None if everything else list(map(_number, request.POST.getlist("entry")))
        if chosen == []:
            messages.warning(request, "Nothing was saved: no entry is ticked.")
            return _to_look(looked_at.pk, request.POST.get("query", ""))
        try:
            saved = save_entries(looked_at, places=chosen, by=request.user)
        except Refusal as refused:
            messages.error(request, f"Nothing was saved. {refused}")
        else:
            _tell(request, saved)
        return _to_look(looked_at.pk, "goes-on" if everything else request.POST.get("query", ""))

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        every = self.admin_site.each_context(request) | {"opts": self.opts}
        return TemplateResponse(request, f"admin/references/reference/{name}", every | context)


class Row:
    """An entry as the page lists it."""

    def __init__(self, entry: ImportEntry) -> None:
        self.entry = entry
        item = entry.item or {}
        self.title = title_of(item)
        self.about = about(item)
        self.identifiers = identifiers_line(item)

    @property
    def state(self) -> str:
        """What becomes of the entry, one of STATES."""
        if self.entry.item is None:
            return "unread"
        if self.entry.was_there:
            return "there"
        return "saved" if self.entry.reference_id else "new"

    @property
    def label(self) -> str:
        """What people call that."""
        return LABELS[self.state]


def _given(request: HttpRequest) -> tuple[bytes | str, str]:
    """Read what was given, and what to call it. Raises Refusal."""
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        return file.read(LARGEST_UPLOAD + 1), plain(str(file.name))[:100] or "The file"
    text = request.POST.get("text", "")
    if not text.strip():
        raise Refusal("Choose a file, or paste references.")
    return text.replace("\r\n", "\n"), PASTED


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _to_look(pk: int, query: str = "") -> HttpResponseRedirect:
    address = reverse("admin:references_reference_import_look", args=[pk])
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


def _tell(request: HttpRequest, saved: int) -> None:
    what = "1 reference is" if saved == 1 else f"{saved:,} references are"
    messages.success(request, f"{what} now in the library.")
