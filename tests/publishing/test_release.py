"""Release and withdraw: who may, when it may be, and what a failing page does to them."""

from __future__ import annotations

import pytest

from articles.drafts import draft_edit
from articles.models import Article, Edition
from gate.refusals import NotPermitted, Refusal
from medcontent.models import User
from publishing.models import Redirect, Release
from publishing.pages import page_paths
from publishing.release import WITHDRAWAL_REASONS, release, withdraw
from publishing.storage import AtomicFileStorage
from publishing.store import MissingPage, PageNotRemoved, read_page
from reviews import comments, workflow
from reviews.models import LedgerEntry
from tests import factories

pytestmark = pytest.mark.django_db


class FullDisk(AtomicFileStorage):
    """A store that keeps nothing more."""

    def _save(self, name, content):
        raise OSError(28, "No space left on device")


class StuckDisk(AtomicFileStorage):
    """A store that lets nothing go."""

    def delete(self, name):
        raise OSError(30, "Read-only file system")


@pytest.fixture
def break_store(settings):
    def put(storage: type[AtomicFileStorage]) -> None:
        backend = f"{storage.__module__}.{storage.__qualname__}"
        kept = settings.STORAGES["pages"] | {"BACKEND": backend}
        settings.STORAGES = settings.STORAGES | {"pages": kept}

    return put


def approved(**wanted: str) -> Edition:
    return factories.signed(edition=factories.submitted(**wanted)).edition


def following(edition: Edition) -> Edition:
    """The next edition of an article, approved."""
    made = workflow.submit(article=edition.article, by=edition.article.writer)
    return factories.signed(edition=made).edition


def stored(article: Article) -> list[int]:
    """The status of each page that the store holds of an article."""
    found = []
    for path in page_paths(article):
        try:
            found.append(read_page(path).status)
        except MissingPage:
            continue
    return found


# who may


def accounts(edition: Edition) -> dict[str, User]:
    return {
        "writer": edition.article.writer,
        "editor": factories.account("editor"),
        "signer": edition.sign_offs.get().physician.account,
        "physician": factories.physician().account,
        "administrator": factories.account("administrator"),
        "nobody": factories.account(),
    }


def test_only_editors_release():
    edition = approved()
    for role, account in accounts(edition).items():
        if role != "editor":
            with pytest.raises(NotPermitted):
                release(edition=edition, by=account)
    assert not Release.objects.exists()
    assert release(edition=edition, by=factories.account("editor")).ended_at is None


@pytest.mark.parametrize("reason", WITHDRAWAL_REASONS)
def test_editors_and_administrators_withdraw_and_signers_take_their_word_back(reason):
    edition = approved()
    release(edition=edition, by=factories.account("editor"))
    may = {"signer"} if reason == "signatory" else {"editor", "administrator"}
    for role, account in accounts(edition).items():
        if role not in may:
            with pytest.raises(NotPermitted):
                withdraw(article=edition.article, by=account, reason=reason)
    assert Release.objects.open().exists()
    account = accounts(edition)[min(may)]
    assert withdraw(article=edition.article, by=account, reason=reason).end_reason == reason


def test_a_superuser_releases_nothing_that_no_physician_signed():
    root = User.objects.create_superuser("root")
    with pytest.raises(Refusal) as refused:
        release(edition=factories.submitted(), by=root)
    assert refused.value.rule == "a_release_has_its_approvals"


def test_a_physician_who_requested_changes_did_not_sign_for_the_public():
    edition = factories.submitted()
    late = factories.accepted(edition=edition)
    factories.signed(edition=edition)
    release(edition=edition, by=factories.account("editor"))
    with pytest.raises(NotPermitted):
        withdraw(article=edition.article, by=late.physician.account, reason="signatory")


# when it may be


def refused(edition: Edition) -> str:
    with pytest.raises(Refusal) as refusal:
        release(edition=edition, by=factories.account("editor"))
    assert not Release.objects.filter(edition=edition, ended_at=None).exists()
    assert not LedgerEntry.objects.filter(action="release", article=edition.article).exists()
    return refusal.value.rule


def test_an_edition_without_its_approvals_is_not_released(settings):
    assert refused(factories.submitted()) == "a_release_has_its_approvals"
    settings.REQUIRED_APPROVALS = 2
    assert refused(approved()) == "a_release_has_its_approvals"


@pytest.mark.parametrize("decision", ["reject", "request_changes"])
def test_an_edition_with_an_objection_is_not_released(decision):
    edition = factories.submitted()
    late = factories.accepted(edition=edition)
    factories.signed(edition=edition)
    factories.signed(review=late, decision=decision)
    assert refused(edition) == "a_released_edition_has_no_objection"


def test_a_blocking_comment_holds_the_release_back_until_it_is_resolved():
    edition = factories.submitted()
    review = factories.accepted(edition=edition)
    doctor = review.physician.account
    comments.comment(review=review, by=doctor, text="By the way")
    made = comments.comment(review=review, by=doctor, text="Why?", is_blocking=True)
    factories.signed(review=review)
    assert refused(edition) == "a_released_edition_has_no_open_blocking_comment"
    comments.resolve(comment=made, by=doctor)
    release(edition=edition, by=factories.account("editor"))


def test_a_recalled_edition_is_not_released():
    edition = approved()
    workflow.recall(edition=edition, by=edition.article.writer, reason="writer")
    assert refused(edition) == "a_recalled_edition_is_not_released"


def test_what_is_public_is_not_released_again():
    opened = factories.released()
    with pytest.raises(Refusal) as refusal:
        release(edition=opened.edition, by=factories.account("editor"))
    assert refusal.value.rule == "already_public"


def test_a_withdrawn_edition_is_never_public_again_but_the_next_may_be():
    edition = factories.released().edition
    withdraw(article=edition.article, by=factories.account("editor"), reason="error")
    with pytest.raises(Refusal) as refusal:
        release(edition=edition, by=factories.account("editor"))
    assert refusal.value.rule == "a_withdrawn_edition_is_not_released_again"
    assert release(edition=following(edition), by=factories.account("editor")).ended_at is None


def test_a_slug_stays_with_the_article_that_was_public_there():
    first = factories.released().edition.article
    slug = first.slug
    with draft_edit(first, by=first.writer, comment="Moved"):
        first.slug = "elsewhere"
        first.save()
    assert refused(approved(slug=slug)) == "a_slug_belongs_to_its_article_for_good"
    assert Redirect.objects.get(slug=slug).article == first


def test_withdrawing_needs_a_reason_from_the_list_and_a_public_article():
    edition = approved()
    editor = factories.account("editor")
    for reason in ("", "because", "superseded"):
        with pytest.raises(Refusal, match="no reason to withdraw"):
            withdraw(article=edition.article, by=editor, reason=reason)
    with pytest.raises(Refusal) as refusal:
        withdraw(article=edition.article, by=editor, reason="error")
    assert refusal.value.rule == "not_public"


# what follows


def test_releasing_the_next_edition_ends_the_release_before_it():
    before = factories.released()
    opened = release(edition=following(before.edition), by=factories.account("editor"))
    before.refresh_from_db()
    assert before.end_reason == "superseded"
    assert Release.objects.open().get() == opened
    facts = LedgerEntry.objects.filter(action="release").last().recorded["facts"]
    assert facts == {
        "edition": 2,
        "digest": opened.edition.digest,
        "release": opened.pk,
        "supersedes": before.pk,
    }


def test_an_earlier_edition_that_was_only_superseded_may_return():
    before = factories.released().edition
    release(edition=following(before), by=factories.account("editor"))
    assert release(edition=before, by=factories.account("editor")).edition == before


def test_an_approved_edition_stays_public_while_the_next_is_in_review():
    opened = factories.released()
    workflow.submit(article=opened.edition.article, by=opened.edition.article.writer)
    assert Release.objects.open().get() == opened


def test_a_withdrawal_is_recorded_with_its_reason():
    opened = factories.released()
    withdraw(article=opened.article, by=factories.account("administrator"), reason="safety")
    facts = LedgerEntry.objects.get(action="withdraw").recorded["facts"]
    assert facts == {"edition": 1, "release": opened.pk, "reason": "safety"}


def test_pages_follow_release_and_withdrawal():
    article = factories.released().article
    assert stored(article) == [200, 200, 200]
    withdraw(article=article, by=factories.account("editor"), reason="error")
    assert sorted(stored(article)) == [200, 200, 410]


# when the store fails


def test_a_page_that_can_not_be_written_is_missing_and_the_release_stands(break_store, caplog):
    break_store(FullDisk)
    article = factories.released().article
    assert Release.objects.open().filter(article=article).exists()
    assert stored(article) == []
    assert "could not be written" in caplog.text
    assert "manage.py pages" in caplog.text


def test_a_page_that_can_not_be_removed_stops_what_would_make_it_stale(break_store):
    opened = factories.released()
    edition = following(opened.edition)
    editor = factories.account("editor")
    break_store(StuckDisk)
    with pytest.raises(PageNotRemoved):
        withdraw(article=opened.article, by=editor, reason="error")
    with pytest.raises(PageNotRemoved):
        release(edition=edition, by=editor)
    assert Release.objects.get() == opened
    assert [entry.action for entry in LedgerEntry.objects.all()].count("release") == 1
    assert not LedgerEntry.objects.filter(action="withdraw").exists()


def test_the_old_page_is_gone_before_the_new_one_can_be_written(break_store):
    opened = factories.released()
    edition = following(opened.edition)
    break_store(FullDisk)
    release(edition=edition, by=factories.account("editor"))
    assert stored(opened.article) == []
