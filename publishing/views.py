"""What the public reads through Django: the fallback of the page store, and the rest.

Views over releases only, never drafts. An article's views render the same bytes as its stored
pages and never write.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

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
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from articles.clock import utc_today
from articles.models import Edition
from articles.rendering import WordsDiffer
from publishing.facts import reviewer_of
from publishing.headers import CACHE_CONTROL, PAGE_HEADERS, etag
from publishing.house_text import HOUSE_TEXT
from publishing.models import Redirect, Release
from publishing.pages import article_path, pages_of, record_json_path, record_path
from publishing.physician_pages import (
    find_physician,
    licences_of,
    physician_path,
    signed_by,
)
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
    path = path_of(slug)
    try:
        page = next((page for page in pages_of(claim.article) if page.path == path), None)
    except (NotVouched, WordsDiffer):
        logger.exception("The page of article %s is withheld.", claim.article_id)
        return withheld(request)
    if page:
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


def withheld(request: HttpRequest) -> HttpResponse:
    """Answer that the page can't be shown now, as its evidence does not check."""
    answer = render(request, "publishing/withheld.html", site_context(), status=503)
    answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
    answer["Cache-Control"] = "no-store"
    return answer


def site_context() -> dict[str, object]:
    """What the templates of all public pages are given."""
    return {"site_name": settings.SITE_NAME, "house_text": HOUSE_TEXT}


@login_not_required
@require_safe
@gzip_page
@conditional_page
@cache_control(public=True, max_age=60)
def home(request: HttpRequest) -> HttpResponse:
    """List what is public, the newest release first; ``after`` continues below a release."""
    releases, after = Release.objects.open().order_by("-pk"), _after(request)
    if after is not None:
        releases = releases.filter(pk__lt=after)
    releases = releases.select_related("edition").prefetch_related(_sign_offs())
    found = list(releases[: ARTICLES_A_PAGE + 1])
    shown = found[:ARTICLES_A_PAGE]
    return render(
        request,
        "publishing/home.html",
        site_context()
        | {
            "editions": _vouched([release.edition for release in shown]),
            "next_after": shown[-1].pk if len(found) > len(shown) else None,
            "url": _canonical(request.path, after),
        },
    )


def _after(request: HttpRequest) -> int | None:
    """Read below which number a list goes on. Raises Http404."""
    after = request.GET.get("after", "")
    if not after:
        return None
    if not after.isascii() or not after.isdecimal() or len(after) > 18:
        raise Http404("after names no place in the list")
    return int(after)


def _canonical(path: str, after: int | None = None) -> str:
    return f"{settings.SITE_URL}{path}" + ("" if after is None else f"?after={after}")


def _sign_offs() -> Prefetch[str]:
    return Prefetch("edition__sign_offs", SignOff.objects.select_related("physician"))


def _vouched(editions: list[Edition]) -> list[dict[str, Any]]:
    keys, entries = public_keys(), []
    for edition in editions:
        try:
            sign_offs = require_vouched(edition, keys=keys)
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
                "reviewers": [reviewer_of(sign_off) for sign_off in sign_offs],
                "reviewed_at": max(sign_off.signed_at for sign_off in sign_offs),
            }
        )
    return entries


@login_not_required
@require_safe
@gzip_page
@conditional_page
@cache_control(public=True, max_age=60)
def physician(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a physician's licences and what they signed; ``after`` goes on below a sign-off."""
    found, after = find_physician(slug), _after(request)
    if found is None:
        raise Http404("no physician who signed what was public has this address")
    path = physician_path(found.name, found.public_id)
    if path != request.path:
        return HttpResponsePermanentRedirect(path)
    signed, next_after = signed_by(found, before=after)
    return render(
        request,
        "publishing/physician.html",
        site_context()
        | {
            "physician": found,
            "licences": licences_of(found),
            "today": utc_today(),
            "signed": signed,
            "next_after": next_after,
            "url": _canonical(path, after),
        },
    )


@login_not_required
@require_safe
@gzip_page
@conditional_page
@cache_control(public=True, max_age=60)
def how_we_review(request: HttpRequest) -> HttpResponse:
    """Show what a review promises and where its limits are."""
    context = site_context() | {"url": _canonical(request.path)}
    return render(request, "publishing/how_we_review.html", context)


@login_not_required
@require_safe
@cache_control(public=True, max_age=300)
def jwks(request: HttpRequest) -> JsonResponse:
    """Answer with the public keys that check our signatures, as a JWK Set."""
    return JsonResponse(key_set(), content_type="application/jwk-set+json")
