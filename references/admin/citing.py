"""What editors of texts ask of the library: references to cite, looked up, or of a pasted list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils.html import escape
from django.views.decorators.http import require_POST, require_safe

from gate.refusals import NotPermitted, Refusal
from references.citing import (
    Citable,
    Numbered,
    find_or_look_up,
    look_at_list,
    record_list,
    record_looked_up,
    warnings_of,
)
from references.describing import about, identifiers_line, title_of
from references.formatting import CannotFormat
from references.identifiers import LONGEST, identify
from references.lookup import WAYS
from references.models import Reference
from references.pending import PERMISSION
from references.records import find_identified
from references.reference_lists import entries_of
from references.search import search

SHOWN = 20
LONGEST_QUESTION = 2 * LONGEST
MOST_ENTRIES = 100

View = Callable[[Any, HttpRequest], JsonResponse]


def answers_in_json(view: View) -> View:
    """Let only those ask who may see references, and say refusals as JSON."""

    @wraps(view)
    def answer(self: CitingViews, request: HttpRequest) -> JsonResponse:
        try:
            if not self.has_view_permission(request):
                raise NotPermitted("Your account may not see references.")
            return view(self, request)
        except NotPermitted as refusal:
            return JsonResponse({"error": str(refusal)}, status=403)
        except Refusal as refusal:
            return JsonResponse({"error": str(refusal)}, status=400)

    return answer


class CitingViews(admin.ModelAdmin):  # type: ignore[type-arg]
    """Answers for the editor's citations."""

    def get_urls(self) -> list[URLPattern]:
        """Add the answers."""
        asked: list[tuple[str, str, Any]] = [
            ("", "cite", require_safe(self.cite)),
            ("entries/", "cite_entries", require_safe(self.cite_entries)),
            ("look-up/", "cite_look_up", require_POST(self.cite_look_up)),
            ("add/", "cite_add", require_POST(self.cite_add)),
            ("list/", "cite_list", require_POST(self.cite_list)),
            ("list/add/", "cite_list_add", require_POST(self.cite_list_add)),
        ]
        own = [
            path(
                f"cite/{part}",
                self.admin_site.admin_view(view),
                name=f"references_reference_{name}",
            )
            for part, name, view in asked
        ]
        return own + super().get_urls()

    @answers_in_json
    def cite(self, request: HttpRequest) -> JsonResponse:
        """Search the whole library: by identifier, else by words; without any, the newest."""
        asked = request.GET.get("q", "")[:LONGEST_QUESTION].strip()
        found = search(asked).order_by(F("year").desc(nulls_last=True), "title", "pk")
        if not asked:
            found = Reference.objects.kept().order_by("-pk")
        results = list(found.defer("source_line", "formatted")[: SHOWN + 1])
        return JsonResponse(
            {
                "results": _described(results[:SHOWN]),
                "has_more": len(results) > SHOWN,
                "identifier": _unknown_identifier(asked),
                "can_add": request.user.has_perm(PERMISSION),
            }
        )

    @answers_in_json
    def cite_entries(self, request: HttpRequest) -> JsonResponse:
        """Give references as entries of a reference list, as HTML by their numbers."""
        asked = [text for text in request.GET.getlist("pk") if text.isdecimal() and len(text) < 19]
        found = Reference.objects.filter(pk__in=asked[:MOST_ENTRIES]).order_by("pk")
        return JsonResponse({"entries": _entries(list(found))})

    @answers_in_json
    def cite_look_up(self, request: HttpRequest) -> JsonResponse:
        """Look an identifier up that the library does not have; nothing is recorded."""
        found = find_or_look_up(_text(request, "identifier"), by=request.user)
        return JsonResponse(_citable(found))

    @answers_in_json
    def cite_add(self, request: HttpRequest) -> JsonResponse:
        """Record what was looked up and shown."""
        reference = record_looked_up(
            _text(request, "identifier"), seen=request.POST.get("seen", ""), by=request.user
        )
        return JsonResponse(_described([reference])[0])

    @answers_in_json
    def cite_list(self, request: HttpRequest) -> JsonResponse:
        """Say what each reference of a pasted list would become; nothing is recorded."""
        read = look_at_list(request.POST.get("text", ""), by=request.user)
        return JsonResponse({"entries": _listed(read)})

    @answers_in_json
    def cite_list_add(self, request: HttpRequest) -> JsonResponse:
        """Record the references of a pasted list."""
        read = record_list(request.POST.get("text", ""), by=request.user)
        return JsonResponse({"entries": _listed(read)})


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")[:LONGEST_QUESTION]


def _unknown_identifier(asked: str) -> Mapping[str, str] | None:
    """Name the identifier that was asked for, where no record has it and a service may know it."""
    identifier = identify(asked)
    if identifier is None or identifier.kind not in WAYS or find_identified(identifier):
        return None
    return {**identifier._asdict(), "service": WAYS[identifier.kind][0]}


def _described(references: Sequence[Reference]) -> list[dict[str, Any]]:
    warnings = warnings_of(references)
    return [
        {
            "id": str(reference.pk),
            "label": str(reference),
            "warning": warnings.get(reference.pk, ""),
            **_words(reference.csl),
        }
        for reference in references
    ]


def _words(item: Mapping[str, Any]) -> dict[str, str]:
    return {"title": title_of(item), "about": about(item), "identifiers": identifiers_line(item)}


def _citable(found: Citable) -> dict[str, Any]:
    known = _described([found.reference])[0] if found.reference else None
    return {
        **_words(found.item),
        "reference": known,
        "source": found.source,
        "remarks": found.remarks,
        "seen": found.digest,
    }


def _listed(read: Sequence[Numbered]) -> list[dict[str, Any]]:
    known = [each.entry.reference for each in read if each.entry.reference]
    described = {each["id"]: each for each in _described(list(dict.fromkeys(known)))}
    return [
        {
            **_words(entry.item or {}),
            "number": each.number,
            "first_line": entry.line,
            "last_line": each.last_line,
            "state": "unread" if entry.item is None else "there" if entry.was_there else "new",
            "reason": entry.reason,
            "remark": entry.remark,
            "reference": described[str(entry.reference.pk)] if entry.reference else None,
        }
        for each in read
        for entry in [each.entry]
    ]


def _entries(references: list[Reference]) -> dict[str, str]:
    try:
        written = entries_of(references)
    except CannotFormat:
        written = [_entry(reference) for reference in references]
    return {str(each.pk): entry for each, entry in zip(references, written, strict=True)}


def _entry(reference: Reference) -> str:
    """Format a record, or describe it where it can't be."""
    try:
        return entries_of([reference])[0]
    except CannotFormat:
        item = reference.csl
        said = (title_of(item), about(item), identifiers_line(item))
        return escape(". ".join(filter(None, said)))
