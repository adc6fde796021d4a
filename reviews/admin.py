"""Physicians and the evidence of reviews in the admin; licences stand in licence_admin.py."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gate.admin import EvidenceAdmin
from gate.refusals import Refusal
from reviews.licence_admin import LicenceAdmin, sees_all
from reviews.models import (
    Checkpoint,
    Comment,
    LedgerEntry,
    Physician,
    Review,
    SigningKey,
    SignOff,
)
from workbench.admin import SHOWN_USES, WorkbenchAdmin, links_to

__all__ = ["LicenceAdmin"]

NAMED = ["name", "credentials", "account", "publishes_licence_number"]


@admin.register(Physician)
class PhysicianAdmin(WorkbenchAdmin):
    about = "Who may sign: a person with a verified licence, kept apart from the account."
    refusals = (Refusal,)
    list_display = ["name", "credentials", "account"]
    list_select_related = ["account"]
    search_fields = ["name", "credentials", "account__username"]
    autocomplete_fields = ["account"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Physician]:
        """Show physicians themselves alone."""
        found: QuerySet[Physician] = super().get_queryset(request)
        return found if sees_all(request) else found.filter(account=request.user.pk)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the licences of a physician who is saved."""
        return [*NAMED, "public_id", "licences"] if obj else NAMED

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Show what nobody types."""
        return ["public_id", "licences"]

    @admin.display(description="Licences")
    def licences(self, physician: Physician) -> SafeString:
        """List a physician's licences, and link to where one is entered."""
        found = physician.licences.order_by("-pk")[: SHOWN_USES + 1]
        return format_html(
            '{}<p><a href="{}?physician={}">Enter a licence</a></p>',
            links_to(found, url_name="admin:reviews_licence_change"),
            reverse("admin:reviews_licence_add"),
            physician.pk,
        )


class OfEditionAdmin(EvidenceAdmin):
    """Evidence about an edition, whose content is left out."""

    list_select_related = ["edition", "physician"]
    search_fields = ["edition__title", "physician__name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave out the content of editions."""
        found: QuerySet[Any] = super().get_queryset(request)
        return found.select_related("edition", "physician").defer("edition__content")


@admin.register(Review)
class ReviewAdmin(OfEditionAdmin):
    about = "Requests to physicians to read an edition, and their answers."
    list_display = ["edition", "physician", "due_on", "accepted_at", "declined_at", "cancelled_at"]
    list_filter = [("accepted_at", admin.EmptyFieldListFilter)]
    date_hierarchy = "due_on"


@admin.register(SignOff)
class SignOffAdmin(OfEditionAdmin):
    about = "Decisions of physicians, signed. Nobody changes them."
    list_display = ["edition", "physician", "decision", "signed_at"]
    list_filter = ["decision"]
    exclude = ["statement"]


@admin.register(Comment)
class CommentAdmin(EvidenceAdmin):
    about = "Questions and remarks of physicians on editions."
    list_display = ["text", "edition", "physician", "is_blocking", "made_at", "resolved_at"]
    list_filter = ["is_blocking", ("resolved_at", admin.EmptyFieldListFilter)]
    search_fields = ["text", "review__physician__name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Bring the review along, without the content of its edition."""
        found: QuerySet[Any] = super().get_queryset(request)
        joined = found.select_related("review__edition", "review__physician")
        return joined.defer("review__edition__content")

    @admin.display(description="Edition")
    def edition(self, comment: Comment) -> str:
        """Name the edition."""
        return str(comment.review.edition)

    @admin.display(description="Physician")
    def physician(self, comment: Comment) -> str:
        """Name the physician."""
        return str(comment.review.physician)


@admin.register(LedgerEntry)
class LedgerEntryAdmin(EvidenceAdmin):
    about = "What happened to each article: who did what when, in a chain that shows any change."
    list_display = ["article", "number", "action", "at", "hash"]
    list_select_related = ["article"]
    search_fields = ["article__title", "article__slug", "hash"]
    exclude = ["content"]


@admin.register(Checkpoint)
class CheckpointAdmin(EvidenceAdmin):
    about = "Signed statements of where all chains of the ledger stood."
    list_display = ["number", "at", "hash"]
    exclude = ["content"]


@admin.register(SigningKey)
class SigningKeyAdmin(EvidenceAdmin):
    about = "The public halves of the keys that signed. They stay for ever."
    list_display = ["kid", "valid_from", "valid_until"]
    ordering = ["-valid_from"]
