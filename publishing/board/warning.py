"""The emergency powers: withdrawing an article, and the notice of urgent review on its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.clock import utc_today
from articles.models import Article
from gate.refusals import Refusal
from publishing.board.pages import article_of, page, require_board, signed_in, to_story
from publishing.board.story import public_release
from publishing.house_text import HOUSE_TEXT
from publishing.models import Release, SafetyNotice
from publishing.release import WITHDRAWAL_REASONS, withdraw
from publishing.safety import lift_notice, show_notice
from reviews.models import SignOff

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser as User

SIGNATORY = Release.EndReason.SIGNATORY
REASONS = [
    (reason.value, str(reason.label).removeprefix("withdrawn: "))
    for reason in Release.EndReason
    if reason in WITHDRAWAL_REASONS and reason != SIGNATORY
]
"""Why editors and administrators withdraw; only a physician takes their own word back."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawing(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what readers will see, and withdraw the article when that is confirmed."""
    user = require_board(request)
    article = article_of(pk)
    reason = request.POST.get("reason", "")
    context = {"reasons": REASONS, "chosen": reason}

    def withdraw_it() -> str:
        if reason not in dict(REASONS):
            raise Refusal("Choose why it is withdrawn; readers are told.")
        withdraw(article=article, by=user, reason=reason)
        return "The article is withdrawn. Readers see a notice with the date and the reason."

    return _confirmed(request, article, "withdraw.html", withdraw_it, context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def warning(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what readers will see, and show or lift the notice when that is confirmed."""
    user = require_board(request)
    return _confirmed(request, article_of(pk), "notice.html", _notice_step(request, pk, user))


def _notice_step(request: HttpRequest, pk: int, user: User) -> Callable[[], str]:
    def show_or_lift() -> str:
        if request.POST.get("step") == "lift":
            lift_notice(article=article_of(pk), by=user)
            return "The notice is taken off. The page reads as before."
        show_notice(article=article_of(pk), by=user)
        return "The notice stands on the public page now."

    return show_or_lift


def _confirmed(
    request: HttpRequest,
    article: Article,
    template: str,
    step: Callable[[], str],
    context: dict[str, Any] | None = None,
) -> HttpResponse | HttpResponseRedirect:
    """Show a page that asks, and take the step once it is confirmed for what is public now."""
    refusal = ""
    if request.method == "POST":
        try:
            require_shown(request, article)
            messages.success(request, step())
            return to_story(article)
        except Refusal as refused:
            refusal = str(refused)
    public = public_release(article)
    if public is None:
        messages.warning(request, refusal or "This article is not public.")
        return to_story(article)
    return page(request, template, about(article, public) | (context or {}) | {"refusal": refusal})


def require_shown(request: HttpRequest, article: Article) -> None:
    """Require that what the form was made for is what the public reads. Raises Refusal."""
    public = public_release(article)
    if public is None:
        raise Refusal("This article is not public any more; somebody was faster.")
    if request.POST.get("release") != str(public.pk):
        raise Refusal(
            f"Meanwhile edition {public.edition.number} became public. Look at it, and decide anew."
        )


def about(article: Article, public: Release) -> dict[str, Any]:
    """Gather what the pages that ask say of an article."""
    today = utc_today().isoformat()
    return {
        "article": article,
        "public": public,
        "notice": SafetyNotice.objects.filter(article=article, lifted_at=None).first(),
        "notice_text": HOUSE_TEXT.safety_notice.format(date=today),
        "withdrawn_text": HOUSE_TEXT.withdrawn.format(date=today, reason="the one you choose"),
        "withdrawn_record": HOUSE_TEXT.withdrawn_record,
    }


# A physician's own word ------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def standing_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a physician who signed what is public withdraw it, or warn its readers."""
    user, article = signed_in(request), article_of(pk)
    public = _signed_release(user, article)
    refusal = ""
    if request.method == "POST":
        try:
            require_shown(request, article)
            messages.success(request, _step_back(request, article, user))
            return HttpResponseRedirect(reverse("reviews:desk"))
        except Refusal as refused:
            refusal = str(refused)
            public = public_release(article)
    if public is None:
        messages.warning(request, refusal or "What you signed of this article is not public.")
        return HttpResponseRedirect(reverse("reviews:desk"))
    reason = str(SIGNATORY.label).removeprefix("withdrawn: ")
    said = HOUSE_TEXT.withdrawn.format(date=utc_today().isoformat(), reason=reason)
    context = about(article, public) | {
        "withdrawn_text": said,
        "refusal": refusal,
        "room": "desk",
        "has_agreed": request.POST.get("consent") == "yes",
    }
    return page(request, "stand_back.html", context)


def _signed_release(user: User, article: Article) -> Release | None:
    """Find the open release of an edition that the physician approved.

    Raises Http404 for articles of which they never signed an edition.
    """
    if not user.has_perm("publishing.withdraw_signed"):
        raise PermissionDenied("Only physicians take back their own word.")
    signed = SignOff.objects.filter(edition__article=article, physician__account=user.pk)
    if not signed.exists():
        raise Http404("You signed no edition of this article.")
    public = public_release(article)
    if public is None:
        return None
    approved = signed.filter(edition=public.edition_id, decision=SignOff.Decision.APPROVE)
    return public if approved.exists() else None


def _step_back(request: HttpRequest, article: Article, user: User) -> str:
    step = request.POST.get("step")
    if step == "warn":
        show_notice(article=article, by=user)
        return "The notice of urgent review stands on the public page now."
    if step == "lift":
        lift_notice(article=article, by=user)
        return "The notice of urgent review is taken off."
    if request.POST.get("consent") != "yes":
        raise Refusal("Tick that you no longer stand by it; without that nothing is withdrawn.")
    withdraw(article=article, by=user, reason=SIGNATORY)
    return "The article is withdrawn. Readers see a notice that you no longer stand by it."
