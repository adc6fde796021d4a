"""Who may do what in a review: every verb tried by every kind of account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from articles.clock import utc_today
from articles.models import Article, Edition
from gate.refusals import NotPermitted
from medcontent.models import User
from reviews import comments, workflow
from reviews.meanings import MEANINGS
from reviews.models import Comment, LedgerEntry, Physician, Review
from tests import factories

pytestmark = pytest.mark.django_db

ACTORS = (
    "nobody",
    "owner",
    "other writer",
    "editor",
    "reviewer",
    "other physician",
    "physician without the role",
    "administrator",
    "superuser",
)


@dataclass
class Case:
    """An article whose writer is known, with an edition under review by a known physician."""

    owner: User
    physician: Physician
    edition: Edition
    review: Review

    @property
    def article(self) -> Article:
        return self.edition.article

    def actor(self, kind: str) -> User:
        if kind == "owner":
            return self.owner
        if kind == "reviewer":
            return User.objects.get(pk=self.physician.account_id)
        if kind == "superuser":
            return User.objects.create_superuser("root", password=factories.PASSWORD)
        if kind == "physician without the role":
            account = factories.account()
            Physician.objects.create(name="Dr. Roleless", credentials="MD", account=account)
            return account
        if kind == "other physician":
            return User.objects.get(pk=factories.physician().account_id)
        roles = {"nobody": [], "other writer": ["writer"]}.get(kind, [kind])
        return factories.account(*roles)


@pytest.fixture
def case() -> Case:
    owner, physician = factories.account("writer"), factories.physician()
    edition = factories.submitted(writer=owner)
    return Case(owner, physician, edition, factories.assigned(edition=edition, to=physician))


def submit(case: Case, by: User) -> None:
    workflow.recall(edition=case.edition, by=case.owner, reason="writer")
    workflow.submit(article=case.article, by=by)


def recall(case: Case, by: User) -> None:
    workflow.recall(edition=case.edition, by=by, reason="editor")


def assign(case: Case, by: User) -> None:
    workflow.assign(
        edition=case.edition, physician=factories.physician(), by=by, due_on=utc_today()
    )


def accept(case: Case, by: User) -> None:
    workflow.accept(review=case.review, by=by, has_interests=False)


def decline(case: Case, by: User) -> None:
    workflow.decline(review=case.review, by=by, reason="No time")


def cancel(case: Case, by: User) -> None:
    workflow.cancel(review=case.review, by=by)


def comment(case: Case, by: User) -> None:
    comments.comment(review=case.review, by=by, text="Why?", is_blocking=True)


def resolve(case: Case, by: User) -> None:
    made = comments.comment(review=case.review, by=case.physician.account, text="Why?")
    comments.resolve(comment=Comment.objects.get(pk=made.pk), by=by)


def sign(case: Case, by: User) -> None:
    accept(case, case.physician.account)
    workflow.sign(
        review=Review.objects.get(pk=case.review.pk),
        by=by,
        decision="approve",
        password=factories.PASSWORD,
        meaning=MEANINGS["approve"].id,
    )


WRITES, ASSIGNS, REVIEWS = {"owner", "editor", "superuser"}, {"editor", "superuser"}, {"reviewer"}
MAY: dict[Callable[[Case, User], None], set[str]] = {
    submit: WRITES,
    recall: WRITES,
    assign: ASSIGNS,
    cancel: ASSIGNS,
    accept: REVIEWS,
    decline: REVIEWS,
    comment: REVIEWS,
    resolve: REVIEWS,
    sign: REVIEWS,
}


@pytest.mark.parametrize("kind", ACTORS)
@pytest.mark.parametrize("verb", MAY, ids=lambda verb: verb.__name__)
def test_a_verb_is_open_to_its_roles_and_to_nobody_else(case, verb, kind):
    by = case.actor(kind)
    if kind in MAY[verb]:
        verb(case, by)
        return
    with pytest.raises(NotPermitted):
        verb(case, by)
    done = {(entry.action, entry.recorded["actor"]) for entry in LedgerEntry.objects.all()}
    assert (verb.__name__, by.pk) not in done


@pytest.mark.parametrize("verb", MAY, ids=lambda verb: verb.__name__)
def test_an_account_that_was_closed_may_do_nothing(case, verb):
    [kind, *_] = sorted(MAY[verb])
    by = case.actor(kind)
    by.is_active = False
    by.save()
    if verb in (sign, resolve):
        case.physician.account = User.objects.get(pk=case.physician.account.pk)
    with pytest.raises(NotPermitted):
        verb(case, by)


def test_a_superuser_is_no_physician_and_can_not_become_one_by_their_rights(case):
    root = case.actor("superuser")
    assert root.has_perm("reviews.sign_edition")
    with pytest.raises(NotPermitted, match="Only the physician who was asked"):
        sign(case, root)


def test_a_physician_who_lost_the_role_signs_no_more(case):
    accept(case, case.physician.account)
    case.physician.account.groups.clear()
    with pytest.raises(NotPermitted):
        workflow.sign(
            review=Review.objects.get(pk=case.review.pk),
            by=User.objects.get(pk=case.physician.account.pk),
            decision="approve",
            password=factories.PASSWORD,
            meaning=MEANINGS["approve"].id,
        )


def test_an_editor_who_is_also_a_physician_reviews_only_what_they_were_asked_to(case):
    both = factories.account("editor", "physician")
    Physician.objects.create(name="Dr. Both", credentials="MD", account=both)
    with pytest.raises(NotPermitted):
        sign(case, both)
