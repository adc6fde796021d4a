"""An editor at the board, articles in every state, and pages as words."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from articles.clock import utc_today
from articles.models import Article, Edition
from medcontent.models import User
from publishing.release import withdraw
from publishing.schedule import schedule
from publishing.standing import State
from reviews import workflow
from reviews.models import Physician, Review
from tests import factories

Make = Callable[..., Article]


@pytest.fixture
def editor(db) -> User:
    return factories.account("editor", username="Edda")


@pytest.fixture
def at_board(client: Client, editor: User) -> Client:
    """The editor's browser."""
    client.force_login(editor)
    return client


@pytest.fixture
def words() -> Callable[[HttpResponse], str]:
    """What somebody reads on a page."""

    def read(answer: HttpResponse) -> str:
        text = re.sub("<[^>]+>", " ", answer.content.decode().partition("<main")[2])
        return " ".join(html.unescape(text).split())

    return read


@pytest.fixture
def writer(db) -> User:
    return factories.account("writer", username="Wim")


@pytest.fixture
def make(editor: User, writer: User) -> Make:
    """Bring an article into a state, by the real workflow."""

    def bring(state: State, title: str = "", *, by: User = writer, days: int = 2) -> Article:
        if state == State.DRAFT:
            return factories.draft(writer=by, title=title or "A draft")
        edition = factories.submitted(writer=by, title=title or str(state))
        match state:
            case State.CHANGES_REQUESTED:
                factories.signed(edition=edition, decision="request_changes")
            case State.APPROVED | State.SCHEDULED:
                factories.signed(edition=edition)
            case State.PUBLIC | State.WITHDRAWN:
                factories.released(edition=edition)
        if state == State.SCHEDULED:
            release_at = timezone.now() + timedelta(days=days)
            schedule(edition=edition, by=editor, release_at=release_at)
        if state == State.WITHDRAWN:
            withdraw(article=edition.article, by=editor, reason="error")
        return edition.article

    return bring


def late(edition: Edition, *, days: int = 1, to: Physician | None = None) -> Review:
    """A review that should have been decided by now."""
    return workflow.assign(
        edition=edition,
        physician=to or factories.physician(),
        by=factories.account("editor"),
        due_on=utc_today() - timedelta(days=days),
    )
