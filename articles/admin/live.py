"""What the article form asks for while one writes: findings, statuses; and reasons given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string

from articles.blocks import Place
from articles.drafts import Draft
from articles.models import Article, Reason
from articles.preflight import Finding, Level, run_preflight
from articles.reasons import give_reason, reasons_for
from articles.typed import plain_text, typed_draft
from articles.words import LABELS
from gate.refusals import Refusal

LONGEST_RULE = cast("int", Reason._meta.get_field("rule").max_length)
TITLES = {
    Level.BLOCKER: "To mend before submission",
    Level.NEEDS_REASON: "Mend, or give a reason",
    Level.ADVICE: "Advice",
}


@dataclass(frozen=True)
class Row:
    """A finding as the form lists it."""

    finding: Finding
    where: str
    anchor: str
    reason: str


@dataclass(frozen=True)
class Group:
    """The findings of one level."""

    level: Level
    findings: list[Row]

    @property
    def title(self) -> str:
        """What the level asks of the writer."""
        return TITLES[self.level]

    @property
    def asks(self) -> bool:
        """Whether these findings take a reason."""
        return self.level is Level.NEEDS_REASON


def grouped(findings: Iterable[Finding], reasons: Mapping[str, Reason]) -> list[Group]:
    """Group findings by level, the gravest first."""
    rows: dict[Level, list[Row]] = {level: [] for level in Level}
    for finding in findings:
        rows[finding.level].append(_row(finding, reasons))
    return [Group(level, found) for level, found in rows.items() if found]


def _row(finding: Finding, reasons: Mapping[str, Reason]) -> Row:
    given = reasons.get(finding.key)
    place = finding.place
    return Row(
        finding, in_form(place), f"field-{place.field}", reason=given.reason if given else ""
    )


def in_form(place: Place) -> str:
    """Name a place as the form does."""
    label = LABELS.get(place.field, place.field)
    return label if place.row is None else f"{label}, row {place.row + 1}"


def checks_of(draft: Draft, article: Article | None) -> dict[str, Any]:
    """Run the checks of a draft, and find what its therapies' statuses are, for the form."""
    findings = run_preflight(draft)
    return {
        "groups": grouped(findings, reasons_for(article, findings)),
        "can_give_reasons": article is not None and article.pk is not None,
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
    """Keep a reason with the sentence that it is for."""
    rule, sentence = request.POST.get("rule", ""), request.POST.get("sentence", "")
    if not rule or len(rule) > LONGEST_RULE:
        return JsonResponse({"message": "Not kept: this is no finding of ours."}, status=400)
    assert request.user.is_authenticated
    try:
        give_reason(
            article=article,
            rule=rule,
            sentence=plain_text(sentence),
            reason=request.POST.get("reason", ""),
            by=request.user,
        )
    except Refusal as refusal:
        return JsonResponse({"message": f"Not kept: {refusal}"}, status=400)
    message = "Kept with the sentence. It is frozen with the edition, for the physician to read."
    return JsonResponse({"message": message})
