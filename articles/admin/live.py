"""What the article form asks for while one writes: findings, statuses; and reasons given."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string

from articles.admin.findings import listed
from articles.drafts import Draft
from articles.models import Article, Reason
from articles.preflight import run_preflight
from articles.preflight.languages import why_not_read
from articles.preflight.readability import readability_of
from articles.reasons import give_reason, reasons_for, take_back_reason
from articles.typed import plain_text, typed_draft
from gate.refusals import Refusal

LONGEST_RULE = cast("int", Reason._meta.get_field("rule").max_length)
SETTLED = "Settled: the reason is kept with the sentence and frozen with the edition."
TAKEN_BACK = "The reason is taken back; the finding is open again."


def checks_of(draft: Draft, article: Article | None) -> dict[str, Any]:
    """Run the checks of a draft, and find what its therapies' statuses are, for the form."""
    findings = run_preflight(draft)
    return {
        "listing": listed(findings, reasons_for(article, findings)),
        "can_give_reasons": article is not None and article.pk is not None,
        "readability": None if why_not_read(draft) else readability_of(draft),
    } | statuses_of(draft)


def statuses_of(draft: Draft) -> dict[str, Any]:
    """Put each therapy beside what authorities say of it for the condition."""
    therapies = [
        {
            "name": str(therapy),
            "statuses": [status for status in draft.statuses if status.therapy_id == therapy.pk],
        }
        for therapy in draft.therapy_types
    ]
    return {"draft": draft, "subject": draft.subject, "therapies": therapies}


def answer(request: HttpRequest, article: Article | None) -> JsonResponse:
    """Check what stands in the form now; nothing is saved."""
    draft = typed_draft(request.POST, article=article.pk if article else None)
    context = checks_of(draft, article)
    return JsonResponse(
        {
            "findings": render_to_string("articles/form/findings.html", context),
            "statuses": render_to_string("articles/form/statuses.html", context),
        }
    )


def keep_reason(request: HttpRequest, article: Article) -> JsonResponse:
    """Keep a reason with the sentence that it is for, or take it back."""
    rule, sentence = request.POST.get("rule", ""), plain_text(request.POST.get("sentence", ""))
    if not rule or len(rule) > LONGEST_RULE:
        return JsonResponse({"message": "Not kept: this is no finding of ours."}, status=400)
    if "take_back" in request.POST:
        take_back_reason(article=article, rule=rule, sentence=sentence)
        return JsonResponse({"message": TAKEN_BACK})
    assert request.user.is_authenticated
    try:
        give_reason(
            article=article,
            rule=rule,
            sentence=sentence,
            reason=request.POST.get("reason", ""),
            by=request.user,
        )
    except Refusal as refusal:
        return JsonResponse({"message": f"Not kept: {refusal}"}, status=400)
    return JsonResponse({"message": SETTLED})
