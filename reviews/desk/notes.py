"""What stands beside an edition's text: comments with their answers, and what the checks found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from articles.differences import Segment, word_difference
from articles.passages import Passage, passages
from reviews.desk.findings import Advice, Found, advice, explained
from reviews.models import Comment, Reply, Review

SHOWN_WORDS = 90
"""Characters of a passage in the list to choose from."""
HEADINGS = ("h1", "h2", "h3")


@dataclass(frozen=True)
class Thread:
    """A comment with its answers.

    ``passage`` numbers the passage of the edition at hand that it is about; None where it is about
    the whole, or where the passage reads otherwise now.
    """

    comment: Comment
    passage: int | None

    @property
    def replies(self) -> list[Reply]:
        """The answers, the oldest first."""
        return list(self.comment.replies.all())

    @property
    def change(self) -> list[Segment]:
        """The suggested words against those that are there."""
        return word_difference(self.comment.quote, self.comment.replacement)

    @property
    def is_erased(self) -> bool:
        """Whether its words were erased."""
        return not (self.comment.text or self.comment.replacement)


@dataclass(frozen=True)
class Section:
    """The passages under a heading, to choose from."""

    heading: str
    passages: list[Passage]


@dataclass(frozen=True)
class Notes:
    """Everything that stands beside a text."""

    sections: list[Section]
    explained: list[Found]
    advice: list[Advice]
    threads: list[Thread]
    earlier: list[Thread]

    @property
    def findings(self) -> int:
        """How many findings are shown."""
        return len(self.explained) + sum(len(part.found) for part in self.advice)

    @property
    def comments(self) -> int:
        """How many comments are shown."""
        return len(self.threads) + len(self.earlier)

    @property
    def blocking(self) -> int:
        """How many comments on this edition hold its release back."""
        return sum(
            thread.comment.is_blocking and thread.comment.resolved_at is None
            for thread in self.threads
        )


def notes_on(review: Review, content: Mapping[str, Any]) -> Notes:
    """Collect the notes of a physician beside the edition that they review.

    ``earlier`` are their open comments on the article's earlier editions.
    """
    found = passages(content)
    own = with_replies(comments_on(review))
    before = with_replies(
        Comment.objects.filter(
            review__physician=review.physician_id,
            review__edition__article=review.edition.article_id,
            review__edition__number__lt=review.edition.number,
            resolved_at=None,
        )
    )
    threads = [Thread(comment, comment.block) for comment in own]
    return Notes(
        sections=sections(found),
        explained=explained(content, found),
        advice=advice(content, found),
        threads=sorted(threads, key=_in_reading_order),
        earlier=[Thread(comment, _place_now(comment, found)) for comment in before],
    )


def comments_on(review: Review) -> QuerySet[Comment]:
    """Find what the physician said of the edition, here or in a review that ended before."""
    return Comment.objects.filter(
        review__physician=review.physician_id, review__edition=review.edition_id
    )


def with_replies(comments: QuerySet[Comment]) -> list[Comment]:
    """Read comments with their answers and the edition that they are about."""
    replies = Prefetch("replies", Reply.objects.order_by("pk"))
    found = comments.select_related(
        "review__edition", "review__physician", "review__edition__article"
    )
    return list(
        found.defer(
            "review__edition__content",
            "review__edition__article__body",
            "review__interests",
        )
        .prefetch_related(replies)
        .order_by("pk")
    )


def _in_reading_order(thread: Thread) -> tuple[int, int]:
    return (-1 if thread.passage is None else thread.passage, thread.comment.pk)


def _place_now(comment: Comment, found: Sequence[Passage]) -> int | None:
    """Find the one passage that reads as the comment's did."""
    places = [
        passage.number for passage in found if comment.quote and passage.text == comment.quote
    ]
    return places[0] if len(places) == 1 else None


def sections(found: Iterable[Passage]) -> list[Section]:
    """Put passages under their headings."""
    made: list[Section] = []
    for passage in found:
        if passage.kind in HEADINGS or not made:
            made.append(Section(passage.text[:SHOWN_WORDS], []))
        made[-1].passages.append(passage)
    return made
