"""Answering a request to review: accepting with a statement of interests, or declining."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gate.refusals import Refusal
from reviews import workflow
from reviews.desk.pages import own_review, require_short, sent, signed_in, to_reading, typed
from reviews.desk.reading import reading_page
from reviews.desk.states import OUT_OF_DATE, State, state_of
from reviews.models import Review


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accepting(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a review with what was declared."""
    return _answered(request, pk, _accept, State.ACCEPTED, "decide")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def declining(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline a review with a reason."""
    return _answered(request, pk, _decline, State.DECLINED, "")


def _answered(
    request: HttpRequest,
    pk: int,
    answer: Callable[[HttpRequest, Review], None],
    wanted: State,
    place: str,
) -> HttpResponse:
    """Take an answer; a second click finds the answer that the first one gave."""
    review = own_review(request, pk)
    if request.method != "POST":
        return to_reading(review, "answer")
    try:
        answer(request, review)
    except Refusal as refusal:
        review = own_review(request, pk)
        if state_of(review) is not wanted:
            return _not_answered(request, review, str(refusal))
        if wanted is State.ACCEPTED and (fault := _declares_otherwise(request, review)):
            return _not_answered(request, review, fault)
    return sent(request, to_reading(review, place))


def _declares_otherwise(request: HttpRequest, review: Review) -> str:
    """Say that an acceptance stays as it was first given; empty where this one is the same."""
    try:
        if declared(request) == (review.has_interests, review.interests):
            return ""
    except Refusal:
        pass
    declaration = "that you have interests" if review.has_interests else "no interests"
    return (
        f"You accepted this review already and declared {declaration}; that stays. If it is "
        "wrong, ask an editor to take the request back and to ask you anew."
    )


def _not_answered(request: HttpRequest, review: Review, refusal: str) -> HttpResponse:
    """Show the page again with what was typed, in its form or, where that is gone, beside it."""
    names = ("has_interests", "interests", "reason")
    said = {name: typed(request, name) for name in names}
    has_form = state_of(review) is State.INVITED
    unsent = "" if has_form else said["interests"] or said["reason"]
    return reading_page(request, review, refusal=refusal, unsent=unsent, answer=said)


def declared(request: HttpRequest) -> tuple[bool, str]:
    """Read the statement of interests. Raises Refusal where none is made."""
    said = typed(request, "has_interests")
    if said not in ("yes", "no"):
        raise Refusal("Say whether you have interests to declare; nobody can say it for you.")
    interests = require_short(typed(request, "interests"), what="What you declare")
    if said == "no" and interests:
        raise Refusal("You chose “no interests” and described some. Choose one of the two.")
    return said == "yes", interests


def _accept(request: HttpRequest, review: Review) -> None:
    if state_of(review) in OUT_OF_DATE:
        raise Refusal("Nothing was accepted: the edition waits for no decision of yours any more.")
    has_interests, interests = declared(request)
    workflow.accept(
        review=review, by=signed_in(request), has_interests=has_interests, interests=interests
    )
    messages.success(request, "You accepted. Read the text, then decide below it.")


def _decline(request: HttpRequest, review: Review) -> None:
    reason = require_short(typed(request, "reason"), what="Your reason")
    workflow.decline(review=review, by=signed_in(request), reason=reason)
    messages.success(request, "You declined. The editors read your reason and ask somebody else.")
