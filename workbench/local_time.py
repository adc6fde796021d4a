"""Times as their reader's clock shows them: kept in UTC, shown and read in the reader's zone.

The browser tells its zone in a cookie (static/workbench/zone.js). Only pages that need a sign-in
follow it: what the public reads is the same for everybody, in UTC.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

COOKIE = "time_zone"


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """List the names of the IANA time zone database that this machine knows."""
    return frozenset(zoneinfo.available_timezones())


def zone_named(name: str) -> zoneinfo.ZoneInfo | None:
    """Find a time zone by its IANA name; None where there is none of that name."""
    return zoneinfo.ZoneInfo(name) if name in zone_names() else None


class LocalTimeMiddleware:
    """Lets the pages that need a sign-in show the time of their reader."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and leave no zone behind for the next request of this thread."""
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, named_arguments: Any
    ) -> None:
        """Take the reader's zone for a view that is not public."""
        zone = zone_named(request.COOKIES.get(COOKIE, ""))
        if zone is not None and getattr(view, "login_required", True):
            timezone.activate(zone)
