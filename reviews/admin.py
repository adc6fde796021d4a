from django.contrib import admin

from gate.admin import EvidenceAdmin
from reviews.models import Comment, LedgerEntry, Licence, Physician, Review, SignOff


@admin.register(Physician)
class PhysicianAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "credentials", "account"]
    list_select_related = ["account"]
    search_fields = ["name"]
    raw_id_fields = ["account"]
    readonly_fields = ["public_id"]


@admin.register(Licence)
class LicenceAdmin(EvidenceAdmin):
    list_display = ["physician", "authority", "country", "expires_on", "verified_at", "ended_on"]
    list_select_related = ["physician"]


@admin.register(Review)
class ReviewAdmin(EvidenceAdmin):
    list_display = ["edition", "physician", "due_on", "accepted_at", "declined_at"]
    list_select_related = ["edition", "physician"]


@admin.register(Comment)
class CommentAdmin(EvidenceAdmin):
    list_display = ["review", "text", "is_blocking", "made_at", "resolved_at"]


@admin.register(SignOff)
class SignOffAdmin(EvidenceAdmin):
    list_display = ["edition", "physician", "decision", "signed_at"]
    list_select_related = ["edition", "physician"]
    exclude = ["statement"]


@admin.register(LedgerEntry)
class LedgerEntryAdmin(EvidenceAdmin):
    list_display = ["article", "number", "action", "at", "hash"]
    list_select_related = ["article"]
    exclude = ["content"]
