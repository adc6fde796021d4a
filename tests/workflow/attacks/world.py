"""Where attacks begin: one article in each state that matters, made by the real workflow."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db.models.functions import Now
from django.test import override_settings
from django.utils import timezone

from articles.clock import utc_today
from articles.drafts import draft_edit
from articles.models import Article, Author, Byline, Edition, Image
from articles.passages import passages
from medcontent.models import User
from publishing.models import Release, SafetyNotice, ScheduledRelease
from publishing.release import release, withdraw
from publishing.safety import lift_notice, show_notice
from publishing.schedule import schedule, unschedule
from references.models import Reference
from reviews import comments, ledger, workflow
from reviews.licences import end_licence, enter_licence, verify_licence
from reviews.models import (
    Checkpoint,
    Comment,
    Licence,
    Physician,
    Reply,
    Review,
    SigningKey,
    SignOff,
)
from tests import factories
from tests.workflow.attacks import passing
from tests.workflow.attacks.sources import Concerned, fallen_sources, source_of_its_own

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Reviews:
    """Reviews of one edition in which nothing is decided, each by a physician of its own."""

    accepted: Review
    unanswered: Review
    declined: Review
    cancelled: Review
    by_contributor: Review


@dataclass(frozen=True)
class Licences:
    """More licences of the physician who accepted; none of them is good for signing."""

    unverified: Licence
    expired: Licence
    not_begun: Licence
    ended: Licence
    verified_by_themselves: Licence
    entered_by_administrator: Licence


@dataclass(frozen=True)
class Closed:
    """Editions that may not be signed or released, with a review that was accepted before."""

    recalled: Review
    changes_requested: Review
    objected: Edition
    blocked: Comment
    short: Edition
    public: Review


@dataclass(frozen=True)
class Discussion:
    """Comments of the physician who accepted; only the answered one has a reply."""

    comment: Comment
    resolved: Comment
    suggestion: Comment
    taken_over: Comment
    reply: Reply


@dataclass(frozen=True)
class Announced:
    """Plans of the squatter's article, and safety notices on the public article."""

    planned: ScheduledRelease
    unplanned: ScheduledRelease
    shown: SafetyNotice
    lifted: SafetyNotice


@dataclass(frozen=True)
class World:
    """The states."""

    reviews: Reviews
    licences: Licences
    closed: Closed
    discussion: Discussion
    announced: Announced
    concerned: Concerned
    approval: SignOff
    """Of an edition that waits for its release, and shows an image."""
    release: Release
    """Open."""
    successor: Edition
    """Approved, to follow the open release's."""
    squatter: Edition
    """Approved, of another article with the open release's slug."""
    withdrawn: Release
    author: Author
    """In the byline of an edition in review; no account yet."""
    checkpoint: Checkpoint
    idle: Physician
    """With a good licence, asked for nothing yet."""
    bare: Article
    """A draft without evidence."""
    stale: Edition
    """Approved; the approval is no longer good."""
    zone_of_long_months: str
    """A time zone in which it would still be."""
    late: Edition
    """Approved late yesterday in UTC, and as it needs once more, today."""

    @property
    def article(self) -> Article:
        """The article whose edition is in review."""
        return self.reviews.accepted.edition.article


def make_world(owner: psycopg.Connection[Any]) -> World:
    """Run the workflow into every state, in the database that Django is connected to.

    Time passes by the owner's hand.
    """
    reviews = _reviews()
    source = source_of_its_own()
    public = _accepted_twice(source=source)
    opened = _released(public)
    successor, squatter = _successor(opened), _squatter(opened)
    stale, zone = passing.stale(owner)
    _retired_key()
    withdrawn = _withdrawn(source)
    concerned = fallen_sources(opened)
    return World(
        reviews=reviews,
        licences=_licences(reviews.accepted.physician),
        closed=_closed(public),
        discussion=_discussion(reviews.accepted),
        announced=_announced(squatter, opened.article),
        concerned=concerned,
        approval=factories.signed(edition=_illustrated()),
        release=opened,
        successor=successor,
        squatter=squatter,
        withdrawn=withdrawn,
        author=_author(reviews.accepted.edition.article),
        checkpoint=ledger.checkpoint(),
        idle=factories.physician(),
        bare=factories.draft(writer=factories.account("writer")),
        stale=stale,
        zone_of_long_months=zone,
        late=passing.late(owner),
    )


def _reviews() -> Reviews:
    edition = factories.submitted()
    unanswered, declined, cancelled = (factories.assigned(edition=edition) for _ in range(3))
    by_contributor = factories.accepted(edition=edition)
    workflow.decline(review=declined, by=declined.physician.account, reason="No time.")
    workflow.accept(review=cancelled, by=cancelled.physician.account, has_interests=False)
    workflow.cancel(review=cancelled, by=factories.account("editor"))
    with draft_edit(edition.article, by=by_contributor.physician.account, comment="Mended"):
        edition.article.save()
    return Reviews(
        factories.accepted(edition=edition), unanswered, declined, cancelled, by_contributor
    )


def picture(**columns: Any) -> Image:
    """The record of an image, not saved yet."""
    facts = {"digest": "ab" * 32, "kind": "png", "width": 40, "height": 30, "size": 900}
    words = {"alt": "A dark room.", "credit": "Photo: Ana Maria Silva", "licence": "CC BY 4.0"}
    return Image(**facts | words | columns)


def _illustrated() -> Edition:
    writer = factories.account("writer")
    article = factories.draft(writer=writer)
    image = picture()
    image.save()
    with draft_edit(article, by=writer, comment="Illustrated"):
        article.lead_image = image
        article.save()
    return workflow.submit(article=article, by=writer)


def _licences(physician: Physician) -> Licences:
    today = utc_today()
    before, after = today - 400 * DAY, today + 400 * DAY
    ended = _licence(physician, before, after)
    return Licences(
        unverified=_licence(physician, before, after, verified=False),
        expired=_licence(physician, before, today - DAY),
        not_begun=_licence(physician, today + 2 * DAY, after),
        ended=end_licence(licence=ended, by=factories.account("administrator"), on=today),
        verified_by_themselves=_verified_by_themselves(physician, before, after),
        entered_by_administrator=_licence(
            physician, before, after, by=factories.account("administrator"), verified=False
        ),
    )


def _licence(
    physician: Physician,
    begins: datetime.date,
    ends: datetime.date,
    *,
    by: User | None = None,
    verified: bool = True,
) -> Licence:
    entered = enter_licence(
        physician=physician,
        by=by or physician.account,
        authority=f"Board of {begins} to {ends}",
        country="US",
        number="T",
        valid_from=begins,
        expires_on=ends,
    )
    if not verified:
        return entered
    return verify_licence(licence=entered, by=factories.account("administrator"))


def _verified_by_themselves(
    physician: Physician, begins: datetime.date, ends: datetime.date
) -> Licence:
    """A licence verified by an account that turns out to be the physician's own."""
    own, before = factories.account("administrator"), physician.account
    licence = _licence(physician, begins, ends, verified=False)
    verify_licence(licence=licence, by=own)
    for account in (own, before):
        physician.account = account
        physician.save()
    return licence


def _accepted_twice(**wanted: Any) -> tuple[Review, Review]:
    edition = factories.submitted(**wanted)
    return factories.accepted(edition=edition), factories.accepted(edition=edition)


def _closed(public: tuple[Review, Review]) -> Closed:
    recalled, asked, blocked = _accepted_twice(), _accepted_twice(), factories.accepted()
    factories.signed(review=recalled[0])
    workflow.recall(edition=recalled[0].edition, by=factories.account("editor"), reason="outdated")
    factories.signed(review=asked[0], decision="request_changes")
    blocking = _comment(blocked, is_blocking=True)
    factories.signed(review=blocked)
    return Closed(
        recalled=recalled[1],
        changes_requested=asked[1],
        objected=_objected(),
        blocked=blocking,
        short=_short(),
        public=public[1],
    )


def _objected() -> Edition:
    approving, rejecting = _accepted_twice()
    factories.signed(review=approving)
    return factories.signed(review=rejecting, decision="reject").edition


def _short() -> Edition:
    """An edition that needs two approvals and has one."""
    with override_settings(REQUIRED_APPROVALS=2):
        edition = factories.submitted()
    return factories.signed(edition=edition).edition


def _comment(review: Review, **wanted: Any) -> Comment:
    said = {"text": "Is this so?"} | wanted
    return comments.comment(review=review, by=review.physician.account, **said)


def _discussion(review: Review) -> Discussion:
    doctor, writer = review.physician.account, review.edition.article.writer
    return Discussion(
        comment=_comment(review),
        resolved=comments.resolve(comment=_comment(review, text="And this?"), by=doctor),
        suggestion=_suggestion(review, "Sleep may help.", "Sleep might help."),
        taken_over=_taken_over(
            _suggestion(review, "It was small & short.", "It was small."), writer
        ),
        reply=comments.reply(comment=_comment(review), by=writer, text="It is so."),
    )


def _suggestion(review: Review, passage: str, wording: str) -> Comment:
    found = next(one for one in passages(review.edition.reading) if one.text == passage)
    return _comment(review, kind=Comment.Kind.SUGGESTION, block=found.number, replacement=wording)


def _taken_over(suggestion: Comment, by: User) -> Comment:
    comments.take_over(comment=suggestion, by=by)
    return suggestion


def _announced(approved: Edition, public: Article) -> Announced:
    editor = factories.account("editor")

    def planned() -> ScheduledRelease:
        return schedule(edition=approved, by=editor, release_at=timezone.now() + DAY)

    def shown() -> SafetyNotice:
        return show_notice(article=public, by=editor)

    shown()
    return Announced(
        unplanned=unschedule(planned=planned(), by=editor),
        planned=planned(),
        lifted=lift_notice(article=public, by=editor),
        shown=shown(),
    )


def _released(reviews: tuple[Review, Review]) -> Release:
    factories.signed(review=reviews[0])
    return release(edition=reviews[0].edition, by=factories.account("editor"))


def _successor(opened: Release) -> Edition:
    article = opened.article
    with draft_edit(article, by=article.writer, comment="Found a better address"):
        article.slug = f"{article.slug}-anew"
        article.save()
    edition = workflow.submit(article=article, by=article.writer)
    return factories.signed(edition=edition).edition


def _squatter(opened: Release) -> Edition:
    return factories.signed(edition=factories.submitted(slug=opened.edition.slug)).edition


def _withdrawn(source: Reference) -> Release:
    article = factories.released(edition=factories.submitted(source=source)).article
    return withdraw(article=article, by=factories.account("editor"), reason="safety")


def _author(article: Article) -> Author:
    author = Author.objects.create(name="Ann Author")
    Byline.objects.create(article=article, author=author, position=1)
    return author


def _retired_key() -> None:
    SigningKey.objects.create(kid="retired", jwk={"kty": "OKP"})
    SigningKey.objects.filter(kid="retired").update(valid_until=Now())
