from django.contrib import admin

from gate.admin import EvidenceAdmin
from publishing.models import Redirect, Release


@admin.register(Release)
class ReleaseAdmin(EvidenceAdmin):
    list_display = ["article", "edition", "opened_at", "ended_at", "end_reason"]
    list_select_related = ["article", "edition"]


@admin.register(Redirect)
class RedirectAdmin(EvidenceAdmin):
    list_display = ["slug", "article"]
    list_select_related = ["article"]
