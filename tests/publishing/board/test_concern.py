"""The page about a concern: what happened, where the text cites the source, and the answer."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from publishing.models import Concern, Release
from publishing.tasks import take_up_facts
from references.models import Reference
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened() -> Release:
    return factories.released()


@pytest.fixture
def concern(opened) -> Concern:
    factories.confirmed(
        Reference.objects.get(editionreference__edition=opened.edition), doi="10.5555/notice"
    )
    take_up_facts.func()
    return Concern.objects.get()


@pytest.fixture
def url(concern) -> str:
    return reverse("publishing:concern", args=[concern.pk])


def as_(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def doctor(opened) -> Client:
    return as_(opened.edition.sign_offs.get().physician.account)


def test_it_says_what_happened_and_quotes_what_cites_the_source(doctor, url, words):
    said = words(doctor.get(url))
    assert "A source has changed: retraction" in said
    assert "Retraction of 6 February 2026 , as Crossref says" in said
    assert "One study looked at sleep. The public page" in said  # without the citation's number
    assert "I no longer stand by this" in said


def test_a_physician_who_signed_answers(doctor, url, words, concern):
    said = words(doctor.post(url, {"consent": "yes"}, follow=True))
    assert "Your answer is on record" in said
    concern.refresh_from_db()
    assert concern.closing == "answered"
    assert "a physician who signed looked at it" in words(doctor.get(url))


def test_nothing_happens_without_the_tick(doctor, url, words):
    assert "Tick that you looked at it" in words(doctor.post(url, {}))
    assert Concern.objects.open().exists()


def test_a_second_answer_is_told_kindly(doctor, url, words):
    doctor.post(url, {"consent": "yes"})
    said = words(doctor.post(url, {"consent": "yes"}))
    assert "closed already" in said


def test_editors_read_it_and_answer_nothing(url, words):
    editor = as_(factories.account("editor"))
    said = words(editor.get(url))
    assert "Only they can say that the text stands" in said and "The text stands" not in said
    refused = words(editor.post(url, {"consent": "yes"}))
    assert "Only a physician who signed this edition" in refused
    assert Concern.objects.open().exists()


def test_others_do_not_learn_of_it(url):
    for account in (factories.account("writer"), factories.physician().account):
        assert as_(account).get(url).status_code == 404
    assert Client().get(url).status_code == 302
    assert as_(factories.account("editor")).get("/desk/concerns/999999999999/").status_code == 404


def test_the_story_and_the_board_lead_to_it(url, opened, words, concern):
    editor = as_(factories.account("editor"))
    story = editor.get(reverse("publishing:story", args=[opened.article_id]))
    assert url in story.content.decode()
    said = words(story)
    assert "A source changed (retraction)" in said
    assert "The site put notes about a source on the public page: retraction." in said
    assert "1 source of the public text changed" in words(editor.get("/board/"))
    assert "1 source of the public text changed" in words(editor.get("/board/?warned=1"))


def test_the_desk_leads_whoever_can_do_something_to_it(doctor, url):
    assert url in doctor.get("/admin/").content.decode()
    assert url in as_(factories.account("editor")).get("/admin/").content.decode()
    for account in (factories.physician().account, factories.account("writer")):
        assert url not in as_(account).get("/admin/").content.decode()


def test_a_physicians_own_desk_leads_to_what_waits_for_their_answer(doctor, url, words):
    said = words(doctor.get("/desk/"))
    assert url in doctor.get("/desk/").content.decode()
    assert "Sources that changed" in said and "No review waits for you." in said
    assert "Nothing waits for you." not in said
    doctor.post(url, {"consent": "yes"})
    said = words(doctor.get("/desk/"))
    assert "Sources that changed" not in said and "Nothing waits for you." in said


def test_nobody_elses_desk_does(url, words):
    another = as_(factories.physician().account)
    assert "Sources that changed" not in words(another.get("/desk/"))


def test_a_physician_who_is_an_editor_too_answers_for_their_own_signatures_alone(url, opened):
    both = factories.physician().account
    both.groups.add(*factories.account("editor").groups.all())
    assert url in as_(both).get("/admin/").content.decode()
    assert url not in as_(both).get("/desk/").content.decode()


def test_the_page_asks_the_database_as_often_whatever_the_text(
    doctor, url, django_assert_num_queries
):
    with django_assert_num_queries(6):
        doctor.get(url)
