"""The writer's page of what physicians say."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse


def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what physicians say of an article to its writer."""
    raise Http404
