"""The verbs of concerns: what was confirmed of a source becomes one on each live article.

What was confirmed of the record that a source was merged into counts for it. A fact about a source
bears on an edition that cites it, unless the edition says itself that it
cites it as a retracted one. What falls short of a retraction bears on editions from before it
was confirmed: later ones were written and signed with it in sight.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from articles.models import Edition
from gate.inspection import require_gate
from gate.refusals import NotPermitted, Overtaken, one_step
from publishing import telling
from publishing.models import Concern, Release
from publishing.pages import remove_pages, try_to_write_pages
from references.integrity.events import same_event
from references.integrity.matching import reinstatements
from references.models import IntegrityFact, Reference
from references.notices import RETRACTING, Nature
from reviews import ledger
from reviews.models import SignOff

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser as User

logger = logging.getLogger(__name__)

Bearing = tuple[int, IntegrityFact]
"""A reference's key as an edition names it, and what stands against it."""


def bearing_on(edition: Edition) -> list[Bearing]:
    """List what was confirmed of an edition's sources and bears on it."""
    named = Reference.objects.filter(editionreference__edition=edition)
    kept = {pk: into or pk for pk, into in named.values_list("pk", "merged_into")}
    facts = IntegrityFact.objects.standing().filter(reference__in=set(kept.values()))
    found = [
        (reference, fact)
        for fact in facts.order_by("pk")
        for reference in sorted(kept)
        if fact.reference_id == kept[reference]
    ]
    if not found:
        return []
    said = _said_to_be_retracted(edition)
    return [
        (reference, fact)
        for reference, fact in found
        if reference not in said
        and (fact.nature in RETRACTING or edition.submitted_at < fact.confirmed_at)
    ]


def _said_to_be_retracted(edition: Edition) -> set[int]:
    """Find the references that an edition says to its readers it cites as retracted."""
    references = edition.reading["references"]
    return {one["id"] for one in references if one.get("cited_as_retracted")}


def open_concerns(release: Release) -> list[Concern]:
    """Open the concerns that a release calls for and lacks; call it within its article's turn."""
    opened: list[Concern] = []
    for reference, fact in _lacking(release):
        opened.append(_open(release, reference, fact))
    return opened


def _lacking(release: Release) -> list[Bearing]:
    """List what bears on a release and was of no concern to it yet.

    A fact that was written down again, when its record was merged, tells of the same event.
    """
    bearing = bearing_on(release.edition)
    if not bearing:
        return []
    days = reinstatements({fact.reference_id for _, fact in bearing})
    had = [
        (concern.reference_id, concern.fact)
        for concern in release.concerns.select_related("fact")
        if concern.closing != Concern.Closing.REINSTATED
    ]
    return [
        (reference, fact)
        for reference, fact in bearing
        if not any(
            reference == other and same_event(fact, told, reinstated=days[fact.reference_id])
            for other, told in had
        )
    ]


def _open(release: Release, reference: int, fact: IntegrityFact) -> Concern:
    concern = Concern.objects.create(release=release, reference_id=reference, fact=fact)
    ledger.record(
        release.article,
        "concern",
        by=None,
        edition=release.edition.number,
        concern=concern.pk,
        reference=reference,
        nature=fact.nature,
        confirmed_by=fact.confirmed_by,
    )
    telling.tell_concern(concern)
    return concern


# --- What the worker does


def take_up(fact: IntegrityFact) -> bool:
    """Open or close the concerns that a fact calls for, on every live article; once.

    Each article is a step of its own: what was done stays done if a later one fails.
    """
    if fact.nature == Nature.REINSTATEMENT:
        for concern in _against(fact):
            _close_as_reinstated(concern)
    else:
        for release in _citing(fact):
            look_at(release)
    return bool(IntegrityFact.objects.untaken().filter(pk=fact.pk).update(taken_at=Now()))


def look_at(release: Release) -> bool:
    """Open what a release lacks, and write its pages anew; say whether it lacked any."""
    article = release.article
    require_gate()
    with one_step(durable=True):
        ledger.take_turn(article)
        current = Release.objects.open().filter(pk=release.pk).select_related("edition").first()
        if current is None or not open_concerns(current):
            return False
        remove_pages(article)
    try_to_write_pages(article)
    return True


def lacking() -> list[Release]:
    """Find the live releases that lack a concern: one that opened while a fact was taken up."""
    facts = IntegrityFact.objects.standing().filter(taken_at__isnull=False)
    return [release for fact in facts for release in _citing(fact) if _lacking(release)]


def _citing(fact: IntegrityFact) -> QuerySet[Release]:
    """Find the open releases whose edition names the record, or one that was merged into it."""
    named = Q(pk=fact.reference_id) | Q(merged_into=fact.reference_id)
    editions = Edition.objects.filter(
        editionreference__reference__in=Reference.objects.filter(named)
    )
    return (
        Release.objects.open()
        .filter(edition__in=editions)
        .select_related("article", "edition")
        .order_by("pk")
    )


def _against(reinstatement: IntegrityFact) -> list[Concern]:
    """Find the open concerns about a reinstated record, or one merged into it, that are over."""
    kept = reinstatement.reference_id
    about = Q(reference=kept) | Q(reference__merged_into=kept)
    still_open = Concern.objects.open().filter(about).select_related("release__article", "fact")
    standing = list(IntegrityFact.objects.standing().filter(reference=kept))
    days = reinstatements([kept])[kept]
    return [
        concern
        for concern in still_open.order_by("pk")
        if not any(same_event(concern.fact, fact, reinstated=days) for fact in standing)
    ]


def _close_as_reinstated(concern: Concern) -> None:
    try:
        _close(concern, Concern.Closing.REINSTATED, by=None)
    except Overtaken:
        logger.info("Concern %s was closed already.", concern.pk)


# --- What a physician does


def check_may_answer(user: User, concern: Concern) -> None:
    """Require a physician who approved what the concern is about. Raises NotPermitted.

    Nobody else vouches for the text: an editor has a new edition signed, or withdraws.
    """
    approved = SignOff.objects.filter(
        edition__releases=concern.release_id,
        physician__account=user.pk,
        decision=SignOff.Decision.APPROVE,
    )
    if not (user.has_perm("publishing.withdraw_signed") and approved.exists()):
        raise NotPermitted("Only a physician who signed this edition answers a concern about it.")


def answer(*, concern: Concern, by: User) -> Concern:
    """Say that a physician looked at the concern and stands by the text; its notes go.

    Raises NotPermitted or Overtaken.
    """
    check_may_answer(by, concern)
    return _close(concern, Concern.Closing.ANSWERED, by=by)


def _close(concern: Concern, closing: Concern.Closing, *, by: User | None) -> Concern:
    require_gate()
    article = concern.release.article
    with one_step(durable=True):
        ledger.take_turn(article)
        closed = Concern.objects.open().filter(pk=concern.pk)
        if not closed.update(closed_at=Now(), closing=closing):
            raise Overtaken("This concern is closed already, or its edition is public no more.")
        concern.refresh_from_db()
        ledger.record(
            article,
            "concern_closed",
            by=by,
            edition=concern.release.edition.number,
            concern=concern.pk,
            reason=closing,
        )
        telling.tell_closing(concern, by)
        remove_pages(article)
    try_to_write_pages(article)
    return concern
