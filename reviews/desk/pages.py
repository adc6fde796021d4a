"""What the pages of the desk share: whose they are, what was typed, how they are answered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from gate.refusals import Refusal
from reviews.desk.states import with_state
from reviews.models import Physician, Review

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser as User

NEWEST = 2**63 - 1
TOKEN = re.compile("[0-9a-f]{16}")
COOKIE_SECONDS = 86400
LONGEST = 20_000
"""Characters of a reason, of remarks or of the details of interests."""


def signed_in(request: HttpRequest) -> User:
    """Give the account that asks; the sign-in middleware let no other through."""
    assert request.user.is_authenticated
    return request.user


def require_physician(request: HttpRequest) -> None:
    """Require the right to decide on editions. Raises PermissionDenied."""
    if not request.user.has_perm("reviews.sign_edition"):
        raise PermissionDenied("The desk is for physicians.")


def physician_of(request: HttpRequest) -> Physician | None:
    """Find the physician whose desk this is. Raises PermissionDenied."""
    require_physician(request)
    return Physician.objects.filter(account=signed_in(request).pk).first()


def own_review(request: HttpRequest, pk: int) -> Review:
    """Find a review of the physician who asks; others don't learn that it exists."""
    require_physician(request)
    reviews = with_state(Review.objects.filter(physician__account=signed_in(request).pk))
    found: Review = get_object_or_404(
        reviews.select_related("physician", "edition__article"), pk=min(pk, NEWEST)
    )
    return found


def typed(request: HttpRequest, name: str) -> str:
    """Read what was typed into a field, as far as the database can keep it."""
    return request.POST.get(name, "").replace("\x00", "").replace("\r\n", "\n").strip()


def require_short(text: str, *, what: str) -> str:
    """Require that a text is not too long. Raises Refusal."""
    if len(text) > LONGEST:
        raise Refusal(f"{what} has {len(text)} characters; shorten it to {LONGEST}.")
    return text


def page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Answer with a page of the desk."""
    common = {"site_name": settings.SITE_NAME, "room": "desk"}
    return render(request, f"reviews/desk/{template}", common | context)


def to_reading(review: Review, place: str = "") -> HttpResponseRedirect:
    """Send to the page on which a review's edition is read, and to a place on it."""
    at = reverse("reviews:reading", args=[review.pk])
    return HttpResponseRedirect(f"{at}#{place}" if place else at)


def sent(request: HttpRequest, response: HttpResponseRedirect) -> HttpResponseRedirect:
    """Tell the browser that what it kept of a form is no longer needed."""
    token = request.POST.get("token", "")
    if TOKEN.fullmatch(token):
        response.set_cookie(
            f"sent-{token}", "1", COOKIE_SECONDS, secure=request.is_secure(), samesite="Lax"
        )
    return response
