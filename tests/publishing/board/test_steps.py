"""What editors do from an article's story, and what keeps a step from being taken."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.clock import utc_today
from articles.models import Article, Edition
from publishing.models import Release, SafetyNotice, ScheduledRelease
from publishing.pages import article_path
from publishing.release import basis_of, release, withdraw
from reviews import workflow
from reviews.models import Letter, Review, SignOff
from tests import factories
from workbench.local_time import COOKIE

pytestmark = pytest.mark.django_db

DUE = (utc_today() + datetime.timedelta(days=5)).isoformat()


def at(name: str, pk: int) -> str:
    return reverse(f"publishing:{name}", args=[pk])


def approved() -> Edition:
    return factories.signed().edition


def release_form(edition: Edition, **more: Any) -> dict[str, Any]:
    public = Release.objects.open().filter(article=edition.article).first()
    shown = {"edition": edition.pk, "replaces": public.pk if public else ""}
    return {**shown, "basis": basis_of(edition), **more}


def next_edition(article: Article) -> Edition:
    """Another approved edition of a public article."""
    edition = workflow.submit(article=article, by=factories.account("editor"))
    return factories.signed(edition=edition).edition


# Asking physicians -----------------------------------------------------------------------------


def test_an_eligible_physician_is_asked_and_told_by_letter(at_board, words):
    edition, doctor = factories.submitted(), factories.physician(name="Dr. Able")
    doctor.account.email = "able@example.org"
    doctor.account.save()
    page = at_board.get(at("assign", edition.article_id))
    assert "Dr. Able, MD" in words(page)

    form = {"edition": edition.pk, "physician": doctor.pk, "due_on": DUE}
    answer = at_board.post(at("assign", edition.article_id), form, follow=True)

    assert "Dr. Able, MD is asked to decide by" in words(answer)
    review = Review.objects.get(edition=edition)
    assert review.due_on.isoformat() == DUE
    assert Letter.objects.get(recipient=doctor.account).fact == f"assign:{review.pk}"


def test_why_others_can_t_be_asked_is_said(at_board, words):
    edition = factories.submitted()
    factories.physician(name="Dr. Unchecked", verified=False)
    page = words(at_board.get(at("assign", edition.article_id)))
    assert "Dr. Unchecked, MD has no licence that is verified and valid today" in page


def test_who_signed_before_stands_first(at_board):
    before = factories.physician(name="Dr. Zoe Before")
    article = factories.released(edition=None).article
    edition = workflow.submit(article=article, by=factories.account("editor"))
    signed = SignOff.objects.get(edition__article=article).physician
    page = at_board.get(at("assign", article.pk)).content.decode()
    assert page.index(signed.name) < page.index(before.name)
    assert "reads only what changed since" in page
    assert edition.number == 2


def test_physicians_are_found_by_name(at_board, words):
    edition = factories.submitted()
    factories.physician(name="Dr. Able")
    factories.physician(name="Dr. Other")
    page = words(at_board.get(at("assign", edition.article_id), {"name": "able"}))
    assert "Dr. Able" in page
    assert "Dr. Other" not in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"physician": ""}, "Choose a physician"),
        ({"physician": "x"}, "not on the list any more"),
        ({"physician": str(2**80)}, "not on the list any more"),
        ({"due_on": ""}, "Give the day"),
        ({"due_on": "2020-01-01"}, "is over"),
        ({"due_on": "2999-01-01"}, "more than a year ahead"),
        ({"due_on": "2026-02-31"}, "Give the day"),
        ({"edition": "1"}, "no longer in review"),
        ({"edition": ""}, "no longer in review"),
    ],
)
def test_what_can_t_be_asked_is_refused_and_keeps_what_was_typed(at_board, words, changed, said):
    edition, doctor = factories.submitted(), factories.physician()
    form = {"edition": edition.pk, "physician": doctor.pk, "due_on": DUE} | changed
    answer = at_board.post(at("assign", edition.article_id), form)
    assert answer.status_code == 200
    assert said in words(answer)
    if form["due_on"]:
        assert f'value="{form["due_on"]}"' in answer.content.decode()
    assert not Review.objects.filter(edition=edition).exists()


def test_nobody_is_asked_twice(at_board, words):
    review = factories.assigned()
    edition = review.edition
    form = {"edition": edition.pk, "physician": review.physician_id, "due_on": DUE}
    assert "asked" in words(at_board.post(at("assign", edition.article_id), form))
    assert Review.objects.filter(edition=edition).count() == 1


def test_a_due_day_is_moved_and_the_physician_reminded_once_a_day(at_board, words):
    doctor = factories.physician()
    doctor.account.email = "able@example.org"
    doctor.account.save()
    review = factories.assigned(to=doctor)
    answer = at_board.post(at("due-date", review.pk), {"due_on": DUE}, follow=True)
    assert "is asked to decide by" in words(answer)
    assert Review.objects.get(pk=review.pk).due_on.isoformat() == DUE
    said = [words(at_board.post(at("remind", review.pk), follow=True)) for _ in range(2)]
    assert "A reminder to" in said[0]
    assert "was reminded today already" in said[1]


def test_a_day_that_is_over_is_refused_and_stays_in_its_field(at_board, words):
    review = factories.assigned()
    answer = at_board.post(at("due-date", review.pk), {"due_on": "2020-01-01"})
    assert "is over" in words(answer)
    assert 'value="2020-01-01"' in answer.content.decode()


def test_a_request_is_taken_back_unless_the_physician_decided(at_board, words):
    review, signed = factories.assigned(), factories.signed()
    assert "is taken back" in words(at_board.post(at("take-back", review.pk), follow=True))
    assert Review.objects.get(pk=review.pk).cancelled_at
    assert "decided already" in words(at_board.post(at("take-back", signed.review_id)))


# Releasing -------------------------------------------------------------------------------------


def test_the_release_page_shows_what_becomes_public_and_who_signed(at_board, words):
    edition = approved()
    page = words(at_board.get(at("release", edition.article_id)))
    assert edition.digest in page
    assert str(edition.sign_offs.get().physician) in page
    assert "no edition of this article is public" in page


def test_an_approved_edition_is_released(at_board, client, words):
    edition = approved()
    answer = at_board.post(at("release", edition.article_id), release_form(edition), follow=True)
    assert "Edition 1 is public" in words(answer)
    assert Client().get(article_path(edition.slug)).status_code == 200


def test_a_double_click_releases_once_and_says_so(at_board, words):
    edition = approved()
    form = release_form(edition)
    at_board.post(at("release", edition.article_id), form)
    assert "is public already" in words(at_board.post(at("release", edition.article_id), form))
    assert Release.objects.count() == 1


def test_a_release_that_another_one_overtook_is_refused(at_board, editor, words):
    article = factories.released().article
    edition = next_edition(article)
    form = release_form(edition)
    withdraw(article=article, by=editor, reason="error")
    said = words(at_board.post(at("release", article.pk), form))
    assert "nothing is public" in said
    assert not Release.objects.open().exists()


def test_the_release_page_shows_what_changes_for_readers(at_board):
    article = factories.released().article
    article.refresh_from_db()
    from articles.drafts import Draft, save_draft

    draft = Draft.of(article).with_values({"summary": "Regular sleep may help many people."})
    save_draft(article, draft, by=article.writer, comment="Changed")
    next_edition(article)
    page = at_board.get(at("release", article.pk)).content.decode()
    assert "<ins>" in page
    assert "<del>" in page


def test_nothing_is_released_without_approval(at_board, words):
    edition = factories.accepted().edition
    answer = at_board.get(at("release", edition.article_id), follow=True)
    assert "No edition of this article has its approvals" in words(answer)
    answer = at_board.post(at("release", edition.article_id), release_form(edition))
    assert "approval" in words(answer)
    assert not Release.objects.exists()


def test_a_release_is_planned_in_the_time_of_the_editor_s_clock(at_board, words):
    edition = approved()
    at_board.cookies[COOKIE] = "Europe/Berlin"
    assert "Europe/Berlin" in words(at_board.get(at("release", edition.article_id)))
    day = timezone.now().date() + datetime.timedelta(days=40)
    form = release_form(edition, day=day.isoformat(), time="08:00", zone="America/New_York")
    said = words(at_board.post(at("schedule", edition.article_id), form, follow=True))
    planned = ScheduledRelease.objects.open().get()
    assert planned.release_at.hour in (12, 13), "the zone of the form counts"
    assert "is released on" in said
    assert "Planned: edition 1" in said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"day": "2020-01-01"}, "This time is over"),
        ({"day": "2199-01-01"}, "more than five years ahead"),
        ({"day": "x"}, "Give the day"),
        ({"time": "x"}, "Give the time"),
        ({"edition": "0"}, "Choose what to release"),
        ({"edition": "9" * 60}, "Choose what to release"),
    ],
)
def test_a_plan_that_can_t_be_is_refused_and_keeps_what_was_typed(at_board, words, changed, said):
    edition = approved()
    form = release_form(edition, day="2027-01-01", time="08:00", zone="UTC") | changed
    answer = at_board.post(at("schedule", edition.article_id), form)
    assert said in words(answer)
    assert f'value="{form["day"]}"' in answer.content.decode()
    assert not ScheduledRelease.objects.exists()


def test_a_plan_is_taken_back_once(at_board, editor, words):
    edition = approved()
    form = release_form(edition, day="2027-01-01", time="08:00", zone="UTC")
    at_board.post(at("schedule", edition.article_id), form)
    plan = {"plan": ScheduledRelease.objects.get().pk}
    said = [
        words(at_board.post(at("unschedule", edition.article_id), plan, follow=True))
        for _ in range(2)
    ]
    assert "is taken back" in said[0]
    assert "ended already" in said[1]


# Emergency powers ------------------------------------------------------------------------------


def test_an_article_is_withdrawn_for_a_reason_of_the_list(at_board, words):
    opened = factories.released()
    slug, pk = opened.edition.slug, opened.article_id
    page = words(at_board.get(at("withdraw", pk)))
    assert "This article was withdrawn on" in page
    assert "no longer stands by it" not in page, "that is for the physician to say"
    form = {"release": opened.pk, "reason": "regulatory"}
    assert "is withdrawn" in words(at_board.post(at("withdraw", pk), form, follow=True))
    assert Client().get(article_path(slug)).status_code == 410


@pytest.mark.parametrize("reason", ["", "superseded", "signatory", "because"])
def test_a_reason_that_is_not_on_the_list_withdraws_nothing(at_board, words, reason):
    opened = factories.released()
    form = {"release": opened.pk, "reason": reason}
    assert "Choose why" in words(at_board.post(at("withdraw", opened.article_id), form))
    assert Release.objects.open().exists()


def test_what_became_public_meanwhile_is_looked_at_before_it_is_withdrawn(at_board, editor, words):
    opened = factories.released()
    release(edition=next_edition(opened.article), by=editor)
    form = {"release": opened.pk, "reason": "error"}
    said = words(at_board.post(at("withdraw", opened.article_id), form))
    assert "Meanwhile edition 2 became public" in said
    assert Release.objects.open().exists()


def test_a_second_withdrawal_finds_the_first(at_board, words):
    opened = factories.released()
    form = {"release": opened.pk, "reason": "error"}
    at_board.post(at("withdraw", opened.article_id), form)
    said = words(at_board.post(at("withdraw", opened.article_id), form, follow=True))
    assert "not public any more" in said


def test_the_notice_of_urgent_review_is_shown_and_lifted(at_board, words):
    opened = factories.released()
    path = article_path(opened.edition.slug)
    for step, shown in (("show", True), ("lift", False)):
        form = {"release": opened.pk, "step": step}
        at_board.post(at("notice", opened.article_id), form)
        assert ("under urgent review" in words(Client().get(path))) is shown


def test_administrators_withdraw_and_warn_but_assign_and_release_nothing(client):
    client.force_login(factories.account("administrator"))
    opened, waiting = factories.released(), approved()
    review = factories.assigned()
    for path in (
        at("assign", waiting.article_id),
        at("release", waiting.article_id),
        at("schedule", waiting.article_id),
        at("unschedule", waiting.article_id),
        at("due-date", review.pk),
        at("remind", review.pk),
        at("take-back", review.pk),
    ):
        assert client.post(path, release_form(waiting)).status_code == 403, path
    assert client.post(at("notice", opened.article_id), {"release": opened.pk}).status_code == 302
    form = {"release": opened.pk, "reason": "safety"}
    assert client.post(at("withdraw", opened.article_id), form).status_code == 302
    assert not Release.objects.open().exists()


# A physician's own word ------------------------------------------------------------------------


def doctor_of(opened: Release) -> Client:
    client = Client()
    client.force_login(opened.edition.sign_offs.get().physician.account)
    return client


def test_a_physician_withdraws_what_they_no_longer_stand_by(words):
    opened = factories.released()
    doctor = doctor_of(opened)
    page = words(doctor.get(at("stand-back", opened.article_id)))
    assert "a physician no longer stands by it" in page
    form = {"release": opened.pk, "step": "withdraw", "consent": "yes"}
    said = words(doctor.post(at("stand-back", opened.article_id), form, follow=True))
    assert "The article is withdrawn" in said
    opened.refresh_from_db()
    assert opened.end_reason == "signatory"


def test_without_consent_nothing_is_withdrawn(words):
    opened = factories.released()
    form = {"release": opened.pk, "step": "withdraw"}
    said = words(doctor_of(opened).post(at("stand-back", opened.article_id), form))
    assert "Tick that you no longer stand by it" in said
    assert Release.objects.open().exists()


def test_a_physician_warns_the_readers_of_what_they_signed():
    opened = factories.released()
    doctor = doctor_of(opened)
    doctor.post(at("stand-back", opened.article_id), {"release": opened.pk, "step": "warn"})
    assert SafetyNotice.objects.filter(lifted_at=None).exists()
    doctor.post(at("stand-back", opened.article_id), {"release": opened.pk, "step": "lift"})
    assert not SafetyNotice.objects.filter(lifted_at=None).exists()


def test_others_do_not_learn_whether_there_is_something_to_stand_back_from(client):
    opened = factories.released()
    client.force_login(factories.physician().account)
    assert client.get(at("stand-back", opened.article_id)).status_code == 404
    client.force_login(factories.account("editor"))
    assert client.get(at("stand-back", opened.article_id)).status_code == 403


def test_what_is_not_public_any_more_leads_back_to_the_desk(editor, words):
    opened = factories.released()
    withdraw(article=opened.article, by=editor, reason="error")
    said = words(doctor_of(opened).get(at("stand-back", opened.article_id), follow=True))
    assert "is not public" in said
