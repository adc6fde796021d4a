"""The references of a public article, for reference managers: from its frozen edition alone."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from publishing.headers import CACHE_CONTROL, PAGE_HEADERS, etag
from publishing.house_text import HOUSE_TEXT
from publishing.models import Redirect, Release
from publishing.pages import article_path, render_notice
from publishing.views import withheld
from references.formats_out import FORMATS
from reviews.verification import NotVouched, require_vouched

logger = logging.getLogger(__name__)


def references_path(slug: str, suffix: str) -> str:
    """The path of an article's references in a format, by its suffix in FORMATS."""
    return f"{article_path(slug)}references.{suffix}"


@login_not_required
@require_safe
@gzip_page
def references(request: HttpRequest, slug: str, suffix: str) -> HttpResponse:
    """Answer with the references of the edition that is public now, where the article is."""
    claim = get_object_or_404(Redirect, slug=slug)
    releases = Release.objects.filter(article=claim.article_id).select_related("edition")
    last = releases.latest("opened_at", "pk")
    if last.edition.slug != slug:
        moved = HttpResponsePermanentRedirect(references_path(last.edition.slug, suffix))
        moved["Cache-Control"] = CACHE_CONTROL
        return moved
    if last.ended_at is not None:
        return HttpResponse(render_notice(last, HOUSE_TEXT), status=410)
    try:
        require_vouched(last.edition)
    except NotVouched:
        logger.exception("The references of article %s are withheld.", claim.article_id)
        return withheld(request)
    return _answer(request, last.edition.reading, suffix)


def _answer(request: HttpRequest, content: dict[str, Any], suffix: str) -> HttpResponse:
    cited = sorted(content["references"], key=lambda reference: int(reference["number"]))
    if not cited:
        raise Http404("this article cites nothing")
    form = FORMATS[suffix]
    body = "".join(form.write(reference["csl"] for reference in cited)).encode()
    name = f"{content['article']['slug']}-references.{suffix}"
    answer = HttpResponse(body, content_type=f"{form.media_type}; charset=utf-8")
    for header, setting in dict(PAGE_HEADERS).items():
        answer[header] = setting
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["ETag"] = tag = etag(body)
    return get_conditional_response(request, etag=tag, response=answer) or answer
