"""Locking a name out after too many wrong passwords: who asks, and what they are told."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from axes.helpers import get_client_username
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from workbench.passwords import minutes_left

TOO_MANY_REQUESTS = 429


def client_address(request: HttpRequest) -> str | None:
    """Read the address that a request came from, past the trusted proxies.

    Each proxy adds the address that it saw to X-Forwarded-For (RFC 7239, section 5.2); what
    stands before the trusted ones is the client's own claim.
    """
    seen = [*request.META.get("HTTP_X_FORWARDED_FOR", "").split(","), _peer(request)]
    first_trusted = max(0, len(seen) - 1 - settings.TRUSTED_PROXIES)
    return _address(seen[first_trusted]) or _address(_peer(request))


def _peer(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _address(text: str) -> str | None:
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return None


def locked_out(request: HttpRequest, answer: HttpResponse | None, asked: Any) -> HttpResponse:
    """Say that a name is locked from an address, and for how many minutes."""
    minutes = minutes_left(get_client_username(request, asked), client_address(request))
    context = {
        "title": "Wait before you try again",
        "minutes": minutes,
        "site_header": settings.SITE_NAME,
        "site_title": settings.SITE_NAME,
    }
    locked = render(request, "registration/locked_out.html", context, status=TOO_MANY_REQUESTS)
    locked["Retry-After"] = str(minutes * 60)
    locked["Cache-Control"] = "no-store"
    return locked
