"""What is said about an edition: comments of reviewing physicians, and answers to them."""

from __future__ import annotations

from django.db import models


class Comment(models.Model):
    """A question, remark or suggestion of a reviewing physician.

    A blocking one holds the release back. Its words may be erased where the law asks; who,
    when, where and whether it blocked stay.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", "question"
        SUGGESTION = "suggestion", "suggestion"
        REMARK = "remark", "remark"

    review = models.ForeignKey("reviews.Review", on_delete=models.PROTECT, related_name="comments")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.REMARK)
    block = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Number of the block of the edition that it is about, from 0; "
        "none where it is about the whole.",
    )
    quote = models.TextField(blank=True, help_text="The block's words in the edition.")
    text = models.TextField(blank=True)
    replacement = models.TextField(blank=True, help_text="How the block should read.")
    is_blocking = models.BooleanField(default=False)
    made_at = models.DateTimeField(editable=False, db_default=models.functions.Now())
    resolved_at = models.DateTimeField(null=True, blank=True, editable=False)
    taken_over_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_comment_is_of_a_known_kind",
                condition=models.Q(kind__in=["question", "suggestion", "remark"]),
            ),
            models.CheckConstraint(
                name="only_a_suggestion_is_taken_over",
                condition=models.Q(taken_over_at=None) | models.Q(kind="suggestion"),
            ),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk} in review {self.review_id}"


class Reply(models.Model):
    """An answer to a comment, by its physician, the article's writer or an editor.

    Names the account by number, so that it outlives the account. Its text and its author's name
    may be erased.
    """

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="replies")
    author = models.BigIntegerField(help_text="Number of the account that wrote it.")
    author_name = models.CharField(max_length=300)
    text = models.TextField()
    made_at = models.DateTimeField(editable=False, db_default=models.functions.Now())

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return f"reply {self.pk} to comment {self.comment_id}"
