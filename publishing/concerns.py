"""The verbs of concerns: what was confirmed of a source becomes one on each live article.

What bears on an edition is told by articles/sources.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from articles.models import Edition
from articles.sources import Bearing, bearing_on
from gate.inspection import require_gate
from gate.refusals import NotPermitted, Overtaken, one_step
from publishing import telling
from publishing.models import Concern, Release
from publishing.pages import remove_pages, try_to_write_pages
from references.integrity.events import same_event
from references.integrity.matching import reinstatements
from references.models import IntegrityFact, Reference
from reviews import ledger
from reviews.models import SignOff
from reviews.tasks import in_batches, one_by_one

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser as User


class NotAllReached(Exception):
    """A fact could not be taken up on every article that it is about."""


def open_concerns(release: Release) -> list[Concern]:
    """Open the concerns that a release calls for and lacks; call it within its article's turn."""
    return [_open(release, reference, fact) for reference, fact in _lacking(release)]


def _lacking(release: Release) -> list[Bearing]:
    """List what bears on a release and was of no concern to it yet.

    Two facts may tell of one event, where the records that they are of were merged since.
    """
    bearing = bearing_on(release.edition)
    if not bearing:
        return []
    days = reinstatements({fact.record for _, fact in bearing})
    had = [
        (concern.reference_id, concern.fact)
        for concern in release.concerns.select_related("fact")
        if concern.closing != Concern.Closing.REINSTATED
    ]
    lacking: list[Bearing] = []
    for reference, fact in bearing:
        told = [other for named, other in (*had, *lacking) if named == reference]
        if not any(same_event(fact, other, reinstated=days[fact.record]) for other in told):
            lacking.append((reference, fact))
    return lacking


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

    Each article is a step of its own: one that fails holds no other up, and the fact is taken up
    again until none does.
    """
    done = one_by_one(in_batches(_citing(fact)), look_at)
    if done["failed"]:
        raise NotAllReached(f"{done['failed']} article(s) could not be reached; tried again.")
    return bool(IntegrityFact.objects.untaken().filter(pk=fact.pk).update(taken_at=Now()))


def look_at(release: Release) -> bool:
    """Open what a release lacks, close what is over, and write its pages anew.

    Says whether there was anything to do.
    """
    article = release.article
    require_gate()
    if not (_lacking(release) or _over(release)):
        return False
    with one_step(durable=True):
        ledger.take_turn(article)
        current = Release.objects.open().filter(pk=release.pk).select_related("edition").first()
        if current is None:
            return False
        over = _over(current)
        for concern in over:
            _record_closing(concern, Concern.Closing.REINSTATED, by=None)
        if not (open_concerns(current) or over):
            return False
        remove_pages(article)
    try_to_write_pages(article)
    return True


def to_look_at() -> QuerySet[Release]:
    """Select the live releases that something stands against, or that carry a concern."""
    facts = IntegrityFact.objects.standing().select_related("reference")
    records = {fact.record for fact in facts}
    concerned = Q(concerns__closed_at=None, concerns__isnull=False)
    return _live(Q(edition__in=_naming(records)) | concerned).distinct()


def _citing(fact: IntegrityFact) -> QuerySet[Release]:
    return _live(Q(edition__in=_naming({fact.record})))


def _naming(records: set[int]) -> QuerySet[Edition]:
    """Select the editions that name one of the records, or one that was merged into it."""
    same = Reference.objects.filter(Q(pk__in=records) | Q(merged_into__in=records))
    return Edition.objects.filter(editionreference__reference__in=same).only("pk")


def _live(which: Q) -> QuerySet[Release]:
    releases = Release.objects.open().filter(which).select_related("article", "edition")
    return releases.defer("edition__content")


def _over(release: Release) -> list[Concern]:
    """Find the open concerns of a release whose source was reinstated since."""
    still_open = list(release.concerns.filter(closed_at=None).select_related("fact__reference"))
    if not still_open:
        return []
    records = {concern.fact.record for concern in still_open}
    standing = list(IntegrityFact.objects.standing().about(records).select_related("reference"))
    days = reinstatements(records)
    return [
        concern
        for concern in still_open
        if not any(
            fact.record == concern.fact.record
            and same_event(concern.fact, fact, reinstated=days[fact.record])
            for fact in standing
        )
    ]


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
        _record_closing(concern, closing, by=by)
        remove_pages(article)
    try_to_write_pages(article)
    return concern


def _record_closing(concern: Concern, closing: Concern.Closing, *, by: User | None) -> None:
    """Close a concern within its article's turn. Raises Overtaken."""
    closed = Concern.objects.open().filter(pk=concern.pk)
    if not closed.update(closed_at=Now(), closing=closing):
        raise Overtaken("This concern is closed already, or its edition is public no more.")
    concern.refresh_from_db()
    ledger.record(
        concern.release.article,
        "concern_closed",
        by=by,
        edition=concern.release.edition.number,
        concern=concern.pk,
        reason=closing,
    )
    telling.tell_closing(concern, by)
