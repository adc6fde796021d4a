"""Every address × every person × every state of an article: who gets there, and no other.

The addresses are read from the URL conf, so that one without a row fails.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from articles.history import revisions_of
from articles.models import Image
from tests.articles.pictures import stored
from tests.site.addresses import SITE, address, is_about_an_article
from tests.site.rows import ELSE, POSTED, ROWS
from tests.site.world import PEOPLE, Place, World, age

ELSEWHERE = {
    name
    for name in SITE
    if name.startswith("admin:")
    and (not is_about_an_article(name) or name == "admin:articles_article_recover")
}
"""They have their rows in tests/admin_pages.py."""


@pytest.fixture
def world(committed, databases) -> World:
    made = World()
    stored(made.people["w"])
    with databases.owner(committed) as owner:
        age(made.places["review_due"].article, owner)
    return made


def test_every_address_has_a_row_and_every_row_an_address():
    assert sorted(ROWS) == sorted(SITE.keys() - ELSEWHERE)


@pytest.mark.timeout(900)
def test_each_person_gets_where_they_may_and_no_further(world):
    found, wanted = {}, {}
    for name, row in ROWS.items():
        for state, at in addresses(name, world):
            wanted[name, state] = row if isinstance(row, str) else row.get(state, row[ELSE])
            asked = parameters(world, state)
            found[name, state] = "".join(
                letter
                for letter in PEOPLE
                if gets_through(answer_to(world.clients[letter], name, at, asked))
            )
    assert found == wanted


def addresses(name: str, world: World) -> Iterator[tuple[str, str]]:
    """Give the addresses of a name, one for each state in which there is one."""
    if not is_about_an_article(name):
        yield ELSE, reverse(name, kwargs=arguments(name, world))
        return
    for state, place in world.places.items():
        if at := address(name, place):
            yield state, at


def arguments(name: str, world: World) -> dict[str, str]:
    """What stands in an address that is not about an article."""
    if name == "publishing:physician":
        return {"slug": world.physician_slug}
    if name == "publishing:image":
        image = Image.objects.get()
        return {"digest": image.digest, "kind": image.kind}
    if name == "publishing:board-choices":
        return {"name": "writer"}
    return {"uidb64": "MQ", "token": "x"} if name == "password_reset_confirm" else {}


def parameters(world: World, state: str) -> dict[str, str]:
    """What pages that compare are asked for: revisions of the article."""
    place = world.places.get(state) or Place(world.places["draft"].article)
    saved = str(revisions_of(place.article.pk)[0].pk)
    return {"from": saved, "to": saved}


def answer_to(client: Client, name: str, at: str, asked: dict[str, str]) -> HttpResponse:
    """Ask in a transaction of which nothing is kept."""
    with transaction.atomic():
        answer = (client.post if name in POSTED else client.get)(at, asked)
        transaction.set_rollback(True)
    assert answer.status_code < 500, (name, at)
    return answer  # type: ignore[return-value]


def gets_through(answer: HttpResponse) -> bool:
    """Say whether somebody reached a page, whatever it then made of an empty request."""
    if answer.status_code == 302:
        return answer["Location"] != "/admin/" and "/login/" not in answer["Location"]
    return answer.status_code not in (403, 404)
