"""Whatever people do in whatever order: the public reads only what was signed, word for word."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from lxml import html

from articles.drafts import draft_edit
from articles.models import Edition
from articles.reading import text_of_element
from articles.rendering import signed_region
from gate.refusals import Refusal
from medcontent.models import User
from publishing import release as publishing
from publishing.models import Release
from publishing.pages import article_path, record_json_path, remove_pages
from publishing.sweeper import sweep
from reviews import workflow
from reviews.licences import verify_licence
from reviews.meanings import MEANINGS
from reviews.models import Comment, Physician, Review, SignOff
from reviews.physicians import utc_today
from reviews.verification import require_vouched
from tests import factories
from tests.databases import Databases
from tests.workflow.aftermath import serve, verify_faults

LAPSE = """
ALTER TABLE reviews_licence DISABLE TRIGGER gate_a_licence_is_verified_once;
UPDATE reviews_licence SET expires_on = current_date - 2 WHERE physician_id = {};
ALTER TABLE reviews_licence ENABLE ALWAYS TRIGGER gate_a_licence_is_verified_once;
"""
WHO = st.integers(0, 1)
DECISIONS = st.sampled_from(list(MEANINGS))


class Newsroom(RuleBasedStateMachine):
    """One article, its people, and everything they may try."""

    databases: Databases
    database: str
    staff: factories.Staff
    done: Counter[str]

    @initialize()
    def begin(self) -> None:
        self.article = factories.draft(writer=self.staff.writer)
        self.physicians = [factories.physician() for _ in range(2)]
        self.edits = 0

    def attempt(self, name: str, verb: Callable[[], object]) -> None:
        """Try a verb; it succeeds, or a person is told why not, and nothing else."""
        try:
            verb()
        except Refusal:
            self.done[f"{name} refused"] += 1
        else:
            self.done[name] += 1

    def edition(self) -> Edition | None:
        return self.article.editions.order_by("number").last()

    def review(self, who: int) -> Review | None:
        reviews = Review.objects.filter(
            edition__article=self.article, physician=self.physicians[who]
        )
        return reviews.select_related("edition", "physician").order_by("pk").last()

    def doctor(self, who: int) -> User:
        account = Physician.objects.get(pk=self.physicians[who].pk).account
        assert account
        return account

    @rule()
    def submit(self) -> None:
        self.attempt("submit", lambda: workflow.submit(article=self.article, by=self.staff.writer))

    @precondition(lambda self: self.edition())
    @rule(reason=st.sampled_from(Edition.RecallReason.values))
    def recall(self, reason: str) -> None:
        edition = self.edition()
        assert edition
        self.attempt(
            "recall", lambda: workflow.recall(edition=edition, by=self.staff.writer, reason=reason)
        )

    @precondition(lambda self: self.edition())
    @rule(who=WHO)
    def assign(self, who: int) -> None:
        edition = self.edition()
        assert edition
        self.attempt(
            "assign",
            lambda: workflow.assign(
                edition=edition,
                physician=Physician.objects.get(pk=self.physicians[who].pk),
                by=self.staff.editor,
                due_on=utc_today(),
            ),
        )

    @rule(who=WHO, has_interests=st.booleans())
    def accept(self, who: int, has_interests: bool) -> None:
        if review := self.review(who):
            self.attempt(
                "accept",
                lambda: workflow.accept(
                    review=review,
                    by=self.doctor(who),
                    has_interests=has_interests,
                    interests="A lecture fee." if has_interests else "",
                ),
            )

    @rule(who=WHO)
    def decline(self, who: int) -> None:
        if review := self.review(who):
            self.attempt(
                "decline",
                lambda: workflow.decline(review=review, by=self.doctor(who), reason="Away."),
            )

    @rule(who=WHO, decision=DECISIONS)
    def sign(self, who: int, decision: str) -> None:
        if review := self.review(who):
            self.attempt(
                decision,
                lambda: workflow.sign(
                    review=review,
                    by=self.doctor(who),
                    decision=decision,
                    password=factories.PASSWORD,
                    meaning=MEANINGS[decision].id,
                    remarks="" if decision == "approve" else "It overstates the benefit.",
                ),
            )

    @rule(who=WHO, is_blocking=st.booleans())
    def comment(self, who: int, is_blocking: bool) -> None:
        if review := self.review(who):
            self.attempt(
                "comment",
                lambda: workflow.comment(
                    review=review, by=self.doctor(who), text="Why?", is_blocking=is_blocking
                ),
            )

    @rule(who=WHO)
    def resolve(self, who: int) -> None:
        comments = Comment.objects.filter(review__physician=self.physicians[who], resolved_at=None)
        if made := comments.order_by("pk").last():
            self.attempt("resolve", lambda: workflow.resolve(comment=made, by=self.doctor(who)))

    @rule(who=WHO, decision=DECISIONS)
    def read_and_decide(self, who: int, decision: str) -> None:
        """Take the steps to a decision, so that runs get to each."""
        for _ in range(3):
            review = self.review(who)
            if review is None or review.accepted_at is None or review.sign_offs.exists():
                self.go_on(who)
        self.sign(who, decision)

    @rule(by_physician=st.sampled_from([None, None, None, 0]))
    def edit(self, by_physician: int | None) -> None:
        self.edits += 1
        by = self.staff.writer if by_physician is None else self.doctor(by_physician)
        with draft_edit(self.article, by=by, comment="Another sentence"):
            self.article.refresh_from_db()
            self.article.body += f"<p>Sentence {self.edits} was added.</p>"
            self.article.save()
        self.done["edit"] += 1

    @rule(back=st.integers(0, 2))
    def release(self, back: int) -> None:
        editions = list(self.article.editions.order_by("-number")[back : back + 1])
        for edition in editions:
            self.attempt(
                "release", lambda: publishing.release(edition=edition, by=self.staff.editor)
            )

    @rule(reason=st.sampled_from(publishing.WITHDRAWAL_REASONS), who=WHO)
    def withdraw(self, reason: str, who: int) -> None:
        by = self.doctor(who) if reason == "signatory" else self.staff.administrator
        self.attempt(
            "withdraw", lambda: publishing.withdraw(article=self.article, by=by, reason=reason)
        )

    @rule(who=WHO)
    def go_on(self, who: int) -> None:
        """Take the next step towards the public, so that runs get there."""
        edition, review = self.edition(), self.review(who)
        if edition is None or edition.recalled_at or self.was_public(edition):
            self.submit()
        elif review is None or review.edition_id != edition.pk or review.declined_at:
            self.assign(who)
        elif review.accepted_at is None:
            self.accept(who, has_interests=False)
        elif not review.sign_offs.exists():
            self.sign(who, "approve")
        else:
            self.release(0)

    @staticmethod
    def was_public(edition: Edition) -> bool:
        return Release.objects.filter(edition=edition).exists()

    @rule(who=WHO)
    def lapse(self, who: int) -> None:
        """Let a licence run out: the owner moves its dates, the clock stays."""
        with self.databases.owner(self.database) as owner:
            owner.execute(LAPSE.format(self.physicians[who].pk))
        self.done["lapse"] += 1

    @rule(who=WHO)
    def renew(self, who: int) -> None:
        licence = factories.licence_of(Physician.objects.get(pk=self.physicians[who].pk))
        verify_licence(licence=licence, by=self.staff.administrator)
        self.done["renew"] += 1

    @rule()
    def lose_the_pages_and_sweep(self) -> None:
        remove_pages(self.article)
        sweep()
        self.done["sweep"] += 1

    @invariant()
    def the_public_reads_only_what_was_signed(self) -> None:
        if not hasattr(self, "article"):
            return
        path = article_path(self.article.slug)
        answer = Client().get(path)
        stored = serve(path)
        open_release = Release.objects.open().filter(article=self.article).first()
        if open_release is None:
            withdrawn = Release.objects.filter(article=self.article).exists()
            assert answer.status_code == (410 if withdrawn else 404)
            assert stored is None or stored[0] == 410
            return
        assert answer.status_code == 200
        assert stored in (None, (200, answer.content))
        _was_signed(open_release.edition, answer.text)

    @invariant()
    def the_record_tells_of_every_edition_ever_public(self) -> None:
        if not hasattr(self, "article"):
            return
        ever = set(
            Release.objects.filter(article=self.article).values_list("edition__digest", flat=True)
        )
        answer = Client().get(record_json_path(self.article.slug))
        assert answer.status_code == (200 if ever else 404)
        if ever:
            told = json.loads(answer.content)["editions"]
            assert {edition["digest"] for edition in told} == ever

    def teardown(self) -> None:
        sweep()
        assert verify_faults() == []


def _was_signed(edition: Edition, page: str) -> None:
    """Require that a page's signed region says what a valid signature vouches for."""
    sign_offs = require_vouched(edition)
    assert all(sign_off.decision == SignOff.Decision.APPROVE for sign_off in sign_offs)
    assert all(sign_off.digest == edition.digest for sign_off in sign_offs)
    region = html.fragment_fromstring(signed_region(page), create_parent="div")
    assert text_of_element(region).split() == edition.reading["reading_text"].split()


@pytest.mark.timeout(600)
def test_whatever_people_do_the_public_reads_only_what_was_signed(
    committed: str, databases: Databases
) -> None:
    Newsroom.databases, Newsroom.database = databases, committed
    Newsroom.staff, Newsroom.done = factories.staff(), Counter()

    run_state_machine_as_test(
        Newsroom,
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )

    for act in ("submit", "recall", "accept", "approve", "request_changes", "reject", "comment"):
        assert Newsroom.done[act] > 0, act
    for act in ("release", "release refused", "withdraw", "approve refused", "assign refused"):
        assert Newsroom.done[act] > 0, act
