"""Images at their public addresses: files named by their SHA-256, shown with what is public."""

from __future__ import annotations

import logging

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from articles.images import MissingImageFile, file_of
from articles.models import EditionImage, Image
from publishing.headers import CACHE_CONTROL, IMAGE_POLICY, PAGE_HEADERS, etag
from publishing.models import Release
from reviews.models import Review

logger = logging.getLogger(__name__)

CONTENT_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
NOT_FOR_ALL = "private, no-store"
RETRY_AFTER_SECONDS = 300


@login_not_required
@require_safe
def image(request: HttpRequest, digest: str, kind: str) -> HttpResponse:
    """Answer with an image's file: to all while an edition that shows it is public, else to staff.

    A file whose bytes are not those that its name says is withheld and reported.
    """
    if is_public(digest, kind):
        return _answer(request, digest, kind, cached=CACHE_CONTROL)
    if may_see(request.user, digest, kind):
        return _answer(request, digest, kind, cached=NOT_FOR_ALL)
    raise Http404("No such image is public.")


def is_public(digest: str, kind: str) -> bool:
    """Tell whether an edition that is public now shows an image."""
    shown = Release.objects.open().filter(
        edition__editionimage__digest=digest, edition__editionimage__image__kind=kind
    )
    return shown.exists()


def may_see(user: AnonymousUser | object, digest: str, kind: str) -> bool:
    """Tell whether an account may see an image before or after it is public.

    Those may who write, read every edition, or were asked to review one that shows it.
    """
    account = getattr(user, "pk", None)
    if account is None or not Image.objects.filter(digest=digest, kind=kind).exists():
        return False
    may_read = getattr(user, "has_perm", lambda right: False)
    if may_read("articles.view_image") or may_read("articles.view_edition"):
        return True
    asked = Review.objects.filter(
        physician__account=account, edition__editionimage__digest=digest, cancelled_at=None
    )
    return asked.exists()


def _answer(request: HttpRequest, digest: str, kind: str, *, cached: str) -> HttpResponse:
    try:
        body = file_of(f"{digest}.{kind}")
    except MissingImageFile:
        logger.exception("An image is withheld.")
        return _withheld()
    answer = HttpResponse(body, content_type=CONTENT_TYPES[kind])
    headers = dict(PAGE_HEADERS) | {
        "Cache-Control": cached,
        "Content-Security-Policy": IMAGE_POLICY,
        "Content-Length": str(len(body)),
    }
    for name in headers.keys() - {"Vary"}:
        answer[name] = headers[name]
    answer["ETag"] = tag = etag(body)
    return get_conditional_response(request, etag=tag, response=answer) or answer


def _withheld() -> HttpResponse:
    answer = HttpResponse("This image can't be shown now.", status=503, content_type="text/plain")
    answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
    answer["Cache-Control"] = "no-store"
    return answer


def images_ever_public() -> QuerySet[EditionImage, tuple[str, str]]:
    """List the digests and kinds of all images that an edition showed that was ever public."""
    shown = EditionImage.objects.filter(edition__releases__isnull=False)
    return shown.order_by("digest", "image__kind").distinct().values_list("digest", "image__kind")
