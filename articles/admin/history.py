"""A draft's history in the admin: who saved what when, differences, copying back, recovering."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe
from reversion.models import Version

from articles.differences import differences
from articles.drafts import FIELDS, Draft
from articles.history import (
    Saved,
    copy_into_draft,
    deleted_articles,
    history_of,
    recover,
    revisions_of,
    saved_as,
    writer_of,
)
from articles.models import Article
from articles.standing import standing_of
from articles.words import LABELS
from gate.refusals import Refusal

PAGE = 20
NEWEST = 2**63 - 1


class HistoryViews(admin.ModelAdmin):  # type: ignore[type-arg]
    """Views over a draft's versions. An old version is only ever copied into the draft."""

    def get_urls(self) -> list[URLPattern]:
        """Add the views of the history."""
        view = self.admin_site.admin_view
        own = [
            path(
                "<int:pk>/history/compare/",
                view(require_safe(self.compare_view)),
                name="articles_article_compare",
            ),
            path(
                "<int:pk>/history/<int:revision>/copy/",
                view(require_POST(self.copy_view)),
                name="articles_article_copy",
            ),
            path(
                "deleted/", view(require_safe(self.deleted_view)), name="articles_article_deleted"
            ),
            path(
                "deleted/<int:version>/recover/",
                view(require_POST(self.recover_view)),
                name="articles_article_recover",
            ),
        ]
        return own + super().get_urls()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List the saves of a draft, with what each changed."""
        article = self._changeable(request, object_id)
        pages = Paginator(revisions_of(article.pk), PAGE)
        page = pages.get_page(request.GET.get("p"))
        shown = _with_one_before(article, page)
        rows = [
            {"saved": later, "changed": _changed(earlier.draft if earlier else None, later.draft)}
            for later, earlier in zip(shown, [*shown[1:], None], strict=True)
        ][: len(page)]
        title = f"History of “{article.title}”"
        context = {"rows": rows, "page": page, "title": title}
        return self._answer(request, "history", article, context)

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the word difference between any two saves."""
        article = self._changeable(request, pk)
        before = self._saved(article, request.GET.get("from"))
        after = self._saved(article, request.GET.get("to"))
        if before.at > after.at:
            before, after = after, before
        changes = differences(before.draft, after.draft)
        title = f"What changed in “{article.title}”"
        context = {"before": before, "after": after, "changes": changes, "title": title}
        return self._answer(request, "compare", article, context)

    def copy_view(self, request: HttpRequest, pk: int, revision: int) -> HttpResponse:
        """Copy an old version into the draft, as a new save."""
        article = self._changeable(request, pk)
        saved = self._saved(article, str(revision))
        assert request.user.is_authenticated
        missing = copy_into_draft(
            article=article,
            version=saved,
            by=request.user,
            keep_slug=standing_of(article).was_public,
        )
        done = f"The version of {saved.at:%Y-%m-%d %H:%M} UTC is the draft now."
        messages.success(request, f"{done} What stood there before is in the history.")
        for sentence in missing:
            messages.warning(request, sentence)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """List deleted drafts that a person may bring back."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        page = Paginator(self._deleted(request), PAGE).get_page(request.GET.get("p"))
        title = "Deleted drafts"
        return self._answer(request, "deleted", None, {"page": page, "title": title})

    def recover_view(self, request: HttpRequest, version: int) -> HttpResponse:
        """Write a deleted draft anew."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        found = get_object_or_404(self._deleted(request), pk=min(version, NEWEST))
        assert request.user.is_authenticated
        try:
            article, missing = recover(version=found, by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("admin:articles_article_deleted"))
        messages.success(request, f"“{article.title}” is back, with its history.")
        for sentence in missing:
            messages.warning(request, sentence)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))

    def _deleted(self, request: HttpRequest) -> QuerySet[Version]:
        deleted = deleted_articles()
        if request.user.has_perm("articles.submit_any_article"):
            return deleted
        own = [version.pk for version in deleted if writer_of(version) == request.user.pk]
        return deleted.filter(pk__in=own)

    def _changeable(self, request: HttpRequest, object_id: str | int) -> Article:
        text = str(object_id)
        number = int(text) if text.isascii() and text.isdecimal() else 0
        article = get_object_or_404(self.get_queryset(request), pk=min(number, NEWEST))
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        return article

    def _saved(self, article: Article, revision: str | None) -> Saved:
        number = int(revision) if revision and revision.isascii() and revision.isdecimal() else 0
        saved = saved_as(article.pk, min(number, NEWEST))
        if saved is None:
            raise Http404("This article has no such version.")
        return saved

    def _answer(
        self, request: HttpRequest, name: str, article: Article | None, context: dict[str, Any]
    ) -> HttpResponse:
        common = self.admin_site.each_context(request) | {"opts": self.opts, "original": article}
        template = f"admin/articles/article/{name}.html"
        return TemplateResponse(request, template, common | context)


def _with_one_before(article: Article, page: Any) -> list[Saved]:
    """Read a page of saves and the one before its oldest, to say what that one changed."""
    first = (page.number - 1) * PAGE
    return history_of(article.pk, revisions_of(article.pk)[first : first + PAGE + 1])


def _changed(before: Draft | None, after: Draft) -> list[str]:
    if before is None:
        return []
    return [LABELS[name] for name in FIELDS if getattr(before, name) != getattr(after, name)]
