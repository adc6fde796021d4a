"""Showing and lifting "this article is under urgent review"."""

from __future__ import annotations

import pytest

from gate.refusals import NotPermitted, Refusal
from publishing.models import Release, SafetyNotice
from publishing.release import withdraw
from publishing.safety import lift_notice, show_notice
from reviews.models import LedgerEntry
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened() -> Release:
    return factories.released()


def actions(opened: Release) -> list[str]:
    entries = LedgerEntry.objects.filter(article=opened.article, action__startswith="safety")
    return [entry.action for entry in entries.order_by("number")]


def test_a_notice_is_shown_lifted_and_shown_again(opened):
    editor = factories.account("editor")
    first = show_notice(article=opened.article, by=editor)
    assert first.lifted_at is None
    assert lift_notice(article=opened.article, by=editor).lifted_at is not None
    show_notice(article=opened.article, by=editor)
    assert SafetyNotice.objects.count() == 2
    assert actions(opened) == ["safety_notice", "safety_notice_lifted", "safety_notice"]


def test_editors_administrators_and_those_who_signed_it_warn_and_nobody_else(opened):
    signer = opened.edition.sign_offs.get().physician.account
    strangers = [opened.article.writer, factories.physician().account, factories.account()]
    for account in strangers:
        with pytest.raises(NotPermitted):
            show_notice(article=opened.article, by=account)
    for account in (signer, factories.account("editor"), factories.account("administrator")):
        show_notice(article=opened.article, by=account)
        lift_notice(article=opened.article, by=account)


def test_a_notice_is_not_shown_twice_or_lifted_where_there_is_none(opened):
    editor = factories.account("editor")
    with pytest.raises(Refusal, match="No notice"):
        lift_notice(article=opened.article, by=editor)
    show_notice(article=opened.article, by=editor)
    with pytest.raises(Refusal, match="shown already"):
        show_notice(article=opened.article, by=editor)
    assert actions(opened) == ["safety_notice"]


def test_there_is_nobody_to_warn_of_what_is_not_public(opened):
    editor = factories.account("editor")
    withdraw(article=opened.article, by=editor, reason="error")
    with pytest.raises(Refusal, match="not public"):
        show_notice(article=opened.article, by=editor)


def test_a_notice_that_is_shown_stays_through_a_withdrawal_until_it_is_lifted(opened):
    editor = factories.account("editor")
    show_notice(article=opened.article, by=editor)
    withdraw(article=opened.article, by=editor, reason="safety")
    assert SafetyNotice.objects.filter(lifted_at=None).exists()
    lift_notice(article=opened.article, by=editor)
