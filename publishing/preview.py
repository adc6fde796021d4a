"""Previews: what the public would read, were the draft signed and released as it stands."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from articles.drafts import Draft
from articles.freeze import freeze, read_canonical
from articles.models import Article
from articles.rendering import render_edition
from articles.typed import typed_draft
from gate.refusals import Refusal
from publishing.house_text import HOUSE_TEXT
from reviews.policies import current_policy

NEWEST = 2**63 - 1
CONTENT_SECURITY_POLICY = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
}
"""A preview may stand in a frame of ours, and runs nothing."""


@never_cache
@require_POST
@xframe_options_sameorigin
@csp_override(CONTENT_SECURITY_POLICY)
def preview(request: HttpRequest) -> HttpResponse:
    """Show what stands in the article form; nothing is saved."""
    if not _writes(request):
        raise PermissionDenied
    number = request.POST.get("article", "")
    if number.isascii() and number.isdecimal():
        _own_article(request, int(number))
    return _as_public(request, typed_draft(request.POST))


@never_cache
@require_safe
@xframe_options_sameorigin
@csp_override(CONTENT_SECURITY_POLICY)
def draft_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the saved draft as a public page."""
    return _as_public(request, Draft.of(_own_article(request, pk)))


@never_cache
@require_safe
def draft_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the saved draft as a public page inside the admin, wide or as on a phone."""
    article = _own_article(request, pk)
    context = admin.site.each_context(request) | {
        "opts": Article._meta,
        "original": article,
        "title": f"Preview of “{article.title}”",
        "page_url": reverse("publishing:draft_page", args=[article.pk]),
        "is_phone": request.GET.get("width") == "phone",
    }
    return TemplateResponse(request, "publishing/draft_preview.html", context)


def _as_public(request: HttpRequest, draft: Draft) -> HttpResponse:
    site = {"site_name": settings.SITE_NAME, "house_text": HOUSE_TEXT}
    try:
        content = read_canonical(freeze(draft, number=0, policy=current_policy().as_content()))
    except Refusal as refusal:
        return render(request, "publishing/no_preview.html", site | {"reason": str(refusal)})
    return render(
        request,
        "publishing/preview.html",
        site | {"edition": content, "region": render_edition(content)},
    )


def _writes(request: HttpRequest) -> bool:
    user = request.user
    return user.has_perm("articles.add_article") or user.has_perm("articles.change_article")


def _own_article(request: HttpRequest, pk: int) -> Article:
    """Find an article whose draft its reader may change; others don't learn that it exists."""
    if not request.user.has_perm("articles.change_article"):
        raise PermissionDenied
    articles = Article.objects.all()
    if not request.user.has_perm("articles.submit_any_article"):
        articles = articles.filter(writer=request.user.pk)
    return get_object_or_404(articles, pk=min(pk, NEWEST))
