"""Links in the admin: what the worker found at the addresses that articles lead to."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models import LinkCheck
from workbench.admin import WorkbenchAdmin

LONGEST_SHOWN = 60


@admin.register(LinkCheck)
class LinkCheckAdmin(WorkbenchAdmin):
    about = (
        "Where articles lead: links and buttons of drafts and public pages, and sources known by "
        "their address alone. The worker looks at each in its turn. A page that is gone at two "
        "looks in a row is a finding of the checks."
    )
    uses = "articles"
    list_display = ["address", "found", "checked_at", "number"]
    list_filter = ["finding"]
    search_fields = ["url", "articles__title"]
    ordering = ["-failures", "url"]
    fields = ["leads_to", "found", "status", "led_to", "failures", "checked_at", "seen_at"]
    readonly_fields = ["leads_to", "found", "led_to"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Leave that to the worker, which forgets links that no article has."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[LinkCheck]:
        """Count the articles along."""
        return super().get_queryset(request).annotate(number=Count("articles", distinct=True))

    @admin.display(description="Address", ordering="url")
    def address(self, link: LinkCheck) -> str:
        """Write the address, shortened where it is long."""
        is_long = len(link.url) > LONGEST_SHOWN
        return f"{link.url[: LONGEST_SHOWN - 1]}…" if is_long else link.url

    @admin.display(description="Address")
    def leads_to(self, link: LinkCheck) -> SafeString:
        """Link to the address itself, to see it with one's own eyes."""
        return format_html('<a href="{0}" rel="noreferrer">{0}</a>', link.url)

    @admin.display(description="Found", ordering="finding")
    def found(self, link: LinkCheck) -> str:
        """Say what was found."""
        return link.told

    @admin.display(description="Led to")
    def led_to(self, link: LinkCheck) -> SafeString | str:
        """Write where it led, if that was elsewhere."""
        elsewhere = link.final_url and link.final_url != link.url
        return format_html("{}", link.final_url) if elsewhere else "–"

    @admin.display(description="Articles", ordering="number")
    def number(self, link: Any) -> int:
        """Count the articles that lead there."""
        return int(link.number)
