"""What we write: articles with their one draft, and the editions frozen from it."""

from __future__ import annotations

import reversion
from django.conf import settings
from django.db import models
from django.db.models.functions import MD5

from articles.editions import (
    Edition,
    EditionImage,
    EditionReference,
    EditionTherapy,
    JsonText,
    Sha256Hex,
)
from articles.kept import ArticleHead, Contributor
from articles.link_checks import LinkCheck
from references.models import Reference
from therapies.models import Condition, TherapyType

__all__ = [
    "Article",
    "ArticleHead",
    "ArticleTherapy",
    "Author",
    "BibliographyEntry",
    "Byline",
    "CallToAction",
    "Contributor",
    "Edition",
    "EditionImage",
    "EditionReference",
    "EditionTherapy",
    "Image",
    "JsonText",
    "KeyTakeaway",
    "LinkCheck",
    "Reason",
    "Sha256Hex",
]


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
    offer_ends_on = models.DateField(
        null=True,
        blank=True,
        help_text="The last day of what the button offers, where it ends. The checks find buttons "
        "whose offer is over.",
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


class Image(models.Model):
    """A picture with its words. The file is named by its SHA-256 and never changes.

    Two images may share a file: what a picture says depends on where it stands.
    """

    class Kind(models.TextChoices):
        JPEG = "jpg", "JPEG"
        PNG = "png", "PNG"
        WEBP = "webp", "WebP"

    digest = models.CharField(
        max_length=64, editable=False, db_index=True, help_text="SHA-256 of the file, hex."
    )
    kind = models.CharField(max_length=4, choices=Kind.choices, editable=False)
    width = models.PositiveIntegerField(editable=False, help_text="Pixels.")
    height = models.PositiveIntegerField(editable=False, help_text="Pixels.")
    size = models.PositiveIntegerField(editable=False, help_text="Bytes.")
    alt = models.CharField(
        "alternative text",
        max_length=500,
        blank=True,
        help_text="What the picture shows, for readers who can't see it.",
    )
    caption = models.TextField(blank=True, help_text="The line under the picture.")
    credit = models.CharField(
        max_length=300, blank=True, help_text="Who made it, for example: Photo: Ana Maria Silva."
    )
    licence = models.CharField(
        max_length=200, blank=True, help_text="Why it may be shown, for example: CC BY 4.0."
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    uploaded_at = models.DateTimeField(editable=False, db_default=models.functions.Now())

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="an_image_is_named_by_its_sha256",
                condition=models.Q(digest__regex=r"^[0-9a-f]{64}$"),
            ),
            models.UniqueConstraint(
                fields=["id", "digest"], name="an_image_is_named_with_its_digest"
            ),
            models.CheckConstraint(
                name="an_image_has_pixels", condition=models.Q(width__gte=1, height__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.alt or self.caption or f"image {self.pk}"

    @property
    def file_name(self) -> str:
        """The file's name in the image store and at the end of its address."""
        return f"{self.digest}.{self.kind}"


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
    lead_image = models.ForeignKey(
        Image, null=True, blank=True, on_delete=models.PROTECT, related_name="led_articles"
    )
    call_to_action = models.ForeignKey(
        CallToAction,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="articles",
        verbose_name="closing call to action",
        help_text="The button under the text. Others can be put into the text.",
    )
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
    """A row of an article's ordered list; positions count from 1.

    Rows name their records by number: each save of a draft writes every row's name down, which
    must not take a query a row.
    """

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
        return f"{self.position}. therapy {self.therapy_id}"


@reversion.register()
class BibliographyEntry(OrderedRow):
    """A reference in an article's bibliography."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="bibliography")
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT)
    cited_as_retracted = models.BooleanField(
        default=False,
        db_default=False,
        help_text="The text says that this source was retracted.",
    )

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
        return f"{self.position}. reference {self.reference_id}"


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
        return f"{self.position}. author {self.author_id}"


class Reason(models.Model):
    """Why a finding that asks for a reason stands as it is.

    Kept for the sentence that it is about: it holds wherever that sentence stands in the
    article, and no longer once the sentence reads otherwise.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="reasons")
    rule = models.CharField(max_length=100)
    sentence = models.TextField(blank=True)
    reason = models.TextField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    given_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                "article", "rule", MD5("sentence"), name="a_finding_has_one_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.reason}"
