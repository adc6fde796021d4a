"""An article's timeline: its ledger as sentences, the newest first."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.auth import get_user_model

from articles.models import Article, Edition
from publishing.models import Concern, Release
from references.notices import Nature
from reviews.models import LedgerEntry, Physician, SignOff

ENTRIES_A_PAGE = 100

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Happening:
    """One entry of the ledger: who did what, and when; ``digest`` and ``hash`` in hex."""

    number: int
    at: datetime.datetime
    actor: str
    did: str
    digest: str
    hash: str


@dataclass(frozen=True)
class Chapter:
    """Happenings in a row about one edition; 0 where they are about none."""

    edition: int
    happenings: list[Happening]


@dataclass(frozen=True)
class Timeline:
    """A page of an article's ledger; ``earlier`` is the number below which it goes on, or 0."""

    chapters: list[Chapter]
    earlier: int


def timeline(article: Article, *, before: int | None = None) -> Timeline:
    """Read a page of an article's ledger, below an entry's number if given; three queries."""
    entries = LedgerEntry.objects.filter(article=article).order_by("-number")
    if before is not None:
        entries = entries.filter(number__lt=before)
    found = list(entries[: ENTRIES_A_PAGE + 1])
    shown = found[:ENTRIES_A_PAGE]
    earlier = shown[-1].number if len(found) > len(shown) else 0
    return Timeline(_chapters(shown), earlier)


def _chapters(entries: list[LedgerEntry]) -> list[Chapter]:
    recorded = [json.loads(bytes(entry.content)) for entry in entries]
    names = _Names(recorded)
    told = [
        (each["facts"].get("edition") or 0, names.happening(entry, each))
        for entry, each in zip(entries, recorded, strict=True)
    ]
    return [
        Chapter(edition, [happening for _, happening in group])
        for edition, group in groupby(told, key=lambda pair: pair[0])
    ]


class _Names:
    """Who the numbers and opaque ids of entries are, read for all of them at once."""

    def __init__(self, recorded: Iterable[dict[str, Any]]) -> None:
        recorded = list(recorded)
        accounts = get_user_model().objects.in_bulk({each["actor"] for each in recorded} - {None})
        self.accounts = {
            number: account.get_full_name() or account.get_username()
            for number, account in accounts.items()
        }
        ids = {each["facts"].get("physician") for each in recorded} - {None}
        physicians = Physician.objects.filter(public_id__in=ids)
        self.physicians = {str(one.public_id): str(one) for one in physicians}

    def happening(self, entry: LedgerEntry, recorded: dict[str, Any]) -> Happening:
        facts = recorded["facts"]
        physician = self.physicians.get(facts.get("physician", ""), "a physician")
        tell = DEEDS.get(entry.action, _unknown(entry.action))
        return Happening(
            number=entry.number,
            at=entry.at,
            actor=self._actor(recorded["actor"], entry.action, physician),
            did=tell(facts, physician),
            digest=facts.get("digest", ""),
            hash=entry.hash,
        )

    def _actor(self, number: int | None, action: str, physician: str) -> str:
        if action in BY_PHYSICIAN:
            return physician
        if number is None:
            return "The site"
        return self.accounts.get(number, "A closed account")


BY_PHYSICIAN = {"accept", "decline", "comment", "resolve", "sign"}
"""What only the physician of a review does; the ledger names them without their account."""

Tell = Callable[[Facts, str], str]


def _unknown(action: str) -> Tell:
    return lambda facts, physician: f"recorded “{action.replace('_', ' ')}”"


def _of(name: str, labels: Iterable[tuple[str, Any]], facts: Facts) -> str:
    value = facts.get(name, "")
    return str(dict(labels).get(value, value)).removeprefix("withdrawn: ")


def _signed(facts: Facts, physician: str) -> str:
    signed = {
        SignOff.Decision.APPROVE: "signed: approved the edition",
        SignOff.Decision.REQUEST_CHANGES: "signed: asked for changes, which closed the edition",
        SignOff.Decision.REJECT: "signed: the edition must not be published",
    }
    return signed.get(facts["decision"], f"signed: {facts['decision']}")


def _released(facts: Facts, physician: str) -> str:
    replaced = ", in the place of the one that was public" if facts.get("supersedes") else ""
    return f"released the edition to the public{replaced}"


def _withdrew(facts: Facts, physician: str) -> str:
    reason = _of("reason", Release.EndReason.choices, facts)
    plan = facts.get("unscheduled")
    taken_back = f"; the planned release of edition {plan} was taken back" if plan else ""
    return f"withdrew the article: {reason}{taken_back}"


def _commented(facts: Facts, physician: str) -> str:
    blocking = ", which holds the release back until it is settled" if facts["blocking"] else ""
    return f"made a {facts['kind']}{blocking}"


def _planned(facts: Facts, physician: str) -> str:
    moment = datetime.datetime.fromisoformat(facts["release_at"]).astimezone(datetime.UTC)
    return f"planned the release for {moment:%-d %B %Y, %H:%M} UTC"


def _concerned(facts: Facts, physician: str) -> str:
    nature = _of("nature", Nature.choices, facts).lower()
    return f"put notes about a source on the public page: {nature}"


def _calmed(facts: Facts, physician: str) -> str:
    reason = _of("reason", Concern.Closing.choices, facts)
    return f"closed the concern about a source: {reason}"


def _said(words: str) -> Tell:
    return lambda facts, physician: words.format(**{**facts, "physician": physician})


DEEDS: dict[str, Tell] = {
    "submit": _said("submitted the edition for review"),
    "recall": lambda facts, physician: (
        f"recalled the edition: {_of('reason', Edition.RecallReason.choices, facts)}"
    ),
    "assign": _said("asked {physician} to review"),
    "due_date": _said("moved the due date of {physician} to {due_on}"),
    "remind": _said("reminded {physician}"),
    "cancel": _said("took the request to {physician} back"),
    "accept": _said("accepted to review"),
    "decline": _said("declined to review"),
    "comment": _commented,
    "reply": _said("answered a comment of {physician}"),
    "resolve": _said("settled a comment"),
    "take_over": _said("took a suggestion of {physician} over into the draft"),
    "sign": _signed,
    "release": _released,
    "withdraw": _withdrew,
    "schedule": _planned,
    "unschedule": _said("took the planned release back"),
    "schedule_refused": _said("refused the planned release when its time came"),
    "safety_notice": _said("put the notice of urgent review on the public page"),
    "safety_notice_lifted": _said("took the notice of urgent review off"),
    "concern": _concerned,
    "concern_closed": _calmed,
}
"""How each action of the ledger is told."""
