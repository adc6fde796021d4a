"""Whatever people and machines do, in any order: what the public can fetch was signed."""

from __future__ import annotations

import contextlib
import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from django.core.files.storage import storages
from django.test import override_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from articles.clock import utc_today
from articles.drafts import draft_edit
from articles.models import Article, Edition
from gate.refusals import Refusal
from medcontent.models import User
from publishing.release import WITHDRAWAL_REASONS, release, withdraw
from publishing.sweeper import sweep
from reviews import comments, workflow
from reviews.keys import new_key
from reviews.meanings import MEANINGS
from reviews.models import Comment, LedgerEntry, Physician, Review, SignOff
from tests import factories
from tests.workflow.aftermath import faults_after_sweeping, serve
from tests.workflow.unsteady import WEATHER, Killed
from tests.workflow.witness import broken_links, complaints, listed_at_home, public_slugs

DAY = datetime.timedelta(days=1)
MOST_RESTS = 3
"""Steps in a row that changed neither evidence nor pages, after which all is looked at anyway."""
numbers = count(1)
# The newest of a kind most often, so that what is done leads somewhere.
places = st.sampled_from([0, 0, 0, 0, 1, 2])
two = st.sampled_from([0, 0, 1])
doctors = st.integers(0, 2)
# How much was done before: nothing, in review, approved, public, on the way to the next edition.
so_far = st.sampled_from([0, 2, 5, 8, 8, 8, 11])
words = st.sampled_from(
    ["Sleep may help.", "Sleep & “rest” < pills", "Sleep, again", "Sleep\nor not"]
)


def newest(found: Iterable[Any], place: int) -> Any:
    """The newest, the one before, … of what comes the oldest first; None of nothing."""
    known = list(found)
    return known[-1 - place % len(known)] if known else None


class People(RuleBasedStateMachine):
    """Two articles, a writer, an editor, three physicians, and a page store in all weathers."""

    def __init__(self, owner: psycopg.Connection[Any], cast: dict[str, Any]) -> None:
        super().__init__()
        self.owner = owner
        self.writer: User = cast["writer"]
        self.editor: User = cast["editor"]
        self.physicians: list[Physician] = cast["physicians"]
        self.overrides: list[override_settings] = []
        self.seen: object = None
        self.rested = 0

    @initialize(approvals=st.sampled_from([1, 1, 2]), steps=st.tuples(so_far, so_far))
    def begin(self, approvals: int, steps: tuple[int, int]) -> None:
        number = next(numbers)
        self.slugs = [f"{colour}-{number}" for colour in ("red", "green", "blue")]
        # The key before it may be retired by now.
        self._override(REQUIRED_APPROVALS=approvals, SIGNING_KEY=new_key())
        for doctor in range(3):
            self._move_licence(doctor, until=utc_today() + 100 * DAY)
        self.articles = [factories.draft(writer=self.writer, slug=slug) for slug in self.slugs[:2]]
        for article in range(2):
            self.go_on(article, steps[article])

    def _override(self, **settings: object) -> None:
        self.overrides.append(override_settings(**settings))
        self.overrides[-1].enable()

    def teardown(self) -> None:
        WEATHER.clear()
        try:
            if hasattr(self, "articles"):
                self.look()
            assert faults_after_sweeping() == []
        finally:
            for override in reversed(self.overrides):
                override.disable()

    def attempt(self, act: Callable[[], object]) -> None:
        """Do what may be refused, and may die with its process; anything else is a fault."""
        with contextlib.suppress(Refusal, Killed):
            act()

    def edition(self, article: int, place: int) -> Edition | None:
        return newest(Edition.objects.filter(article=self.articles[article]), place)

    def review(self, article: int, place: int) -> Review | None:
        return newest(
            Review.objects.filter(edition__article=self.articles[article]).order_by("pk"), place
        )

    # writing

    @rule(article=two, text=words, who=st.sampled_from(["writer", "editor", 0, 1]))
    def edit(self, article: int, text: str, who: str | int) -> None:
        by = self.physicians[who].account if isinstance(who, int) else getattr(self, who)
        draft = Article.objects.get(pk=self.articles[article].pk)
        with draft_edit(draft, by=by, comment="Edited"):
            draft.title = draft.summary = text
            draft.save()

    @rule(article=two, slug=st.integers(0, 2))
    def move(self, article: int, slug: int) -> None:
        draft = Article.objects.get(pk=self.articles[article].pk)
        if Article.objects.filter(slug=self.slugs[slug]).exists():
            return
        with draft_edit(draft, by=self.writer, comment="Moved"):
            draft.slug = self.slugs[slug]
            draft.save()

    @rule(article=two)
    def submit(self, article: int) -> None:
        self.attempt(lambda: workflow.submit(article=self.articles[article], by=self.writer))

    @rule(article=two, place=places, reason=st.sampled_from(Edition.RecallReason.values))
    def recall(self, article: int, place: int, reason: str) -> None:
        if edition := self.edition(article, place):
            self.attempt(lambda: workflow.recall(edition=edition, by=self.editor, reason=reason))

    # reviewing

    @rule(article=two, place=places, doctor=doctors)
    def assign(self, article: int, place: int, doctor: int) -> None:
        if edition := self.edition(article, place):
            self.attempt(
                lambda: workflow.assign(
                    edition=edition,
                    physician=self.physicians[doctor],
                    by=self.editor,
                    due_on=utc_today() + 7 * DAY,
                )
            )

    @rule(article=two, place=places, answer=st.sampled_from(["accept", "accept", "decline"]))
    def answer(self, article: int, place: int, answer: str) -> None:
        if review := self.review(article, place):
            by = review.physician.account
            if answer == "accept":
                self.attempt(lambda: workflow.accept(review=review, by=by, has_interests=False))
            else:
                self.attempt(lambda: workflow.decline(review=review, by=by, reason="No time"))

    @rule(article=two, place=places)
    def cancel(self, article: int, place: int) -> None:
        if review := self.review(article, place):
            self.attempt(lambda: workflow.cancel(review=review, by=self.editor))

    @rule(article=two, place=places, decision=st.sampled_from(["approve", *MEANINGS]))
    def sign(self, article: int, place: int, decision: str) -> None:
        if review := self.review(article, place):
            self.attempt(lambda: self._sign(review, decision))

    @rule(article=two, place=places, is_blocking=st.booleans())
    def comment(self, article: int, place: int, is_blocking: bool) -> None:
        if review := self.review(article, place):
            self.attempt(
                lambda: comments.comment(
                    review=review,
                    by=review.physician.account,
                    text="Why?",
                    is_blocking=is_blocking,
                )
            )

    @rule(article=two, place=places)
    def resolve(self, article: int, place: int) -> None:
        made = Comment.objects.filter(review__edition__article=self.articles[article])
        if comment := newest(made, place):
            by = comment.review.physician.account
            self.attempt(lambda: comments.resolve(comment=comment, by=by))

    # publishing

    @rule(article=two, place=places)
    def release(self, article: int, place: int) -> None:
        if edition := self.edition(article, place):
            self.attempt(lambda: release(edition=edition, by=self.editor))

    @rule(article=two, reason=st.sampled_from(WITHDRAWAL_REASONS), doctor=doctors)
    def withdraw(self, article: int, reason: str, doctor: int) -> None:
        by = self.physicians[doctor].account if reason == "signatory" else self.editor
        self.attempt(lambda: withdraw(article=self.articles[article], by=by, reason=reason))

    @rule(article=two, steps=st.integers(1, 8))
    def go_on(self, article: int, steps: int) -> None:
        """Do what usually comes next, so that many runs reach the public."""
        for _ in range(steps):
            edition = self.edition(article, 0)
            if (
                edition is None
                or edition.recalled_at
                or edition.releases.exists()
                or edition.sign_offs.exclude(decision="approve").exists()
            ):
                self.submit(article)
            elif workflow.is_decided(edition):
                self.release(article, 0)
            else:
                self._review_further(article, edition)

    def _review_further(self, article: int, edition: Edition) -> None:
        review = edition.reviews.filter(sign_offs=None, declined_at=None, cancelled_at=None).first()
        if review is None:
            for doctor in range(3):
                self.assign(article, 0, doctor)
        elif review.accepted_at is None:
            by = review.physician.account
            self.attempt(lambda: workflow.accept(review=review, by=by, has_interests=False))
        else:
            self.attempt(lambda: self._sign(review, "approve"))

    def _sign(self, review: Review, decision: str) -> None:
        workflow.sign(
            review=review,
            by=review.physician.account,
            decision=decision,
            password=factories.PASSWORD,
            meaning=MEANINGS[decision].id,
            remarks="Too bold.",
        )

    # misfortunes

    @rule(doctor=doctors, days=st.sampled_from([-1, 0, 100]))
    def change_licence(self, doctor: int, days: int) -> None:
        self._move_licence(doctor, until=utc_today() + days * DAY)

    def _move_licence(self, doctor: int, *, until: datetime.date) -> None:
        with self.owner.transaction():
            trigger = "TRIGGER gate_a_licence_is_verified_once"
            self.owner.execute(f"ALTER TABLE reviews_licence DISABLE {trigger}")
            self.owner.execute(
                "UPDATE reviews_licence SET expires_on = %s WHERE physician_id = %s",
                [until, self.physicians[doctor].pk],
            )
            self.owner.execute(f"ALTER TABLE reviews_licence ENABLE ALWAYS {trigger}")

    @rule()
    def replace_the_key(self) -> None:
        self._override(SIGNING_KEY=new_key())

    @rule(calls=st.integers(0, 30), kills=st.booleans())
    def store_turns_bad(self, calls: int, kills: bool) -> None:
        WEATHER.calls_left, WEATHER.kills = calls, kills

    @precondition(lambda self: WEATHER.calls_left is not None)
    @rule()
    def store_recovers(self) -> None:
        WEATHER.clear()

    @rule()
    def sweep(self) -> None:
        self.look()  # before faults are swept away
        WEATHER.clear()
        sweep()
        for slug in set(self.slugs) & set(public_slugs()):
            assert serve(f"/articles/{slug}/") is not None, "the sweeper left a page out"

    # what always holds

    @invariant()
    def what_the_public_can_fetch_was_signed_word_for_word(self) -> None:
        """Look after whatever changed the evidence or the pages, and else now and then."""
        now = LedgerEntry.objects.count(), stored_files()
        if now != self.seen or self.rested == MOST_RESTS:
            self.look()
            self.seen, self.rested = now, 0
        else:
            self.rested += 1

    def look(self) -> None:
        assert complaints(self.slugs) == []
        assert listed_at_home() == public_slugs()[:20], "the list shows something else"
        for article in self.articles:
            assert broken_links(article.pk) == []


def stored_files() -> set[tuple[str, int, int]]:
    """What is in the page store; a file that was written anew is another one."""
    found = Path(storages["pages"].path("")).rglob("*")
    stats = [(str(path), path.stat()) for path in found if path.is_file()]
    return {(path, stat.st_ino, stat.st_mtime_ns) for path, stat in stats}


@pytest.fixture
def unsteady_store(settings) -> None:
    pages = settings.STORAGES["pages"] | {"BACKEND": "tests.workflow.unsteady.UnsteadyStorage"}
    settings.STORAGES = settings.STORAGES | {"pages": pages}


@pytest.mark.timeout(1500)
def test_what_the_public_can_fetch_was_signed_word_for_word(
    committed, databases, unsteady_store
) -> None:
    cast = {
        "writer": factories.account("writer"),
        "editor": factories.account("editor"),
        "physicians": [factories.physician() for _ in range(3)],
    }
    with databases.owner(committed) as owner:
        run_state_machine_as_test(
            lambda: People(owner, cast),
            settings=hypothesis.settings(
                max_examples=20,
                stateful_step_count=20,
                deadline=None,
                suppress_health_check=list(hypothesis.HealthCheck),
            ),
        )
    done = Counter(LedgerEntry.objects.values_list("action", flat=True))
    assert done["release"] > 20, "the public saw too little to trust this test"
    assert {"recall", "decline", "comment", "resolve", "withdraw"} <= set(done)
    assert SignOff.objects.exclude(decision="approve").exists()
