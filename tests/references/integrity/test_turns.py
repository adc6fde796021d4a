"""A record that names another publication than when it was checked is checked anew at once."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from django.urls import reverse

from references.csl import CslItem
from references.integrity.checking import note_checked
from references.lookup.taking import digest_of, take_from
from references.merging import as_shown, merge
from references.models import Reference
from tests import factories
from tests.articles.admin.typing import signed_in
from tests.references.integrity.noticed import record

pytestmark = pytest.mark.django_db


def checked(**members: Any) -> Reference:
    paper = record(**members)
    note_checked([paper])
    assert not has_its_turn(paper)
    return paper


def has_its_turn(paper: Reference) -> bool:
    paper.refresh_from_db()
    return paper.checked_at is None


@pytest.mark.parametrize(
    ("field", "typed", "anew"),
    [("doi_text", "10.5555/another", True), ("pmid_text", "", True), ("volume", "9", False)],
)
def test_an_identifier_that_is_changed_in_the_form(field, typed, anew):
    paper = checked()
    browser = signed_in(factories.account("editor"))
    address = reverse("admin:references_reference_change", args=[paper.pk])
    form = browser.get(address).context["adminform"].form
    asked = {each.html_name: each.value() or "" for each in form if each.name != "is_checked"}
    asked |= {"csl": json.dumps(paper.csl), field: typed}
    assert browser.post(address, asked).status_code == 302
    assert has_its_turn(paper) is anew


@pytest.mark.parametrize(("member", "anew"), [("DOI", True), ("volume", False)])
def test_an_identifier_that_is_taken_from_a_look_up(member, anew):
    paper = checked(DOI=None)
    found = cast("CslItem", paper.csl | {"DOI": "10.5555/found", "volume": "9"})
    take_from(paper.pk, found, members=[member], seen=digest_of(paper.csl))
    assert has_its_turn(paper) is anew


@pytest.mark.parametrize(("has_doi", "anew"), [(False, True), (True, False)])
def test_an_identifier_that_comes_by_merging(has_doi, anew):
    kept = checked(PMID="4711", **({} if has_doi else {"DOI": None}))
    merged = record(PMID=None)
    editor = factories.account("editor")
    merge(kept=kept, merged=merged, by=editor, shown=as_shown(kept, merged))
    assert has_its_turn(kept) is anew
