"""What became of the sources in the world of attacks."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from publishing import concerns
from publishing.models import Concern, Release
from references.models import IntegrityFact, Reference
from tests import factories


@dataclass(frozen=True)
class Concerned:
    """What was confirmed of the source of the open release, and concerns on that release.

    The source was reinstated before anything else; ``elsewhere`` is about one that nobody cites.
    """

    source: Reference
    reinstated: IntegrityFact
    elsewhere: IntegrityFact
    untaken: IntegrityFact
    still_open: Concern
    closed: Concern


def source_of_its_own() -> Reference:
    """A source that few cite, so that other articles are still submitted once it falls."""
    csl = factories.SLEEP | {"title": "Sleep, looked at twice", "DOI": "10.5555/twice"}
    return Reference.objects.create(csl=csl)


def fallen_sources(opened: Release) -> Concerned:
    """Confirm what befell the source of a release, and answer one of the concerns."""
    source = Reference.objects.get(editionreference__edition=opened.edition)
    uncited = Reference.objects.create(csl={"type": "book", "title": "Nobody cites this"})
    before = datetime.date(2020, 1, 1)
    reinstated = factories.confirmed(source, nature="reinstatement", on=before)
    doubted = factories.confirmed(source, nature="expression_of_concern")
    fallen = factories.confirmed(source)
    elsewhere = factories.confirmed(uncited)
    for fact in (reinstated, doubted, fallen, elsewhere):
        concerns.take_up(fact)
    signer = opened.edition.sign_offs.first().physician.account
    return Concerned(
        source=source,
        reinstated=reinstated,
        elsewhere=elsewhere,
        untaken=factories.confirmed(uncited, nature="reinstatement"),
        still_open=Concern.objects.get(release=opened, fact=doubted),
        closed=concerns.answer(concern=Concern.objects.get(release=opened, fact=fallen), by=signer),
    )
