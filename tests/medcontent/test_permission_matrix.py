"""The permission matrix: every page of the admin × every role.

The pages are read from the URL conf, so that a page without a row fails.
"""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern

from tests.admin_pages import PAGES, PEOPLE, POSTED, ROWS, World, address

pytestmark = pytest.mark.django_db


def answer_to(letter: str, page: URLPattern, at: str, world: World) -> HttpResponse:
    client = Client()
    client.cookies = SimpleCookie(world.cookies[letter])
    asked = {"app_label": "articles", "model_name": "article", "field_name": "condition"}
    asked |= {"from": world.saved, "to": world.saved}
    with transaction.atomic():
        send = client.post if page.name in POSTED else client.get
        answer = send(at, asked)
        transaction.set_rollback(True)
    return answer  # type: ignore[return-value]


def gets_through(answer: HttpResponse) -> bool:
    """Say whether somebody reached a page, whatever it then made of an empty request."""
    assert answer.status_code < 500
    if answer.status_code == 302:
        return answer["Location"] != "/admin/" and "/login/" not in answer["Location"]
    return answer.status_code not in (403, 404)


def test_every_page_has_a_row_and_every_row_a_page():
    assert sorted(PAGES) == sorted(ROWS)


@pytest.mark.timeout(900)
def test_each_role_gets_to_its_pages_and_no_further():
    world = World()
    found = {}
    for name, page in PAGES.items():
        at = address(page, world)
        found[name] = "".join(
            one for one in PEOPLE if gets_through(answer_to(one, page, at, world))
        )
    assert found == {name: "".join(sorted(ROWS[name], key="woepqasn-".index)) for name in found}
