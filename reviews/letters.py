"""Letters about what happened: written in the transaction of the fact, sent by the worker.

They say what happened and where to go on, never what a physician wrote: that is read after
signing in, and can be erased. Whatever people typed comes as one harmless line.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from articles.models import Edition
from reviews.models import Comment, Letter, Licence, Reply, Review, SignOff
from reviews.plain import one_line

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from django.contrib.auth.models import AbstractUser as User

LONGEST_IN_SUBJECT = 80


def write(
    to: AbstractBaseUser | None,
    *,
    fact: str,
    about: str,
    name: str = "",
    review: Review | None = None,
    edition: Edition | None = None,
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
        {
            "to": to,
            "name": one_line(name or name_of(to)),
            "site_name": settings.SITE_NAME,
            "site": settings.SITE_URL,
        }
        | (_of_review(review) if review else {})
        | (_of_edition(edition) if edition else {})
        | facts,
    )
    subject, _, body = said.strip().partition("\n")
    Letter.objects.create(
        recipient_id=to.pk,
        fact=fact,
        subject=one_line(subject, longest=400),
        body=re.sub(r"\n{3,}", "\n\n", body.strip()) + "\n",
    )
    return True


def name_of(account: AbstractBaseUser) -> str:
    """Say what an account's person is called."""
    full: str = account.get_full_name()  # type: ignore[attr-defined]
    return full or account.get_username()


def editors() -> Iterable[User]:
    """Find the active accounts that ask physicians to review."""
    return get_user_model().objects.with_perm(
        "reviews.assign_review",
        include_superusers=False,
        backend="django.contrib.auth.backends.ModelBackend",
    )


def editors_and(account: AbstractBaseUser | None) -> list[AbstractBaseUser]:
    """List the editors and one more, such as the writer, each once."""
    told: dict[int, AbstractBaseUser] = {editor.pk: editor for editor in editors()}
    if account is not None:
        told.setdefault(account.pk, account)
    return list(told.values())


def link(name: str, *arguments: object) -> str:
    """Write the whole address of a page."""
    return f"{settings.SITE_URL}{reverse(name, args=arguments)}"


# --- To the physician who was asked


def invite(review: Review) -> None:
    """Ask a physician to review."""
    signed = SignOff.objects.filter(
        physician=review.physician_id,
        edition__article=review.edition.article_id,
        edition__number__lt=review.edition.number,
    )
    earlier = signed.order_by("edition__number").values_list("edition__number", flat=True).last()
    _to_physician(review, fact=f"assign:{review.pk}", about="invitation", earlier=earlier)


def tell_due_date(review: Review, *, change: int) -> None:
    """Tell a physician that the due date moved; ``change`` numbers the entry in the ledger.

    The same day may be set again after another.
    """
    _to_physician(review, fact=f"due_date:{review.pk}:{change}", about="due_date")


def remind(review: Review, *, on: datetime.date, about: str = "") -> bool:
    """Remind a physician of a review; say whether that was not done yet.

    ``about`` tells one reminder from another; without it, there is one a day.
    """
    fact = f"remind:{review.pk}:{about or on.isoformat()}"
    return _to_physician(review, fact=fact, about="reminder", overdue=review.due_on < on)


def tell_recall(edition: Edition) -> None:
    """Tell the physicians whose decision was awaited that an edition was taken back."""
    for review in _awaited(edition):
        _to_physician(review, fact=f"recall:{review.pk}", about="cancelled")


def _awaited(edition: Edition) -> QuerySet[Review]:
    asked = Review.objects.standing().filter(edition=edition, sign_offs=None)
    return asked.select_related("edition", "physician__account")


def _to_physician(review: Review, *, fact: str, about: str, **facts: Any) -> bool:
    physician = review.physician
    return write(
        physician.account, fact=fact, about=about, name=physician.name, review=review, **facts
    )


def tell_licence_ends(licence: Licence, *, fact: str, on: datetime.date) -> bool:
    """Tell a physician that a licence ends, or ended before a UTC day."""
    physician = licence.physician
    return write(
        physician.account,
        fact=fact,
        about="licence",
        name=physician.name,
        authority=one_line(f"{licence.authority} ({licence.country})"),
        ends=licence.expires_on,
        has_ended=licence.expires_on < on,
        entering=link("admin:reviews_licence_add"),
    )


# --- From the physician


def tell_answer(review: Review, action: str) -> None:
    """Tell the editors that a physician accepted or declined, or a physician of a cancellation."""
    if action == "cancel":
        _to_physician(review, fact=f"cancel:{review.pk}", about="cancelled")
        return
    for editor in editors():
        write(editor, fact=f"{action}:{review.pk}", about=action, review=review)


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
    review, fact = reply.comment.review, f"reply:{reply.pk}"
    author = one_line(reply.author_name)
    if review.physician.account_id == by.pk:
        writer = review.edition.article.writer
        write(writer, fact=fact, about="reply", review=review, author=author)
    else:
        _to_physician(review, fact=fact, about="reply", author=author, is_physician=True)


def tell_decision(sign_off: SignOff) -> None:
    """Tell the writer and the editors what a physician decided.

    A request for changes closes the edition: the other physicians are told as well.
    """
    review = sign_off.review
    approvals = review.edition.sign_offs.filter(decision=SignOff.Decision.APPROVE).count()
    for account in editors_and(review.edition.article.writer):
        write(
            account,
            fact=f"sign:{sign_off.pk}",
            about="decision",
            review=review,
            decision=sign_off.decision,
            approvals=approvals,
        )
    if sign_off.decision == SignOff.Decision.REQUEST_CHANGES:
        for other in _awaited(review.edition):
            _to_physician(other, fact=f"close:{other.pk}", about="closed")


# --- What templates are given


def _of_review(review: Review) -> dict[str, object]:
    return {
        "review": review,
        "physician": one_line(str(review.physician)),
        "due": review.due_on,
        "reading": link("reviews:reading", review.pk),
        "comments": link("reviews:comments", review.edition.article_id),
        **_of_edition(review.edition),
    }


def _of_edition(edition: Edition) -> dict[str, object]:
    return {
        "edition": edition,
        "title": one_line(edition.title),
        "short_title": one_line(edition.title, longest=LONGEST_IN_SUBJECT),
        "story": link("publishing:story", edition.article_id),
        "editing": link("admin:articles_article_change", edition.article_id),
    }
