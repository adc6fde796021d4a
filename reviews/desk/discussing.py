"""Discussing an edition: the physician comments, answers and settles beside the text."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gate.refusals import Refusal
from reviews import comments
from reviews.desk.pages import NEWEST, own_review, sent, signed_in, to_reading, typed
from reviews.desk.reading import Unsaid, can_comment, reading_page
from reviews.models import Comment, Review


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def commenting(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, remark or suggest other words."""
    review = own_review(request, pk)
    if request.method != "POST":
        return to_reading(review, "comment")
    try:
        made = _comment(request, review)
    except Refusal as refusal:
        unsaid = Unsaid(None, str(refusal), request.POST)
        return reading_page(request, own_review(request, pk), unsaid=unsaid)
    messages.success(request, "Your comment is sent to the writer.")
    return sent(request, to_reading(review, f"comment-{made.pk}"))


def _comment(request: HttpRequest, review: Review) -> Comment:
    if not can_comment(review):
        raise Refusal("Nothing was sent: this edition takes no comments of yours any more.")
    block = typed(request, "block")
    if block and not (block.isascii() and block.isdecimal()):
        raise Refusal("The edition has no such passage; choose one of the list.")
    return comments.comment(
        review=review,
        by=signed_in(request),
        text=typed(request, "text"),
        kind=typed(request, "kind") or Comment.Kind.REMARK,
        is_blocking=typed(request, "is_blocking") == "yes",
        block=int(block[:10]) if block else None,
        replacement=typed(request, "replacement"),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def replying(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Answer in a thread of one's own, of this edition or an earlier one."""
    review = own_review(request, pk)
    thread = _own_thread(review, comment)
    if request.method != "POST":
        return to_reading(review, f"comment-{thread.pk}")
    try:
        comments.reply(comment=thread, by=signed_in(request), text=typed(request, "text"))
    except Refusal as refusal:
        unsaid = Unsaid(thread.pk, str(refusal), request.POST)
        return reading_page(request, own_review(request, pk), unsaid=unsaid)
    return sent(request, _back(request, review, thread))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resolving(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Settle a comment of one's own; a second click finds it settled."""
    review = own_review(request, pk)
    thread = _own_thread(review, comment)
    if request.method == "POST" and thread.resolved_at is None:
        try:
            comments.resolve(comment=thread, by=signed_in(request))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "The comment is settled.")
    return _back(request, review, thread)


def _back(request: HttpRequest, review: Review, thread: Comment) -> HttpResponseRedirect:
    """Send to where the comment is shown: beside the text, or beside the changes since then."""
    back = typed(request, "back")
    is_here = thread.review.edition_id == review.edition_id
    is_shown = is_here or thread.resolved_at is None
    place = f"comment-{thread.pk}" if is_shown else "notes"
    if back.isascii() and back.isdecimal():
        at = reverse("reviews:changes", args=[review.pk, int(back[:9])])
        return HttpResponseRedirect(f"{at}#{place}")
    return to_reading(review, place)


def _own_thread(review: Review, comment: int) -> Comment:
    """Find a comment of the physician on the article, beside any of its editions."""
    own = Comment.objects.filter(
        pk=min(comment, NEWEST),
        review__physician=review.physician_id,
        review__edition__article=review.edition.article_id,
    )
    found = own.select_related("review__physician", "review__edition__article").first()
    if found is None:
        raise Http404("There is no such comment of yours.")
    return found
