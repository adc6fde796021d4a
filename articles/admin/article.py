"""Drafts in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from articles.body import sanitise_body, sanitise_inline
from articles.drafts import draft_edit
from articles.models import (
    Article,
    ArticleTherapy,
    BibliographyEntry,
    Byline,
    KeyTakeaway,
)


class ArticleForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Article
        fields = "title slug language condition summary meta_description body writer".split()

    def clean_body(self) -> str:
        """Bring what was typed or pasted into the closed schema."""
        return sanitise_body(self.cleaned_data["body"])


class KeyTakeawayForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = KeyTakeaway
        fields = ["position", "text"]

    def clean_text(self) -> str:
        """Bring what was typed or pasted into the closed schema."""
        return sanitise_inline(self.cleaned_data["text"])


class KeyTakeawayInline(admin.TabularInline):  # type: ignore[type-arg]
    model = KeyTakeaway
    form = KeyTakeawayForm
    extra = 0


class TherapyInline(admin.TabularInline):  # type: ignore[type-arg]
    model = ArticleTherapy
    autocomplete_fields = ["therapy"]
    extra = 0


class BibliographyInline(admin.TabularInline):  # type: ignore[type-arg]
    model = BibliographyEntry
    autocomplete_fields = ["reference"]
    extra = 0


class BylineInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Byline
    autocomplete_fields = ["author"]
    extra = 0


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = ArticleForm
    inlines = [KeyTakeawayInline, TherapyInline, BibliographyInline, BylineInline]
    list_display = ["title", "slug", "condition", "writer"]
    list_select_related = ["condition", "writer"]
    search_fields = ["title", "slug"]
    autocomplete_fields = ["condition"]
    raw_id_fields = ["writer"]
    show_full_result_count = False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"writer": request.user.pk, **super().get_changeform_initial_data(request)}

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_change_permission(request, obj) and _is_own(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_own(request, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        comment = "Changed in the admin" if change else "Written in the admin"
        assert request.user.is_authenticated
        with draft_edit(form.instance, by=request.user, comment=comment):
            super().save_related(request, form, formsets, change)


def _is_own(request: HttpRequest, article: Article | None) -> bool:
    """Writers change their own drafts; editors all."""
    return (
        article is None
        or article.writer_id == request.user.pk
        or request.user.has_perm("articles.submit_any_article")
    )
