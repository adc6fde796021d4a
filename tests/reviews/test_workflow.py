"""The verbs of review before a decision: submit, recall, assign, answer, comment."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.clock import utc_today
from articles.drafts import draft_edit
from articles.models import Article, Contributor, Edition
from gate.refusals import NotPermitted, Overtaken, Refusal
from reviews import comments, workflow
from reviews.models import LedgerEntry, Review
from reviews.physicians import NotEligible
from tests import factories

pytestmark = pytest.mark.django_db


def actions(article: Article) -> list[str]:
    return [entry.action for entry in LedgerEntry.objects.filter(article=article)]


# submit


def test_submitting_freezes_the_draft_and_records_it():
    writer = factories.account("writer")
    edition = factories.submitted(writer=writer)
    [entry] = LedgerEntry.objects.all()
    assert entry.recorded["facts"] == {"edition": 1, "digest": edition.digest}
    assert (entry.action, entry.recorded["actor"]) == ("submit", writer.pk)


def test_a_draft_with_blockers_is_not_submitted_and_the_findings_come_along():
    writer = factories.account("writer")
    article = factories.draft(writer=writer)
    Article.objects.update(summary="")
    with pytest.raises(workflow.PreflightBlocks, match="summary: The article has no") as refused:
        workflow.submit(article=article, by=writer)
    assert [finding.rule for finding in refused.value.findings] == ["summary-missing"]
    assert not Edition.objects.exists()
    assert actions(article) == []


def test_what_is_submitted_is_the_saved_draft_not_what_the_caller_holds():
    writer = factories.account("writer")
    article = factories.draft(writer=writer)
    article.title = "Never saved"
    assert workflow.submit(article=article, by=writer).title == "Migraine and sleep"


def test_an_article_has_one_edition_in_review_at_a_time():
    edition = factories.submitted()
    with pytest.raises(Refusal, match="Edition 1 is still in review") as refused:
        workflow.submit(article=edition.article, by=edition.article.writer)
    assert refused.value.rule == "one_edition_in_review"


@pytest.mark.parametrize("decision", ["approve", "request_changes", "reject"])
def test_after_a_decision_the_next_edition_may_follow(decision):
    edition = factories.submitted()
    factories.signed(edition=edition, decision=decision)
    following = workflow.submit(article=edition.article, by=edition.article.writer)
    assert following.number == 2


def test_with_two_approvals_asked_for_one_does_not_decide(settings):
    settings.REQUIRED_APPROVALS = 2
    edition = factories.submitted()
    factories.signed(edition=edition)
    assert not workflow.is_decided(edition)
    with pytest.raises(Refusal, match="still in review"):
        workflow.submit(article=edition.article, by=edition.article.writer)
    factories.signed(edition=edition)
    assert workflow.is_decided(edition)


def test_the_policy_is_frozen_with_the_edition(settings):
    edition = factories.submitted()
    settings.REQUIRED_APPROVALS = 3
    assert Edition.objects.get(pk=edition.pk).required_approvals == 1


def test_the_draft_may_change_while_an_edition_is_in_review_and_the_edition_does_not():
    edition = factories.submitted()
    before = bytes(edition.content)
    with draft_edit(edition.article, by=edition.article.writer, comment="Better"):
        edition.article.title = "A better title"
        edition.article.save()
    assert bytes(Edition.objects.get(pk=edition.pk).content) == before


def test_submitting_costs_no_more_queries_after_many_editions_and_articles():
    writer, editor = factories.account("writer"), factories.account("editor")
    article = factories.draft(writer=writer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            edition = workflow.submit(article=Article.objects.get(pk=article.pk), by=writer)
        workflow.recall(edition=edition, by=editor, reason="editor")
        return len(captured)

    queries()
    before = queries()
    for _ in range(4):
        queries()
        factories.submitted(writer=writer)
    assert queries() == before


# recall


def test_a_recalled_edition_makes_room_for_the_next():
    edition = factories.submitted()
    recalled = workflow.recall(edition=edition, by=edition.article.writer, reason="mistake")
    assert (recalled.recall_reason, recalled.recalled_at is None) == ("mistake", False)
    assert workflow.submit(article=edition.article, by=edition.article.writer).number == 2
    assert actions(edition.article) == ["submit", "recall", "submit"]


def test_an_approved_edition_may_be_recalled_and_its_sign_off_stays():
    sign_off = factories.signed()
    edition = sign_off.edition
    workflow.recall(edition=edition, by=edition.article.writer, reason="writer")
    assert edition.sign_offs.get() == sign_off


def test_a_recall_needs_a_reason_from_the_list():
    edition = factories.submitted()
    with pytest.raises(Refusal, match="no reason to recall"):
        workflow.recall(edition=edition, by=edition.article.writer, reason="because")


def test_an_edition_is_recalled_once():
    edition = factories.submitted()
    workflow.recall(edition=edition, by=edition.article.writer, reason="writer")
    with pytest.raises(Refusal, match="recalled already"):
        workflow.recall(edition=edition, by=edition.article.writer, reason="writer")
    assert actions(edition.article) == ["submit", "recall"]


def test_a_public_edition_is_withdrawn_and_not_recalled():
    release = factories.released()
    with pytest.raises(Refusal, match="withdraw it instead"):
        workflow.recall(edition=release.edition, by=factories.account("editor"), reason="editor")


# assign


def test_assigning_asks_a_physician_by_a_day():
    review = factories.assigned()
    assert review.due_on == utc_today() + factories.DUE
    facts = LedgerEntry.objects.get(action="assign").recorded["facts"]
    assert facts == {
        "edition": 1,
        "review": review.pk,
        "physician": str(review.physician.public_id),
    }


def test_a_physician_is_asked_once_unless_they_declined():
    review = factories.assigned()
    with pytest.raises(Overtaken):
        factories.assigned(edition=review.edition, to=review.physician)
    workflow.decline(review=review, by=review.physician.account, reason="Ill")
    assert factories.assigned(edition=review.edition, to=review.physician).pk != review.pk


def test_a_physician_who_wrote_on_the_article_is_not_asked():
    edition, physician = factories.submitted(), factories.physician()
    with draft_edit(edition.article, by=physician.account, comment="A word"):
        edition.article.save()
    with pytest.raises(NotEligible, match="wrote on this article"):
        factories.assigned(edition=edition, to=physician)


def test_nobody_is_asked_about_an_edition_that_was_recalled_or_closed():
    edition = factories.submitted()
    workflow.recall(edition=edition, by=edition.article.writer, reason="writer")
    with pytest.raises(Refusal, match="was recalled"):
        factories.assigned(edition=edition)
    closed = factories.signed(decision="request_changes").edition
    with pytest.raises(Refusal, match="Changes were requested"):
        factories.assigned(edition=closed)


# accept, decline, cancel


def test_accepting_states_interests_and_keeps_their_details():
    review = factories.assigned()
    workflow.accept(
        review=review, by=review.physician.account, has_interests=True, interests=" Shares "
    )
    assert (review.has_interests, review.interests) == (True, "Shares")
    assert review.accepted_at is not None


def test_interests_that_are_declared_must_be_named():
    review = factories.assigned()
    with pytest.raises(Refusal, match="which interests"):
        workflow.accept(
            review=review, by=review.physician.account, has_interests=True, interests=" "
        )


def test_declining_needs_a_reason():
    review = factories.assigned()
    with pytest.raises(Refusal, match="why you decline"):
        workflow.decline(review=review, by=review.physician.account, reason=" ")


def test_a_review_is_answered_once():
    review = factories.accepted()
    doctor = review.physician.account
    with pytest.raises(Refusal):
        workflow.accept(review=review, by=doctor, has_interests=True, interests="Shares")
    with pytest.raises(Refusal):
        workflow.decline(review=review, by=doctor, reason="No")
    assert Review.objects.get(pk=review.pk).has_interests is False


def test_a_request_that_was_taken_back_is_not_answered_any_more():
    review = factories.assigned()
    workflow.cancel(review=review, by=factories.account("editor"))
    with pytest.raises(Refusal):
        workflow.accept(review=review, by=review.physician.account, has_interests=False)
    with pytest.raises(Refusal):
        workflow.decline(review=review, by=review.physician.account, reason="Late")
    with pytest.raises(Refusal, match="taken back"):
        comments.comment(review=review, by=review.physician.account, text="Late", is_blocking=True)
    with pytest.raises(Refusal):
        workflow.cancel(review=review, by=factories.account("editor"))
    assert actions(review.edition.article) == ["submit", "assign", "cancel"]


def test_whoever_declined_holds_nothing_back():
    review = factories.assigned()
    workflow.decline(review=review, by=review.physician.account, reason="Ill")
    with pytest.raises(Refusal, match="was declined"):
        comments.comment(review=review, by=review.physician.account, text="Hm", is_blocking=True)


def test_a_request_stays_once_the_physician_decided():
    sign_off = factories.signed()
    with pytest.raises(Refusal, match="decided already"):
        workflow.cancel(review=sign_off.review, by=factories.account("editor"))


# comment, resolve


def test_a_comment_needs_words_and_is_resolved_once_by_its_physician():
    review = factories.accepted()
    doctor = review.physician.account
    with pytest.raises(Refusal, match="Write what"):
        comments.comment(review=review, by=doctor, text="  ")
    made = comments.comment(review=review, by=doctor, text=" Why? ", is_blocking=True)
    assert (made.text, made.is_blocking) == ("Why?", True)
    with pytest.raises(NotPermitted):
        comments.resolve(comment=made, by=factories.account("editor"))
    resolved_at = comments.resolve(comment=made, by=doctor).resolved_at
    assert resolved_at is not None
    with pytest.raises(Refusal):
        comments.resolve(comment=made, by=doctor)
    assert actions(review.edition.article) == ["submit", "assign", "accept", "comment", "resolve"]


# the ledger


def test_no_free_text_reaches_the_ledger():
    secret = "Hush9"
    review = factories.assigned()
    doctor = review.physician.account
    workflow.accept(review=review, by=doctor, has_interests=True, interests=secret)
    comments.comment(review=review, by=doctor, text=secret, is_blocking=True)
    workflow.sign(
        review=review,
        by=doctor,
        decision="request_changes",
        password=factories.PASSWORD,
        meaning="physician-request-changes-1",
        remarks=secret,
    )
    other = factories.assigned()
    workflow.decline(review=other, by=other.physician.account, reason=secret)
    names = [secret, review.physician.name, doctor.username, review.edition.title]
    for entry in LedgerEntry.objects.all():
        assert not [name for name in names if name in bytes(entry.content).decode()]
        for fact in entry.recorded["facts"].values():
            assert fact is None or isinstance(fact, int | str)
            assert not isinstance(fact, str) or " " not in fact


def test_a_verb_leaves_one_entry_and_a_refused_one_leaves_none():
    review = factories.accepted()
    article = review.edition.article
    before = actions(article)
    with pytest.raises(workflow.WrongPassword):
        workflow.sign(
            review=review,
            by=review.physician.account,
            decision="approve",
            password="wrong",
            meaning="physician-approve-1",
        )
    assert actions(article) == before
    factories.signed(review=review)
    assert actions(article) == [*before, "sign"]


def test_reviewing_makes_nobody_a_contributor():
    sign_off = factories.signed()
    account = sign_off.physician.account_id
    assert not Contributor.objects.filter(account=account).exists()
