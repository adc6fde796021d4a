"""Releasing an approved edition, now or at a time, and taking a plan back."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from articles.differences import Change, word_difference
from articles.models import Article, Edition
from articles.reading import reading_text
from articles.sources import bearing_on
from gate.refusals import Refusal
from publishing.board.moments import Moment, read_moment
from publishing.board.pages import article_of, page, require_editor, signed_in, to_story
from publishing.board.story import open_plan, public_release, story_page
from publishing.models import Release
from publishing.release import basis_of, release
from publishing.schedule import schedule, unschedule
from reviews.models import SignOff
from reviews.workflow import is_approved


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def releasing(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would become public, and release it when that is confirmed."""
    require_editor(request)
    article = article_of(pk)
    if request.method != "POST":
        return _release_page(request, article)
    try:
        edition = _shown(request, article)
        release(edition=edition, by=signed_in(request), shown=request.POST.get("basis", ""))
    except Refusal as refusal:
        return _not_released(request, article, str(refusal))
    messages.success(request, f"Edition {edition.number} is public.")
    return to_story(article)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def scheduling(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan the release for a time that the reader's own clock shows."""
    require_editor(request)
    article = article_of(pk)
    if request.method != "POST":
        return _release_page(request, article)
    try:
        edition = _shown(request, article)
        moment = read_moment(request.POST)
        if request.POST.get("basis") != basis_of(edition):
            # The verb looks again under the article's turn: whether it is approved and newest.
            raise Refusal(
                "Nothing was planned: an edition or a decision came in after this page was made. "
                "Look again at what stands here now."
            )
        schedule(edition=edition, by=signed_in(request), release_at=moment)
    except Refusal as refusal:
        return _not_released(request, article, str(refusal))
    local = timezone.localtime(moment)
    messages.success(
        request,
        f"Edition {edition.number} is released on {local:%-d %B %Y at %H:%M} {local.tzname()} "
        f"({moment.astimezone(datetime.UTC):%-d %B, %H:%M} UTC).",
    )
    return to_story(article)


@never_cache
@require_POST
def unscheduling(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the plan to release an article back."""
    user = require_editor(request)
    article = article_of(pk)
    plan = open_plan(article)
    try:
        if plan is None or request.POST.get("plan") != str(plan.pk):
            raise Refusal("This plan has ended already. Look at what stands here now.")
        unschedule(planned=plan, by=user)
    except Refusal as refusal:
        return story_page(request, article, user, refusal=str(refusal))
    messages.success(request, "The planned release is taken back. The edition stays approved.")
    return to_story(article)


def approved_edition(article: Article) -> Edition | None:
    """Find the edition in work, if it has its approvals and no objection."""
    found = Edition.objects.filter(in_work__article=article).first()
    return found if found and is_approved(found) else None


def _shown(request: HttpRequest, article: Article) -> Edition:
    """Find the edition that the form was made for, in the place of what it said. Raises Refusal."""
    edition = article.editions.filter(pk=_number(request.POST.get("edition", ""))).first()
    if edition is None:
        raise Refusal("Choose what to release on this page.")
    public = public_release(article)
    if public and public.edition_id == edition.pk:
        raise Refusal(f"Edition {edition.number} is public already; nothing was done twice.")
    if request.POST.get("replaces", "") != (str(public.pk) if public else ""):
        now = f"edition {public.edition.number} is" if public else "nothing is"
        raise Refusal(f"Meanwhile something else became of this article: {now} public. Look again.")
    return edition


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _not_released(request: HttpRequest, article: Article, refusal: str) -> HttpResponse:
    if approved_edition(article) is None:
        return story_page(request, article, signed_in(request), refusal=refusal)
    return _release_page(request, article, refusal)


def _release_page(
    request: HttpRequest, article: Article, refusal: str = ""
) -> HttpResponse | HttpResponseRedirect:
    edition = approved_edition(article)
    if edition is None:
        messages.warning(request, "No edition of this article has its approvals and waits.")
        return to_story(article)
    public = public_release(article)
    context: dict[str, Any] = {
        "title": f"Release edition {edition.number}",
        "fallen": bearing_on(edition),
        "article": article,
        "edition": edition,
        "basis": basis_of(edition),
        "summary": edition.reading["summary"],
        "sign_offs": SignOff.objects.filter(edition=edition).select_related("physician", "licence"),
        "public": public,
        "change": _change(public, edition) if public else None,
        "plan": open_plan(article),
        "moment": Moment.of(request),
        "refusal": refusal,
    }
    return page(request, "release.html", context)


def _change(public: Release, edition: Edition) -> Change:
    before = Edition.objects.get(pk=public.edition_id)
    return Change(
        "body", word_difference(reading_text(before.reading), reading_text(edition.reading))
    )
