"""What changed since an earlier edition, and the fast lane: read it, accept and sign at once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.clock import utc_today
from articles.drafts import Draft, save_draft
from articles.reasons import give_reason
from publishing.release import release
from reviews import comments, workflow
from reviews.licences import end_licence
from reviews.meanings import MEANINGS
from reviews.models import Review, SignOff
from tests import factories
from tests.reviews.desk.conftest import Doctor, cancelled, closed, recalled, text_of
from tests.reviews.desk.test_queue import next_edition_of

pytestmark = pytest.mark.django_db
WRONG = "wrong horse"
INTERESTS = "I own shares in the maker of the mattress."


@pytest.fixture
def first(doctor: Doctor) -> Review:
    """A review that the physician ended by asking for changes."""
    review = factories.accepted(by=doctor.physician)
    factories.signed(review=review, decision="request_changes")
    return review


@pytest.fixture
def second(first: Review) -> Review:
    """The request to read the next edition, in which the summary differs."""
    return next_edition_of(first)


def sign(doctor: Doctor, review: Review, **typed):
    filled = {
        "digest": review.edition.digest,
        "meaning": MEANINGS["approve"].id,
        "has_interests": "no",
        "consent": "yes",
        "password": factories.PASSWORD,
    }
    return doctor.post("fast-lane", review.pk, **(filled | typed))


def changes_of(review: Review, since: int = 1) -> str:
    return f"/desk/reviews/{review.pk}/changes/{since}/"


# The difference --------------------------------------------------------------------------------


def test_the_difference_to_one_s_last_signature_is_shown(doctor: Doctor, second: Review):
    page = text_of(doctor.get("changes", second.pk, 1))
    assert "You requested changes to edition 1" in page
    assert "<del>" in page and "<ins>" in page and "helps" in page
    assert "One study looked at sleep." in page  # the whole text is there as well


def test_queue_and_reading_page_lead_to_it(doctor: Doctor, second: Review):
    assert changes_of(second) in doctor.get("desk").text
    assert doctor.get("reading", second.pk).text.count(changes_of(second)) == 2


def test_nothing_that_differs_is_said_so(doctor: Doctor, first: Review):
    article = first.edition.article
    edition = workflow.submit(article=article, by=article.writer)
    review = factories.assigned(edition=edition, to=doctor.physician)
    assert "Nothing differs." in doctor.get("changes", review.pk, 1).text


def test_the_public_edition_is_compared_with_too(doctor: Doctor):
    released = factories.released()
    article = released.edition.article
    draft = Draft.of(article).with_values({"title": "Migraine and rest"})
    save_draft(article, draft, by=article.writer, comment="Changed")
    edition = workflow.submit(article=article, by=article.writer)
    review = factories.accepted(edition=edition, by=doctor.physician)
    page = text_of(doctor.get("changes", review.pk, 1))
    assert "Changes since edition 1, which the public reads" in page
    assert "rest" in page and "Sign: I approve" not in page
    assert changes_of(review) in doctor.get("reading", review.pk).text


def test_one_edition_may_be_both(doctor: Doctor):
    review = factories.accepted(by=doctor.physician)
    factories.signed(review=review)
    release(edition=review.edition, by=factories.account("editor"))
    following = next_edition_of(review)
    page = text_of(doctor.get("reading", following.pk))
    assert "Changes since edition 1, which you signed and the public reads" in page
    assert page.count(changes_of(following)) == 2


def test_without_an_earlier_edition_there_is_nothing_to_compare(doctor: Doctor):
    review = factories.accepted(by=doctor.physician)
    assert "Changes since" not in doctor.get("reading", review.pk).text
    assert doctor.get("changes", review.pk, 1).status_code == 404


@pytest.mark.parametrize("since", [0, 2, 3, 10**30])
def test_only_what_one_signed_or_the_public_reads_is_compared_with(doctor, second, since):
    assert doctor.client.get(changes_of(second, since)).status_code == 404


def test_a_request_taken_back_shows_no_difference(doctor: Doctor, second: Review):
    cancelled(second)
    assert doctor.get("changes", second.pk, 1).status_code == 404


def test_after_signing_the_difference_stays_readable_without_a_form(doctor, second):
    sign(doctor, second)
    page = doctor.get("changes", second.pk, 1)
    assert "helps" in page.text and 'type="password"' not in page.text


def test_others_neither_see_nor_sign(doctor: Doctor, second: Review):
    editor = Client()
    editor.force_login(factories.account("editor"))
    assert editor.get(changes_of(second)).status_code == 403
    assert editor.post(f"/desk/reviews/{second.pk}/fast-lane/").status_code == 403
    other = Client()
    other.force_login(factories.physician().account)
    assert other.get(changes_of(second)).status_code == 404
    assert other.post(f"/desk/reviews/{second.pk}/fast-lane/").status_code == 404


# The fast lane ---------------------------------------------------------------------------------


def test_it_accepts_and_signs_in_one_step(doctor: Doctor, second: Review):
    answer = sign(doctor, second, has_interests="yes", interests=INTERESTS)
    assert answer.url == f"/desk/reviews/{second.pk}/receipt/"
    second.refresh_from_db()
    assert second.accepted_at and second.interests == INTERESTS
    sign_off = SignOff.objects.get(review=second)
    assert sign_off.decision == "approve"
    assert sign_off.stated["interests_declared"] is True


def test_what_the_checks_found_is_listed_with_the_writers_reasons(doctor: Doctor, first: Review):
    article, writer = first.edition.article, first.edition.article.writer
    table = "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"
    draft = Draft.of(article)
    draft = draft.with_values({"body": draft.body + table, "meta_description": ""})
    save_draft(article, draft, by=writer, comment="A table")
    give_reason(
        article=article,
        rule="table-without-headers",
        sentence="ab",
        reason="Two letters need no header.",
        by=writer,
    )
    page = text_of(doctor.get("changes", next_edition_of(first).pk, 1))
    assert "Two letters need no header." in page
    assert "There is no meta description" in page


def test_a_review_accepted_before_is_only_signed(doctor: Doctor, second: Review):
    workflow.accept(review=second, by=doctor.account, has_interests=True, interests=INTERESTS)
    page = doctor.get("changes", second.pk, 1)
    assert 'name="has_interests"' not in page.text
    assert "You declared interests." in text_of(page)
    assert sign(doctor, second, has_interests="").status_code == 302
    second.refresh_from_db()
    assert second.interests == INTERESTS


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"password": WRONG}, "This is not your password."),
        ({"consent": ""}, "Tick that you agree"),
        ({"has_interests": ""}, "Say whether you have interests"),
        ({"has_interests": "no"}, "Choose one of the two"),
        ({"digest": "0" * 64}, "made for another text"),
        ({"meaning": "physician-approve-0"}, "The wording of this decision has changed."),
    ],
)
def test_a_refusal_keeps_nothing_but_what_was_typed(doctor, second, typed, words):
    page = sign(doctor, second, **({"has_interests": "yes", "interests": INTERESTS} | typed))
    assert page.status_code == 200
    assert words in page.text and INTERESTS in page.text and WRONG not in page.text
    second.refresh_from_db()
    assert second.accepted_at is None
    assert not SignOff.objects.filter(review=second).exists()


def test_wrong_passwords_lock_it_too(doctor: Doctor, second: Review):
    for _ in range(5):
        page = sign(doctor, second, password=WRONG)
    assert "locked here for 15 more minutes" in text_of(page)
    assert "locked here" in text_of(sign(doctor, second))
    assert not SignOff.objects.filter(review=second).exists()


def test_a_double_submit_lands_on_the_receipt(doctor: Doctor, second: Review):
    assert sign(doctor, second).url == sign(doctor, second).url
    assert SignOff.objects.filter(review=second).count() == 1


def test_a_lapsed_licence_closes_it(doctor: Doctor, second: Review):
    end_licence(
        licence=doctor.physician.licences.get(),
        by=factories.account("administrator"),
        on=utc_today(),
    )
    page = text_of(sign(doctor, second))
    assert "You can’t sign today:" in page and "no licence that is verified" in page
    assert not SignOff.objects.filter(review=second).exists()


@pytest.mark.parametrize(
    ("happens", "words"),
    [
        (cancelled, "An editor took this request back"),
        (recalled, "This edition was recalled"),
        (closed, "Another physician requested changes"),
    ],
)
def test_what_happened_meanwhile_is_said_and_what_was_typed_is_kept(doctor, second, happens, words):
    happens(second)
    page = text_of(sign(doctor, second, has_interests="yes", interests=INTERESTS))
    assert words in page and INTERESTS in page
    assert not SignOff.objects.filter(review=second).exists()


def test_whoever_signed_no_earlier_edition_is_sent_to_the_whole_text(doctor: Doctor):
    review = factories.assigned(to=doctor.physician)
    assert sign(doctor, review).url == f"/desk/reviews/{review.pk}/"
    assert not SignOff.objects.exists()


def test_signing_in_anew_leads_back_to_the_difference(doctor: Doctor, second: Review):
    assert doctor.get("fast-lane", second.pk).url == changes_of(second)


# Deciding otherwise ----------------------------------------------------------------------------


def test_deciding_otherwise_takes_the_declaration_along(doctor: Doctor, second: Review):
    answer = doctor.post(
        "fast-lane", second.pk, instead="yes", has_interests="yes", interests=INTERESTS
    )
    assert answer.url == f"/desk/reviews/{second.pk}/#decide"
    second.refresh_from_db()
    assert second.accepted_at and second.interests == INTERESTS


def test_deciding_otherwise_without_a_declaration_asks_for_it_and_keeps_what_was_typed(
    doctor, second
):
    page = doctor.post("fast-lane", second.pk, instead="yes", interests=INTERESTS)
    assert "accept the review first" in page.text and INTERESTS in page.text
    second.refresh_from_db()
    assert second.accepted_at is None


def test_deciding_otherwise_on_an_accepted_review_leads_to_all_decisions(doctor, second):
    workflow.accept(review=second, by=doctor.account, has_interests=False)
    answer = doctor.post("fast-lane", second.pk, instead="yes")
    assert answer.url == f"/desk/reviews/{second.pk}/#decide"


def test_open_comments_are_answered_and_settled_beside_the_difference(doctor: Doctor):
    review = factories.accepted(by=doctor.physician)
    said = comments.comment(review=review, by=doctor.account, text="How long?", kind="question")
    comments.reply(comment=said, by=review.edition.article.writer, text="Eight hours.")
    factories.signed(review=review, decision="request_changes")
    following = next_edition_of(review)
    page = text_of(doctor.get("changes", following.pk, 1))
    assert "How long?" in page and "Eight hours." in page
    answer = doctor.post("reply", following.pk, said.pk, text="Thank you.", back="1")
    assert answer.url == f"{changes_of(following)}#comment-{said.pk}"
    answer = doctor.post("resolve", following.pk, said.pk, back="1")
    assert answer.url == f"{changes_of(following)}#notes"
    assert "How long?" not in doctor.get("changes", following.pk, 1).text


def test_the_number_of_queries_is_constant(doctor: Doctor, second: Review):
    with CaptureQueriesContext(connection) as queries:
        doctor.get("changes", second.pk, 1)
    assert len(queries) <= 24
