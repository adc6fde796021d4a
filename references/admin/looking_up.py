"""Looking a record up in the admin: both are shown, and a person ticks what to take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from gate.refusals import Refusal
from references.differences import Difference, differences
from references.identifiers import identify
from references.integrity.matching import note_what_it_tells
from references.lookup import WAYS, Answer, NotKnown, propose_dois, told_apart
from references.lookup.services import contact
from references.lookup.taking import digest_of, take_from
from references.models import Reference

TITLE, UNKNOWN = "title", "unknown"


@dataclass(frozen=True)
class Wanted:
    """What a person asks for: an identifier of a kind, or works of a like title."""

    by: str
    number: str
    fresh: bool

    @classmethod
    def of(cls, request: HttpRequest, record: Reference) -> Wanted:
        """Read what is asked for: a kind alone means the record's own identifier of it."""
        asked = request.POST if request.method == "POST" else request.GET
        by, number = asked.get("by", ""), asked.get("number", "").strip()
        if number and not by:
            found = identify(number)
            by, number = (found.kind, found.value) if found else (UNKNOWN, number)
        elif by in WAYS and not number:
            number = str(record.csl.get(by) or "")
        return cls(by, number, fresh="fresh" in asked)


class LookUpViews(admin.ModelAdmin):  # type: ignore[type-arg]
    """The page on which a record is compared with what Crossref or PubMed says of it."""

    change_form_template = "admin/references/reference/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the page."""
        view = self.admin_site.admin_view(
            require_http_methods(["GET", "HEAD", "POST"])(self.look_up_view)
        )
        own = [path("<int:pk>/look-up/", view, name="references_reference_look_up")]
        return own + super().get_urls()

    def look_up_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what a service says of a record; take from it what was ticked."""
        record = get_object_or_404(Reference.objects.kept(), pk=pk)
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        wanted = Wanted.of(request, record)
        context = self._look_up_page(request, record, wanted)
        try:
            if wanted.by == TITLE:
                context["proposals"] = propose_dois(record.csl)
            elif wanted.by in WAYS:
                answer = WAYS[wanted.by][1](wanted.number, fresh=wanted.fresh)
                note_what_it_tells(answer.item)
                context |= _comparison(record, answer)
                if request.method == "POST" and (done := self._take(request, context)):
                    return done
            elif wanted.by:
                raise NotKnown(
                    f"“{wanted.number[:100]}” is nothing that these services can be asked for. "
                    "Give a DOI, a PMID or a PMCID."
                )
        except Refusal as failure:
            context["refusal"] = str(failure)
        return TemplateResponse(request, "admin/references/reference/look_up.html", context)

    def _look_up_page(
        self, request: HttpRequest, record: Reference, wanted: Wanted
    ) -> dict[str, Any]:
        own = [
            {"by": by, "number": record.csl[by], "service": service}
            for by, (service, _) in WAYS.items()
            if record.csl.get(by)
        ]
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "record": record,
            "wanted": wanted,
            "own": own,
            "has_doi": bool(record.doi),
            "has_contact": bool(contact()),
            "title": "Look up",
        }

    def _take(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse | None:
        """Take what was ticked; what can't be taken is shown again, ticked as it was."""
        record, answer = context["record"], context["answer"]
        context["ticked"] = members = request.POST.getlist("take")
        if not members:
            context["refusal"] = "Nothing was ticked, so nothing was changed."
            return None
        try:
            seen = request.POST.get("seen", "")
            taken = take_from(record.pk, answer.item, members=members, seen=seen)
        except Refusal as refusal:
            record.refresh_from_db()
            context |= _comparison(record, answer) | {"refusal": str(refusal), "ticked": members}
            return None
        said = f"Taken from {answer.source}: {'; '.join(each.label for each in taken)}."
        self.log_change(request, record, said)
        messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:references_reference_change", args=[record.pk]))


def _comparison(record: Reference, answer: Answer) -> dict[str, Any]:
    listed: list[Difference] = differences(record.csl, answer.item)
    apart = told_apart(record.csl, answer.item)
    return {
        "record": record,
        "answer": answer,
        "changes": [each for each in listed if not each.fills],
        "fills": [each for each in listed if each.fills],
        "apart": apart,
        "ticked": [each.member for each in listed if each.fills and not apart],
        "seen": digest_of(record.csl),
        "waiting": record.notices.undecided(),
    }
