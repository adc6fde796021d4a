"""The verbs of discussion: comment, reply, resolve and take a suggestion over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models.functions import Now

from articles.models import Article, Edition
from articles.passages import passages
from articles.suggestions import take_wording_over
from articles.typed import plain_text
from gate.inspection import require_gate
from gate.refusals import Overtaken, Refusal, one_step
from reviews import ledger, letters, workflow
from reviews.models import Comment, Reply, Review

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser as User

LONGEST = 20_000
"""Characters of a comment, a suggested wording or a reply."""


def check_may_discuss(user: User, comment: Comment) -> None:
    """Require that an account may answer a comment: physician, writer or editor.

    Raises NotPermitted.
    """
    if comment.review.physician.account_id == user.pk and user.has_perm("reviews.sign_edition"):
        return
    workflow.check_may_submit(user, comment.review.edition.article)


def comment(
    *,
    review: Review,
    by: User,
    text: str = "",
    kind: str = Comment.Kind.REMARK,
    is_blocking: bool = False,
    block: int | None = None,
    replacement: str = "",
) -> Comment:
    """Ask, remark or suggest other words; a blocking comment holds the release back.

    ``block`` numbers a passage of the edition (articles/passages.py), None for the whole; a
    suggestion names one and says how it should read. The same words sent twice are one comment.
    Raises NotPermitted or Refusal.
    """
    workflow.check_is_reviewer(by, review)
    words = _words(review.edition, kind, block, text, replacement) | {"is_blocking": is_blocking}
    require_gate()
    with one_step():
        ledger.take_turn(review.edition.article)
        workflow.check_is_asked(review)
        same = Comment.objects.filter(review=review, resolved_at=None, **words).first()
        if same is not None:
            return same
        made = Comment.objects.create(review=review, **words)
        workflow.record(review, "comment", by, comment=made.pk, kind=kind, blocking=is_blocking)
        letters.tell_comment(made)
    return made


def _words(
    edition: Edition, kind: str, block: int | None, text: str, replacement: str
) -> dict[str, Any]:
    """Take what was typed as a comment's columns; refuses what says nothing."""
    said, wording = _said(text), _said(replacement)
    if kind not in Comment.Kind.values:
        raise Refusal(f"{kind!r} is no kind of comment; choose {', '.join(Comment.Kind.values)}.")
    quote = _quoted(edition, block)
    if kind == Comment.Kind.SUGGESTION:
        _check_suggestion(block, quote, wording)
    elif not said:
        raise Refusal("Write what you want to say.")
    replaces = wording if kind == Comment.Kind.SUGGESTION else ""
    return {"kind": kind, "block": block, "quote": quote, "text": said, "replacement": replaces}


def _said(text: str) -> str:
    said = plain_text(text)
    if len(said) > LONGEST:
        raise Refusal(f"This has {len(said)} characters; shorten it to {LONGEST}.")
    return said


def _quoted(edition: Edition, block: int | None) -> str:
    if block is None:
        return ""
    found = passages(edition.reading)
    if not 0 <= block < len(found):
        raise Refusal("The edition has no such passage; choose one of the list.")
    return found[block].text


def _check_suggestion(block: int | None, quote: str, wording: str) -> None:
    if block is None:
        raise Refusal("Choose the passage that should read otherwise.")
    if not wording:
        raise Refusal("Write how the passage should read.")
    if " ".join(wording.split()) == " ".join(quote.split()):
        raise Refusal("The suggested words are the ones that are there; change them.")


def reply(*, comment: Comment, by: User, text: str) -> Reply:
    """Answer a comment; the same words sent twice are one. Raises NotPermitted or Refusal."""
    check_may_discuss(by, comment)
    said = _said(text)
    if not said:
        raise Refusal("Write your answer.")
    require_gate()
    with one_step():
        ledger.take_turn(comment.review.edition.article)
        last = Reply.objects.filter(comment=comment).last()
        if last is not None and (last.author, last.text) == (by.pk, said):
            return last
        made = Reply.objects.create(
            comment=comment,
            author=by.pk,
            author_name=by.get_full_name() or by.get_username(),
            text=said,
        )
        workflow.record(comment.review, "reply", by, comment=comment.pk, reply=made.pk)
        letters.tell_reply(made, by)
    return made


def resolve(*, comment: Comment, by: User) -> Comment:
    """Settle a comment; only the physician who made it does."""
    workflow.check_is_reviewer(by, comment.review)
    require_gate()
    with one_step():
        ledger.take_turn(comment.review.edition.article)
        comment.refresh_from_db(fields=["resolved_at"])
        if comment.resolved_at is not None:
            raise Overtaken("This comment is settled already.")
        Comment.objects.filter(pk=comment.pk).update(resolved_at=Now())
        workflow.record(comment.review, "resolve", by, comment=comment.pk)
    comment.refresh_from_db()
    return comment


def take_over(*, comment: Comment, by: User) -> Article:
    """Put a suggested wording into the draft, as an edit of the account that takes it over.

    The physician does not become a contributor by it. Raises NotPermitted, or Refusal where the
    draft no longer holds the passage as it was, or holds it more than once.
    """
    article = comment.review.edition.article
    workflow.check_may_submit(by, article)
    if comment.kind != Comment.Kind.SUGGESTION or not comment.replacement:
        raise Refusal("This comment suggests no other words.")
    require_gate()
    with one_step():
        ledger.take_turn(article)
        comment.refresh_from_db(fields=["taken_over_at"])
        if comment.taken_over_at is not None:
            raise Overtaken("This suggestion is in the draft already.")
        take_wording_over(
            article,
            passage=comment.quote,
            wording=comment.replacement,
            by=by,
            comment=f"Took over a suggestion by {comment.review.physician}",
        )
        Comment.objects.filter(pk=comment.pk).update(taken_over_at=Now())
        workflow.record(comment.review, "take_over", by, comment=comment.pk)
    comment.refresh_from_db()
    article.refresh_from_db()
    return article
