"""Reading the edition of a review, exactly as the public would, before and after deciding."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.rendering import render_edition
from reviews.desk.pages import own_review, page
from reviews.desk.queue import due_in_words
from reviews.desk.states import NO_LONGER_ASKED, WAITING, State, state_of
from reviews.models import Review, SignOff
from reviews.physicians import NotEligible, check_eligible, utc_today
from reviews.workflow import last_signed_before


@never_cache
@require_safe
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the edition of a review, as readers would see it."""
    return reading_page(request, own_review(request, pk))


def reading_page(
    request: HttpRequest,
    review: Review,
    *,
    refusal: str = "",
    unsent: str = "",
    answer: dict[str, str] | None = None,
) -> HttpResponse:
    """Show the page on which a review is read and answered.

    ``refusal`` says why a step was not taken, ``unsent`` is text that has no place any more,
    ``answer`` what was typed into the forms that accept and decline.
    """
    has_form = state_of(review) is State.INVITED and answer is not None
    context = about(review) | {
        "title": review.edition.title,
        "refusal": "" if has_form else refusal,
        "answer_refusal": refusal if has_form else "",
        "unsent": unsent,
        "answer": answer or {},
    }
    return page(request, "reading.html", context)


def about(review: Review) -> dict[str, Any]:
    """Collect what every page about one review says of it."""
    state, today = state_of(review), utc_today()
    shows_text = state not in NO_LONGER_ASKED
    return {
        "review": review,
        "edition": review.edition,
        "state": state,
        "is_waiting": state in WAITING,
        "shows_text": shows_text,
        "region": render_edition(review.edition.reading) if shows_text else "",
        "today": today,
        "due": due_in_words(review.due_on, today),
        "is_overdue": state in WAITING and review.due_on < today,
        "sign_off": SignOff.objects.filter(review=review).first(),
        "signed_before": last_signed_before(review) if state in WAITING else None,
        "why_not_sign": why_not_sign(review) if state in WAITING else "",
    }


def why_not_sign(review: Review) -> str:
    """Say what keeps a physician from signing today; empty where nothing does."""
    try:
        check_eligible(review.physician, review.edition.article)
    except NotEligible as refusal:
        return str(refusal)
    return ""
