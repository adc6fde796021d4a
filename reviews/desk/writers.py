"""The writer's page: what physicians say of an article's editions, answered and taken over."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from articles.models import Article, Edition
from gate.refusals import Refusal
from reviews import comments
from reviews.desk.notes import Thread, with_replies
from reviews.desk.pages import NEWEST, page, sent, signed_in, typed
from reviews.desk.reading import Unsaid
from reviews.models import Comment
from reviews.views import own_article

SHOWN_EDITIONS = 5


@dataclass(frozen=True)
class Discussed:
    """An edition with what physicians say of it, in reading order."""

    edition: Edition
    threads: list[Thread]


@never_cache
@require_safe
def discussion(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what physicians say of an article to its writer and to editors."""
    return _discussion_page(request, own_article(request, pk))


def _discussion_page(
    request: HttpRequest, article: Article, unsaid: Unsaid | None = None
) -> HttpResponse:
    before = request.GET.get("before", "")
    number = min(int(before[:10]), 2**31 - 1) if before.isascii() and before.isdecimal() else None
    discussed, further = editions_discussed(article, before=number)
    context = {
        "title": f"Comments on “{article.title}”",
        "room": "",
        "article": article,
        "discussed": discussed,
        "further": further,
        "is_first": number is None,
        "unsaid": unsaid,
    }
    return page(request, "discussion.html", context)


def editions_discussed(article: Article, *, before: int | None) -> tuple[list[Discussed], int]:
    """List the editions with comments below a number, the newest first.

    Also gives the number below which the others are, 0 where there are none.
    """
    editions = Edition.objects.without_content().filter(
        article=article, pk__in=Comment.objects.values("review__edition")
    )
    if before is not None:
        editions = editions.filter(number__lt=before)
    found = list(editions.order_by("-number")[: SHOWN_EDITIONS + 1])
    shown = found[:SHOWN_EDITIONS]
    said = with_replies(Comment.objects.filter(review__edition__in=shown))
    discussed = [Discussed(edition, _threads(edition, said)) for edition in shown]
    return discussed, shown[-1].number if len(found) > SHOWN_EDITIONS else 0


def _threads(edition: Edition, said: list[Comment]) -> list[Thread]:
    own = [comment for comment in said if comment.review.edition_id == edition.pk]
    own.sort(key=lambda comment: (-1 if comment.block is None else comment.block, comment.pk))
    return [Thread(comment, comment.block) for comment in own]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answering(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Answer a physician's comment, as the writer or an editor."""
    article = own_article(request, pk)
    said = _comment_on(article, comment)
    if request.method == "POST":
        try:
            comments.reply(comment=said, by=signed_in(request), text=typed(request, "text"))
        except Refusal as refusal:
            unsaid = Unsaid(said.pk, str(refusal), request.POST)
            return _discussion_page(request, article, unsaid)
    return sent(request, _to_comment(said, article))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def taking_over(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Put a suggested wording into the draft; a second click finds it there."""
    article = own_article(request, pk)
    said = _comment_on(article, comment)
    if request.method == "POST" and said.taken_over_at is None:
        try:
            comments.take_over(comment=said, by=signed_in(request))
        except Refusal as refusal:
            unsaid = Unsaid(said.pk, str(refusal), {})
            return _discussion_page(request, article, unsaid)
        messages.success(
            request, "The suggested words are in the draft. Submit it when you are done."
        )
    return _to_comment(said, article)


def _comment_on(article: Article, comment: int) -> Comment:
    found = Comment.objects.filter(pk=min(comment, NEWEST), review__edition__article=article)
    said = found.select_related("review__physician", "review__edition__article").first()
    if said is None:
        raise Http404("There is no such comment on this article.")
    return said


def _to_comment(said: Comment, article: Article) -> HttpResponseRedirect:
    """Send to where a comment is shown."""
    at = reverse("reviews:comments", args=[article.pk])
    newer = (
        Edition.objects.filter(article=article, number__gte=said.review.edition.number)
        .filter(pk__in=Comment.objects.values("review__edition"))
        .count()
    )
    query = f"?before={said.review.edition.number + 1}" if newer > SHOWN_EDITIONS else ""
    return HttpResponseRedirect(f"{at}{query}#comment-{said.pk}")
