"""Whom the publishing room tells: of reviews that fall due, withdrawals and warnings, once each."""

from __future__ import annotations

import datetime

import pytest

from medcontent.models import User
from publishing import telling
from publishing.models import Release
from publishing.release import release, withdraw
from publishing.safety import show_notice
from publishing.tasks import tell_reviews_due
from references.integrity.deciding import dismiss
from references.models import Notice, Reference
from reviews import workflow
from reviews.models import Letter
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def editor() -> User:
    return factories.account("editor", email="editor@example.org")


@pytest.fixture
def writer() -> User:
    return factories.account("writer", email="writer@example.org")


@pytest.fixture
def public(editor: User, writer: User) -> Release:
    """An article that is public, signed by Ada."""
    edition = factories.submitted(writer=writer)
    doctor = factories.physician(name="Dr. Ada Lovelace", email="ada@example.org")
    factories.signed(edition=edition, by=doctor)
    opened = release(edition=edition, by=editor)
    opened.refresh_from_db()
    Letter.objects.all().delete()
    return opened


def tell_on(day: datetime.date) -> int:
    return sum(telling.tell_review_due(one, on=day) for one in list(telling.to_be_told(day)))


def told() -> list[str]:
    return sorted(letter.recipient.email for letter in Letter.objects.all())


# Reviews that fall due


def test_editors_and_the_writer_are_told_ahead_and_when_it_passed(public: Release) -> None:
    due = public.review_due_on
    assert [day for day in range(-60, 90) if tell_on(due + day * DAY)] == [-30, -7, 1]
    assert told() == ["editor@example.org"] * 3 + ["writer@example.org"] * 3
    first, *_, last = Letter.objects.filter(recipient__email="writer@example.org").order_by("pk")
    assert first.subject.endswith(f"falls due on {due:%-d %B %Y}")
    assert f"are good until the end of {due:%A, %-d %B %Y} (UTC)" in first.body
    assert f"/admin/articles/article/{public.article_id}/change/" in first.body
    assert last.subject.endswith("is out of date")
    assert "It stays public until it is replaced or withdrawn." in last.body


def test_on_the_last_good_day_it_is_not_over(public: Release) -> None:
    tell_on(public.review_due_on)
    assert "falls due" in Letter.objects.first().subject


def test_of_days_on_which_no_worker_ran_only_the_last_is_told(public: Release) -> None:
    assert [tell_on(public.review_due_on + 100 * DAY) for _ in range(2)] == [1, 0]
    assert told() == ["editor@example.org", "writer@example.org"]


def test_another_worker_may_have_been_faster(public: Release) -> None:
    seen = list(telling.to_be_told(public.review_due_on))
    tell_on(public.review_due_on)
    assert not any(telling.tell_review_due(one, on=public.review_due_on) for one in seen)
    assert len(told()) == 2


def test_a_writer_who_edits_too_gets_one_letter(public: Release, editor: User) -> None:
    public.article.writer = editor
    public.article.save()
    tell_on(public.review_due_on)
    assert told() == ["editor@example.org"]


def test_an_editor_who_joins_later_is_not_told_what_was_told(public: Release) -> None:
    tell_on(public.review_due_on)
    factories.account("editor", email="new@example.org")
    assert tell_on(public.review_due_on) == 0
    assert tell_on(public.review_due_on + DAY) == 1
    assert told().count("new@example.org") == 1


def test_what_replaces_a_release_is_told_of_by_its_own_day(public: Release, editor: User) -> None:
    tell_on(public.review_due_on)
    edition = workflow.submit(article=public.article, by=editor)
    factories.signed(edition=edition)
    release(edition=edition, by=editor)
    Letter.objects.exclude(fact__startswith="review_due:").delete()
    assert tell_on(public.review_due_on) == 1
    assert len(set(Letter.objects.values_list("fact", flat=True))) == 2


def test_nobody_is_told_of_what_is_withdrawn(public: Release, editor: User) -> None:
    seen = list(telling.to_be_told(public.review_due_on))
    withdraw(article=public.article, by=editor, reason="error")
    assert not any(telling.tell_review_due(one, on=public.review_due_on) for one in seen)
    assert tell_on(public.review_due_on) == 0


def test_where_nobody_can_be_told_nothing_is_looked_at_again_and_again(
    public: Release, editor: User, writer: User
) -> None:
    User.objects.filter(pk__in=[editor.pk, writer.pk]).update(is_active=False)
    assert list(telling.to_be_told(public.review_due_on)) == []
    User.objects.filter(pk=writer.pk).update(is_active=True)
    assert tell_on(public.review_due_on) == 1
    assert told() == ["writer@example.org"]


def test_the_worker_tells_all_in_batches(public: Release, monkeypatch) -> None:
    for _ in range(4):
        factories.released()
    Letter.objects.all().delete()
    monkeypatch.setattr("publishing.tasks.utc_today", lambda: public.review_due_on)
    monkeypatch.setattr("reviews.tasks.BATCH", 2)
    assert tell_reviews_due.call() == {"done": 5, "failed": 0, "rest": 0}
    assert tell_reviews_due.call() == {"done": 0, "failed": 0, "rest": 0}
    assert Letter.objects.count() == 6


def test_looking_takes_few_queries_however_many_there_are(
    public: Release, django_assert_num_queries
) -> None:
    factories.released()
    with django_assert_num_queries(2):  # the editors, the releases
        assert len(telling.to_be_told(public.review_due_on)) == 2


# Withdrawn, warned


def test_a_withdrawal_is_told_to_all_whom_it_concerns_but_to_who_did_it(
    public: Release, editor: User
) -> None:
    factories.account("editor", email="other@example.org")
    withdraw(article=public.article, by=editor, reason="safety")
    assert told() == ["ada@example.org", "other@example.org", "writer@example.org"]
    letter = Letter.objects.first()
    assert letter.subject == "Medcontent: “Migraine and sleep” is withdrawn"
    assert f"{editor.username} withdrew this article: possible harm to readers." in letter.body
    assert f"/articles/{public.edition.slug}/review-record/" in letter.body


def test_a_physician_who_takes_back_their_word_is_named_to_the_editors(public: Release) -> None:
    doctor = User.objects.get(email="ada@example.org")
    withdraw(article=public.article, by=doctor, reason="signatory")
    assert told() == ["editor@example.org", "writer@example.org"]
    assert f"{doctor.username} no longer stands by this edition" in Letter.objects.first().body


def test_a_notice_of_urgent_review_is_told(public: Release, editor: User) -> None:
    show_notice(article=public.article, by=editor)
    assert told() == ["ada@example.org", "writer@example.org"]
    letter = Letter.objects.first()
    assert letter.subject == "Medcontent: “Migraine and sleep” is under urgent review"
    assert f"http://127.0.0.1:8000/articles/{public.edition.slug}/\n" in letter.body


# Notices that wait


def test_editors_are_told_once_of_notices_about_cited_sources(
    public: Release, editor: User
) -> None:
    cited = Reference.objects.get(editionreference__edition=public.edition)
    uncited = Reference.objects.create(csl={"type": "book", "title": "Nobody cites this"})
    for source in (cited, uncited):
        Notice.objects.create(reference=source, source="pubmed", nature="retraction")
    assert [telling.tell_notices() for _ in range(2)] == [True, False]
    [letter] = Letter.objects.filter(fact__startswith="notices:")
    assert letter.recipient == editor
    assert "1 notice about cited sources" in letter.subject
    assert f"Retraction: {cited.title}" in letter.body
    assert "Nobody cites this" not in letter.body
    assert "/admin/references/notice/?cited=yes" in letter.body


def test_a_newer_notice_is_told_anew(public: Release) -> None:
    cited = Reference.objects.get(editionreference__edition=public.edition)
    for nature in ("expression_of_concern", "retraction"):
        Notice.objects.create(reference=cited, source="pubmed", nature=nature)
        assert telling.tell_notices()


def test_deciding_about_the_newest_brings_no_letter_about_the_older(public: Release) -> None:
    cited = Reference.objects.get(editionreference__edition=public.edition)
    notices = [
        Notice.objects.create(reference=cited, source="pubmed", nature=nature)
        for nature in ("expression_of_concern", "retraction")
    ]
    assert telling.tell_notices()
    dismiss(notice=notices[1], by=factories.account("editor"))
    assert not telling.tell_notices()


def test_nobody_is_told_where_nothing_waits(public: Release) -> None:
    assert not telling.tell_notices()
