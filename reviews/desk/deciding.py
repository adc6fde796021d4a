"""Deciding on an edition: the statement in full, the password, the signature, the receipt."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from articles.models import Article
from articles.standing import public_edition_of
from gate.refusals import Refusal
from reviews import statements, workflow
from reviews.desk.notes import comments_on
from reviews.desk.pages import own_review, page, require_short, sent, signed_in, to_reading, typed
from reviews.desk.reading import about, reading_page
from reviews.desk.states import State, state_of
from reviews.meanings import MEANINGS
from reviews.models import Comment, Review, SignOff
from reviews.physicians import NotEligible, check_eligible
from workbench.passwords import Locked, counted

TITLES = {
    SignOff.Decision.APPROVE: "Approve edition {}",
    SignOff.Decision.REQUEST_CHANGES: "Request changes to edition {}",
    SignOff.Decision.REJECT: "Reject edition {}",
}


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def signing(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    """Show in full what a decision states, and sign it with the password given again."""
    review = own_review(request, pk)
    if decision not in MEANINGS:
        raise Http404("There is no such decision.")
    refusal = ""
    if request.method == "POST" and state_of(review) is not State.SIGNED:
        refusal = signed_or_why_not(request, review, decision)
        review = own_review(request, pk)
    state = state_of(review)
    if state is State.SIGNED:
        return to_receipt(request, review, decision)
    if state is State.ACCEPTED:
        return _signing_page(request, review, decision, refusal)
    if request.method != "POST":
        return to_reading(review, "answer")
    return reading_page(request, review, refusal=refusal, unsent=typed(request, "remarks"))


def signed_or_why_not(request: HttpRequest, review: Review, decision: str) -> str:
    """Sign what the form shows; say why nothing was signed, or nothing."""
    try:
        with counted(request, wrong=workflow.WrongPassword):
            _sign(request, review, decision)
    except Locked as lock:
        return locked_for(lock.minutes)
    except Refusal as refusal:
        return str(refusal)
    return ""


def locked_for(minutes: int) -> str:
    """Say that the password was wrong too often."""
    return (
        "Too many wrong passwords were given. Nothing was signed, and signing is locked here for "
        f"{minutes} more minute{'' if minutes == 1 else 's'}. What you wrote stays in this form."
    )


def _sign(request: HttpRequest, review: Review, decision: str) -> None:
    require_shown(request, review)
    workflow.sign(
        review=review,
        by=signed_in(request),
        decision=decision,
        password=request.POST.get("password", ""),
        meaning=request.POST.get("meaning", ""),
        remarks=require_short(typed(request, "remarks"), what="Your text"),
    )


def require_shown(request: HttpRequest, review: Review) -> None:
    """Require consent to the very edition that the form was made for. Raises Refusal."""
    if request.POST.get("digest") != review.edition.digest:
        raise Refusal("This form was made for another text than this edition. Read it again.")
    if request.POST.get("consent") != "yes":
        raise Refusal("Tick that you agree to the statement; without that nothing is signed.")


def _signing_page(
    request: HttpRequest, review: Review, decision: str, refusal: str
) -> HttpResponse:
    title = TITLES[SignOff.Decision(decision)].format(review.edition.number)
    open_comments = comments_on(review).filter(is_blocking=True, resolved_at=None)
    context = about(review) | {
        "title": title,
        "decision": decision,
        "is_approval": decision == SignOff.Decision.APPROVE,
        "statement": stated_now(review, decision),
        "meaning": MEANINGS[decision],
        "remarks": typed(request, "remarks"),
        "has_agreed": request.POST.get("consent") == "yes",
        "blocking": open_comments.count(),
        "refusal": refusal,
    }
    return page(request, "signing.html", context)


def stated_now(review: Review, decision: str) -> dict[str, Any] | None:
    """Write the statement as it would be signed now; None where it can't be."""
    try:
        licence = check_eligible(review.physician, review.edition.article)
    except NotEligible:
        return None
    said = statements.statement(
        review=review, licence=licence, decision=decision, method=statements.PASSWORD
    )
    return dict(json.loads(said))


# The receipt -----------------------------------------------------------------------------------


def to_receipt(request: HttpRequest, review: Review, wanted: str) -> HttpResponseRedirect:
    """Send to the receipt; say so where something else had been signed before."""
    decision = SignOff.objects.values_list("decision", flat=True).get(review=review)
    if request.method == "POST" and decision != wanted:
        messages.warning(
            request,
            "You had decided on this edition before; a decision is made once. Nothing else was "
            "signed. This is what you signed:",
        )
    return sent(request, HttpResponseRedirect(reverse("reviews:receipt", args=[review.pk])))


@never_cache
@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a physician signed, how it can be checked, and what happens next."""
    review = own_review(request, pk)
    sign_off = _own_sign_off(review)
    article: Article = review.edition.article
    public = public_edition_of(article)
    approvals = review.edition.sign_offs.filter(decision=SignOff.Decision.APPROVE).count()
    context = {
        "title": f"What you signed: {review.edition.title}",
        "review": review,
        "edition": review.edition,
        "article": article,
        "sign_off": sign_off,
        "stated": sign_off.stated,
        "remarks": _remarks_with(sign_off),
        "missing": max(0, review.edition.required_approvals - approvals),
        "is_public": public is not None and public.pk == review.edition_id,
    }
    return page(request, "receipt.html", context)


def _remarks_with(sign_off: SignOff) -> Comment | None:
    """Find what was written with an objection: the first remark since its time, kept with it."""
    if sign_off.decision == SignOff.Decision.APPROVE:
        return None
    since = Comment.objects.filter(review=sign_off.review_id, made_at__gte=sign_off.signed_at)
    return since.filter(block=None, kind=Comment.Kind.REMARK).order_by("pk").first()


@never_cache
@require_safe
def statement(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Hand out the signed statement: as the bytes that were signed, or with their signature."""
    review = own_review(request, pk)
    sign_off = _own_sign_off(review)
    signed: bytes | str = bytes(sign_off.statement)
    content_type = "application/json"
    if kind == "jws":
        signed, content_type = sign_off.signature, "application/jose"
    name = f"{review.edition.slug}-edition-{review.edition.number}-statement.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(signed, content_type=content_type, headers=headers)


def _own_sign_off(review: Review) -> SignOff:
    sign_off = SignOff.objects.filter(review=review).first()
    if sign_off is None:
        raise Http404("Nothing was signed in this review.")
    return sign_off
