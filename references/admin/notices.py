"""Notices in the admin: what sources say of what we cite, and a person's decision about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gate.admin import EvidenceAdmin
from gate.refusals import NotPermitted, Refusal
from references.admin.notice_filters import WhatWasDecided, WhetherCited
from references.formats.markup import plain
from references.formatting import CannotFormat
from references.identifiers import normalise_doi, normalise_pmid
from references.integrity.deciding import PERMISSION, confirm, dismiss, said_along
from references.integrity.effects import Effect, effect_of
from references.integrity.matching import LONG_TEXTS
from references.models import Reference
from references.notices import IntegrityFact, Notice, address_of
from references.reference_lists import entries_of
from references.search import search
from references.uses import is_used, uses_of
from workbench.desk import on_the_desk

SHOWN_USES = 100
COUNTED = 100


@admin.register(Notice)
class NoticeAdmin(EvidenceAdmin):
    about = (
        "What Crossref, PubMed and Retraction Watch say of what articles cite: retractions and "
        "expressions of concern. Nothing of it touches a page until a person confirms it."
    )
    change_list_template = "admin/references/notice/change_list.html"
    list_display = ["what", "publication", "told_by", "state"]
    list_filter = [WhatWasDecided, "nature", "source", WhetherCited]
    search_fields = ["reference__title"]  # turns the search on; get_search_results does it
    search_help_text = (
        "Words of the publication, or a DOI or PMID in any form: the publication's or the notice's."
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        """Read the publication along."""
        found: QuerySet[Notice] = super().get_queryset(request)
        return found.select_related("reference", "decided_by").defer(*LONG_TEXTS)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Notice], search_term: str
    ) -> tuple[QuerySet[Notice], bool]:
        """Search by the publication as the library does, and by what identifies the notice."""
        if not search_term.strip():
            return queryset, False
        found = Q(reference__in=search(search_term))
        if doi := normalise_doi(search_term):
            found |= Q(notice_doi=doi)
        if pmid := normalise_pmid(search_term):
            found |= Q(notice_pmid=pmid)
        return queryset.filter(found), False

    @admin.display(description="Notice", ordering="nature")
    def what(self, notice: Notice) -> str:
        """Name what the notice does."""
        return notice.get_nature_display()

    @admin.display(description="Publication", ordering="reference__title")
    def publication(self, notice: Notice) -> str:
        """Write the publication's title without its marks."""
        return plain(notice.reference.title)

    @admin.display(description="Told by", ordering="noticed_on")
    def told_by(self, notice: Notice) -> SafeString | str:
        """Name the source, and the day of the notice."""
        source = notice.get_source_display()
        if notice.noticed_on is None:
            return source
        return format_html("{}, <time>{}</time>", source, notice.noticed_on.isoformat())

    @admin.display(description="Decision", ordering="decided_at")
    def state(self, notice: Notice) -> str:
        """Say who decided what, and when."""
        return state_of(notice)

    # One notice

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a notice with all that helps to decide about it; take the decision."""
        notice: Any = self.get_object(request, unquote(object_id))
        if notice is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.has_view_permission(request, notice):
            raise PermissionDenied
        if request.method == "POST":
            return self._decided(request, notice)
        page = "admin/references/notice/look.html"
        return TemplateResponse(request, page, self._context(request, notice))

    def _decided(self, request: HttpRequest, notice: Notice) -> HttpResponse:
        decision = request.POST.get("decision", "")
        try:
            if decision == "confirm":
                confirm(notice=notice, by=request.user)
                said = "Confirmed. Public pages and the people concerned follow within minutes."
            elif decision == "dismiss":
                dismiss(notice=notice, by=request.user)
                said = "Dismissed: nothing changes on any page."
            else:
                raise Refusal("Nothing was decided: choose one of the two.")
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        else:
            self.log_change(request, notice, said)
            self.log_change(request, notice.reference, f"{notice}: {said}")
            messages.success(request, said)
        return HttpResponseRedirect(request.path)

    def _context(self, request: HttpRequest, notice: Notice) -> dict[str, Any]:
        record = Reference.objects.get(pk=notice.reference_id)  # its long texts too
        may_decide = not notice.decision and request.user.has_perm(PERMISSION)
        uses = uses_of(record, person=request.user, most=SHOWN_USES + 1)
        others = record.notices.exclude(pk=notice.pk).select_related("decided_by")
        waiting = Notice.objects.undecided().exclude(pk=notice.pk).order_by("-pk")
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{notice.get_nature_display()}: {plain(record.title)}",
            "notice": notice,
            "state": state_of(notice),
            "record": record,
            "entry": entry_of(record),
            "identifiers": identifiers_of(record),
            "others": [(other, state_of(other)) for other in others],
            "uses": uses[:SHOWN_USES],
            "are_more": len(uses) > SHOWN_USES,
            "live": sum(use.is_live for use in uses),
            "may_decide": may_decide,
            "effect": effect_of(notice.nature),
            "along": said_along(notice).exclude(pk=notice.pk).count() if may_decide else 0,
            "next_notice": waiting.filter(pk__lt=notice.pk).first() or waiting.first(),
        }


def state_of(notice: Notice) -> str:
    """Say who decided what about a notice, and when."""
    if not notice.decision or notice.decided_at is None:
        return "to decide"
    if notice.was_decided_before:
        return f"says what was {notice.decision} before"
    by = str(notice.decided_by or "an account that is deleted")
    return f"{notice.decision} by {by} on {notice.decided_at:%Y-%m-%d}"


def entry_of(record: Reference) -> SafeString:
    """Format a record; its title alone where that can't be done."""
    try:
        [entry] = entries_of([record])  # sanitised there
    except CannotFormat:
        return SafeString("")
    return SafeString(entry)


def identifiers_of(record: Reference) -> list[tuple[str, str, str]]:
    """List DOI and PMID of a record, each with where it leads."""
    doi, pmid = record.doi or "", record.pmid or ""
    listed = [("DOI", doi, address_of(doi, "")), ("PMID", pmid, address_of("", pmid))]
    return [each for each in listed if each[1]]


@dataclass(frozen=True)
class Confirmed:
    """A fact that stands, and the account of who confirmed it, where that is still there."""

    fact: IntegrityFact
    by: Any

    @property
    def effect(self) -> Effect:
        """What became of the publication."""
        return effect_of(self.fact.nature)


class IntegrityBanner(admin.ModelAdmin):  # type: ignore[type-arg]
    """Says on a record's form that the publication was retracted, or that a notice waits.

    Notices go with a record that is deleted; one that a fact is about stays.
    """

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """Let who may delete a record delete its notices along."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, lacking - {str(Notice._meta.verbose_name)}, protected

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any
    ) -> HttpResponse:
        """Add what was confirmed, and what waits."""
        record = options.get("obj")
        if record is not None:
            of_all = IntegrityFact.objects.standing().about([record.merged_into_id or record.pk])
            facts = list(of_all)
            accounts = get_user_model()._default_manager.in_bulk(
                [fact.confirmed_by for fact in facts]
            )
            context |= {
                "facts": [Confirmed(fact, accounts.get(fact.confirmed_by)) for fact in facts],
                "waiting": record.notices.undecided()[:COUNTED],
            }
        return super().render_change_form(request, context, *args, **options)


@on_the_desk("admin/references/notice/desk.html")
def notices_on_the_desk(request: HttpRequest) -> dict[str, Any] | None:
    """Count the notices about cited publications that wait, for those who may decide."""
    if not request.user.has_perm(PERMISSION):
        return None
    about = Notice.objects.undecided().values("reference")
    cited = Reference.objects.filter(is_used(), pk__in=about).order_by()
    number = Notice.objects.undecided().filter(reference__in=cited)[: COUNTED + 1].count()
    return {"number": number, "most": COUNTED} if number else None
