"""What the public reads through Django: the fallback of the page store, and the rest.

Views over releases only, never drafts. An article's views render the same bytes as its stored
pages and never write.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.models import Edition
from articles.rendering import WordsDiffer
from publishing.headers import CACHE_CONTROL, PAGE_HEADERS, etag
from publishing.house_text import HOUSE_TEXT
from publishing.models import Redirect, Release
from publishing.pages import article_path, pages_of, record_json_path, record_path
from publishing.store import Page
from reviews.keys import key_set
from reviews.models import SignOff
from reviews.verification import NotVouched, public_keys, require_vouched

logger = logging.getLogger(__name__)

ARTICLES_A_PAGE = 20
RETRY_AFTER_SECONDS = 300


@login_not_required
@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with an article's page, its withdrawal notice, or its newer address."""
    return _article_answer(request, slug, article_path)


@login_not_required
@require_safe
def review_record(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with an article's review record for people."""
    return _article_answer(request, slug, record_path)


@login_not_required
@require_safe
def review_record_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with an article's review record for machines."""
    return _article_answer(request, slug, record_json_path)


def _article_answer(request: HttpRequest, slug: str, path_of: Callable[[str], str]) -> HttpResponse:
    claim = get_object_or_404(Redirect.objects.select_related("article"), slug=slug)
    try:
        pages = {page.path: page for page in pages_of(claim.article)}
    except (NotVouched, WordsDiffer):
        logger.exception("The page of article %s is withheld.", claim.article_id)
        return _withheld(request)
    if page := pages.get(path_of(slug)):
        return _page_answer(request, page)
    last = Release.objects.filter(article=claim.article).latest("opened_at", "pk")
    moved = HttpResponsePermanentRedirect(path_of(last.edition.slug))
    # An earlier edition may return to its slug; two remembered redirects would make a circle.
    moved["Cache-Control"] = CACHE_CONTROL
    return moved


def _page_answer(request: HttpRequest, page: Page) -> HttpResponse:
    answer = HttpResponse(page.body, status=page.status, content_type=page.content_type)
    for name, setting in dict(PAGE_HEADERS).items():
        answer[name] = setting
    answer["ETag"] = tag = etag(page.body)
    if page.status == 200:
        return get_conditional_response(request, etag=tag, response=answer) or answer
    return answer


def _withheld(request: HttpRequest) -> HttpResponse:
    answer = render(request, "503.html", _site(), status=503)
    answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


def _site() -> dict[str, object]:
    return {"site_name": settings.SITE_NAME, "house_text": HOUSE_TEXT}


@login_not_required
@require_safe
@cache_control(public=True, max_age=60)
def home(request: HttpRequest) -> HttpResponse:
    """List what is public, the newest release first; ``after`` continues below a release."""
    releases = Release.objects.open().order_by("-pk")
    if after := request.GET.get("after"):
        if not after.isascii() or not after.isdecimal() or len(after) > 18:
            raise Http404("after names no release")
        releases = releases.filter(pk__lt=int(after))
    releases = releases.select_related("edition").prefetch_related(_sign_offs())
    found = list(releases[: ARTICLES_A_PAGE + 1])
    shown = found[:ARTICLES_A_PAGE]
    return render(
        request,
        "publishing/home.html",
        _site()
        | {
            "editions": _vouched([release.edition for release in shown]),
            "next_after": shown[-1].pk if len(found) > len(shown) else None,
            "url": f"{settings.SITE_URL}/",
        },
    )


def _sign_offs() -> Prefetch[str]:
    return Prefetch("edition__sign_offs", SignOff.objects.select_related("physician"))


def _vouched(editions: list[Edition]) -> list[dict[str, str]]:
    keys, entries = public_keys(), []
    for edition in editions:
        try:
            require_vouched(edition, keys=keys)
        except NotVouched:
            logger.exception("Edition %s is left out of the list.", edition.pk)
            continue
        content = edition.reading
        entries.append(
            {
                "slug": edition.slug,
                "title": content["title"],
                "summary": content["summary"],
                "language": content["article"]["language"],
            }
        )
    return entries


@login_not_required
@require_safe
@cache_control(public=True, max_age=300)
def jwks(request: HttpRequest) -> JsonResponse:
    """Answer with the public keys that check our signatures, as a JWK Set."""
    return JsonResponse(key_set(), content_type="application/jwk-set+json")
