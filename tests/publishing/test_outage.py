"""While the database is away, pages that need it say so, and when to come back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client

from tests import factories
from tests.databases import Databases, maintenance_database


@pytest.fixture
def outage(databases: Databases, committed: str) -> Iterator[str]:
    """Let the database refuse every connection; gives the slug of a public article."""
    slug = factories.released().edition.slug
    connection.close()
    with databases.owner(maintenance_database()) as owner:
        owner.execute(f'ALTER DATABASE "{committed}" ALLOW_CONNECTIONS false')
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [committed]
        )
    yield slug
    connection.close()


@pytest.mark.parametrize(
    "path", ["/", "/articles/{slug}/", "/articles/{slug}/review-record/", "/.well-known/jwks.json"]
)
def test_a_page_that_needs_the_database_answers_503_and_when_to_try_again(outage, path):
    reader = Client(raise_request_exception=False)
    answer = reader.get(path.format(slug=outage))
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Cache-Control"] == "no-store"
    assert "Back soon" in answer.text
    assert "Articles and their review records can still be read" in answer.text
    assert "sleep" not in answer.text
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_somebody_who_is_signed_in_gets_the_same_page(outage):
    reader = Client(raise_request_exception=False)
    reader.cookies["sessionid"] = "a" * 32
    answer = reader.get("/admin/")
    assert (answer.status_code, int(answer["Retry-After"]) > 0) == (503, True)


def test_how_we_review_needs_no_database(outage):
    answer = Client().get("/how-we-review/")
    assert (answer.status_code, "How we review articles" in answer.text) == (200, True)
