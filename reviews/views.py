"""Submitting a draft for review and taking an edition back, as pages of the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.admin.findings import listed
from articles.differences import Change, word_difference
from articles.drafts import Draft
from articles.freeze import freeze, read_canonical
from articles.models import Article, Edition
from articles.preflight import run_preflight
from articles.reading import reading_text
from articles.reasons import reasons_for
from articles.standing import standing_of
from gate.refusals import NotPermitted, Refusal
from reviews import workflow
from reviews.policies import current_policy

NEWEST = 2**63 - 1


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would be submitted; freeze it as an edition when that is confirmed."""
    article = own_article(request, pk)
    if request.method != "POST":
        return _submission_page(request, article)
    assert request.user.is_authenticated
    try:
        edition = workflow.submit(
            article=article, by=request.user, shown=request.POST.get("draft", "")
        )
    except Refusal as refusal:
        return _not_submitted(request, article, refusal)
    messages.success(
        request,
        f"Edition {edition.number} of “{edition.title}” is submitted. "
        "Nobody can change it any more; an editor asks a physician to review it.",
    )
    return _to_form(article)


def _not_submitted(request: HttpRequest, article: Article, refusal: Refusal) -> HttpResponse:
    """Say why nothing was frozen; a second click finds the edition that the first one made."""
    last = _last_edition(article)
    if last and not last.recalled_at and request.POST.get("number") == str(last.number):
        return _to_form(article)
    return _submission_page(request, article, refusal=str(refusal))


def _submission_page(request: HttpRequest, article: Article, refusal: str = "") -> HttpResponse:
    draft = Draft.of(article)
    findings = run_preflight(draft)
    reasons = reasons_for(article, findings)
    in_the_way = workflow.what_blocks(findings, reasons)
    last = _last_edition(article)
    awaiting = last if last and standing_of(article).work == "in_review" else None
    text, fault = _text_to_be(draft)
    context = {
        "draft": draft,
        "number": last.number + 1 if last else 1,
        "listing": listed(findings, reasons),
        "in_the_way": in_the_way,
        "policy": current_policy(),
        "last": last,
        "change": _change_since(last, text) if last else None,
        "words": len(text.split()),
        "fault": fault,
        "refusal": refusal,
        "awaiting": awaiting,
        "can_submit": not (in_the_way or fault or awaiting),
        "title": f"Submit “{article.title}” for review",
    }
    return _page(request, "reviews/submission.html", article, context)


def _text_to_be(draft: Draft) -> tuple[str, str]:
    """Freeze a draft to read its text, and say what keeps it from being frozen."""
    try:
        content = freeze(draft, number=0, policy=current_policy().as_content())
    except Refusal as refusal:
        return "", str(refusal)
    return read_canonical(content)["reading_text"], ""


def _change_since(edition: Edition, text: str) -> Change:
    """Compare what readers would read with what an edition gave them."""
    before = reading_text(edition.reading)
    return Change("body", word_difference(before, text))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recalling(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why an edition is taken back, and take it back."""
    article = own_article(request, pk)
    edition = _last_edition(article)
    if edition is None or not standing_of(article).can_be_recalled:
        messages.error(
            request,
            "There is nothing to recall: no edition of this article waits for its first decision.",
        )
        return _to_form(article)
    chosen = request.POST.get("reason", "")
    if request.method == "POST" and request.POST.get("edition") == str(edition.pk):
        assert request.user.is_authenticated
        try:
            workflow.recall(edition=edition, by=request.user, reason=chosen)
        except Refusal as refusal:
            return _recall_page(request, article, edition, str(refusal))
        messages.success(
            request,
            f"Edition {edition.number} is recalled. The draft is yours to change and submit again.",
        )
        return _to_form(article)
    return _recall_page(request, article, edition)


def _recall_page(
    request: HttpRequest, article: Article, edition: Edition, refusal: str = ""
) -> HttpResponse:
    context = {
        "edition": edition,
        "reasons": Edition.RecallReason.choices,
        "chosen": request.POST.get("reason", ""),
        "refusal": refusal,
        "title": f"Recall edition {edition.number} of “{article.title}”",
    }
    return _page(request, "reviews/recall.html", article, context)


def own_article(request: HttpRequest, pk: int) -> Article:
    """Find an article that its reader may submit; others don't learn that it exists."""
    article = Article.objects.filter(pk=min(pk, NEWEST)).select_related("writer").first()
    if article is None:
        raise Http404("There is no such article.")
    assert request.user.is_authenticated
    try:
        workflow.check_may_submit(request.user, article)
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    return article


def _last_edition(article: Article) -> Edition | None:
    return article.editions.order_by("number").last()


def _page(
    request: HttpRequest, template: str, article: Article, context: dict[str, Any]
) -> HttpResponse:
    common = admin.site.each_context(request) | {"opts": Article._meta, "original": article}
    return TemplateResponse(request, template, common | context)


def _to_form(article: Article) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
