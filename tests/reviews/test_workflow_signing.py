"""Signing: what a decision needs, what it says, and what refuses it."""

from __future__ import annotations

import datetime
import hashlib

import pytest

from articles.clock import utc_today
from articles.drafts import draft_edit
from gate.refusals import NotPermitted, Overtaken, Refusal
from medcontent.models import User
from reviews import signatures, workflow
from reviews.keys import NoSigningKey
from reviews.licences import end_licence, verify_licence
from reviews.meanings import MEANINGS
from reviews.models import Comment, LedgerEntry, Physician, Review, SignOff
from reviews.physicians import NotEligible
from reviews.verification import check_sign_off, public_keys
from tests import factories

pytestmark = pytest.mark.django_db


def sign(review: Review, **changes: object) -> SignOff:
    meaning = MEANINGS.get(str(changes.get("decision", "approve")))
    wanted: dict = {
        "review": Review.objects.get(pk=review.pk),
        "by": review.physician.account,
        "decision": "approve",
        "password": factories.PASSWORD,
        "meaning": meaning.id if meaning else "",
    }
    return workflow.sign(**(wanted | changes))


def refused(review: Review, **changes: object) -> Refusal:
    """Try to sign and be refused; nothing is signed or recorded."""
    entries = LedgerEntry.objects.count()
    with pytest.raises(Refusal) as refusal:
        sign(review, **changes)
    assert not review.sign_offs.exists()
    assert LedgerEntry.objects.count() == entries
    return refusal.value


def test_an_approval_carries_its_editions_digest_and_a_signature_that_checks():
    sign_off = sign(factories.accepted())
    edition = sign_off.edition
    assert sign_off.digest == hashlib.sha256(bytes(edition.content)).hexdigest()
    check_sign_off(sign_off, edition, public_keys())


def test_the_statement_says_who_signed_what_in_which_meaning_and_when():
    review = factories.accepted()
    edition, physician = review.edition, review.physician
    sign_off = sign(review)
    said = sign_off.stated
    assert said.pop("time") == sign_off.signed_at.isoformat(timespec="microseconds").replace(
        "+00:00", "Z"
    )
    assert said == {
        "type": "medcontent sign-off",
        "format": 1,
        "article": {"id": edition.article_id, "slug": edition.slug},
        "edition": 1,
        "digest": edition.digest,
        "decision": "approve",
        "capacity": "physician",
        "meaning": {"id": "physician-approve-1", "text": MEANINGS["approve"].text},
        "physician": {
            "id": str(physician.public_id),
            "name": physician.name,
            "credentials": "MD",
        },
        "licence": {
            "authority": "Test Board",
            "country": "US",
            "expires_on": (utc_today() + datetime.timedelta(days=365)).isoformat(),
        },
        "interests_declared": False,
        "method": "password",
    }


def test_the_licence_number_is_stated_only_with_consent():
    review = factories.accepted()
    Physician.objects.update(publishes_licence_number=True)
    assert sign(review).stated["licence"]["number"] == f"T-{review.physician.pk}"


def test_declared_interests_are_stated_without_their_details():
    review = factories.assigned()
    workflow.accept(
        review=review, by=review.physician.account, has_interests=True, interests="Shares"
    )
    sign_off = sign(review)
    assert sign_off.stated["interests_declared"] is True
    assert b"Shares" not in bytes(sign_off.statement)


@pytest.mark.parametrize("decision", ["request_changes", "reject"])
def test_an_objection_needs_words_which_stay_outside_the_statement(decision):
    review = factories.accepted()
    assert "what has to change" in str(refused(review, decision=decision))
    sign_off = sign(review, decision=decision, remarks=" Too bold. ")
    assert Comment.objects.get().text == "Too bold."
    assert b"bold" not in bytes(sign_off.statement)


def test_the_wrong_password_signs_nothing():
    assert isinstance(refused(factories.accepted(), password="guess"), workflow.WrongPassword)


def test_an_account_without_a_password_signs_nothing():
    review = factories.accepted()
    review.physician.account.set_unusable_password()
    review.physician.account.save()
    for password in ("", "!", factories.PASSWORD):
        assert isinstance(refused(review, password=password), workflow.WrongPassword)


def test_consent_must_be_to_the_wording_in_force():
    review = factories.accepted()
    assert "wording" in str(refused(review, meaning="physician-approve-0"))
    assert "wording" in str(refused(review, meaning=MEANINGS["reject"].id))


def test_a_decision_is_one_of_the_three():
    review = factories.accepted()
    assert "no decision" in str(refused(review, decision="publish"))


def test_nothing_is_signed_before_the_review_is_accepted():
    assert refused(factories.assigned()).rule == "a_sign_off_needs_an_accepted_review"


def test_a_declined_or_cancelled_review_is_not_signed():
    review = factories.assigned()
    workflow.decline(review=review, by=review.physician.account, reason="Ill")
    assert "was declined" in str(refused(review))
    review = factories.accepted()
    workflow.cancel(review=review, by=factories.account("editor"))
    assert "was taken back" in str(refused(review))


def test_a_physician_decides_once():
    sign_off = factories.signed()
    with pytest.raises(Overtaken):
        sign(sign_off.review, decision="reject", remarks="No")
    assert SignOff.objects.get() == sign_off


def test_a_recalled_edition_is_not_signed():
    review = factories.accepted()
    edition = review.edition
    workflow.recall(edition=edition, by=edition.article.writer, reason="writer")
    assert refused(review).rule == "a_recalled_edition_is_not_signed"


def test_changes_requested_close_the_edition_for_everybody():
    edition = factories.submitted()
    review = factories.accepted(edition=edition)
    factories.signed(edition=edition, decision="request_changes")
    assert refused(review).rule == "a_closed_edition_is_not_signed"


def test_a_public_edition_is_not_signed_any_more():
    edition = factories.submitted()
    late = factories.accepted(edition=edition)
    factories.released(edition=edition)
    assert refused(late).rule == "a_public_edition_is_decided_already"


def test_a_licence_that_ended_since_the_review_was_accepted_stops_the_signature():
    review = factories.accepted()
    end_licence(
        licence=review.physician.licences.get(),
        by=factories.account("administrator"),
        on=utc_today(),
    )
    assert isinstance(refused(review), NotEligible)


def test_a_licence_that_ends_tomorrow_still_counts_today():
    review = factories.accepted()
    end_licence(
        licence=review.physician.licences.get(),
        by=factories.account("administrator"),
        on=utc_today() + datetime.timedelta(days=1),
    )
    assert sign(review).decision == "approve"


def test_a_renewed_licence_counts_once_somebody_else_verified_it():
    review = factories.accepted()
    administrator = factories.account("administrator")
    end_licence(licence=review.physician.licences.get(), by=administrator, on=utc_today())
    renewed = factories.licence_of(review.physician)
    assert isinstance(refused(review), NotEligible)
    verify_licence(licence=renewed, by=administrator)
    assert sign(review).licence == renewed


def test_whoever_edits_the_draft_while_reviewing_signs_no_more():
    review = factories.accepted()
    article = review.edition.article
    with draft_edit(article, by=review.physician.account, comment="A word"):
        article.save()
    assert isinstance(refused(review), NotEligible)


def test_a_physician_who_edited_by_an_earlier_account_signs_no_more():
    review = factories.accepted()
    physician, article = review.physician, review.edition.article
    with draft_edit(article, by=physician.account, comment="A word"):
        article.save()
    physician.account = factories.account("physician")
    physician.save()
    assert isinstance(refused(Review.objects.get(pk=review.pk)), NotEligible)


def test_another_physician_does_not_sign_in_their_place():
    review = factories.accepted()
    assert isinstance(refused(review, by=factories.physician().account), NotPermitted)


def test_a_reviewer_whose_account_is_gone_signs_no_more():
    review = factories.accepted()
    account = User.objects.get(pk=review.physician.account_id)
    review.physician.account.delete()
    assert isinstance(refused(review, by=account), NotPermitted)


def test_without_a_signing_key_nothing_is_signed(settings):
    review = factories.accepted()
    settings.SIGNING_KEY_FILE = None
    assert isinstance(refused(review), NoSigningKey)


def test_the_sign_off_outlives_the_account_and_names_the_physician():
    sign_off = factories.signed()
    sign_off.physician.account.delete()
    sign_off = SignOff.objects.get(pk=sign_off.pk)
    assert sign_off.stated["physician"]["name"] == sign_off.physician.name
    check_sign_off(sign_off, sign_off.edition, public_keys())


def test_what_is_recorded_of_a_signature_is_its_decision_digest_and_key():
    sign_off = factories.signed()
    entry = LedgerEntry.objects.get(action="sign")
    assert entry.recorded["facts"] == {
        "edition": 1,
        "review": sign_off.review_id,
        "physician": str(sign_off.physician.public_id),
        "decision": "approve",
        "digest": sign_off.digest,
        "key": signatures.key_id(sign_off.signature),
    }
