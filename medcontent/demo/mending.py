"""Mending an imported draft where preflight asks for it, by recorded edits and reasons.

And confirming, as an editor would, the study designs that its references propose.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter

from django.utils.text import Truncator

from articles.drafts import Draft, draft_edit, save_draft
from articles.mending import mended
from articles.models import Article, CallToAction
from articles.preflight import Finding, Level, run_preflight
from articles.reasons import give_reason, reasons_for, without_reason
from medcontent.models import User
from references.designs import confirm_designs, design_of
from therapies.models import Authority, RegulatoryStatus

CALL_TO_ACTION = {
    "name": "Demo: questions for your visit",
    "label": "Demo: questions to ask your neurologist",
    "url": "https://www.example.org/questions-for-your-neurologist",
}
MOST_MENDS = 50
REASON = "Demo: left as the imported text has it, for the physician who reads it to judge."
STATUS_AS_OF = datetime.date(2026, 1, 15)
STATUS_SOURCE = (
    "FDA: Approved Cellular and Gene Therapy Products",
    (
        "https://www.fda.gov/vaccines-blood-biologics/cellular-gene-therapy-products/"
        "approved-cellular-and-gene-therapy-products"
    ),
)


def mend(article: Article, *, writer: User, editor: User) -> list[str]:
    """Mend what blocks a draft, where the demo knows how; returns what was done, a line each.

    What asks for a reason is mended where the check offers safe words, and has a reason else.
    """
    designs = _confirm_designs(article, by=editor)
    blockers = [found for found in run_preflight(Draft.of(article)) if found.level is Level.BLOCKER]
    done = []
    if any(found.rule == "regulatory-status-unknown" for found in blockers):
        done += record_statuses(article)
    residue = [found for found in blockers if found.rule == "shortcode-residue"]
    if residue:
        done += _replace_residue(article, residue, by=editor)
    mended = _accept_mends(article, by=writer)
    return [*done, *designs, *mended, *_give_reasons(article, by=writer)]


def _accept_mends(article: Article, *, by: User) -> list[str]:
    """Make the safe mends of what asks for a reason, as one revision."""
    draft = Draft.of(article)
    done: list[str] = []
    while len(done) < MOST_MENDS and (next_one := _first_mend(draft)):
        draft, finding = next_one
        assert finding.mend
        done.append(f"{finding.mend.label}, as the check offered: {finding.rule}")
    if done:
        save_draft(article, draft, by=by, comment="Mends that the checks offered")
    return done


def _first_mend(draft: Draft) -> tuple[Draft, Finding] | None:
    for finding in run_preflight(draft):
        if finding.level is Level.NEEDS_REASON and (new := mended(draft, finding)):
            return new, finding
    return None


def _give_reasons(article: Article, *, by: User) -> list[str]:
    findings = run_preflight(Draft.of(article))
    asked = without_reason(findings, reasons_for(article, findings))
    for finding in asked:
        give_reason(
            article=article, rule=finding.rule, sentence=finding.sentence, reason=REASON, by=by
        )
    many = Counter(finding.rule for finding in asked)
    return [f"gave a reason for {rule} ({number} times)" for rule, number in sorted(many.items())]


def _confirm_designs(article: Article, *, by: User) -> list[str]:
    known = {reference.pk: design_of(reference) for reference in article.references.all()}
    proposed = {key: one.chosen for key, one in known.items() if one.chosen and not one.confirmed}
    confirmed, _ = confirm_designs(designs=proposed, by=by)
    said = "confirmed as the title proposes"
    return [
        f"{said}: {one.get_study_design_display()} – {Truncator(one.title).chars(60)}"
        for one in confirmed
    ]


def record_statuses(article: Article) -> list[str]:
    """Record that the FDA approved none of an article's therapies; a line for each new status."""
    fda, _ = Authority.objects.get_or_create(
        abbreviation="FDA",
        defaults={"name": "U.S. Food and Drug Administration", "country": "US"},
    )
    recorded = []
    for therapy in article.therapies.all():
        title, url = STATUS_SOURCE
        status, is_new = RegulatoryStatus.objects.get_or_create(
            therapy=therapy,
            condition=article.condition,
            authority=fda,
            as_of=STATUS_AS_OF,
            defaults={
                "status": RegulatoryStatus.Status.NOT_APPROVED,
                "source_title": title,
                "source_url": url,
            },
        )
        if is_new:
            recorded.append(f"recorded for {therapy}: {status}")
    return recorded


def _replace_residue(article: Article, residue: list[Finding], *, by: User) -> list[str]:
    call, _ = CallToAction.objects.get_or_create(
        name=CALL_TO_ACTION["name"], defaults=CALL_TO_ACTION
    )
    node = f'<div data-call-to-action="{call.pk}"></div>'
    with draft_edit(article, by=by, comment="Call to action in the place of builder residue"):
        for found in residue:
            paragraph = re.compile(rf"<p>\s*{re.escape(found.quote)}\s*</p>")
            article.body = paragraph.sub(node, article.body)
        article.save()
    return [f"replaced {found.quote} by the call to action “{call.label}”" for found in residue]
