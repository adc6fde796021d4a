"""What a person sees when a request fails, and what to answer when the database is away."""

from __future__ import annotations

import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from medcontent.postgres import PostgresUnavailable

RETRY_AFTER_SECONDS = 30


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, or 503 with Retry-After where the database could not be reached."""
    if isinstance(sys.exception(), (OperationalError, InterfaceError, PostgresUnavailable)):
        answer = _plain("503.html", 503)
        answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
        answer["Cache-Control"] = "no-store"
        return answer
    return _plain("500.html", 500)


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    return _plain("404.html", 404)


@login_not_required
def not_permitted(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    return _plain("403.html", 403)


@login_not_required
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose token is out of date, with the way back to what was typed."""
    context = {"site_name": settings.SITE_NAME, "form_url": request.path}
    return HttpResponse(render_to_string("403_csrf.html", context), status=403)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return _plain("400.html", 400)


def _plain(template: str, status: int) -> HttpResponse:
    # Without the request: its context processors would ask the database who is signed in.
    return HttpResponse(
        render_to_string(template, {"site_name": settings.SITE_NAME}), status=status
    )
