"""The pages of the desk."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse


def desk(request: HttpRequest) -> HttpResponse:
    """List the reviews that a physician is asked for."""
    raise Http404


def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the edition of a review, as readers would see it."""
    raise Http404


def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what physicians say of an article to its writer."""
    raise Http404
