"""The verbs of a person who looks at a notice: confirm it, or dismiss it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now

from gate.refusals import NotPermitted, Overtaken, one_step
from references.integrity.events import same_event
from references.integrity.matching import reinstatements
from references.models import Reference
from references.notices import IntegrityFact, Notice

PERMISSION = "references.confirm_notice"


def confirm(*, notice: Notice, by: Any) -> IntegrityFact:
    """Confirm what a notice says of its publication; the same said by others is confirmed along.

    Writes the fact that the rooms above take up. Raises NotPermitted or Overtaken.
    """
    return _decide(notice, by, Notice.Decision.CONFIRMED)


def dismiss(*, notice: Notice, by: Any) -> None:
    """Say that a notice is mistaken, or about another publication. Raises as ``confirm``."""
    _decide(notice, by, Notice.Decision.DISMISSED)


def _decide(notice: Notice, by: Any, decision: Notice.Decision) -> Any:
    if not by.has_perm(PERMISSION):
        raise NotPermitted("Your account may not decide about notices; an editor's may.")
    with one_step():
        found = _undecided(notice)
        if decision == Notice.Decision.DISMISSED:
            return _note(Notice.objects.filter(pk=found.pk), by, decision)
        _note(said_along(found), by, decision)
        return IntegrityFact.objects.create(
            reference_id=found.reference_id,
            nature=found.nature,
            noticed_on=found.noticed_on,
            notice_doi=found.notice_doi,
            notice_pmid=found.notice_pmid,
            source=found.source,
            address=found.url,
            confirmed_by=by.pk,
        )


def _undecided(notice: Notice) -> Notice:
    """Lock a notice's record, and read it as it is now. Raises Overtaken."""
    Reference.objects.select_for_update(no_key=True).filter(pk=notice.reference_id).first()
    found = Notice.objects.undecided().filter(pk=notice.pk).first()
    if found is None:
        raise Overtaken("Somebody decided about this notice meanwhile. Look at it again.")
    if found.reference_id != notice.reference_id:
        raise Overtaken("The record was merged into another meanwhile. Look at it again.")
    return found


def _note(notices: QuerySet[Notice], by: Any, decision: Notice.Decision) -> None:
    notices.update(decision=decision, decided_by=by, decided_at=Now())


def said_along(notice: Notice) -> QuerySet[Notice]:
    """Select a notice, and what waits beside it that tells of the same event."""
    waiting = Notice.objects.undecided().filter(reference_id=notice.reference_id)
    days = reinstatements([notice.reference_id])[notice.reference_id]
    same = [each.pk for each in waiting if same_event(each, notice, reinstated=days)]
    return Notice.objects.filter(pk__in={notice.pk, *same})
