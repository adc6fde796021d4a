"""Reasons for leaving what findings are about: given by a person, kept with the sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from articles.models import Article, Reason
from articles.preflight import Finding, Level
from gate.refusals import Refusal, one_step

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

LONGEST_REASON = 2000


def give_reason(
    *, article: Article, rule: str, sentence: str, reason: str, by: AbstractBaseUser
) -> Reason:
    """Say why a finding stands as it is; a later reason replaces an earlier one.

    Raises Refusal where nothing is said, or too much.
    """
    said = " ".join(reason.replace("\x00", "").split())
    if not said:
        raise Refusal("Say why it stands as it is; the physician reads it.")
    if len(said) > LONGEST_REASON:
        raise Refusal(f"The reason has {len(said)} characters; shorten it to {LONGEST_REASON}.")
    with one_step():
        # Reasons are part of what is frozen, so they wait for a submission that is under way.
        Article.objects.select_for_update().get(pk=article.pk)
        given = Reason.objects.filter(article=article, rule=rule, sentence=sentence).first()
        given = given or Reason(article=article, rule=rule, sentence=sentence)
        given.reason, given.given_by_id = said, by.pk
        given.save()
    return given


def take_back_reason(*, article: Article, rule: str, sentence: str) -> None:
    """Take a reason back, so that its finding is open again; one that is gone is no fault."""
    with one_step():
        Article.objects.select_for_update().get(pk=article.pk)
        Reason.objects.filter(article=article, rule=rule, sentence=sentence).delete()


def reasons_for(article: Article | None, findings: Iterable[Finding]) -> dict[str, Reason]:
    """Find the reasons that were given for these findings, by the findings' keys.

    Advice may be put aside with a reason; what keeps a draft from being submitted may not.
    """
    if article is None or article.pk is None:
        return {}
    keys = {(found.rule, found.sentence): found.key for found in findings if _takes(found)}
    return {
        keys[reason.rule, reason.sentence]: reason
        for reason in Reason.objects.filter(article=article)
        if (reason.rule, reason.sentence) in keys
    }


def without_reason(findings: Iterable[Finding], reasons: Mapping[str, Reason]) -> list[Finding]:
    """List the findings that ask for a reason and have none."""
    return [found for found in findings if _asks(found) and found.key not in reasons]


def as_content(findings: Iterable[Finding], reasons: Mapping[str, Reason]) -> list[dict[str, str]]:
    """Write the reasons as they stand in an edition, one for each finding that has one."""
    answered = {found.key: found for found in findings if found.key in reasons}
    return [
        {
            "rule": found.rule,
            "where": found.where,
            "message": found.message,
            "sentence": found.sentence,
            "reason": reasons[key].reason,
        }
        for key, found in answered.items()
    ]


def findings_as_content(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """Write what the checks found as it stands in an edition, in their order."""
    return [
        {
            "rule": found.rule,
            "level": found.level.value,
            "where": found.where,
            "message": found.message,
            "suggestion": found.suggestion,
            "quote": found.quote,
            "sentence": found.sentence,
        }
        for found in findings
    ]


def _asks(finding: Finding) -> bool:
    return finding.level is Level.NEEDS_REASON


def _takes(finding: Finding) -> bool:
    return finding.level is not Level.BLOCKER
