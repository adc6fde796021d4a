"""What the database itself keeps of an article: who wrote on it, and where it stands."""

from __future__ import annotations

from django.db import models

from articles.editions import Edition


class Contributor(models.Model):
    """An account that wrote on an article, for good: a row is never changed or deleted.

    Names the account by number, not by foreign key, so that it outlives the account.
    """

    article = models.ForeignKey(
        "articles.Article",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="contributors",
    )
    account = models.BigIntegerField()
    since = models.DateTimeField(editable=False, db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "account"], name="a_contributor_is_recorded_once"
            ),
        ]

    def __str__(self) -> str:
        return f"account {self.account} wrote on article {self.article_id}"


class ArticleHead(models.Model):
    """The one row of an article that evidence writers lock; kept by the database alone.

    ``counter`` grows with every piece of evidence, which serialises the writers and makes a
    stale snapshot fail. The application may lock the row, but only triggers move the rest.
    """

    article = models.OneToOneField(
        "articles.Article",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        primary_key=True,
        related_name="head",
    )
    counter = models.BigIntegerField(db_default=0)
    editions = models.IntegerField(db_default=0)
    edition_in_work = models.OneToOneField(
        Edition,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="in_work",
        help_text="The last edition, until it is recalled or public.",
    )
    is_public = models.BooleanField(db_default=False)
    was_public = models.BooleanField(db_default=False)
    ledger_length = models.IntegerField(db_default=0)
    ledger_hash = models.CharField(max_length=64, db_default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["article"],
                name="articles_in_work",
                condition=models.Q(edition_in_work__isnull=False),
            ),
            models.Index(
                fields=["article"],
                name="articles_withdrawn",
                condition=models.Q(is_public=False, was_public=True),
            ),
        ]

    def __str__(self) -> str:
        return f"head of article {self.article_id}"
