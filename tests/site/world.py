"""Articles in every state, the same people around each, and the addresses about them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils import timezone

from articles.models import Article, Edition
from medcontent.models import User
from publishing.models import Concern, ScheduledRelease
from publishing.physician_pages import physician_slug
from publishing.release import release, withdraw
from publishing.schedule import schedule
from publishing.tasks import take_up_facts
from references.models import Reference
from reviews import comments, workflow
from reviews.models import Comment, Review
from tests import factories

PEOPLE = {
    "w": "the article's writer",
    "o": "another writer",
    "e": "an editor",
    "p": "the physician who was asked",
    "q": "another physician",
    "a": "an administrator",
    "s": "a superuser",
    "n": "an account without a role",
    "-": "nobody signed in",
}
STATES = {
    "draft": "never submitted",
    "handed_in": "in review, nobody asked yet",
    "invited": "in review, the physician has not answered",
    "accepted": "in review, accepted, with a question",
    "sent_back": "changes requested",
    "approved": "approved",
    "scheduled": "approved, release planned",
    "public": "public",
    "corrected": "public, and another edition in review",
    "review_due": "public, its approvals out of date",
    "doubted": "public, and its source retracted",
    "withdrawn": "withdrawn",
}
TOMORROW = datetime.timedelta(days=1)


@dataclass
class Place:
    """An article in a state, and the records around it that there are."""

    article: Article
    edition: Edition | None = None
    review: Review | None = None
    comment: Comment | None = None
    plan: ScheduledRelease | None = None
    concern: Concern | None = None


class World:
    """An article in each state, with the same people around it."""

    def __init__(self) -> None:
        self.physician = factories.physician(name="Dr. Paula Asked")
        self.physician.account.email = "paula@example.org"
        self.physician.account.save()
        self.other = factories.physician(name="Dr. Quentin Other")
        self.people: dict[str, User | None] = {
            "w": factories.account("writer"),
            "o": factories.account("writer"),
            "e": factories.account("editor"),
            "p": self.physician.account,
            "q": self.other.account,
            "a": factories.account("administrator"),
            "s": User.objects.create(username="root", is_superuser=True),
            "n": User.objects.create(username="nobody"),
            "-": None,
        }
        self.falling = Reference.objects.create(
            csl=factories.SLEEP | {"title": "Sleep that was never studied", "DOI": "10.5555/fell"}
        )
        self.places = {state: self._at(state) for state in STATES}
        self.clients = {letter: _client(account) for letter, account in self.people.items()}

    def _at(self, state: str) -> Place:
        source = self.falling if "fall" in STEPS[state].split() else None
        place = Place(factories.draft(writer=self._account("w"), source=source))
        for step in STEPS[state].split():
            getattr(self, f"_{step}")(place)
        return place

    def _account(self, letter: str) -> User:
        account = self.people[letter]
        assert account is not None
        return account

    def _submit(self, place: Place) -> None:
        place.edition = workflow.submit(article=place.article, by=self._account("w"))

    def _assign(self, place: Place) -> None:
        assert place.edition
        place.review = workflow.assign(
            edition=place.edition,
            physician=self.physician,
            by=self._account("e"),
            due_on=timezone.now().date() + factories.DUE,
        )

    def _accept(self, place: Place) -> None:
        assert place.review
        place.review = workflow.accept(
            review=place.review, by=self._account("p"), has_interests=False
        )

    def _ask(self, place: Place) -> None:
        assert place.review
        place.comment = comments.comment(
            review=place.review, by=self._account("p"), text="Which people?", kind="question"
        )

    def _suggest(self, place: Place) -> None:
        assert place.review
        place.comment = comments.comment(
            review=place.review,
            by=self._account("p"),
            kind="suggestion",
            block=0,
            replacement="Migraine, and sleep",
        )

    def _approve(self, place: Place) -> None:
        factories.signed(review=place.review)

    def _object(self, place: Place) -> None:
        factories.signed(review=place.review, decision="request_changes")

    def _plan(self, place: Place) -> None:
        assert place.edition
        place.plan = schedule(
            edition=place.edition, by=self._account("e"), release_at=timezone.now() + TOMORROW
        )

    def _release(self, place: Place) -> None:
        assert place.edition
        release(edition=place.edition, by=self._account("e"))

    def _fall(self, place: Place) -> None:
        """Another edition would cite a retracted source, so that none is submitted."""
        factories.confirmed(self.falling)
        take_up_facts.func()
        place.concern = Concern.objects.get()

    def _withdraw(self, place: Place) -> None:
        withdraw(article=place.article, by=self._account("e"), reason="error")

    def _nothing(self, place: Place) -> None:
        """Time passes by other means; see ``age``."""

    @property
    def physician_slug(self) -> str:
        return physician_slug(self.physician.name, self.physician.public_id)


STEPS = {
    "draft": "",
    "handed_in": "submit",
    "invited": "submit assign",
    "accepted": "submit assign accept ask",
    "sent_back": "submit assign accept suggest object",
    "approved": "submit assign accept approve",
    "scheduled": "submit assign accept approve plan",
    "public": "submit assign accept approve release",
    "corrected": "submit assign accept approve release submit assign",
    "review_due": "submit assign accept approve release",
    "doubted": "submit assign accept approve release fall",
    "withdrawn": "submit assign accept approve release withdraw",
}


def age(release_of: Article, owner: Any) -> None:
    """Let the approvals of a public article be out of date: the owner moves the day.

    The database's triggers for releases are off from then on.
    """
    owner.execute("ALTER TABLE publishing_release DISABLE TRIGGER USER")
    owner.execute(
        "UPDATE publishing_release SET review_due_on = review_due_on - 400 WHERE article_id = %s",
        [release_of.pk],
    )


def _client(account: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if account:
        client.force_login(account)
    return client
