"""Public pages are valid HTML, by a checker that is not ours."""

from __future__ import annotations

import pytest

from tests.pages import checker
from tests.public_pages import Site, answers

pytestmark = [pytest.mark.django_db, pytest.mark.html]


def test_the_checker_finds_faults():
    page = b'<!doctype html><html lang="en"><title>x</title><p id="a"><p id="a"><img src="b">'
    found = checker.faults({"faulty": page, "sound": page.partition(b"<p")[0]})
    assert len(found) >= 2
    assert all(line.startswith("faulty, line 1: ") for line in found)


def test_every_public_page_is_valid():
    pages = answers(Site.with_everything())
    assert len(pages) == 18
    assert b"Preview, not public" in pages["preview"]
    assert b"No preview yet" in pages["no preview"]
    assert all(page.startswith(b"<!doctype html>") for page in pages.values())
    assert checker.faults(pages) == []
