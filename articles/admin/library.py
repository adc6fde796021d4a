"""What articles draw on: authors, calls to action, images; and editions to look at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from articles.admin import images
from articles.admin.editor import action_list
from articles.images import WORDS, may_change_words
from articles.models import Article, Author, CallToAction, Edition, Image
from gate.admin import EvidenceAdmin
from workbench.admin import WorkbenchAdmin


@admin.register(Author)
class AuthorAdmin(WorkbenchAdmin):
    about = "The people named under articles. One with an account counts as a contributor by that."
    uses = "articles"
    list_display = ["name", "credentials", "account"]
    list_select_related = ["account"]
    search_fields = ["name", "credentials"]
    autocomplete_fields = ["account"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Let only those choose an account who may see accounts."""
        may_choose = request.user.has_perm("medcontent.view_user")
        return [*super().get_readonly_fields(request, obj), *([] if may_choose else ["account"])]


@admin.register(CallToAction)
class CallToActionAdmin(WorkbenchAdmin):
    about = "Buttons that articles may carry: what they say and where they lead."
    uses = "articles"
    list_display = ["name", "label", "url", "shortcode"]
    search_fields = ["name", "label", "url", "shortcode"]

    def get_urls(self) -> list[URLPattern]:
        """Add the list that the editor asks for."""
        view = self.admin_site.admin_view(require_safe(action_list))
        return [path("list/", view, name="articles_action_list"), *super().get_urls()]

    def uses_of(self, record: Any) -> QuerySet[Any]:
        """Select the articles that close with the button, or carry it in the text."""
        node = f'data-call-to-action="{record.pk}"'
        found = Article.objects.filter(Q(call_to_action=record) | Q(body__contains=node))
        return found.defer("body", "summary")


@admin.register(Image)
class ImageAdmin(WorkbenchAdmin):
    about = "Pictures with their words. They are uploaded where they are used: in an article."
    uses = "led_articles"
    list_display = ["picture", "alt", "caption", "credit", "licence", "uploaded_at"]
    search_fields = ["alt", "caption", "credit", "digest"]
    list_filter = ["kind"]
    ordering = ["-pk"]
    fields = ["picture", "alt", "caption", "credit", "licence", "file"]
    readonly_fields = ["picture", "file"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """Let writers change what is said of the pictures that they uploaded, editors of all."""
        may_change = super().has_change_permission(request, obj)
        return may_change and (obj is None or may_change_words(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep all: an edition may show them."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add what the dialog of images asks."""
        view = self.admin_site.admin_view
        own = [
            path("upload/", view(require_POST(images.upload)), name="articles_image_upload"),
            path("list/", view(require_safe(images.image_list)), name="articles_image_list"),
            path("<int:pk>/record/", view(images.record), name="articles_image_record"),
        ]
        return own + super().get_urls()

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        """Save the words; the file never changes."""
        obj.save(update_fields=WORDS)

    @admin.display(description="Picture")
    def picture(self, image: Image) -> SafeString:
        """Show the picture, small."""
        return format_html(
            '<img class="thumbnail" src="/images/{}" alt="{}" loading="lazy">',
            image.file_name,
            image.alt or f"image {image.pk}",
        )

    @admin.display(description="File")
    def file(self, image: Image) -> str:
        """Describe the file."""
        kilobytes = max(1, image.size // 1000)
        return (
            f"{image.get_kind_display()}, {image.width} × {image.height} pixels, {kilobytes} kB, "
            f"SHA-256 {image.digest}"
        )

    def uses_of(self, record: Any) -> QuerySet[Any]:
        """Select the articles that lead with the image, or show it in the text."""
        node = f'data-image="{record.pk}"'
        found = Article.objects.filter(Q(lead_image=record) | Q(body__contains=node))
        return found.defer("body", "summary")


@admin.register(Edition)
class EditionAdmin(EvidenceAdmin):
    about = "What was submitted, word for word. Physicians sign these. Nobody changes them."
    list_display = ["title", "number", "short_digest", "submitted_at", "recalled_at"]
    exclude = ["content"]
    search_fields = ["title", "slug", "digest"]

    @admin.display(description="Digest")
    def short_digest(self, edition: Edition) -> str:
        """Begin the digest."""
        return f"{edition.digest[:12]}…"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        """Leave the content out; writers see the editions of their own articles."""
        editions = super().get_queryset(request).defer("content")
        if not request.user.has_perm("reviews.view_review"):
            editions = editions.filter(article__writer=request.user.pk)
        return editions
