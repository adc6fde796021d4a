"""What changed since an edition that one signed or the public reads; and the fast lane.

In the fast lane a physician who decided on an earlier edition of the article reads the difference
to it, declares interests and signs, all on one page.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from articles.edition_differences import edition_changes
from gate.refusals import Refusal
from reviews import workflow
from reviews.desk.answering import declared
from reviews.desk.compared import compared_with
from reviews.desk.deciding import locked_for, require_shown, stated_now, to_receipt
from reviews.desk.notes import notes_on
from reviews.desk.pages import own_review, page, sent, signed_in, to_reading, typed
from reviews.desk.reading import about, reading_page
from reviews.desk.states import NO_LONGER_ASKED, WAITING, State, state_of
from reviews.meanings import MEANINGS
from reviews.models import Review, SignOff
from workbench.passwords import Locked, counted

APPROVE = SignOff.Decision.APPROVE


@never_cache
@require_safe
def changes(request: HttpRequest, pk: int, since: int) -> HttpResponse:
    """Show what changed since an earlier edition."""
    return _changes_page(request, own_review(request, pk), since)


def _changes_page(
    request: HttpRequest, review: Review, since: int, refusal: str = ""
) -> HttpResponse:
    compared = [] if state_of(review) in NO_LONGER_ASKED else compared_with(review)
    chosen = next((one for one in compared if one.edition.number == since), None)
    if chosen is None:
        raise Http404("There is no such edition to compare with.")
    context = about(review) | {
        "title": f"What changed since edition {since}",
        "compared": compared,
        "chosen": chosen,
        "changes": edition_changes(chosen.edition.reading, review.edition.reading),
        "refusal": "",
    }
    if chosen.is_own and context["is_waiting"]:
        context |= _fast_lane(request, review, context, refusal)
    return page(request, "changes.html", context)


def _fast_lane(
    request: HttpRequest, review: Review, context: dict[str, Any], refusal: str
) -> dict[str, Any]:
    """Collect what the form of the fast lane shows."""
    return {
        "is_fast": True,
        "notes": notes_on(review, context["content"]),
        "statement": stated_now(review, APPROVE),
        "meaning": MEANINGS[APPROVE],
        "answer": {name: typed(request, name) for name in ("has_interests", "interests")},
        "has_agreed": request.POST.get("consent") == "yes",
        "sign_refusal": refusal,
    }


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def fast_lane(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept and approve in one step, after the difference to one's last signature was read."""
    review = own_review(request, pk)
    own = workflow.last_signed_before(review)
    if own is None:
        return to_reading(review)
    if request.method != "POST":
        return _to_changes(review, own.edition.number)
    if "instead" in request.POST:
        return _decide_otherwise(request, review)
    refusal = "" if state_of(review) is State.SIGNED else _signed_or_why_not(request, review)
    review = own_review(request, pk)
    if state_of(review) is State.SIGNED:
        return to_receipt(request, review, APPROVE)
    if state_of(review) in WAITING:
        return _changes_page(request, review, own.edition.number, refusal)
    return reading_page(request, review, refusal=refusal, unsent=typed(request, "interests"))


def _signed_or_why_not(request: HttpRequest, review: Review) -> str:
    """Accept and sign what the form shows; say why nothing was signed, or nothing."""
    try:
        require_shown(request, review)
        is_invited = state_of(review) is State.INVITED
        has_interests, interests = declared(request) if is_invited else (False, "")
        with counted(request, wrong=workflow.WrongPassword):
            workflow.accept_and_sign(
                review=review,
                by=signed_in(request),
                has_interests=has_interests,
                interests=interests,
                password=request.POST.get("password", ""),
                meaning=request.POST.get("meaning", ""),
            )
    except Locked as lock:
        return locked_for(lock.minutes)
    except Refusal as refusal:
        return str(refusal)
    return ""


def _decide_otherwise(request: HttpRequest, review: Review) -> HttpResponse:
    """Go on where all decisions are; what was declared goes along as the acceptance."""
    if state_of(review) is not State.INVITED:
        return to_reading(review, "decide")
    try:
        has_interests, interests = declared(request)
        workflow.accept(
            review=review, by=signed_in(request), has_interests=has_interests, interests=interests
        )
    except Refusal as refusal:
        answer = {name: typed(request, name) for name in ("has_interests", "interests")}
        return reading_page(
            request,
            own_review(request, review.pk),
            refusal=f"To comment, or to decide otherwise, accept the review first. {refusal}",
            answer=answer,
        )
    return sent(request, to_reading(review, "decide"))


def _to_changes(review: Review, since: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("reviews:changes", args=[review.pk, since]))
