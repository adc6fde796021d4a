"""The review record as people read it: what stands, who vouches, and what happened when.

Everything here is read from the record for machines; times become aware datetimes in UTC.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from publishing.models import Concern, Release
from publishing.physician_pages import physician_path
from references.notices import Nature

Json = dict[str, Any]


@dataclass(frozen=True)
class Event:
    at: datetime.datetime
    words: str


def readable(record: Json) -> Json:
    """Arrange a record for the page: where the article stands, its events, its editions.

    ``newest`` is the edition made public last, ``since`` when that was, ``ended_at`` and
    ``end_reason`` are set where it is public no more. The newest edition and event come first.
    """
    editions = [_edition(edition) for edition in reversed(record["editions"])]
    newest, last = max(
        ((edition, release) for edition in editions for release in edition["releases"]),
        key=lambda pair: pair[1]["opened_at"],
    )
    return {
        "newest": newest,
        "since": last["opened_at"],
        "ended_at": last["ended_at"],
        "end_reason": last["end_reason"].removeprefix("withdrawn: "),
        "events": sorted(_events(record, editions), key=lambda event: event.at, reverse=True),
        "editions": editions,
    }


def _edition(edition: Json) -> Json:
    return edition | {
        "language": json.loads(edition["content"])["article"]["language"],
        "submitted_at": _moment(edition["submitted_at"]),
        "releases": [_release(release) for release in edition["releases"]],
        "sign_offs": [_sign_off(sign_off) for sign_off in edition["sign_offs"]],
    }


def _release(release: Json) -> Json:
    reason = release["end_reason"]
    return {
        "opened_at": _moment(release["opened_at"]),
        "ended_at": _moment(release["ended_at"]) if release["ended_at"] else None,
        "end_reason": str(Release.EndReason(reason).label) if reason else "",
    }


def _sign_off(sign_off: Json) -> Json:
    stated = json.loads(sign_off["statement"])
    physician = stated["physician"]
    return sign_off | {
        "stated": stated,
        "signed_at": _moment(sign_off["signed_at"]),
        "physician": ", ".join(filter(None, (physician["name"], physician["credentials"]))),
        "physician_path": physician_path(physician["name"], physician["id"]),
        "licensed_until": datetime.date.fromisoformat(stated["licence"]["expires_on"]),
    }


def _events(record: Json, editions: list[Json]) -> Iterator[Event]:
    for edition in editions:
        name = f"Edition {edition['number']}"
        yield Event(edition["submitted_at"], f"{name} was handed in for review.")
        for signed in edition["sign_offs"]:
            yield Event(
                signed["signed_at"], f"{signed['physician']} approved edition {edition['number']}."
            )
        for release in edition["releases"]:
            yield Event(release["opened_at"], f"{name} became public.")
            if release["ended_at"]:
                yield Event(release["ended_at"], f"{name} was {release['end_reason']}.")
        for concern in edition.get("concerns", []):
            yield from _concern_events(concern, edition)
    for notice in record.get("safety_notices", []):
        yield Event(_moment(notice["shown_at"]), "A safety notice was put on the article’s page.")
        if notice["lifted_at"]:
            yield Event(_moment(notice["lifted_at"]), "The safety notice was lifted.")


def _concern_events(concern: Json, edition: Json) -> Iterator[Event]:
    references = json.loads(edition["content"])["references"]
    number = next(one["number"] for one in references if one["id"] == concern["reference"])
    source = f"source {number} of edition {edition['number']}"
    nature = str(Nature(concern["nature"]).label)
    yield Event(_moment(concern["opened_at"]), f"{nature}: {source}; the page carries a note.")
    if concern["closed_at"]:
        closing = str(Concern.Closing(concern["closing"]).label)
        yield Event(
            _moment(concern["closed_at"]), f"The note on {source} was taken off: {closing}."
        )


def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).astimezone(datetime.UTC)
