"""Every form that changes an article × every person × every state: whose is taken, and no other.

A form is sent as its page would send it, filled in rightly; it was taken where the article's
ledger grew.
"""

from __future__ import annotations

import pytest
from django.db import transaction

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
                found[name, state] = "".join(
                    letter for letter in PEOPLE if is_taken(name, at, place, world, letter)
                )
    assert found == wanted


def is_taken(name: str, at: str, place: Place, world: World, letter: str) -> bool:
    """Send a form and look whether the ledger grew; nothing of it is kept."""
    ledger = LedgerEntry.objects.filter(article=place.article)
    before = ledger.count()
    filled_in = form(name, place, world)
    kept_by_nobody = transaction.atomic()
    kept_by_nobody._from_testcase = True  # type: ignore[attr-defined]  # durable steps may be inside
    with kept_by_nobody:
        answer = world.clients[letter].post(at, filled_in)
        grew = ledger.count() > before
        transaction.set_rollback(True)
    assert answer.status_code < 500, (name, at, letter)
    return grew
