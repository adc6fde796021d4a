"""What the worker does for this room."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from django.conf import settings
from django.tasks import task
from django.utils import timezone

from gate.refusals import Refusal
from references.integrity.checking import Round, due, note_checked
from references.integrity.matching import note_own
from references.integrity.watched_file import read_if_changed
from references.models import Reference

logger = logging.getLogger(__name__)

AT_ONCE = 50
"""Records of one run: a minute or so of asking, and then others may."""


@task(queue_name="services")
def check_sources() -> dict[str, Any]:
    """Look whether sources of articles were retracted: in the file, and where it is their turn.

    Nothing is done while CHECK_REFERENCES_DAYS is 0. Services are asked once LOOKUP_EMAIL tells
    them whom to write to.
    """
    if settings.CHECK_REFERENCES_DAYS <= 0:
        return {}
    try:
        read = _file()
    except Exception as error:  # a fault of the file keeps nobody from being asked
        logger.exception("RETRACTION_WATCH_FILE could not be matched")
        read = str(error)
    return {"file": read, **_records()}


def _file() -> Any:
    if not settings.RETRACTION_WATCH_FILE:
        return None
    try:
        tally = read_if_changed(Path(settings.RETRACTION_WATCH_FILE))
    except Refusal as refusal:
        logger.warning("RETRACTION_WATCH_FILE: %s", refusal)
        return str(refusal)
    if tally is None:
        return None
    return {"notices": tally.said, "new": len(tally.new), "unread": tally.unread}


def _records() -> dict[str, Any]:
    now = timezone.now()
    wanted = due(days=settings.CHECK_REFERENCES_DAYS, now=now)[:AT_ONCE]
    records: list[Reference] = list(wanted.defer("searched", "formatted"))
    new = len(note_own(records))
    asking = Round()
    if settings.LOOKUP_EMAIL:
        new += sum(len(asking.check_one(record)) for record in records)
    else:
        note_checked(records)
    for sentence in (*asking.failed.values(), *asking.unusable):
        logger.warning("%s", sentence)
    return {"records": len(records), "new": new, "out_of_reach": sorted(asking.failed)}
