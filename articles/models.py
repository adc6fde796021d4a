"""What we write: articles with their one draft, and the editions frozen from it."""

from __future__ import annotations

import json
from typing import Any

import reversion
from django.conf import settings
from django.db import models
from django.db.models.functions import Cast

from references.models import Reference
from therapies.models import Condition, TherapyType


class Author(models.Model):
    """A person named under an article. An author with an account is a contributor by that."""

    name = models.CharField(max_length=200)
    credentials = models.CharField(max_length=100, blank=True, help_text="For example: MSc, PhD.")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name


class CallToAction(models.Model):
    """A button that an article may carry: what it says and where it leads."""

    name = models.CharField(max_length=100, unique=True)
    label = models.CharField(max_length=100)
    url = models.URLField("URL", max_length=500)
    shortcode = models.CharField(
        max_length=200,
        null=True,
        blank=True,
        unique=True,
        help_text="Page-builder residue that an import replaces by this button, "
        "without its brackets, for example: oxygen_component blockId=121.",
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "calls to action"
        constraints = [
            models.CheckConstraint(
                name="a_call_to_action_leads_to_the_web",
                condition=models.Q(url__regex=r"^https?://"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@reversion.register(follow=["key_takeaways", "articletherapy_set", "bylines", "bibliography"])
class Article(models.Model):
    """The lasting identity of a piece, and its one working draft.

    Has no status column: where an article stands is read from the evidence.
    """

    title = models.CharField(max_length=300)
    slug = models.SlugField(max_length=200, unique=True)
    language = models.CharField(
        max_length=35, default="en", help_text="A BCP 47 tag, for example en or en-GB."
    )
    meta_description = models.CharField(max_length=320, blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True, help_text="HTML of the closed schema in articles/body.py.")
    condition = models.ForeignKey(
        Condition, null=True, blank=True, on_delete=models.PROTECT, related_name="articles"
    )
    therapies = models.ManyToManyField(
        TherapyType, through="ArticleTherapy", related_name="articles"
    )
    references = models.ManyToManyField(
        Reference, through="BibliographyEntry", related_name="articles"
    )
    authors = models.ManyToManyField(Author, through="Byline", related_name="articles")
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="articles",
        help_text="The account whose article this is.",
    )

    class Meta:
        ordering = ["title", "pk"]
        permissions = [
            ("submit_article", "Can submit and recall articles of their own"),
            ("submit_any_article", "Can submit and recall any article"),
        ]
        constraints = [
            models.CheckConstraint(
                name="an_article_has_a_slug", condition=models.Q(slug__regex=r"^[-a-zA-Z0-9_]+$")
            ),
        ]

    def __str__(self) -> str:
        return self.title


class OrderedRow(models.Model):
    """A row of an article's ordered list; positions count from 1."""

    position = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        ordering = ["position"]


@reversion.register()
class KeyTakeaway(OrderedRow):
    """One sentence or two that a hurried reader should keep; may carry citations."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="key_takeaways")
    text = models.TextField(help_text="Inline HTML of the closed schema in articles/body.py.")

    class Meta(OrderedRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["article", "position"],
                name="a_takeaway_has_one_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.text}"


@reversion.register()
class ArticleTherapy(OrderedRow):
    """A therapy type that an article is about."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE)
    therapy = models.ForeignKey(TherapyType, on_delete=models.PROTECT)

    class Meta(OrderedRow.Meta):
        verbose_name_plural = "article therapies"
        constraints = [
            models.UniqueConstraint(
                fields=["article", "therapy"], name="an_article_names_a_therapy_once"
            ),
            models.UniqueConstraint(
                fields=["article", "position"],
                name="an_article_therapy_has_one_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.therapy}"


@reversion.register()
class BibliographyEntry(OrderedRow):
    """A reference in an article's bibliography."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="bibliography")
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT)

    class Meta(OrderedRow.Meta):
        verbose_name_plural = "bibliography entries"
        constraints = [
            models.UniqueConstraint(
                fields=["article", "reference"], name="an_article_lists_a_reference_once"
            ),
            models.UniqueConstraint(
                fields=["article", "position"],
                name="a_bibliography_entry_has_one_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.reference}"


@reversion.register()
class Byline(OrderedRow):
    """An author of an article."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, on_delete=models.PROTECT)

    class Meta(OrderedRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["article", "author"], name="an_article_names_an_author_once"
            ),
            models.UniqueConstraint(
                fields=["article", "position"],
                name="a_byline_has_one_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.author}"


class Contributor(models.Model):
    """An account that wrote on an article, for good: a row is never changed or deleted.

    Names the account by number, not by foreign key, so that it outlives the account.
    """

    article = models.ForeignKey(
        Article, on_delete=models.DO_NOTHING, db_constraint=False, related_name="contributors"
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
        Article,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        primary_key=True,
        related_name="head",
    )
    counter = models.BigIntegerField(db_default=0)
    editions = models.IntegerField(db_default=0)
    ledger_length = models.IntegerField(db_default=0)
    ledger_hash = models.CharField(max_length=64, db_default="")

    def __str__(self) -> str:
        return f"head of article {self.article_id}"


class Sha256Hex(models.Func):
    """SHA-256 of a bytea as 64 lower-case hexadecimal digits."""

    template = "encode(sha256(%(expressions)s), 'hex')"
    output_field = models.CharField(max_length=64)


class JsonText(models.Func):
    """The text at a path of a bytea that holds JSON in UTF-8."""

    template = "gate_text(%(expressions)s, '{%(path)s}')"
    output_field = models.TextField()

    def __init__(self, expression: str, path: str) -> None:
        super().__init__(expression, path=path)


class EditionQuerySet(models.QuerySet["Edition"]):
    def standing(self) -> EditionQuerySet:
        """Keep the editions that nobody recalled."""
        return self.filter(recalled_at=None)

    def without_content(self) -> EditionQuerySet:
        return self.defer("content")


class Edition(models.Model):
    """An immutable, numbered copy of everything a reader will read; see articles/freeze.py.

    ``content`` is RFC 8785 canonical JSON in UTF-8. All other facts about it are computed from
    these bytes by the database.
    """

    class RecallReason(models.TextChoices):
        WRITER = "writer", "the writer wants to change it"
        EDITOR = "editor", "the editor took it back"
        MISTAKE = "mistake", "it was submitted by mistake"
        OUTDATED = "outdated", "the facts changed while it was in review"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    content = models.BinaryField()
    digest = models.GeneratedField(
        expression=Sha256Hex("content"),
        output_field=models.CharField(max_length=64),
        db_persist=True,
    )
    title = models.GeneratedField(
        expression=JsonText("content", "title"),
        output_field=models.TextField(),
        db_persist=True,
    )
    slug = models.GeneratedField(
        expression=JsonText("content", "article,slug"),
        output_field=models.TextField(),
        db_persist=True,
    )
    required_approvals = models.GeneratedField(
        expression=Cast(JsonText("content", "policy,approvals"), models.IntegerField()),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    review_months = models.GeneratedField(
        expression=Cast(JsonText("content", "policy,review_months"), models.IntegerField()),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    submitted_at = models.DateTimeField(editable=False, db_default=models.functions.Now())
    recalled_at = models.DateTimeField(null=True, blank=True, editable=False)
    recall_reason = models.CharField(max_length=20, blank=True, choices=RecallReason.choices)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "number"], name="an_edition_has_its_own_number"
            ),
            models.UniqueConstraint(
                fields=["id", "digest"], name="an_edition_is_named_with_its_digest"
            ),
            models.UniqueConstraint(
                fields=["id", "article"], name="an_edition_is_named_with_its_article"
            ),
            models.CheckConstraint(
                name="an_edition_asks_for_a_physician",
                condition=models.Q(required_approvals__gte=1, review_months__gte=1),
            ),
            models.CheckConstraint(
                name="a_recall_has_a_known_reason",
                condition=models.Q(recalled_at=None, recall_reason="")
                | models.Q(
                    recalled_at__isnull=False,
                    recall_reason__in=["writer", "editor", "mistake", "outdated"],
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, edition {self.number}"

    @property
    def reading(self) -> dict[str, Any]:
        """The frozen dictionary that the content holds."""
        return json.loads(bytes(self.content))


class EditionReference(models.Model):
    """A reference that an edition's content names; written by the database at submission."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT)
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "reference"], name="an_edition_names_a_reference_once"
            ),
        ]

    def __str__(self) -> str:
        return f"edition {self.edition_id} cites reference {self.reference_id}"


class EditionTherapy(models.Model):
    """A therapy type that an edition's content names; written by the database at submission."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT)
    therapy = models.ForeignKey(TherapyType, on_delete=models.PROTECT)

    class Meta:
        verbose_name_plural = "edition therapies"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "therapy"], name="an_edition_names_a_therapy_once"
            ),
        ]

    def __str__(self) -> str:
        return f"edition {self.edition_id} is about therapy {self.therapy_id}"
