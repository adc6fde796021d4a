"""Articles in the admin: one form for a draft, and the list of drafts."""

from __future__ import annotations

import re
from typing import Any

from django.conf.locale import LANG_INFO
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from articles.admin import live
from articles.admin.filters import WhereItStands, WhoWrites
from articles.admin.forms import ArticleForm
from articles.admin.history import HistoryViews
from articles.admin.importing import ImportViews
from articles.admin.layout import field_errors, sections
from articles.drafts import FIELDS, Draft, save_draft
from articles.models import Article
from articles.standing import Standing, label_of, standing_of, with_standing
from articles.words import LABELS
from workbench.admin import WorkbenchAdmin

SAVED_COOKIE = "draft-saved"
COOKIE_SECONDS = 86400
TOKEN = re.compile("[0-9a-f-]{36}")


@admin.register(Article)
class ArticleAdmin(ImportViews, HistoryViews, WorkbenchAdmin):
    about = (
        "Drafts and what became of them. Each is its writer's; the public reads signed editions."
    )
    form = ArticleForm
    list_display = ["title", "where_it_stands", "condition", "writer"]
    list_filter = [WhereItStands, WhoWrites, "condition", "language"]
    list_select_related = ["condition", "writer"]
    search_fields = ["title", "slug"]
    ordering = ["-pk"]
    autocomplete_fields = ["condition", "call_to_action", "writer"]
    prepopulated_fields = {"slug": ["title"]}
    actions = None
    change_form_template = "admin/articles/article/change_form.html"

    # What a person sees and may do

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Writers see their own drafts; editors all."""
        articles = super().get_queryset(request)
        if not request.user.has_perm("articles.submit_any_article"):
            articles = articles.filter(writer=request.user.pk)
        return articles

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Article | None:
        """Load an article, locked where it is about to be changed."""
        article = super().get_object(request, object_id, from_field)
        if article and request.method == "POST":
            return Article.objects.select_for_update().filter(pk=article.pk).first()
        return article

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Let people look at what they may change; the rest see previews and public pages."""
        return self.has_change_permission(request, obj)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Read where the listed articles stand, for this page alone."""
        changes = super().get_changelist_instance(request)
        changes.result_list = with_standing(changes.result_list)
        return changes

    @admin.display(description="Where it stands")
    def where_it_stands(self, article: Article) -> str:
        """Say where an article stands."""
        return label_of(article)

    # The form

    def get_form(
        self, request: HttpRequest, obj: Article | None = None, change: bool = False, **kwargs: Any
    ) -> type[ArticleForm]:
        """Give editors the choice of the writer too, and fix the address of what was public."""
        is_editor = request.user.has_perm("articles.submit_any_article")
        was_public = bool(obj and standing_of(obj).was_public)

        class Form(ArticleForm):
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                if not is_editor:
                    del self.fields["writer"]
                self.fields["slug"].disabled = was_public
                self.fields["bibliography"].widget.person = request.user

        return Form

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """List the form's fields; the template lays them out."""
        return [(None, {"fields": [*FIELDS, "writer"]})]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin a new article as its writer."""
        return {"writer": request.user.pk, **super().get_changeform_initial_data(request)}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Lay the form out, with where the article stands and what the checks say."""
        form = context["adminform"].form
        article: Article | None = kwargs.get("obj")
        draft = form.typed() if form.is_bound else form.saved
        context |= live.checks_of(draft, article)
        context |= _standing_context(request, article)
        context |= {
            "sections": sections(form),
            "field_errors": field_errors(form),
            "conflict": form.conflict,
            "languages": _languages(),
            "live_preview_url": reverse("publishing:preview"),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    # Saving

    def save_model(
        self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool
    ) -> None:
        """Save the draft as a revision of a contributor, unless nothing was changed."""
        assert request.user.is_authenticated
        before, after = form.saved, form.draft()
        if not change and obj.writer_id is None:
            obj.writer_id = request.user.pk
        if change and before.values() == after.values():
            obj.save(update_fields=["writer"])
            return
        save_draft(obj, after, by=request.user, comment=_comment(before, after, is_new=not change))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing is left to save: a draft's rows are saved with it."""

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Stay with the article, or go on to its submission."""
        return self._stay_or_submit(request, obj)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """Stay with the article, or go on to its submission."""
        return self._stay_or_submit(request, obj)

    def _stay_or_submit(self, request: HttpRequest, article: Article) -> HttpResponse:
        if "_save_and_submit" in request.POST:
            target = reverse("reviews:submit", args=[article.pk])
        else:
            target = reverse("admin:articles_article_change", args=[article.pk])
            messages.success(request, format_html("“{}” is saved.", article.title))
        response = HttpResponseRedirect(target)
        # Tells the page that the copy in this browser is no longer needed.
        if TOKEN.fullmatch(token := request.POST.get("token", "")):
            response.set_cookie(
                SAVED_COOKIE, token, COOKIE_SECONDS, secure=request.is_secure(), samesite="Lax"
            )
        return response

    # Deleting

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Delete a draft that was never submitted; say why another can't be."""
        article = super().get_object(request, object_id)
        if article and (reason := _why_it_stays(article)):
            messages.error(request, reason)
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
        return super().delete_view(request, object_id, extra_context)

    # What the form asks for while one writes

    def get_urls(self) -> list[URLPattern]:
        """Add the form's live checks and reasons."""
        view = self.admin_site.admin_view
        own = [
            path("live/", view(require_POST(self.live_view)), name="articles_article_live"),
            path(
                "<int:pk>/reason/",
                view(require_POST(self.reason_view)),
                name="articles_article_reason",
            ),
        ]
        return own + super().get_urls()

    def live_view(self, request: HttpRequest) -> HttpResponse:
        """Check what stands in the form."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            return HttpResponse(status=403)
        number = request.POST.get("article", "")
        article = self._own(request, int(number)) if number.isdecimal() else None
        return live.answer(request, article)

    def reason_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep a reason for a finding."""
        if not self.has_change_permission(request):
            return HttpResponse(status=403)
        return live.keep_reason(request, self._own(request, pk))

    def _own(self, request: HttpRequest, pk: int) -> Article:
        return get_object_or_404(self.get_queryset(request), pk=min(pk, 2**63 - 1))


def _comment(before: Draft, after: Draft, *, is_new: bool) -> str:
    if is_new:
        return "Written."
    changed = [
        LABELS[name].lower() for name in FIELDS if getattr(before, name) != getattr(after, name)
    ]
    return f"Changed: {', '.join(changed)}."


def _standing_context(request: HttpRequest, article: Article | None) -> dict[str, Any]:
    standing: Standing | None = standing_of(article) if article else None
    context: dict[str, Any] = {"standing": standing}
    if article:
        context["preview_url"] = reverse("publishing:draft_preview", args=[article.pk])
    if article and standing:
        since = f" since {standing.since:%-d %B %Y}" if standing.since else ""
        context["standing_line"] = f"{standing.headline}. {standing.holder}{since}."
        if standing.can_be_recalled:
            context["recall_url"] = reverse("reviews:recall", args=[article.pk])
    return context


def _why_it_stays(article: Article) -> str:
    """Say why an article can't be deleted; empty where it can."""
    first = article.editions.without_content().order_by("number").first()
    if first is None:
        return ""
    return (
        f"“{article.title}” can't be deleted: its edition 1 was submitted for review on "
        f"{first.submitted_at:%Y-%m-%d}. What physicians were asked to read, signed or saw "
        "published is evidence and kept for good. An editor can withdraw what is public; a draft "
        "that is no longer wanted can simply be left."
    )


def _languages() -> list[tuple[str, str]]:
    return sorted(
        (tag, names["name_local"]) for tag, names in LANG_INFO.items() if "name_local" in names
    )
