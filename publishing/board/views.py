"""The pages of the board."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse


def board(request: HttpRequest) -> HttpResponse:
    """List the articles by where they stand."""
    raise Http404
