"""Every form that changes an article × every person × every state: whose is taken, and no other.

A form is sent as its page would send it, filled in rightly; it was taken where the article's
ledger grew.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet
from django.test import Client

from reviews.models import LedgerEntry
from tests.site.addresses import SITE, address, is_about_an_article
from tests.site.deeds import form
from tests.site.rows import DEEDS, READ_ONLY
from tests.site.world import PEOPLE, Place, World

pytestmark = pytest.mark.timeout(900)


def test_every_address_about_an_article_is_read_only_or_has_a_row():
    about = {name for name in SITE if is_about_an_article(name) and not name.startswith("admin:")}
    assert sorted([*DEEDS, *READ_ONLY]) == sorted(about)


@pytest.mark.django_db
def test_each_form_is_taken_from_whom_and_when_it_may_be():
    world = World()
    found, wanted = {}, {}
    for name, row in DEEDS.items():
        for state, place in world.places.items():
            if at := address(name, place):
                wanted[name, state] = row.get(state, "")
                found[name, state] = whose_is_taken(name, at, place, world)
    assert found == wanted


def whose_is_taken(name: str, at: str, place: Place, world: World) -> str:
    """Send one form as each person; it is the same for all, for nothing of it is kept."""
    filled_in = form(name, place, world)
    before = ledger_of(place).count()
    return "".join(
        letter
        for letter in PEOPLE
        if length_after(world.clients[letter], at, place, filled_in) > before
    )


def ledger_of(place: Place) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(article=place.article)


def length_after(client: Client, at: str, place: Place, filled_in: dict[str, Any]) -> int:
    """Send a form, and count the ledger's entries before all is taken back."""
    kept_by_nobody = transaction.atomic()
    kept_by_nobody._from_testcase = True  # type: ignore[attr-defined]  # durable steps may be inside
    with kept_by_nobody:
        answer = client.post(at, filled_in)
        length = ledger_of(place).count()
        transaction.set_rollback(True)
    assert answer.status_code < 500, at
    return length
