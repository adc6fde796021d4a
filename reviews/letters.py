"""Letters about what happened: written in the transaction of the fact, sent by the worker."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from articles.models import Edition
from reviews.models import Comment, Letter, Reply, Review, SignOff

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.contrib.auth.models import AbstractUser as User


def write(
    to: AbstractBaseUser | None,
    *,
    fact: str,
    about: str,
    review: Review | None = None,
    **facts: object,
) -> bool:
    """Write a letter to an account about a fact, unless it has one; say whether it was written.

    ``about`` names the template below reviews/letters/, whose first line is the subject. Who is
    gone, inactive or without an address gets none.
    """
    if to is None or not to.is_active or not getattr(to, "email", ""):
        return False
    if Letter.objects.filter(recipient_id=to.pk, fact=fact).exists():
        return False
    said = render_to_string(
        f"reviews/letters/{about}.txt",
        (_of(review) if review else {})
        | facts
        | {"to": to, "site_name": settings.SITE_NAME, "site": settings.SITE_URL},
    )
    subject, _, body = said.strip().partition("\n")
    Letter.objects.create(
        recipient_id=to.pk,
        fact=fact,
        subject=" ".join(subject.split())[:400],
        body=body.strip() + "\n",
    )
    return True


def editors() -> Iterable[User]:
    """Find the active accounts that ask physicians to review."""
    return get_user_model().objects.with_perm(
        "reviews.assign_review",
        include_superusers=False,
        backend="django.contrib.auth.backends.ModelBackend",
    )


def link(name: str, *arguments: object) -> str:
    """Write the whole address of a page."""
    return f"{settings.SITE_URL}{reverse(name, args=arguments)}"


def invite(review: Review) -> None:
    """Ask a physician to review."""
    _to_physician(review, fact=f"assign:{review.pk}", about="invitation")


def tell_due_date(review: Review, *, change: int) -> None:
    """Tell a physician that the due date moved; ``change`` numbers the entry in the ledger.

    The same day may be set again after another.
    """
    _to_physician(review, fact=f"due_date:{review.pk}:{change}", about="due_date")


def remind(review: Review, *, on: datetime.date) -> bool:
    """Remind a physician of a review; say whether it was not done that day."""
    fact = f"remind:{review.pk}:{on.isoformat()}"
    return _to_physician(review, fact=fact, about="reminder", overdue=review.due_on < on)


def tell_answer(review: Review, action: str) -> None:
    """Tell the editors that a physician accepted or declined, or a physician of a cancellation."""
    if action == "cancel":
        _to_physician(review, fact=f"cancel:{review.pk}", about="cancelled")
        return
    for editor in editors():
        write(editor, fact=f"{action}:{review.pk}", about=action, review=review)


def tell_recall(edition: Edition) -> None:
    """Tell the physicians whose decision was awaited that an edition was taken back."""
    for review in _awaited(edition):
        _to_physician(review, fact=f"recall:{review.pk}", about="cancelled")


def _awaited(edition: Edition) -> QuerySet[Review]:
    asked = Review.objects.standing().filter(edition=edition, sign_offs=None)
    return asked.select_related("edition", "physician__account")


def tell_comment(comment: Comment) -> None:
    """Tell the writer that a physician commented."""
    review = comment.review
    write(
        review.edition.article.writer,
        fact=f"comment:{comment.pk}",
        about="comment",
        comment=comment,
        review=review,
    )


def tell_reply(reply: Reply, by: User) -> None:
    """Tell the physician, or the writer where the physician replied, of a reply."""
    review = reply.comment.review
    is_physician = review.physician.account_id == by.pk
    to = review.edition.article.writer if is_physician else review.physician.account
    write(to, fact=f"reply:{reply.pk}", about="reply", reply=reply, review=review)


def tell_decision(sign_off: SignOff) -> None:
    """Tell the writer and the editors what a physician decided.

    A request for changes closes the edition: the other physicians are told as well.
    """
    review = sign_off.review
    told: dict[int, AbstractBaseUser] = {account.pk: account for account in editors()}
    if (writer := review.edition.article.writer) is not None:
        told[writer.pk] = writer
    for account in told.values():
        write(
            account, fact=f"sign:{sign_off.pk}", about="decision", sign_off=sign_off, review=review
        )
    if sign_off.decision == SignOff.Decision.REQUEST_CHANGES:
        for other in _awaited(review.edition):
            _to_physician(other, fact=f"close:{other.pk}", about="closed")


def _to_physician(review: Review, *, fact: str, about: str, **facts: object) -> bool:
    return write(review.physician.account, fact=fact, about=about, review=review, **facts)


def _of(review: Review) -> dict[str, object]:
    return {
        "review": review,
        "edition": review.edition,
        "reading": link("reviews:reading", review.pk),
        "story": link("publishing:story", review.edition.article_id),
        "comments": link("reviews:comments", review.edition.article_id),
    }
