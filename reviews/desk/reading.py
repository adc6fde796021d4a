"""Reading the edition of a review, exactly as the public would, before and after deciding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.clock import utc_today
from articles.models import ArticleHead
from articles.rendering import render_edition
from articles.sources import bearing_on
from reviews.desk.compared import compared_with
from reviews.desk.notes import notes_on
from reviews.desk.pages import own_review, page
from reviews.desk.queue import due_in_words
from reviews.desk.states import NO_LONGER_ASKED, WAITING, State, state_of
from reviews.models import Comment, Review, SignOff
from reviews.physicians import NotEligible, check_eligible
from reviews.workflow import last_signed_before

Kind = Comment.Kind
KINDS = [(kind.value, kind.label) for kind in (Kind.QUESTION, Kind.REMARK, Kind.SUGGESTION)]


@dataclass(frozen=True)
class Unsaid:
    """A comment, or an answer to the comment with a number, that was refused as typed."""

    comment: int | None
    refusal: str
    typed: Mapping[str, Any]

    @property
    def words(self) -> str:
        """Everything that was written in it."""
        written = (self.typed.get("text", ""), self.typed.get("replacement", ""))
        return "\n\n".join(text for text in written if text)


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
    unsaid: Unsaid | None = None,
) -> HttpResponse:
    """Show the page on which a review is read, discussed and answered.

    ``refusal`` says why a step was not taken, ``unsent`` is text that has no place any more,
    ``answer`` what was typed into the forms that accept and decline, ``unsaid`` a refused comment.
    """
    context = about(review)
    has_form = context["state"] is State.INVITED and answer is not None
    if unsaid and unsaid.comment is None and not context["can_comment"]:
        refusal, unsent = unsaid.refusal, unsaid.words
    context |= {
        "title": review.edition.title,
        "notes": notes_on(review, context["content"]),
        "compared": compared_with(review) if context["shows_text"] else [],
        "refusal": "" if has_form else refusal,
        "answer_refusal": refusal if has_form else "",
        "unsent": unsent,
        "answer": answer or {},
        "unsaid": unsaid,
        "kinds": KINDS,
    }
    return page(request, "reading.html", context)


def about(review: Review) -> dict[str, Any]:
    """Collect what every page about one review says of it."""
    state, today = state_of(review), utc_today()
    content = review.edition.reading
    shows_text = state not in NO_LONGER_ASKED
    return {
        "review": review,
        "edition": review.edition,
        "content": content,
        "state": state,
        "is_waiting": state in WAITING,
        "can_comment": can_comment(review),
        "shows_text": shows_text,
        "region": render_edition(content) if shows_text else "",
        "today": today,
        "fallen": bearing_on(review.edition) if state in WAITING else [],
        "due": due_in_words(review.due_on, today),
        "is_overdue": state in WAITING and review.due_on < today,
        "sign_off": SignOff.objects.filter(review=review).first(),
        "signed_before": last_signed_before(review) if state in WAITING else None,
        "why_not_sign": why_not_sign(review) if state in WAITING else "",
    }


def can_comment(review: Review) -> bool:
    """Say whether a physician comments on the edition: from acceptance until it is public."""
    if state_of(review) is State.SIGNED:
        return ArticleHead.objects.filter(edition_in_work=review.edition_id).exists()
    return state_of(review) in (State.ACCEPTED, State.CLOSED)


def why_not_sign(review: Review) -> str:
    """Say what keeps a physician from signing today; empty where nothing does."""
    try:
        check_eligible(review.physician, review.edition.article)
    except NotEligible as refusal:
        return str(refusal)
    return ""
