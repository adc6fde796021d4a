"""Asking physicians: whom, by when, reminding them, and taking a request back."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from articles.clock import utc_today
from articles.models import Article, Edition
from gate.refusals import Refusal
from publishing.board.pages import (
    NEWEST,
    article_of,
    page,
    require_editor,
    review_of,
    signed_in,
    to_story,
)
from publishing.board.story import story_page
from reviews import workflow
from reviews.models import Physician, Review
from reviews.physicians import candidates

DAYS_TO_REVIEW = datetime.timedelta(days=14)
FURTHEST = datetime.timedelta(days=366)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assigning(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who may review the edition in work and why others may not; ask one of them."""
    require_editor(request)
    article = article_of(pk)
    edition = _edition_in_work(article)
    if request.method == "POST":
        try:
            return _assign(request, article, edition)
        except Refusal as refusal:
            return _assign_page(request, article, edition, str(refusal))
    if edition is None:
        messages.warning(request, "There is no edition in review that somebody could be asked for.")
        return to_story(article)
    return _assign_page(request, article, edition)


def _edition_in_work(article: Article) -> Edition | None:
    return Edition.objects.without_content().filter(in_work__article=article).first()


def _assign(
    request: HttpRequest, article: Article, edition: Edition | None
) -> HttpResponseRedirect:
    due_on = read_due_day(request.POST.get("due_on", ""))
    if edition is None or request.POST.get("edition") != str(edition.pk):
        raise Refusal("The edition that this form was made for is no longer in review. Look again.")
    physician = _chosen(request.POST.get("physician", ""))
    workflow.assign(edition=edition, physician=physician, by=signed_in(request), due_on=due_on)
    told = _is_told(physician)
    messages.success(
        request,
        f"{physician} is asked to decide by {due_on:%-d %B %Y}. "
        + ("A letter is on its way." if told else "No letter is sent: there is no e-mail address."),
    )
    return to_story(article)


def _is_told(physician: Physician) -> bool:
    account = physician.account
    return account is not None and bool(account.email)


def _chosen(number: str) -> Physician:
    if not number:
        raise Refusal("Choose a physician.")
    is_number = number.isascii() and number.isdecimal() and int(number) <= NEWEST
    found = Physician.objects.filter(pk=int(number)).first() if is_number else None
    if found is None:
        raise Refusal("This physician is not on the list any more. Choose another.")
    return found


def read_due_day(text: str) -> datetime.date:
    """Read the day by which to decide: a UTC day from today on. Raises Refusal."""
    try:
        day = parse_date(text.strip())
    except ValueError:
        day = None
    if day is None:
        raise Refusal("Give the day by which to decide as year-month-day, for example 2026-03-31.")
    today = utc_today()
    if day < today:
        raise Refusal(f"{day:%-d %B %Y} is over. Choose a day from {today:%-d %B %Y} on.")
    if day > today + FURTHEST:
        raise Refusal(f"{day:%-d %B %Y} is more than a year ahead. Choose an earlier day.")
    return day


def _assign_page(
    request: HttpRequest, article: Article, edition: Edition | None, refusal: str = ""
) -> HttpResponse:
    name = request.GET.get("name", "").strip()[:100]
    found = [
        candidate
        for candidate in candidates(article)
        if name.casefold() in str(candidate.physician).casefold()
    ]
    context = {
        "title": "Ask a physician",
        "article": article,
        "edition": edition,
        "eligible": [candidate for candidate in found if not candidate.why_not],
        "others": [candidate for candidate in found if candidate.why_not],
        "name": name,
        "chosen": request.POST.get("physician", ""),
        "due_on": request.POST.get("due_on", "") or (utc_today() + DAYS_TO_REVIEW).isoformat(),
        "today": utc_today(),
        "refusal": refusal,
    }
    return page(request, "assign.html", context)


@never_cache
@require_POST
def moving(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the day by which a physician is asked to decide."""
    return _done(request, pk, _move)


@never_cache
@require_POST
def reminding(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind a physician, once a day at most."""
    return _done(request, pk, _remind)


@never_cache
@require_POST
def taking_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the request to a physician back."""
    return _done(request, pk, _take_back)


def _done(
    request: HttpRequest, pk: int, step: Callable[[HttpRequest, Review], str]
) -> HttpResponse:
    user = require_editor(request)
    review = review_of(pk)
    article = review.edition.article
    try:
        messages.success(request, step(request, review))
    except Refusal as refusal:
        typed = {"review": review.pk, "due_on": request.POST.get("due_on", "")}
        return story_page(request, article, user, refusal=str(refusal), typed=typed)
    return to_story(article)


def _move(request: HttpRequest, review: Review) -> str:
    day = read_due_day(request.POST.get("due_on", ""))
    if day != review.due_on:
        workflow.set_due_date(review=review, by=signed_in(request), due_on=day)
    return f"{review.physician} is asked to decide by {day:%-d %B %Y}."


def _remind(request: HttpRequest, review: Review) -> str:
    if workflow.remind(review=review, by=signed_in(request)):
        return f"A reminder to {review.physician} is on its way."
    if _is_told(review.physician):
        raise Refusal(f"{review.physician} was reminded today already.")
    raise Refusal(f"{review.physician} has no account with an e-mail address; call instead.")


def _take_back(request: HttpRequest, review: Review) -> str:
    workflow.cancel(review=review, by=signed_in(request))
    return f"The request to {review.physician} is taken back."
