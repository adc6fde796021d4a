"""An editor at the board, and pages as words."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from medcontent.models import User
from tests import factories


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
