"""What the pages of the board share: who may see them, whose article, how they are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from articles.models import Article
from gate.refusals import NotPermitted
from publishing.release import check_may_release
from reviews.models import Review
from reviews.workflow import check_may_assign

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser as User

NEWEST = 2**63 - 1


def signed_in(request: HttpRequest) -> User:
    """Give the account that asks; the sign-in middleware let no other through."""
    assert request.user.is_authenticated
    return request.user


def require_board(request: HttpRequest) -> User:
    """Require an editor or administrator. Raises PermissionDenied."""
    user = signed_in(request)
    if not user.has_perm("publishing.withdraw_release"):
        raise PermissionDenied("The board is for editors and administrators.")
    return user


def require_editor(request: HttpRequest) -> User:
    """Require somebody who assigns and releases. Raises PermissionDenied."""
    user = require_board(request)
    try:
        check_may_assign(user)
        check_may_release(user)
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    return user


def article_of(pk: int) -> Article:
    """Find an article. Raises Http404."""
    found: Article = get_object_or_404(
        Article.objects.select_related("writer", "condition"), pk=min(pk, NEWEST)
    )
    return found


def review_of(pk: int) -> Review:
    """Find a request to review. Raises Http404."""
    reviews = Review.objects.select_related("physician__account", "edition__article")
    found: Review = get_object_or_404(reviews.defer("edition__content"), pk=min(pk, NEWEST))
    return found


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Answer with a page of the board."""
    common = {"site_name": settings.SITE_NAME, "room": "board"}
    return render(request, f"publishing/board/{template}", common | context, status=status)


def to_story(article: Article | int) -> HttpResponseRedirect:
    """Send to an article's story."""
    pk = article if isinstance(article, int) else article.pk
    return HttpResponseRedirect(reverse("publishing:story", args=[pk]))
