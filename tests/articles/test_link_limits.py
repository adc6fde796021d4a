"""Links: one that goes wrong does not stop the others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from articles.links import checking
from articles.links.asking import Answer, Visitor
from articles.models import LinkCheck
from tests.articles.web import Web, playing

Finding = LinkCheck.Finding


@pytest.fixture
def web(settings) -> Iterator[Web]:
    settings.CHECK_LINKS_WITHIN = True
    with playing() as played:
        yield played


# --- Redirects that can't be read


@pytest.mark.parametrize(
    "location", ["http://[", "http://[::1", "//[x]/", "https://[::1%25a%20b]/"]
)
def test_a_redirect_that_can_not_be_read_is_not_followed(web, location):
    answer = Visitor(pause=0).look_at(web.has("/page", status=302, location=location))
    assert answer.finding is Finding.OFF_LIMITS
    assert "no web address" in answer.detail


class Failing(Visitor):
    """Fails at one address, and finds the others well."""

    def look_at(self, url: str) -> Answer:
        if url.endswith("/failing"):
            raise RuntimeError("an error nobody thought of")
        return Answer(Finding.OK, "", 200)


def test_a_look_that_fails_does_not_stop_the_others(monkeypatch, caplog):
    noted: list[tuple[str, Finding]] = []
    monkeypatch.setattr(
        checking, "note", lambda link, answer: noted.append((link.url[-7:], answer.finding))
    )
    links = [LinkCheck(url=f"https://example.org/{name}") for name in ("failing", "another")]
    list(checking.check(links, visitor=Failing()))
    assert noted == [("failing", Finding.NO_ANSWER), ("another", Finding.OK)]
    assert "https://example.org/failing" in caplog.text
