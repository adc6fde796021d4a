"""Two people at once: one clean outcome each, and whoever comes second is told so."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from articles.models import Edition
from gate.refusals import Refusal
from publishing.models import Release
from publishing.release import release, withdraw
from reviews import comments, workflow
from reviews.meanings import MEANINGS
from reviews.models import Review, SigningKey
from tests import factories
from tests.workflow.aftermath import faults_after_sweeping

pytestmark = pytest.mark.usefixtures("committed")
ROUNDS = 3
Verb = Callable[[], object]


def _race(*verbs: Verb) -> list[Refusal | None]:
    """Run verbs at the same time, each on its own connection; gives what each was told."""
    told: list[Refusal | None] = [None] * len(verbs)
    unexpected: list[Exception] = []
    start = Barrier(len(verbs))

    def run(place: int, verb: Verb) -> None:
        try:
            start.wait()
            verb()
        except Refusal as refusal:
            told[place] = refusal
        except Exception as error:  # noqa: BLE001
            unexpected.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, verb)) for place, verb in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert unexpected == []
    return told


def _decide(review: Review, decision: str) -> Verb:
    return lambda: workflow.sign(
        review=review,
        by=review.physician.account,
        decision=decision,
        password=factories.PASSWORD,
        meaning=MEANINGS[decision].id,
        remarks="" if decision == "approve" else "Not as it stands.",
    )


def _settled(edition: Edition) -> Edition:
    assert faults_after_sweeping() == []
    return Edition.objects.get(pk=edition.pk)


def test_an_approval_and_a_request_for_changes_never_make_an_edition_releasable() -> None:
    for _ in range(ROUNDS):
        edition = factories.submitted()
        first, second = (factories.accepted(edition=edition) for _ in range(2))

        _race(_decide(first, "approve"), _decide(second, "request_changes"))

        decisions = set(edition.sign_offs.values_list("decision", flat=True))
        assert "request_changes" in decisions
        with pytest.raises(Refusal):
            release(edition=edition, by=factories.account("editor"))


def test_of_a_release_and_a_rejection_one_comes_first() -> None:
    editor = factories.account("editor")
    for _ in range(ROUNDS):
        edition = factories.signed().edition
        review = factories.accepted(edition=edition)

        told = _race(lambda: release(edition=edition, by=editor), _decide(review, "reject"))  # noqa: B023

        assert sum(refusal is None for refusal in told) == 1
        assert edition.releases.exists() is not edition.sign_offs.filter(decision="reject").exists()
        _settled(edition)


def test_of_a_release_and_a_recall_one_comes_first() -> None:
    editor = factories.account("editor")
    for _ in range(ROUNDS):
        edition = factories.signed().edition

        told = _race(
            lambda: release(edition=edition, by=editor),  # noqa: B023
            lambda: workflow.recall(edition=edition, by=editor, reason="editor"),  # noqa: B023
        )

        assert sum(refusal is None for refusal in told) == 1
        assert (_settled(edition).recalled_at is None) is edition.releases.exists()


def test_of_a_release_and_a_blocking_comment_one_comes_first_or_the_comment_is_late() -> None:
    editor = factories.account("editor")
    for _ in range(ROUNDS):
        sign_off = factories.signed()

        told = _race(
            lambda: release(edition=sign_off.edition, by=editor),  # noqa: B023
            lambda: comments.comment(
                review=sign_off.review,  # noqa: B023
                by=sign_off.physician.account,  # noqa: B023
                text="Wait.",
                is_blocking=True,
            ),
        )

        assert told[1] is None
        if told[0] is None:
            made = sign_off.review.comments.get().made_at
            assert made > sign_off.edition.releases.get().opened_at, "the comment came too late"
        _settled(sign_off.edition)


def test_of_an_approval_and_a_recall_neither_is_lost() -> None:
    editor = factories.account("editor")
    for _ in range(ROUNDS):
        review = factories.accepted()
        edition = review.edition

        recalled = _race(
            _decide(review, "approve"),
            lambda: workflow.recall(edition=edition, by=editor, reason="editor"),  # noqa: B023
        )[1]

        assert recalled is None
        assert _settled(edition).recalled_at is not None
        with pytest.raises(Refusal):
            release(edition=edition, by=editor)


def test_a_draft_submitted_twice_at_once_becomes_one_edition() -> None:
    for _ in range(ROUNDS):
        writer = factories.account("writer")
        article = factories.draft(writer=writer)

        told = _race(*[lambda: workflow.submit(article=article, by=writer)] * 2)  # noqa: B023

        assert sum(refusal is None for refusal in told) == 1
        assert article.editions.count() == 1


def test_an_edition_released_twice_at_once_is_released_once() -> None:
    editor = factories.account("editor")
    edition = factories.signed().edition

    told = _race(*[lambda: release(edition=edition, by=editor)] * 2)

    assert sum(refusal is None for refusal in told) == 1
    assert edition.releases.count() == 1
    _settled(edition)


def test_two_withdrawals_at_once_end_one_release() -> None:
    editor = factories.account("editor")
    article = factories.released().article

    told = _race(*[lambda: withdraw(article=article, by=editor, reason="error")] * 2)

    assert sum(refusal is None for refusal in told) == 1
    assert not Release.objects.open().exists()


def test_two_first_signatures_at_once_share_one_signing_key() -> None:
    reviews = [factories.accepted() for _ in range(2)]
    assert not SigningKey.objects.exists()

    assert _race(*[_decide(review, "approve") for review in reviews]) == [None, None]
    assert SigningKey.objects.count() == 1
