"""The archive that speed is measured on is one that could be: nothing speaks against it."""

from __future__ import annotations

import pytest

from articles.models import Article, Edition
from publishing.standing import State, with_standing
from publishing.verify import PARTS
from reviews.models import LedgerEntry
from tests import factories
from tests.bench.archive import EDITIONS_EACH, make_archive

ARTICLES = 100


@pytest.fixture
def archive(committed, databases):
    return make_archive(databases, committed, articles=ARTICLES, physicians=8, rounds=2)


def test_a_made_archive_verifies_and_takes_new_evidence(archive):
    assert (archive.articles, Edition.objects.count()) == (ARTICLES, ARTICLES * EDITIONS_EACH)
    assert Edition.objects.count() == archive.editions
    assert [fault for part in PARTS for faults in part.check() for fault in faults] == []

    standing = with_standing(Article.objects.all()).values_list("state", flat=True)
    assert set(standing) == {str(state) for state in State}
    story = LedgerEntry.objects.filter(article=archive.long_story)
    assert story.count() > 80
    assert archive.busy_physician.reviews.count() > ARTICLES / 4

    factories.released()
