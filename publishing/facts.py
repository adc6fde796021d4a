"""Dated public facts around an edition: who reviewed it, its history, the next review due.

Days are ISO days in UTC; ``under_review_since`` is empty without a safety notice.
"""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass, field

from articles.models import Article, Edition
from publishing.dates import written_day
from publishing.house_text import HOUSE_TEXT
from publishing.models import Concern, Release, SafetyNotice
from publishing.physician_pages import physician_path
from publishing.source_notes import SourceNote, notes_of
from reviews.models import SignOff
from reviews.verification import require_vouched


@dataclass(frozen=True)
class Reviewer:
    """A physician as their signed statement names them; days are UTC days."""

    id: str
    name: str
    credentials: str
    authority: str
    country: str
    licensed_until: str
    signed_on: str

    @property
    def display(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    @property
    def path(self) -> str:
        """The path of the physician's page."""
        return physician_path(self.name, self.id)


@dataclass(frozen=True)
class PublicPeriod:
    """One release in the article's history; ``ended_on`` is empty while it is open."""

    edition: int
    digest: str
    opened_on: str
    ended_on: str
    end_reason: str


@dataclass(frozen=True)
class Facts:
    reviewers: list[Reviewer]
    history: list[PublicPeriod]
    next_review_due: str
    under_review_since: str = ""
    source_notes: list[SourceNote] = field(default_factory=list)

    @property
    def safety_notice(self) -> str:
        """What the page says at its top while it is under urgent review."""
        return HOUSE_TEXT.safety_notice.format(date=written_day(self.under_review_since))

    @property
    def source_notice(self) -> str:
        """What the page says at its top while a concern about a source is open."""
        events = list(dict.fromkeys(note.event(HOUSE_TEXT) for note in self.source_notes))
        *others, last = events
        what = f"{'; '.join(others)}; and {last}" if len(others) > 1 else ", and ".join(events)
        return HOUSE_TEXT.source_notice.format(what=what)

    @property
    def last_reviewed(self) -> str:
        return max(reviewer.signed_on for reviewer in self.reviewers)


def facts_of(release: Release) -> Facts:
    """Gather the facts around a release. Raises NotVouched where its evidence does not check."""
    sign_offs = require_vouched(release.edition)
    return Facts(
        reviewers=[reviewer_of(sign_off) for sign_off in sign_offs],
        history=history_of(release.article),
        next_review_due=_next_review_due(release.edition, sign_offs).isoformat(),
        under_review_since=_under_review_since(release.article),
        source_notes=_source_notes(release),
    )


def reviewer_of(sign_off: SignOff) -> Reviewer:
    """Read from a signed statement who signed."""
    said = sign_off.stated
    return Reviewer(
        id=said["physician"]["id"],
        name=said["physician"]["name"],
        credentials=said["physician"]["credentials"],
        authority=said["licence"]["authority"],
        country=said["licence"]["country"],
        licensed_until=said["licence"]["expires_on"],
        signed_on=_day(sign_off.signed_at),
    )


def history_of(article: Article) -> list[PublicPeriod]:
    """List an article's releases, the newest first."""
    releases = Release.objects.filter(article=article).select_related("edition")
    return [
        PublicPeriod(
            edition=release.edition.number,
            digest=release.edition.digest,
            opened_on=_day(release.opened_at),
            ended_on=_day(release.ended_at) if release.ended_at else "",
            end_reason=release.get_end_reason_display() if release.ended_at else "",
        )
        for release in releases.defer("edition__content").order_by("-opened_at", "-pk")
    ]


def _under_review_since(article: Article) -> str:
    notice = SafetyNotice.objects.filter(article=article, lifted_at=None).first()
    return _day(notice.shown_at) if notice else ""


def _source_notes(release: Release) -> list[SourceNote]:
    concerns = list(Concern.objects.open().filter(release=release).select_related("fact"))
    return notes_of(concerns, release.edition.reading["references"]) if concerns else []


def _day(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).date().isoformat()


def _next_review_due(edition: Edition, sign_offs: list[SignOff]) -> datetime.date:
    """The day on which one approval too few would still be good."""
    days = sorted((sign_off.signed_at for sign_off in sign_offs), reverse=True)
    decisive = days[edition.required_approvals - 1].astimezone(datetime.UTC).date()
    return add_months(decisive, edition.review_months)


def add_months(day: datetime.date, months: int) -> datetime.date:
    """Add calendar months, keeping to the month's last day as PostgreSQL does."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return day.replace(
        year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1])
    )
